"""The statements of the essay, as they are kept."""

import datetime
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.catalog import Catalog
from geodata.claims import as_records, values
from geodata.classify import class_labels, class_of
from geodata.events import first_day, parse_period
from geodata.model import Qualifier
from geodata.report import GeodataError, ReadError

PROVINCES = ("orenburg", "ural", "kostanay", "bokei", "aktobe")


def test_the_five_provinces_have_the_figures_of_line_28(catalog: Catalog) -> None:
    found = values(catalog.claims, "crop-failure", PROVINCES)
    figures = {place: (value.low, value.high) for place, value in found.items()}
    assert figures == {
        "orenburg": (80.3, 80.3),
        "ural": (99, 99),
        "kostanay": (74.5, 74.5),
        "bokei": (29.5, 29.5),
        "aktobe": (None, None),
    }
    assert found["aktobe"].qualifier is Qualifier.NOT_STATED


def test_every_quotation_has_its_committed_hash(catalog: Catalog) -> None:
    lines = (catalog.root / "essay/fragments.sha256").read_text(encoding="utf-8").splitlines()
    made = sorted(
        f"{it.id} {hashlib.sha256(f'{it.line}|{it.fragment}'.encode()).hexdigest()}"
        for it in (*catalog.claims, *catalog.events)
    )
    assert sorted(lines) == made


def test_livestock_deaths_are_never_province_wide(catalog: Catalog) -> None:
    found = [claim for claim in catalog.claims if claim.measure == "livestock-deaths"]
    assert {claim.place for claim in found} == {"ural", "bokei"}
    assert {claim.qualifier for claim in found} == {Qualifier.SOME_PARTS}


def test_the_burned_sowings_name_no_province(catalog: Catalog) -> None:
    (claim,) = [claim for claim in catalog.claims if claim.measure == "burned-sowings"]
    assert (claim.place, claim.low, claim.high) == ("western-governorates", 50, 80)
    assert {catalog.claims_by_id[other].place for other in claim.contradicts} == {"ural", "bokei"}


def test_contradictions_are_told_on_both_sides(catalog: Catalog) -> None:
    pairs = {(claim.id, other) for claim in catalog.claims for other in claim.contradicts}
    assert pairs
    assert pairs == {(b, a) for a, b in pairs}


@pytest.mark.parametrize(
    ("line", "least"),
    [(4, 4), (7, 2), (11, 1), (24, 1), (25, 5), (26, 18), (27, 4), (28, 9), (29, 5), (30, 3), (37, 15)],
)  # fmt: skip
def test_every_line_of_the_list_has_its_claims(catalog: Catalog, line: int, least: int) -> None:
    assert sum(claim.line == line for claim in catalog.claims) >= least


def test_figures_of_line_26(catalog: Catalog) -> None:
    lows = {claim.low for claim in catalog.claims if claim.line == 26}
    assert lows >= {907_501, 66_790, 161_567, 1_048_100, 1_558_927, 2_832_000, 777_192, 556, 1127, 46, 7, 1, 40_000}


def test_records_of_claims_and_events_have_the_same_keys(catalog: Catalog) -> None:
    records = list(as_records(catalog.claims, catalog.events))
    assert len({tuple(record) for record in records}) == 1
    assert all(set(record["note"]) == {"kk", "ru", "en"} for record in records)


def test_a_figure_outside_the_breaks_is_refused() -> None:
    with pytest.raises(GeodataError, match="between 0 and 100, found 101"):
        class_of(101, (0, 25, 50, 75, 100))


def test_class_labels_say_who_owns_a_break() -> None:
    assert class_labels((0, 25, 50))[-1] == "25 ≤ x ≤ 50"


@given(st.floats(0, 100))
def test_every_percentage_has_exactly_one_class(value: float) -> None:
    breaks = (0, 25, 50, 75, 100)
    index = class_of(value, breaks)
    assert breaks[index] <= value
    assert value < breaks[index + 1] or (index == 3 and value == 100)


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("1921", "1921-01-01", "1922-01-01"),
        ("1921-08", "1921-08-01", "1921-09-01"),
        ("1924-02-29", "1924-02-29", "1924-03-01"),
        ("1925-12-31", "1925-12-31", "1926-01-01"),
        ("1918/1921", "1918-01-01", "1922-01-01"),
        ("../1925", None, "1926-01-01"),
        ("1921/", "1921-01-01", None),
        ("192X", "1920-01-01", "1930-01-01"),
        ("18XX/1921?", "1800-01-01", "1922-01-01"),
        ("1921-08-XX", "1921-08-01", "1921-09-01"),
        ("1921-XX-XX~", "1921-01-01", "1922-01-01"),
        ("1920-24", "1920-12-01", "1921-03-01"),
        ("1921-22/1921-23", "1921-06-01", "1921-12-01"),
    ],
)
def test_dates_become_days(edtf: str, start: str | None, end: str | None) -> None:
    period = parse_period(edtf)
    assert (period.start, period.end) == (start, end)


@pytest.mark.parametrize(
    "wrong",
    [
        "1921-13",
        "1921-02-30",
        "21",
        "August 1921",
        "1925/1921",
        "192X-08",
        "1921-XX-05",
        "1921-22-01",
        "1X21",
        "1921/1922/1923",
    ],
)
def test_what_is_no_date_is_refused(wrong: str) -> None:
    with pytest.raises(ReadError, match="Expected"):
        first_day(wrong)


@given(st.dates())
def test_a_day_is_its_own_first_day(day) -> None:
    assert first_day(day.isoformat()) == day.isoformat()


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)), st.sampled_from(["", "?", "~", "%"]))
def test_a_date_spans_all_its_days(day: datetime.date, mark: str) -> None:
    """A day lies within its day, month, year, decade and century, and they end with their last day."""
    text, after = day.isoformat(), day + datetime.timedelta(1)
    month_ends, year_ends = after.day == 1, after.year > day.year
    for edtf, ends in [
        (text, True), (text[:7], month_ends), (f"{text[:7]}-XX", month_ends), (text[:4], year_ends),
        (f"{text[:4]}-XX", year_ends), (f"{text[:3]}X", year_ends and after.year % 10 == 0),
        (f"{text[:2]}XX", year_ends and after.year % 100 == 0),
    ]:  # fmt: skip
        period = parse_period(edtf + mark)
        assert period.covers(text)
        assert (period.end == after.isoformat()) == ends


@given(st.text(alphabet="0123456789-XY/.?~% ", max_size=14))
def test_any_text_is_a_date_or_refused_in_words(text: str) -> None:
    try:
        period = parse_period(text)
    except ReadError:
        return
    assert period.start or period.end
    assert not (period.start and period.end) or period.start < period.end
