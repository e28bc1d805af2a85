"""Layers of very many polygons look like those of few, and are coloured anew without being painted again."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QImage, QPainter

from geodata.geometry import project_all
from mapapp import symbols
from mapapp.labels import Viewport, fit
from mapapp.qt.map.drawable import SLICE_VERTICES, drawable
from mapapp.qt.map.raster import BAND_ROWS, Raster
from mapapp.qt.painter import paint_layer
from mapapp.scene import SceneLayer
from mapapp.shapes import MANY, Shapes
from mapapp.symbols import Symbol
from tests.coverage import cells
from tests.patience import PATIENCE_MS

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


def test_the_canvas_shows_and_hits_many_polygons(qtbot, window, layer: SceneLayer) -> None:
    assert len(layer.shapes.ids) >= MANY
    scene = replace(window.scene, layers=(*window.scene.layers, layer), extent=layer.shapes.bounds())
    canvas = window.canvas
    canvas.set_scene(scene)
    canvas.fit()
    qtbot.waitUntil(lambda: canvas.grab() and not canvas.pictures.busy, timeout=PATIENCE_MS)
    x, y = canvas.viewport.to_mm((505 % SIDE + 0.5) * CELL, (505 // SIDE + 0.5) * CELL)
    position = QPointF(x * 3.78, y * 3.78)
    assert canvas.tip_at(position) == "cell 505"
    assert canvas.grab().toImage().pixelColor(position.toPoint()).name() == symbols.RAMP[0]


@pytest.fixture
def wavy(qapp, fonts) -> SceneLayer:
    flat = project_all(cells(40, 30, vertices=20))
    xy = shapely.get_coordinates(flat)
    parts = tuple(((index * 21, 21),) for index in range(len(flat)))
    shapes = Shapes("polygon", tuple(map(str, range(len(flat)))), ("",) * len(flat), parts, (), xy.tobytes())
    drawn = (*(Symbol(fill=colour) for colour in symbols.RAMP), symbols.NOT_STATED)
    classes = tuple(4 if index % 11 == 0 else index // 7 % 4 for index in range(len(flat)))
    return SceneLayer("wavy", "Wavy", "figures", True, 1.0, shapes, drawn, classes, (), ())


def both(layer: SceneLayer, zoom: float) -> tuple[np.ndarray, np.ndarray, Raster]:
    """Return the pixels of a layer painted in steps, and painted at once as on paper."""
    whole = fit(layer.shapes.bounds(), 160, 120)
    raster = Raster(layer.shapes, replace(whole, scale=whole.scale * zoom), QSize(605, 454), 3.78)
    found = []
    for paint in (lambda image: [*raster.steps(layer, image)], None):
        image = QImage(raster.size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        if paint is not None:
            paint(image)
        else:
            painter = QPainter(image)
            paint_layer(painter, layer, raster.viewport, raster.px)
            painter.end()
        found.append(np.frombuffer(image.constBits(), dtype=np.uint8).reshape(454, 605, 4).astype(int))
    return found[0], found[1], raster


@pytest.mark.parametrize("zoom", [1.0, 2.5, 8.0])
def test_a_large_layer_looks_as_on_paper(wavy: SceneLayer, zoom: float) -> None:
    ours, paper, raster = both(wavy, zoom)
    assert raster.few == (zoom == 8.0)
    apart = np.abs(ours - paper).max(axis=2)
    assert np.median(apart) == 0
    assert (apart > 60).mean() < 0.08
    assert np.abs(ours.mean(axis=(0, 1)) - paper.mean(axis=(0, 1))).max() < 4


def test_outlines_are_drawn_in_the_layer_s_own_colour_and_width(wavy: SceneLayer) -> None:
    lines = replace(
        wavy, symbols=(Symbol(line="#8a7a58", width_mm=0.2),), symbol_of=(0,) * len(wavy.symbol_of), kind="areas"
    )
    ours, paper, _raster = both(lines, 2.5)
    assert np.abs(ours - paper).mean() < 6
    assert ours[:, :, 3].mean() == pytest.approx(paper[:, :, 3].mean(), rel=0.05)


def test_work_comes_in_small_pieces(wavy: SceneLayer) -> None:
    known = drawable(wavy.shapes)
    everything = np.arange(len(wavy.shapes.ids))
    runs = list(known.slices(0, everything))
    assert np.concatenate(runs).tolist() == everything.tolist()
    assert max(int(known.vertices(0, run).sum()) for run in runs) <= SLICE_VERTICES
    assert len(runs) > 2
    raster = Raster(wavy.shapes, fit(wavy.shapes.bounds(), 160, 120), QSize(605, 454), 3.78)
    image = QImage(raster.size, QImage.Format.Format_ARGB32_Premultiplied)
    assert len(list(raster.steps(wavy, image))) >= len(runs) + 454 // BAND_ROWS
    again = replace(wavy, symbol_of=tuple(reversed(wavy.symbol_of)))
    assert len(list(raster.steps(again, image))) <= 454 // BAND_ROWS + 1  # other colours: no polygon is painted


def test_only_what_is_in_view_is_painted(wavy: SceneLayer) -> None:
    whole = fit(wavy.shapes.bounds(), 160, 120)
    raster = Raster(wavy.shapes, replace(whole, scale=whole.scale * 8), QSize(605, 454), 3.78)
    assert 0 < len(raster.seen) < 60


def test_the_window_answers_before_a_large_layer_is_painted(qtbot, window, wavy: SceneLayer) -> None:
    canvas = window.canvas
    canvas.set_scene(replace(window.scene, layers=(*window.scene.layers, wavy)))
    canvas.repaint()
    assert canvas.pictures.busy
    assert not canvas.pictures.has("wavy")
    canvas.pictures.advance()
    assert canvas.pictures.busy, "all of it was painted in one go"
    qtbot.waitUntil(lambda: canvas.pictures.has("wavy"), timeout=PATIENCE_MS)
    canvas.zoom(1.5)
    canvas.repaint()
    assert not canvas.pictures.busy, "nothing is painted while the map moves"
    hidden = replace(wavy, visible=False)
    canvas.set_scene(replace(window.scene, layers=(*window.scene.layers, hidden)))
    qtbot.waitUntil(lambda: not canvas.pictures.busy, timeout=PATIENCE_MS)


def test_hatches_lean_as_on_paper(wavy: SceneLayer) -> None:
    hatched = replace(wavy, symbol_of=(4,) * len(wavy.symbol_of))

    def leans(pixels: np.ndarray) -> bool:
        middle = pixels[180:280, 240:360]
        down, up = np.abs(middle[3:, 3:] - middle[:-3, :-3]).mean(), np.abs(middle[3:, :-3] - middle[:-3, 3:]).mean()
        assert max(down, up) > 2 * min(down, up)
        return bool(down < up)

    ours, paper, _raster = both(hatched, 1.0)
    assert leans(ours) == leans(paper)
