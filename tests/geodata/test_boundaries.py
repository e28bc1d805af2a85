"""Boundaries: a coverage, at three dates, with the towns where they belong."""

import doctest
import json
import shutil
from pathlib import Path

import pytest
import shapely
from shapely.geometry import Point

import geodata
from geodata import classify, events
from geodata.arcs import pieces, provinces, read_arcs
from geodata.catalog import Catalog, read_catalog
from geodata.checks import AREA_BOUNDS_KM2, GAP_WIDTH_M, Subject, run
from geodata.geometry import area_km2, coverage_is_valid, project
from geodata.report import ReadError

TOWNS = {
    "uralsk": (51.37, 51.23), "ilek": (53.38, 51.53), "guryev": (51.92, 47.13), "kalmykov": (51.88, 49.05),
    "dzhambeity": (52.61, 50.26), "uil": (54.68, 49.08), "khan-ordasy": (47.44, 48.77), "ganyushkino": (49.27, 46.6),
    "aktyubinsk": (57.17, 50.28), "temir": (57.12, 49.14), "akbulak": (55.62, 51.0), "irgiz": (61.27, 48.62),
    "karabutak": (60.12, 49.96), "chelkar": (59.61, 47.84), "kustanai": (63.62, 53.2), "torgai": (63.5, 49.63),
    "adamovka": (59.94, 51.52), "vsesvyatskoe": (65.55, 53.3), "orenburg": (55.1, 51.77), "orsk": (58.56, 51.2),
    "iletsk": (54.99, 51.16), "krasny-yar": (48.34, 46.53), "novouzensk": (48.14, 50.46), "troitsk": (61.56, 54.08),
    "kazalinsk": (62.1, 45.76), "atbasar": (68.36, 51.81), "petropavlovsk": (69.14, 54.87),
    "fort-aleksandrovsk": (50.26, 44.51),
}  # fmt: skip
AUGUST = {
    "ural": {"uralsk", "ilek", "guryev", "kalmykov", "dzhambeity", "uil"},
    "bokei": {"khan-ordasy", "ganyushkino"},
    "aktobe": {"aktyubinsk", "temir", "akbulak", "irgiz", "karabutak", "chelkar"},
    "kostanay": {"kustanai", "torgai", "adamovka", "vsesvyatskoe"},
    "orenburg": {"orenburg", "orsk", "iletsk"},
}

DECEMBER = AUGUST | {"aktobe": AUGUST["aktobe"] | {"uil"}, "ural": AUGUST["ural"] - {"uil"}}


def towns_in(catalog: Catalog, day: str) -> dict[str, set[str]]:
    shapes = provinces(catalog, day)
    return {name: {town for town, at in TOWNS.items() if area.contains(Point(at))} for name, area in shapes.items()}


def test_towns_of_august_1921(catalog: Catalog) -> None:
    assert towns_in(catalog, "1921-08-01") == AUGUST


def test_uil_is_in_aktobe_by_december_1921(catalog: Catalog) -> None:
    assert towns_in(catalog, "1921-12-01") == DECEMBER


def test_torgai_is_in_aktobe_in_1924(catalog: Catalog) -> None:
    moved = {"aktobe": DECEMBER["aktobe"] | {"torgai"}, "kostanay": DECEMBER["kostanay"] - {"torgai"}}
    assert towns_in(catalog, "1924-01-01") == DECEMBER | moved


def test_a_date_without_provinces_has_none(catalog: Catalog) -> None:
    assert provinces(catalog, "1930-01-01") == {}


def test_pieces_fit_without_gap_or_overlap(catalog: Catalog) -> None:
    flat = [project(shape) for shape in pieces(read_arcs(catalog.root)).values()]
    assert len(flat) >= 16
    assert coverage_is_valid(flat, GAP_WIDTH_M)


def test_a_sliver_is_noticed() -> None:
    left, right = shapely.box(0, 0, 10_000, 10_000), shapely.box(10_100, 0, 20_000, 10_000)
    assert not coverage_is_valid([left, shapely.box(9_000, 0, 20_000, 10_000)], GAP_WIDTH_M)
    assert coverage_is_valid([left, shapely.box(10_000, 0, 20_000, 10_000)], GAP_WIDTH_M)
    around = shapely.box(-5_000, -5_000, 25_000, 15_000).difference(shapely.union_all([left, right]))
    assert not coverage_is_valid([left, right, around.difference(shapely.box(10_000, 0, 10_100, 10_000))], GAP_WIDTH_M)


def test_areas_lie_within_their_bounds(catalog: Catalog) -> None:
    for name, area in provinces(catalog, "1921-08-01").items():
        low, high = AREA_BOUNDS_KM2[name]
        assert low <= area_km2(area) <= high, name


def test_the_shipped_data_passes_its_checks(catalog: Catalog) -> None:
    report = run(Subject(catalog))
    assert [f for f in report if f.severity.value != "note"] == []


@pytest.fixture
def copy(tmp_path: Path, catalog: Catalog) -> Path:
    shutil.copytree(catalog.root, tmp_path / "data")
    return tmp_path / "data"


def test_a_changed_quotation_is_found(copy: Path) -> None:
    claims = copy / "essay/claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace("Орал(99%)", "Орал(98%)"), encoding="utf-8")
    assert "fragment-hash" in run(Subject(read_catalog(copy))).codes()


def test_an_arc_that_no_longer_meets_its_neighbours_is_named(copy: Path) -> None:
    path = copy / "boundaries/august-1921/arcs.geojson"
    data = json.loads(path.read_text(encoding="utf-8"))
    moved = data["features"][0]
    moved["geometry"]["coordinates"][0][0] += 0.3
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ReadError, match=moved["properties"]["id"]):
        pieces(read_arcs(copy))


def test_a_damaged_table_is_told_in_one_sentence(copy: Path) -> None:
    (copy / "names.csv").write_bytes(b"id,kind\nx\n")
    with pytest.raises(ReadError, match=r"Expected 2 cells in row 2 of names\.csv, found 1"):
        read_catalog(copy)


def test_the_choropleth_keeps_aktobe_without_a_number() -> None:
    frame = geodata.choropleth("crop-failure", date="1921-08").set_index("id")
    assert frame.crs.to_epsg() == 4326
    assert frame["low"].isna().to_dict() == {
        "bokei": False, "ural": False, "aktobe": True, "kostanay": False, "orenburg": False,
    }  # fmt: skip
    assert frame.loc["aktobe", "claims"][0].line == 28


def test_figures_joined_to_other_boundaries_say_so() -> None:
    later = geodata.choropleth("crop-failure", date="1924").attrs["findings"]
    assert any("August 1921" in message for message in later)
    assert not any("August 1921" in it for it in geodata.choropleth("crop-failure", date="1921-10").attrs["findings"])


@pytest.mark.parametrize("module", [geodata, classify, events])
def test_the_examples_in_the_docstrings_are_true(module) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert result.failed == 0
