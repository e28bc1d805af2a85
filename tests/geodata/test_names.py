"""Any spelling leads to the place; what is not exact is only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.catalog import Catalog, read_catalog
from geodata.names import Gazetteer, fold

PROVINCES = Gazetteer(read_catalog().places, ("province",))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Орал", "ural"), ("Уральск", "ural"), ("Уральская губерния", "ural"), ("Oral", "ural"), ("Uralsk", "ural"),
        ("URAL", "ural"), ("Бөкей", "bokei"), ("Букеевская", "bokei"), ("Bukey", "bokei"), ("Inner Horde", "bokei"),
        ("Внутренняя Киргизская Орда", "bokei"), ("Қостанай", "kostanay"), ("Кустанай", "kostanay"),
        ("Қостанай губерниясы", "kostanay"), ("Kustanai", "kostanay"), ("Ақтөбе", "aktobe"), ("Актюбинск", "aktobe"),
        ("Aktyubinsk", "aktobe"), ("Орынбор", "orenburg"), ("ОРЕНБУРГСКАЯ  ОБЛАСТЬ", "orenburg"),
    ],
)  # fmt: skip
def test_every_usual_spelling_is_exact(text: str, place: str) -> None:
    assert PROVINCES.exact(text) == (place,)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("останай", "kostanay"), ("Атбе", "aktobe"), ("Бкей", "bokei"), ("Êîñòàíàé", "kostanay"),
        ("Костаннай", "kostanay"), ("Orenburgh", "orenburg"), ("Актюбинсск", "aktobe"), ("Óðàëüñêàÿ", "ural"),
    ],
)  # fmt: skip
def test_a_damaged_or_mistyped_name_is_proposed_but_never_exact(text: str, place: str) -> None:
    assert PROVINCES.exact(text) == ()
    first = PROVINCES.candidates(text)[0]
    assert (first.place, first.exact) == (place, False)
    assert 70 <= first.score < 100


def test_what_resembles_nothing_has_no_candidates() -> None:
    assert PROVINCES.candidates("Владивосток") == ()
    assert PROVINCES.candidates("") == ()


def test_a_shared_name_names_all_its_places(catalog: Catalog) -> None:
    found = Gazetteer(catalog.places).exact("Уральск")
    assert {"ural", "town-uralsk"} <= set(found)


def test_a_beginning_finds_the_shortest_name_first(catalog: Catalog) -> None:
    found = [it.place for it in Gazetteer(catalog.places).beginning("Семей")]
    assert "town-semipalatinsk" in found or any("semey" in place or "semipalatinsk" in place for place in found)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
