"""Layers of very many polygons look like those of few, and are coloured anew without being painted again."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QImage

from mapapp import symbols
from mapapp.labels import Viewport
from mapapp.qt.map.raster import Raster
from mapapp.scene import SceneLayer
from mapapp.shapes import MANY, Shapes
from mapapp.symbols import Symbol

SIDE = 30
CELL = 20_000.0


def grid() -> Shapes:
    parts, rings = [], []
    for index in range(SIDE * SIDE):
        x, y = (index % SIDE) * CELL, (index // SIDE) * CELL
        rings.append([(x, y), (x + CELL, y), (x + CELL, y + CELL), (x, y + CELL), (x, y)])
        parts.append(((index * 5, 5),))
    count = SIDE * SIDE
    xy = np.array(rings, dtype="f8").tobytes()
    return Shapes("polygon", tuple(map(str, range(count))), ("",) * count, tuple(parts), ((0.0, 0.0),) * count, xy)


@pytest.fixture
def layer() -> SceneLayer:
    shapes = grid()
    drawn = (*(Symbol(fill=colour) for colour in symbols.RAMP), symbols.NOT_STATED)
    classes = tuple(index % 5 for index in range(len(shapes.ids)))
    tips = tuple(f"cell {index}" for index in range(len(shapes.ids)))
    return SceneLayer("cells", "Cells", "choropleth", True, 1.0, shapes, drawn, classes, tips, ())


@pytest.fixture
def raster(qapp, layer: SceneLayer) -> Raster:
    middle = SIDE * CELL / 2
    return Raster(layer.shapes, Viewport((middle, middle), 100, 100, 100 / (SIDE * CELL)), QSize(600, 600), 6.0)


def painted(raster: Raster, layer: SceneLayer) -> QImage:
    image = QImage(raster.size, QImage.Format.Format_ARGB32_Premultiplied)
    for _step in raster.steps(layer, image):
        pass
    return image


def middle_of(index: int) -> tuple[int, int]:
    return index % SIDE * 20 + 10, (SIDE - 1 - index // SIDE) * 20 + 10


def test_every_pixel_knows_its_polygon(raster: Raster, layer: SceneLayer) -> None:
    painted(raster, layer)
    assert [raster.feature_at(*middle_of(index)) for index in range(0, 900, 7)] == list(range(0, 900, 7))
    assert raster.feature_at(-1, 5) is None


def test_each_polygon_wears_its_class(raster: Raster, layer: SceneLayer) -> None:
    image = painted(raster, layer)
    for index in (0, 1, 2, 3, 505, 506):
        assert image.pixelColor(*middle_of(index)).name() == symbols.RAMP[index % 5]
    x, y = middle_of(4)
    near = {image.pixelColor(x + dx, y + dy).name() for dx in range(-8, 9) for dy in range(-8, 9)}
    assert near >= {"#ffffff", "#6d6f73"}
    assert not near & set(symbols.RAMP)


def test_other_colours_need_no_new_painting(raster: Raster, layer: SceneLayer) -> None:
    painted(raster, layer)
    before = raster.ids
    turned = replace(layer, symbol_of=tuple(0 for _ in layer.symbol_of))
    assert painted(raster, turned).pixelColor(*middle_of(3)).name() == symbols.RAMP[0]
    assert raster.ids is before


def test_what_is_not_drawn_stays_clear(raster: Raster, layer: SceneLayer) -> None:
    hidden = replace(layer, symbol_of=(-1,) * len(layer.symbol_of))
    assert painted(raster, hidden).pixelColor(*middle_of(7)).alpha() == 0


def test_the_canvas_shows_and_hits_many_polygons(qtbot, window, layer: SceneLayer) -> None:  # type: ignore[no-untyped-def]
    assert len(layer.shapes.ids) >= MANY
    scene = replace(window.scene, layers=(*window.scene.layers, layer), extent=layer.shapes.bounds())
    canvas = window.canvas
    canvas.set_scene(scene)
    canvas.fit()
    qtbot.waitUntil(lambda: canvas.grab() and not canvas.pictures.busy, timeout=5000)
    x, y = canvas.viewport.to_mm((505 % SIDE + 0.5) * CELL, (505 // SIDE + 0.5) * CELL)
    position = QPointF(x * 3.78, y * 3.78)
    assert canvas.tip_at(position) == "cell 505"
    assert canvas.grab().toImage().pixelColor(position.toPoint()).name() == symbols.RAMP[0]
