"""The areas of a set on disk: small ones as text, large ones as FlatGeobuf, and nothing is lost in either."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata import areas, contribute, library
from geodata.catalog import read_catalog
from geodata.edits import take_edit
from geodata.report import ReadError
from geodata.sets import read_set
from tests.coverage import cells, write_map

COLUMNS = {
    "name": ["Қостанай", "", None], "atlas_id": ["theirs", "theirs", "theirs"], "geometry": ["a", "b", "c"],
    "count": [1, None, 3], "share": [0.5, 1, None], "sure": [True, None, False], "mixed": [1, "two", 3.5],
}  # fmt: skip
SHAPES = np.array([
    shapely.Polygon([(60, 49), (61, 49), (61, 50.123456789012)]),
    shapely.MultiPolygon([shapely.box(62, 49, 63, 50), shapely.box(64, 49, 65, 50)]),
    shapely.Polygon([(66, 49), (67, 49), (67, 50), (66, 50)], [[(66.2, 49.2), (66.4, 49.2), (66.3, 49.4)]]),
])  # fmt: skip


@pytest.mark.parametrize("large", [False, True])
def test_areas_come_back_as_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool) -> None:
    monkeypatch.setattr(areas, "_MOST_AS_TEXT", 5 if large else 50)
    shapes = areas.as_written(SHAPES)
    name = areas.write_areas(tmp_path, ["x:1", "x:2", "ural"], ["Қостанай", "№ 2", "Орал"], COLUMNS, shapes)
    assert name == ("areas.fgb" if large else "areas.geojson")
    assert [path.name for path in tmp_path.iterdir()] == [name], "one file, with none beside it"
    assert bool(shapely.equals_exact(shapes[0], SHAPES[0])) is large, "text has seven digits, FlatGeobuf all of them"
    ids, names, found = areas.areas_in(tmp_path)
    assert (ids, names) == (["x:1", "x:2", "ural"], ["Қостанай", "№ 2", "Орал"])
    assert shapely.equals_exact(found, shapes).all()
    columns, _shapes = areas.columns_in(tmp_path)
    assert columns["atlas_id"] == ids, "a column of theirs takes no id away"
    assert columns["mixed"] == (["1", "two", "3.5"] if large else [1, "two", 3.5])
    for key in ("name", "geometry", "count", "share", "sure"):
        assert columns[key] == COLUMNS[key]


@pytest.mark.parametrize("damage", [b"", b"fgb\x03fgb\x00 nothing more", b'{"type": "FeatureCollection"}'])
def test_damaged_areas_are_told_in_words(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "areas.fgb").write_bytes(damage)
    with pytest.raises(ReadError) as caught:
        areas.areas_in(tmp_path)
    assert caught.value.code == "set-damaged"


@pytest.fixture
def large_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(areas, "_MOST_AS_TEXT", 1000)
    chosen = {"id": "cells", "role": "units", "licence": "CC0-1.0", "source": "Made up", "period": "1921"}
    found = contribute.inspect([write_map(tmp_path / "cells.gpkg", 40)], chosen, library=tmp_path / "library")
    return Path(contribute.accept(found, tmp_path / "library")["folder"])


def test_a_large_set_is_packed_as_text(large_set: Path, tmp_path: Path) -> None:
    assert (large_set / "areas.fgb").is_file()
    out = Path(library.pack("cells", tmp_path / "packed", large_set.parent))
    assert not (out / "areas.fgb").exists()
    told = json.loads((out / "areas.geojson").read_text(encoding="utf-8"))["features"]
    assert [it["properties"]["name"] for it in told][:2] == ["cell 1", "cell 2"]
    made, before = read_set(out, whole=True), read_set(large_set, whole=True)
    assert made.features == before.features
    main = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))["resources"][0]
    assert (main["path"], main["format"], main["mediatype"]) == ("areas.geojson", "geojson", "application/geo+json")
    assert shapely.equals_exact(areas.read_areas(made)[2], areas.read_areas(before)[2], tolerance=1e-7).all()


def test_an_edit_of_a_large_set_is_taken_or_refused_whole(large_set: Path) -> None:
    assert not take_edit(large_set)
    columns, shapes = areas.columns_in(large_set)
    areas.write_large(large_set / "areas.fgb", columns, shapely.set_precision(shapes, 0.001))
    assert take_edit(large_set)
    assert read_set(large_set, whole=True).features == len(shapes)
    crossed = [shapely.Polygon([(60, 49), (61, 50), (61, 49), (60, 50)]), *shapes[1:]]
    areas.write_large(large_set / "areas.fgb", columns, np.array(crossed))
    package = (large_set / "datapackage.json").read_bytes()
    with pytest.raises(ReadError, match="cell 1"):
        take_edit(large_set)
    assert (large_set / "datapackage.json").read_bytes() == package


def test_names_of_a_large_set_are_known_to_a_table(large_set: Path, tmp_path: Path) -> None:
    table = tmp_path / "figures.csv"
    table.write_text("place,low\ncell 1,3\ncell 40,4\n", encoding="utf-8")
    found = contribute.inspect([table], {"join_to": "cells"}, library=large_set.parent)
    assert [it["place"] for it in found.names] == ["cells:1", "cells:40"]


def test_a_catalog_with_a_set_that_came_is_the_one_that_is_read(tmp_path: Path) -> None:
    corpus, root = Path(__file__).resolve().parents[1] / "data" / "contributed", tmp_path / "library"
    about = {"licence": "CC0-1.0", "source": "Invented", "period": "1921-08"}
    adding = (
        ("values-good.csv", {"id": "zz", "measure": "Seed", "subject": "of seed"}),
        ("good-units.geojson", {"id": "units", "role": "units"}),
        ("good-provinces.geojson", {"id": "theirs"}),
        ("good-provinces.geojson", {"id": "theirs", "title": "Anew"}),
    )
    catalog = read_catalog(library=root)
    for version, (name, chosen) in enumerate(adding, 1):
        found = contribute.inspect([corpus / name], about | chosen, library=root)
        done = contribute.accept(found, root, version=2 if version == len(adding) else 1)
        catalog = catalog.with_added(read_set(Path(done["folder"])))
        read = read_catalog(library=root)
        assert catalog == read
        assert done["layers"] == [it.id for it in read.layers if read.is_of_set(it, done["id"])]


def test_cells_are_written_in_their_order(tmp_path: Path) -> None:
    shapes = cells(60, 40)
    ids = [f"x:{row}" for row in range(len(shapes))]
    assert areas.write_areas(tmp_path, ids, ids, {}, shapes) == "areas.fgb"
    assert areas.areas_in(tmp_path)[0] == ids
