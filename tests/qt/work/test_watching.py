"""A file that is edited beside the window is drawn at once; an edit that cannot be drawn leaves the map as it was."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from shapely.geometry import Point

from geodata.arcs import read_arcs
from geodata.catalog import read_catalog
from geodata.edits import take_edit
from geodata.geometry import project
from geodata.report import ReadError
from geodata.resources import shipped
from geodata.sets import read_set
from mapapp import compiled
from mapapp.qt.startup.app import make_window
from mapapp.qt.work.watching import FolderWatch
from mapapp.units import PX_PER_MM
from mapapp.view import opening_view
from tests.patience import PATIENCE_MS

ARCS = "boundaries/august-1921/arcs.geojson"
ARC = "uil-temir"  # with the Ural governorate on one side and Aktobe on the other


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped(), tmp_path / "деректер қалтасы"))


@pytest.fixture
def live(qtbot, root: Path, tmp_path: Path, fonts) -> Iterator:
    catalog, cache = read_catalog(root), tmp_path / "shapes.bin"
    compiled.load(catalog, cache)
    window, _store = make_window(catalog, opening_view(catalog, "en"), tmp_path / "settings.toml", cache)
    window.live._library = tmp_path / "library"
    qtbot.addWidget(window)
    window.resize(1280, 720)
    with qtbot.waitExposed(window, timeout=PATIENCE_MS):
        window.show()
    window.actions_["watch"].trigger()
    assert window.actions_["watch"].isChecked()
    return window


def edited(root: Path, move) -> None:
    """Change one arc and put the new file in the place of the old, as editors do."""
    path = root / ARCS
    said = json.loads(path.read_text(encoding="utf-8"))
    arc = next(it for it in said["features"] if it["properties"]["id"] == ARC)
    arc["geometry"]["coordinates"] = move(arc["geometry"]["coordinates"])
    part = path.with_suffix(".part")
    part.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def test_a_redrawn_arc_is_seen_where_the_map_stands(qtbot, live, root: Path) -> None:
    live.canvas.zoom(1.5)
    qtbot.waitUntil(lambda: live.scene.frame is not None, timeout=PATIENCE_MS)
    where, notice = live.canvas.viewport, live.centre.notice
    lon, lat = next(arc.line.coords[4] for arc in read_arcs(root) if arc.id == ARC)

    def beside(east: float) -> str:
        spot = project(Point(lon + east, lat))
        x, y = where.to_mm(spot.x, spot.y)
        return live.canvas.province_at(QPointF(x * PX_PER_MM, y * PX_PER_MM))

    assert (beside(-0.05), beside(0.1)) == ("ural", "aktobe")
    edited(root, lambda line: [line[0], *([x + 0.2, y] for x, y in line[1:-1]), line[-1]])
    qtbot.waitUntil(lambda: notice.text() == "Drawn anew: arcs.geojson.", timeout=PATIENCE_MS)
    assert (beside(-0.05), beside(0.1)) == ("ural", "ural")
    assert live.canvas.viewport == where
    edited(root, lambda line: [[x + 0.05, y] for x, y in line])
    qtbot.waitUntil(lambda: "the map before it stays" in notice.text(), timeout=PATIENCE_MS)
    assert ARC in notice.text()
    (root / ARCS).write_text("{", encoding="utf-8")
    qtbot.waitUntil(lambda: "Expected GeoJSON features" in notice.text(), timeout=PATIENCE_MS)
    assert beside(0.1) == "ural"
    live.actions_["watch"].trigger()
    assert not live.actions_["watch"].isChecked()
    assert notice.text() == ""


def test_a_file_is_watched_on_after_it_was_replaced(qtbot, tmp_path: Path) -> None:
    folder, watch = tmp_path / "data", FolderWatch()
    (folder / "deep").mkdir(parents=True)
    path = folder / "deep" / "a.csv"
    path.write_text("1", encoding="utf-8")
    watch.start(folder)
    for text in ("22", "333"):
        with qtbot.waitSignal(watch.changed, timeout=PATIENCE_MS) as told:
            path.with_suffix(".new").write_text(text, encoding="utf-8")
            path.with_suffix(".new").replace(path)
        assert told.args == [[path]]
    with qtbot.assertNotEmitted(watch.changed, wait=900):
        (folder / "note.txt").write_text("no data", encoding="utf-8")
    watch.stop()
    with qtbot.assertNotEmitted(watch.changed, wait=900):
        path.write_text("4444", encoding="utf-8")


def test_an_edited_set_is_taken_or_refused_whole(own_set: Path) -> None:
    areas, before = own_set / "areas.geojson", read_set(own_set)
    assert not take_edit(own_set)
    said = json.loads(areas.read_text(encoding="utf-8"))
    ring = said["features"][0]["geometry"]["coordinates"][0]
    ring[1] = [ring[1][0], ring[1][1] + 0.1]
    areas.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ReadError):
        read_set(own_set)
    assert take_edit(own_set)
    assert read_set(own_set, whole=True).hash != before.hash
    ring[0], ring[2] = ring[2], ring[0]
    ring[-1] = ring[0]
    areas.write_text(json.dumps(said), encoding="utf-8")
    package = (own_set / "datapackage.json").read_bytes()
    with pytest.raises(ReadError, match="crosses itself"):
        take_edit(own_set)
    assert (own_set / "datapackage.json").read_bytes() == package


@pytest.fixture
def own_set(tmp_path: Path) -> Path:
    from geodata import contribute
    from tests.coverage import write_map

    chosen = {"id": "cells", "role": "units", "licence": "CC0-1.0", "source": "Made up", "period": "1921"}
    found = contribute.inspect([write_map(tmp_path / "cells.gpkg", 9)], chosen, library=tmp_path / "library")
    return Path(contribute.accept(found, tmp_path / "library")["folder"])
