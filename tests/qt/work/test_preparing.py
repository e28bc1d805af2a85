"""Large sets come to the map beside the window: read in a thread, generalised by another process."""

import gc
from pathlib import Path
from threading import get_ident
from typing import ClassVar
from weakref import ref

import pytest

from geodata import contribute
from geodata.catalog import read_catalog
from geodata.report import GeodataError
from mapapp import compiled, setfiles
from mapapp.qt.paper.drawing import Draughtsman
from mapapp.qt.startup.app import make_window
from mapapp.qt.work import preparing
from mapapp.qt.work.preparing import Preparer
from mapapp.scene import SceneBuilder
from mapapp.view import LayerState, opening_view
from tests.coverage import write_map
from tests.patience import PATIENCE_MS

CHOSEN = {"id": "cells", "role": "units", "licence": "CC0-1.0", "source": "Made up", "period": "1921"}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    found = contribute.inspect([write_map(tmp_path / "cells.gpkg", 400)], CHOSEN, library=folder)
    contribute.accept(found, folder)
    return folder


def test_large_sets_are_read_in_a_thread_and_generalised(qtbot, library: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(preparing, "_AT_ONCE_BYTES", 0)
    catalog, cache = read_catalog(library=library), tmp_path / "shapes.bin"
    compiled.load(catalog, cache)
    preparer = Preparer(cache)
    preparer._calm.setInterval(0)
    shown: list[SceneBuilder] = []
    renewed: list[SceneBuilder] = []
    preparer.renewed.connect(renewed.append)
    assert preparer.prepare(catalog, "en", shown.append, pytest.fail) is None
    assert not shown, "the window waited for the disk"
    qtbot.waitUntil(lambda: bool(shown), timeout=PATIENCE_MS)
    assert setfiles.wants_levels(shown[0].shapes["set/cells"])
    view = opening_view(catalog, "en").with_added(LayerState("cells", visible=True))
    first = shown[0].build(view)
    qtbot.waitUntil(lambda: bool(renewed), timeout=PATIENCE_MS)
    again = renewed[0]
    assert len(again.shapes["set/cells"].levels) == 1 + len(setfiles.TOLERANCES_M)
    second = again.build(view)
    kept = {layer.id for layer in first.layers if second.layer(layer.id) is layer}
    assert "crop-failure" in kept, "layers of other shapes are drawn anew"
    assert "cells" not in kept
    let_go = ref(shown[0].shapes["set/cells"])
    del first
    shown.clear()
    gc.collect()
    assert let_go() is None, "a layer that stayed keeps the shapes of another one in memory"
    preparer.stop()


def test_small_sets_stand_at_the_first_paint(library: Path, tmp_path: Path, qapp) -> None:
    catalog, cache = read_catalog(library=library), tmp_path / "shapes.bin"
    compiled.load(catalog, cache)
    shown: list[SceneBuilder] = []
    preparer = Preparer(cache)
    preparer.prepare(catalog, "en", shown.append, pytest.fail)
    assert len(shown[0].shapes["set/cells"].ids) == 396
    preparer.stop()


def test_a_set_that_comes_leaves_the_pictures_of_all_others(qtbot, library: Path, tmp_path: Path, monkeypatch) -> None:
    catalog, cache = read_catalog(library=tmp_path / "empty"), tmp_path / "shapes.bin"
    compiled.load(catalog, cache)
    window, _store = make_window(catalog, opening_view(catalog, "en"), tmp_path / "settings.toml", cache)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.canvas.has_painted, timeout=PATIENCE_MS)
    compiled.load(read_catalog(library=library), cache)
    read: list[Path] = []
    monkeypatch.setattr(compiled, "read", lambda path, _key: read.append(path))
    before = dict(window.canvas.pictures._kept)
    shown: list[SceneBuilder] = []
    window.preparer.refresh(lambda: read_catalog(catalog.root, library), "en", shown.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(shown), timeout=PATIENCE_MS)
    window.set_builder(shown[0])
    window.canvas.repaint()
    assert not read, "what has not changed is read again"
    assert {name: kept.image.cacheKey() for name, kept in before.items()} == {
        name: kept.image.cacheKey() for name, kept in window.canvas.pictures._kept.items()
    }


def test_a_catalog_asked_for_later_is_the_one_that_is_shown(qtbot, library: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(preparing, "_AT_ONCE_BYTES", 0)
    catalog, cache = read_catalog(library=library), tmp_path / "shapes.bin"
    compiled.load(catalog, cache)
    preparer, shown, told = Preparer(cache), [], []
    preparer.prepare(catalog, "en", shown.append, told.append)
    preparer.prepare(catalog.without_set("cells"), "en", shown.append, told.append)
    qtbot.waitUntil(lambda: len(shown) + len(told) == 2, timeout=PATIENCE_MS)
    assert ["set/cells" in made.shapes for made in shown] == [False]
    assert told == [""]
    preparer.stop()


class Knot:
    """Garbage that only the collector finds; tells which thread found it."""

    found_by: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        self.found_by.append(get_ident())


def littered(*_any: object) -> None:
    for _ in range(3):
        Knot()
        made = [[] for _ in range(100_000)]
        assert made
    raise GeodataError("Nothing to read.")


def test_what_nobody_needs_is_destroyed_in_the_thread_of_the_window(qtbot, tmp_path: Path) -> None:
    """A widget among it would take the program down with it."""
    Knot.found_by.clear()
    told: list[str] = []
    Preparer(tmp_path / "shapes.bin").refresh(littered, "en", pytest.fail, told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    draughtsman = Draughtsman()
    with qtbot.waitSignal(draughtsman.refused, timeout=PATIENCE_MS):
        draughtsman.want(littered)
    gc.collect()
    assert gc.isenabled()
    assert Knot.found_by == [get_ident()] * 6
