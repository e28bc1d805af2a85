"""Lines measured against reference geography; a stand-in for it is made from our own lines, moved a little."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from shapely.geometry import LineString

from geodata.__main__ import main
from geodata.arcs import read_arcs, read_features
from geodata.catalog import Catalog, read_catalog
from geodata.checks import BASE_LINES, Subject, run
from geodata.latin import latin
from geodata.measure import KINDS, STATIONS_FILE, Reference, may_be_exempt
from geodata.report import Report, Severity

ARCS = "boundaries/august-1921/arcs.geojson"
ASIDE = 0.004  # degrees: some 400 m, so that no vertex of ours is one of the reference


def line(coords: Iterable[tuple[float, float]], aside: float) -> dict:
    return {"type": "LineString", "coordinates": [[x + aside, y + aside] for x, y in coords]}


def write(path: Path, features: list[tuple[dict, dict]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = [{"type": "Feature", "properties": about, "geometry": geometry} for geometry, about in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": told}), encoding="utf-8")


def make_reference(folder: Path, catalog: Catalog, aside: float = ASIDE) -> Path:
    for kind, about in KINDS.items():
        lines = [(line(arc.line.coords, aside), {}) for arc in read_arcs(catalog.root) if kind in arc.follows]
        for base, (_source, follows) in BASE_LINES.items():
            if follows == kind:
                shapes = [feature.geometry for feature in read_features(base, catalog.root)]
                rings = [it.exterior if it.geom_type == "Polygon" else it for it in shapes]
                lines += [(line(it.coords, aside), {}) for it in rings]
        for name in about.files:
            write(folder / name, lines)
    stations = [
        ({"type": "Point", "coordinates": [point.lon, point.lat]}, {"seq": point.seq, "name": point.id})
        for point in catalog.points
        if point.role == "station" and point.seq != 40
    ]
    detour = [
        ({"type": "Point", "coordinates": [77.0, 43.8 + 0.03 * n]}, {"seq": 40 + n, "name": ""}) for n in range(4)
    ]
    write(folder / STATIONS_FILE, stations + detour)
    return folder


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_reference(tmp_path_factory.mktemp("reference"), read_catalog())


@pytest.fixture
def copy(tmp_path: Path, catalog: Catalog) -> Path:
    shutil.copytree(catalog.root, tmp_path / "data")
    return tmp_path / "data"


def change(data: Path, arc: str, **properties: object) -> list[list[float]]:
    """Change an arc of a copied data folder; return its coordinates, written by `save`."""
    return edit(data, arc, lambda feature: feature["properties"].update(properties))


def edit(data: Path, arc: str, how) -> list[list[float]]:
    path = data / ARCS
    found = json.loads(path.read_text(encoding="utf-8"))
    (feature,) = [it for it in found["features"] if it["properties"]["id"] == arc]
    how(feature)
    path.write_text(json.dumps(found), encoding="utf-8")
    return feature["geometry"]["coordinates"]


def moved_30_km(feature: dict) -> None:
    """Move an arc 0.27 degrees north; the ends, which neighbours share, stay."""
    coords = feature["geometry"]["coordinates"]
    feature["geometry"]["coordinates"] = [coords[0], *([x, y + 0.27] for x, y in coords[1:-1]), coords[-1]]


def errors(report: Report) -> list[tuple[str, str]]:
    return [(it.code, it.where) for it in report if it.severity is Severity.ERROR]


def test_the_shipped_lines_pass(catalog: Catalog, reference: Path) -> None:
    report = run(Subject(catalog, reference=reference))
    assert errors(report) == []
    assert {"distance", "station", "measured", "uyezd-1897", "area", "drawn"} <= set(report.codes())


@pytest.mark.parametrize("arc", ["turgai-perovsk", "irgiz-shore", "bukey-kigach", "aktyubinsk-orsk"])
def test_an_arc_moved_by_30_km_is_named(copy: Path, reference: Path, arc: str) -> None:
    edit(copy, arc, moved_30_km)
    subject = Subject(read_catalog(copy), reference=reference)
    assert ("distance", arc) in errors(run(subject))


def test_the_command_fails_and_says_which_bound_is_broken(
    copy: Path, reference: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--data", str(copy), "--reference", str(reference)]) == 0
    table = capsys.readouterr().out
    assert "median km  p90 km" in table
    assert "<- error" not in table
    edit(copy, "turgai-perovsk", moved_30_km)
    assert main(["check", "--data", str(copy), "--reference", str(reference)]) == 1
    (row,) = [row for row in capsys.readouterr().out.splitlines() if row.startswith("turgai-perovsk")]
    assert "<- error" in row
    assert "median above 5 km" in row


def test_a_river_moved_by_30_km_is_named(copy: Path, reference: Path) -> None:
    path = copy / "base/rivers.geojson"
    found = json.loads(path.read_text(encoding="utf-8"))
    (uil,) = [it["geometry"] for it in found["features"] if it["properties"]["id"] == "river-uil"]
    uil["coordinates"] = [[x, y + 0.27] for x, y in uil["coordinates"]]
    path.write_text(json.dumps(found), encoding="utf-8")
    assert errors(run(Subject(read_catalog(copy), reference=reference))) == [("base-line", "river-uil")]


def test_only_what_lies_in_the_window_of_the_reference_is_measured(tmp_path: Path, catalog: Catalog) -> None:
    folder = make_reference(tmp_path / "reference", catalog)
    write(folder / KINDS["shore"].files[0], [(line([(58, 44), (62, 46)], 0), {})])
    reference = Reference(folder)
    assert reference.within_reach(LineString([(47, 45), (79, 45)]), "shore").bounds == (58, 45, 62, 45)
    assert reference.within_reach(LineString([(47, 37), (47, 38)]), "shore").bounds == (47, 37, 47, 38)


def test_turksib_drawn_with_corners_is_too_short(copy: Path) -> None:
    path = copy / "routes/turksib.geojson"
    found = json.loads(path.read_text(encoding="utf-8"))
    for feature in found["features"]:
        coords = feature["geometry"]["coordinates"]
        feature["geometry"]["coordinates"] = coords[::3]
    path.write_text(json.dumps(found), encoding="utf-8")
    assert errors(run(Subject(read_catalog(copy)))) == [("turksib", "length")]


def test_a_documented_arc_must_be_measured(copy: Path) -> None:
    change(copy, "ilek-dzhambeity", confidence="documented")
    assert ("exempt", "ilek-dzhambeity") in errors(run(Subject(read_catalog(copy))))


def test_only_the_lines_that_nobody_mapped_are_exempt(copy: Path) -> None:
    change(copy, "turgai-perovsk", follows="drawn", confidence="conjectural")
    assert ("exempt", "turgai-perovsk") in errors(run(Subject(read_catalog(copy))))


def test_exempt_arcs_are_few(catalog: Catalog) -> None:
    drawn = [arc for arc in read_arcs(catalog.root) if arc.follows == "drawn"]
    assert len(drawn) < 15
    assert all(may_be_exempt(arc) for arc in drawn)


def test_too_little_measured_is_an_error(copy: Path) -> None:
    path = copy / ARCS
    found = json.loads(path.read_text(encoding="utf-8"))
    for feature in found["features"]:
        feature["properties"] |= {"follows": "drawn", "confidence": "conjectural"}
    path.write_text(json.dumps(found), encoding="utf-8")
    assert ("measured", "arcs") in errors(run(Subject(read_catalog(copy))))


def test_a_station_off_the_line_is_named_but_not_on_the_old_crossing(tmp_path: Path, catalog: Catalog) -> None:
    folder = make_reference(tmp_path / "reference", catalog)
    stations = json.loads((folder / STATIONS_FILE).read_text(encoding="utf-8"))
    stations["features"][5]["geometry"]["coordinates"][1] += 0.1
    seq = str(stations["features"][5]["properties"]["seq"])
    (folder / STATIONS_FILE).write_text(json.dumps(stations), encoding="utf-8")
    report = run(Subject(catalog, reference=folder))
    assert errors(report) == [("station", seq)]
    assert any(dict(it.cells)["remark"] for it in report if it.where == "41")


def test_copied_vertices_are_noticed(tmp_path: Path, catalog: Catalog) -> None:
    folder = make_reference(tmp_path / "reference", catalog, aside=0.0)
    assert ("traced", "lines") in errors(run(Subject(catalog, reference=folder)))


def test_land_under_water_is_named(copy: Path) -> None:
    path = copy / "base/water.geojson"
    found = json.loads(path.read_text(encoding="utf-8"))
    for feature in found["features"]:
        if feature["properties"]["id"] == "lake-tengiz":
            ring = feature["geometry"]["coordinates"][0]
            feature["geometry"]["coordinates"][0] = [[x - 6.0, y] for x, y in ring]
    path.write_text(json.dumps(found), encoding="utf-8")
    codes = [code for code, _where in errors(run(Subject(read_catalog(copy))))]
    assert "water" in codes


def test_a_missing_reference_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--reference", str(tmp_path)]) == 2
    assert "Expected reference geography at" in capsys.readouterr().err


def test_an_arc_is_drawn_beside_the_reference(tmp_path: Path, reference: Path, capsys) -> None:
    out = tmp_path / "доға.svg"
    assert main(["arc", "turgai-perovsk", "--reference", str(reference), "--out", str(out)]) == 0
    assert "median 0." in capsys.readouterr().out
    picture = out.read_text(encoding="utf-8")
    assert "#c0392b" in picture
    assert "#b9770e" in picture
    assert ">turgai<" in picture


def test_an_unknown_arc_is_told_with_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["arc", "nowhere", "--out", str(tmp_path / "arc.svg")]) == 2
    assert "ilek-dzhambeity" in capsys.readouterr().err


def test_every_station_of_the_map_lies_on_the_line(catalog: Catalog) -> None:
    from shapely import MultiLineString, Point

    from geodata.geometry import project

    flat = project(MultiLineString([it.geometry for it in read_features("routes/turksib.geojson", catalog.root)]))
    stations = [point for point in catalog.points if point.role == "station"]
    assert len(stations) >= 25
    for point in stations:
        assert flat.distance(project(Point(point.lon, point.lat))) < 2000, point.id


def test_kazakh_names_have_one_latin_spelling(catalog: Catalog) -> None:
    assert {it.id: it.latin for it in catalog.places.values() if it.latin != latin(it.names["kk"])} == {}
    assert latin("Қостанай, Ілек, Елек Қорғаны, Ақбұлақ") == "Qostanai, Ilek, Elek Qorğany, Aqbūlaq"


def test_a_name_spelt_otherwise_is_found(copy: Path) -> None:
    path = copy / "names.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Jetısu", "Jetisu"), encoding="utf-8")
    assert ("latin", "zhetysu-railway") in errors(run(Subject(read_catalog(copy))))


def test_notes_of_places_speak_their_own_language(catalog: Catalog) -> None:
    def cyrillic(text: str) -> bool:
        return any("а" <= letter <= "я" for letter in text.replace("Ртддер", "").lower())

    for point in catalog.points:
        notes = point.notes
        assert not cyrillic(notes["en"]), point.id
        assert bool(notes["kk"]) == bool(notes["ru"]) == bool(notes["en"]), point.id
        assert not notes["kk"] or cyrillic(notes["kk"]), point.id
        assert not set("әғқңөұүһі") & set(notes["ru"].lower()), point.id


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Expected COMMAND, found nothing."),
        ("chek", "Expected one of check, arc, list, join for COMMAND, found “chek”."),
        ("check --essay", "Expected a value after --essay, found none."),
        ("check --data nowhere", "Expected a data folder at nowhere, found none. Check the path."),
        ("arc ilek-dzhambeity --out nowhere/arc.svg", "No such file or directory: nowhere/arc.svg"),
        ("join", "Expected MEASURE, found nothing."),
    ],
)
def test_what_is_typed_wrong_is_told_in_a_sentence(typed: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(typed.split())
    except SystemExit as left:
        code = left.code
    assert code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"geodata: {told}")
    assert "usage" not in said
    assert said.count("\n") == 1
