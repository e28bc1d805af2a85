"""Second sources stand beside the essay and never replace it; shares only of one territory and one time."""

from dataclasses import replace
from pathlib import Path

import pytest

from geodata.arcs import provinces, read_features
from geodata.catalog import Catalog
from geodata.claims import as_records, values
from geodata.geometry import project
from geodata.model import Claim, Qualifier
from geodata.shares import share, shares_of


def other(catalog: Catalog, claim_id: str) -> Claim:
    return next(claim for claim in catalog.others if claim.id == claim_id)


def test_the_figures_by_governorate(catalog: Catalog) -> None:
    found = {
        claim.place: (claim.low, claim.high, claim.qualifier)
        for claim in catalog.others
        if (claim.measure, claim.source) == ("starving", "sarkenova-2011")
    }
    assert found == {
        "orenburg": (348_010, 348_010, Qualifier.EXACT),
        "aktobe": (305_389, 305_389, Qualifier.EXACT),
        "kostanay": (314_300, 314_300, Qualifier.EXACT),
        "ural": (123_600, None, Qualifier.AT_LEAST),
        "bokei": (None, None, Qualifier.NOT_STATED),
        "kazakhstan": (1_476_985, 1_476_985, Qualifier.EXACT),
    }


def test_the_sums_are_those_of_adults_and_children(catalog: Catalog) -> None:
    for place in ("orenburg", "aktobe", "kostanay"):
        low = {
            claim.measure: claim.low for claim in catalog.others if claim.place == place and claim.period != "1922-02"
        }
        assert low["starving"] == (low["starving-adults"] or 0) + (low["starving-children"] or 0)


def test_every_figure_names_a_source_with_an_address_and_its_trust(catalog: Catalog) -> None:
    assert len(catalog.others) > 15
    for claim in catalog.others:
        source = catalog.sources[claim.source]
        assert source.url.startswith("http")
        assert source.trust == "secondary"
        assert claim.source != "essay"
        assert claim.period


def test_the_essay_is_never_overwritten(catalog: Catalog) -> None:
    assert {claim.source for claim in catalog.claims} == {"essay"}
    assert values(catalog.claims, "starving", ["kazakhstan"])["kazakhstan"].low == 2_832_000
    assert values(catalog.claims, "starving", ["orenburg"])["orenburg"].qualifier is None


def test_the_82_percent_are_of_no_province(catalog: Catalog) -> None:
    claim = other(catalog, "o-starving-or-sick")
    assert (claim.low, claim.place, claim.period) == (82, "western-governorates", "1922-06")


def test_records_have_no_line_where_there_is_none(catalog: Catalog) -> None:
    records = list(as_records((*catalog.claims, *catalog.others), catalog.events))
    assert len({tuple(record) for record in records}) == 1
    assert {record["line"] for record in records if record["source"] == "sarkenova-2011"} == {None}


def test_a_share_of_one_territory_and_time_is_computed(catalog: Catalog) -> None:
    found = share(other(catalog, "o-children-orenburg"), other(catalog, "o-starving-orenburg"))
    assert found.percent == pytest.approx(60.25, abs=0.01)


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ({"place": "ural"}, "place"),
        ({"period": "1926"}, "time"),
        ({"period": ""}, "time"),
        ({"source": "famine-overview"}, "source"),
        ({"qualifier": Qualifier.AT_LEAST}, "number"),
        ({"low": None}, "number"),
    ],
)
def test_no_other_share_is(catalog: Catalog, change: dict[str, object], obstacle: str) -> None:
    whole = other(catalog, "o-starving-orenburg")
    found = share(replace(other(catalog, "o-children-orenburg"), **change), whole)
    assert (found.percent, found.obstacle) == (None, obstacle)


def test_the_starving_are_not_set_against_a_population_of_another_year(catalog: Catalog) -> None:
    found = [it for it in shares_of("kostanay", catalog.others) if it.whole.measure == "population"]
    assert [(it.percent, it.obstacle) for it in found] == [(None, "time")]
    assert [it.percent for it in shares_of("ural", catalog.others)] == [None]


def test_the_fleets_stand_in_their_waters(catalog: Catalog) -> None:
    from shapely import Point, union_all

    waters = {}
    for name in ("base/water.geojson", "base/rivers.geojson"):
        for feature in read_features(name, catalog.root):
            waters.setdefault(feature.properties["id"], []).append(project(feature.geometry))
    fleets = {point.id: point for point in catalog.points if point.role == "fleet"}
    for fleet, water in (("fleet-aral", "aral-sea"), ("fleet-irtysh", "irtysh"), ("fleet-zhaiyk", "ural-river")):
        at = project(Point(fleets[fleet].lon, fleets[fleet].lat))
        assert union_all(waters[water]).distance(at) < 1000


def test_every_uyezd_centre_lies_in_a_province(catalog: Catalog) -> None:
    from shapely import Point, union_all

    whole = union_all(list(provinces(catalog, "1921-08-01").values()))
    centres = [point for point in catalog.points if point.role == "uezd-centre"]
    assert len(centres) >= 20
    assert [point.id for point in centres if not whole.contains(Point(point.lon, point.lat))] == []


def test_seas_are_those_of_the_time(catalog: Catalog) -> None:
    from shapely import Point, union_all

    water = union_all([it.geometry for it in read_features("base/water.geojson", catalog.root)])
    assert water.contains(Point(59.0, 45.0))  # the western Aral, dry today
    assert not water.contains(Point(77.2, 43.9))  # the Kapchagay reservoir
    assert not water.contains(Point(84.3, 49.3))  # the Bukhtarma reservoir


def test_turksib_has_its_sections_and_rival_dates(catalog: Catalog, tmp_path: Path) -> None:
    assert {section.opened for section in catalog.sections} == {"1930-05-01"}
    assert [section.id for section in catalog.sections if section.confidence.value == "approximate"] == [
        "iliysk-crossing"
    ]
    days = [it.when for it in catalog.route_dates]
    assert days == sorted(days)
    assert {"1930-04-21", "1930-04-25", "1930-04-28", "1930-05-01", "1931-01-01"} <= set(days)
    assert all(source in catalog.sources for it in (*catalog.sections, *catalog.route_dates) for source in it.sources)
