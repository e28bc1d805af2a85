"""Prints how fast the open window answers, and what memory it takes: a part of ``make bench``."""

import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from geodata.catalog import read_catalog
from mapapp import compiled, symbols
from mapapp.compiled import Shapes
from mapapp.qt.startup.app import dressed, make_window
from mapapp.scene import Scene, SceneBuilder, SceneLayer
from mapapp.symbols import Symbol
from mapapp.view import LayerState, MapView, Style, opening_view

FRAME_MS = 1000 / 60
SWITCHES = 10_000


def pss() -> float:
    """Return the memory that is this process's own, megabytes."""
    return float(psutil.Process().memory_full_info().pss / 1e6)


def cells(count: int) -> Shapes:
    """Return a grid of about so many squares of 60 vertices each over the five governorates."""
    import numpy as np

    side = round(count**0.5)
    edge = np.arange(15) / 15
    ring = np.concatenate([
        np.c_[edge, 0 * edge], np.c_[1 + 0 * edge, edge], np.c_[1 - edge, 1 + 0 * edge], np.c_[0 * edge, 1 - edge],
        [[0.0, 0.0]],
    ])  # fmt: skip
    size = 1.4e6 / side
    corners = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 1, 2)
    xy = ((ring + corners) * size - [1.2e6, 4e5]).astype("f8")
    total = side * side
    parts = tuple(((index * 61, 61),) for index in range(total))
    return Shapes("polygon", tuple(map(str, range(total))), ("",) * total, parts, ((0.0, 0.0),) * total, xy.tobytes())


class WithCells(SceneBuilder):
    """A builder whose scenes hold one layer more: a grid that is coloured by a ramp."""

    grid: Shapes

    def build(self, view: MapView) -> Scene:
        """Return the scene with the grid in the place that the view gives it."""
        states = [state for state in view.layers if state.id == "cells"]
        scene = super().build(replace(view, layers=tuple(it for it in view.layers if it.id != "cells")))
        if not states:
            return scene
        drawn = tuple(Symbol(fill=colour) for colour in symbols.ramp(states[0].style.ramp, 5))
        classes = tuple(index % 5 for index in range(len(self.grid.ids)))
        tips = ("",) * len(classes)
        state = states[0]
        layer = SceneLayer(
            "cells", "Cells", "choropleth", state.visible, state.opacity, self.grid, drawn, classes, tips, ()
        )
        return replace(scene, layers=(*scene.layers, layer))


def timed(act: Callable[[int], None], painted: Callable[[], None], times: int = 40) -> str:
    """Return the median and the worst time from an event to its painted picture."""
    found, own = [], []
    for turn in range(times):
        start, spent = perf_counter(), process_time()
        act(turn)
        painted()
        found.append((perf_counter() - start) * 1e3)
        own.append((process_time() - spent) * 1e3)
    middle, worst, work = statistics.median(found), max(found), statistics.median(own)
    return (
        f"median {middle:5.1f} ms, worst {worst:5.1f} ms ({middle / FRAME_MS:.2f} of a frame at 60 Hz); "
        f"processor time {work:5.1f} ms"
    )


def main(folder: Path) -> None:
    """Measure and print."""
    application = dressed()
    catalog = read_catalog()
    compiled.load(catalog)
    path, cache = folder / "s.toml", compiled.default_path()
    window, store = make_window(catalog, opening_view(catalog, "en"), path, cache)
    window.resize(1280, 720)
    window.show()
    QTest.qWaitForWindowExposed(window)
    painted = window.canvas.repaint
    painted()
    print(f"PSS after the first paint {pss():.0f} MB")
    QTest.qWait(10_000)
    print(f"PSS after 10 s idle {pss():.0f} MB")

    def tick(layer: str, turn: int) -> None:
        state = Qt.CheckState.Unchecked if turn % 2 == 0 else Qt.CheckState.Checked
        window.layers.item(layer).setCheckState(0, state)

    def fade(layer: str, turn: int) -> None:
        store.apply(store.view.with_opacity(layer, 0.3 + turn % 7 / 10))

    def style(layer: str, turn: int) -> None:
        ramp = ("PuBu", "OrRd", "Greys")[turn % 3]
        store.apply(store.view.with_style(layer, Style(ramp=ramp)))

    def measure(layer: str, words: str) -> None:
        for name, act in (("switched", tick), ("opacity", fade), ("restyled", style)):
            print(f"{words}, {name:9} {timed(lambda turn, act=act: act(layer, turn), painted)}")

    measure("crop-failure", "shipped layer        ")
    languages = ("kk", "ru", "en")
    turned = timed(lambda turn: store.apply(store.view.with_language(languages[turn % 3])), painted, 12)
    print(f"language switched                {turned}")
    assert window._builder is not None
    builder = WithCells(catalog, window._builder.shapes)
    builder.grid = cells(5_000)
    window.set_builder(builder)
    store.apply(store.view.with_added(LayerState("cells", visible=True)))
    QTest.qWait(1500)
    image = window.canvas.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert set(symbols.ramp("", 5)) <= colours, "the grid is not on the map"
    measure("cells", "layer of 5,000 shapes")
    store.apply(store.view.without("cells"))
    for turn in range(200):
        tick("rivers", turn)
    QApplication.processEvents()
    before = pss()
    for turn in range(SWITCHES):
        tick("rivers", turn)
        if turn % 50 == 0:
            QApplication.processEvents()
    QApplication.processEvents()
    after = pss()
    print(f"PSS after {SWITCHES:,} switches {after:.1f} MB, {after / before:.3f} of {before:.1f} MB before")
    start = perf_counter()
    window.exporting.save_to(folder / "a4.png")
    while not (folder / "a4.png").exists():
        QTest.qWait(5)
    print(f"A4 PNG at 300 dots an inch {perf_counter() - start:.2f} s; PSS after it {pss():.0f} MB")
    assert (folder / "a4.png").stat().st_size > 100_000
    window.close()
    del application


if __name__ == "__main__":
    main(Path(sys.argv[1]))
