"""Layers of very many polygons look like those of few, and are coloured anew without being painted again."""

import gc
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QImage, QPainter

from geodata.geometry import project_all
from mapapp import symbols
from mapapp.labels import Viewport, fit
from mapapp.qt.map import scanning
from mapapp.qt.map.canvas import MapCanvas
from mapapp.qt.map.drawable import SLICE_VERTICES, drawable
from mapapp.qt.map.raster import BAND_ROWS, Raster
from mapapp.qt.map.scanning import Rings, number
from mapapp.qt.painter import paint_layer
from mapapp.scene import Scene, SceneLayer
from mapapp.shapes import MANY, Shapes
from mapapp.symbols import Symbol
from mapapp.units import PX_PER_MM
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


def outlined(layer: SceneLayer, symbol: Symbol) -> SceneLayer:
    return replace(layer, symbols=(symbol,), symbol_of=(0,) * len(layer.symbol_of), kind="areas")


def areas_of(layer: SceneLayer) -> np.ndarray:
    return shapely.polygons(np.frombuffer(layer.shapes.xy, dtype="f8").reshape(len(layer.shapes.ids), -1, 2))


def painted_finely(layer: SceneLayer, raster: Raster, times: int) -> np.ndarray:
    """Return the pixels of a layer as its picture many times larger has them: what neighbours share is drawn once."""
    size = raster.size * times
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_layer(painter, layer, raster.viewport, raster.px * times)
    painter.end()
    fine = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(raster.size.height(), times, -1, times, 4)
    return fine.mean(axis=(1, 3))


@pytest.mark.parametrize("width_mm", [0.2, 0.4])
def test_thin_outlines_have_the_layer_s_own_colour_and_width(wavy: SceneLayer, width_mm: float) -> None:
    lines = outlined(wavy, Symbol(line="#8a7a58", width_mm=width_mm))
    ours, _paper, raster = both(lines, 2.5)
    assert np.abs(ours - painted_finely(lines, raster, 6)).mean() < 4
    drawn = shapely.union_all(shapely.boundary(areas_of(lines))).buffer(width_mm / raster.viewport.scale / 2)
    frame = shapely.box(*raster.viewport.to_map(0, 454 / 3.78), *raster.viewport.to_map(605 / 3.78, 0))
    covered = shapely.intersection(drawn, frame).area / frame.area
    assert ours[:, :, 3].mean() / 255 == pytest.approx(covered, rel=0.03)
    dark = ours[:, :, 3] > 200
    assert np.abs(ours[dark][:, :3] * 255 / ours[dark][:, 3:] - [0x58, 0x7A, 0x8A]).max() < 3


def test_the_outer_edge_is_as_dark_as_the_lines_within(wavy: SceneLayer) -> None:
    lines = outlined(wavy, Symbol(line="#8a7a58", width_mm=0.3))
    ours, _paper, raster = both(lines, 0.8)
    across = ours[:, 300, 3]  # from north to south, over the edge and the lines between the rows
    row = int(np.flatnonzero(raster.ids[:, 300])[0])
    assert across[row - 2 : row + 2].sum() > 0.8 * 255 * 0.3 * 3.78


@pytest.mark.parametrize(
    "symbol", [Symbol(line="#5b2a6e", width_mm=0.6), Symbol(line="#5b2a6e", width_mm=0.25, dash_mm=(1.2, 0.8))]
)
def test_thick_and_broken_outlines_look_as_on_paper(wavy: SceneLayer, symbol: Symbol) -> None:
    ours, paper, _raster = both(outlined(wavy, symbol), 2.5)
    assert np.abs(ours - paper).mean() < 6
    assert ours[:, :, 3].mean() == pytest.approx(paper[:, :, 3].mean(), rel=0.05)


def test_a_pixel_belongs_to_the_polygon_over_its_middle(wavy: SceneLayer) -> None:
    whole = fit(wavy.shapes.bounds(), 160, 120)
    holed = shapely.polygons(
        [[(20.1, 20.3), (90.2, 25.4), (70.7, 110.9)]], [[[(40.3, 40.1), (70.2, 40.9), (60.8, 70.6)]]]
    )
    xs, ys = np.meshgrid(np.arange(120) + 0.5, np.arange(130) + 0.5)
    inside = shapely.contains_xy(holed[0], xs, ys)
    ring = [shapely.get_coordinates(part) for part in shapely.get_rings(holed)]
    xy = np.concatenate(ring)
    ids = np.zeros((130, 120), dtype="u4")
    last = np.cumsum([len(part) for part in ring]) - 1
    for _step in number(ids, Rings(xy[:, 0], xy[:, 1], last, np.array([0, len(xy)]), np.array([6]))):
        pass
    assert (ids == np.where(inside, 7, 0)).all()
    raster = Raster(wavy.shapes, whole, QSize(605, 454), 3.78)
    for _step in raster.steps(wavy, QImage(raster.size, QImage.Format.Format_ARGB32_Premultiplied)):
        pass
    flat = areas_of(wavy)
    for y in range(0, 454, 23):
        for x in range(0, 605, 31):
            middle = shapely.Point(whole.to_map((x + 0.5) / 3.78, (y + 0.5) / 3.78))
            found = raster.feature_at(x, y)
            assert [found] == [*np.flatnonzero(shapely.contains(flat, middle)), None][:1]


def test_no_pixel_is_left_between_neighbours(wavy: SceneLayer) -> None:
    whole = fit(wavy.shapes.bounds(), 160, 120)
    land = shapely.union_all(areas_of(wavy))
    for zoom in (0.9, 1.7, 3.3):
        raster = Raster(wavy.shapes, replace(whole, scale=whole.scale * zoom), QSize(605, 454), 3.78)
        for _step in raster.steps(wavy, QImage(raster.size, QImage.Format.Format_ARGB32_Premultiplied)):
            pass
        y, x = np.nonzero(raster.ids == 0)
        middles = [raster.viewport.to_map(a, b) for a, b in zip((x + 0.5) / 3.78, (y + 0.5) / 3.78, strict=True)]
        assert (raster.ids > 0).mean() > 0.5
        assert not shapely.contains_xy(land.buffer(-1.0), np.array(middles).reshape(-1, 2)).any()


def test_work_comes_in_small_pieces(wavy: SceneLayer, monkeypatch: pytest.MonkeyPatch) -> None:
    known = drawable(wavy.shapes)
    everything = np.arange(len(wavy.shapes.ids))
    runs = list(known.slices(0, everything, SLICE_VERTICES))
    assert np.concatenate(runs).tolist() == everything.tolist()
    assert max(int(known.vertices(0, run).sum()) for run in runs) <= SLICE_VERTICES
    assert len(runs) > 2
    monkeypatch.setattr(scanning, "PIXELS_AT_ONCE", 20_000)
    raster = Raster(wavy.shapes, fit(wavy.shapes.bounds(), 160, 120), QSize(605, 454), 3.78)
    image = QImage(raster.size, QImage.Format.Format_ARGB32_Premultiplied)
    assert len(list(raster.steps(wavy, image))) >= (raster.ids > 0).sum() // 20_000 + 454 // BAND_ROWS
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


@pytest.fixture
def canvas(qtbot, fonts) -> MapCanvas:
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_names_of_very_many_areas_are_written_in_slices_and_move_with_the_map(
    qtbot, canvas: MapCanvas, scene: Scene, wavy: SceneLayer
) -> None:
    flat = areas_of(wavy)
    shapes = replace(
        wavy.shapes, boxes=shapely.bounds(flat).tobytes(),
        anchors=tuple(map(tuple, shapely.get_coordinates(shapely.centroid(flat)).tolist())),
    )  # fmt: skip
    middle = len(flat) // 2 + 20
    names = tuple("abc" if index == middle else "" for index in range(len(flat)))
    layer = replace(wavy, shapes=shapes, symbols=(Symbol(),), symbol_of=(0,) * len(flat), names=names)
    canvas.set_scene(scene := replace(scene, layers=(layer,), legend=False))
    x0, y0, x1, y1 = shapes.bounds()
    canvas.show_extent(((x0 * 3 + x1) / 4, (y0 * 3 + y1) / 4, (x0 + x1 * 3) / 4, (y0 + y1 * 3) / 4))
    qtbot.waitUntil(lambda: canvas.grab() and not canvas._moving and not canvas.pictures.busy, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: canvas.grab() and not canvas.many_names.busy, timeout=PATIENCE_MS)

    def ink(at: QPointF) -> bool:
        square = canvas.grab().toImage().copy(round(at.x()) - 9, round(at.y()) - 5, 18, 10)
        return any(square.pixelColor(x, y).lightness() < 120 for x in range(18) for y in range(10))

    place = QPointF(*canvas.viewport.to_mm(*shapes.anchors[middle])) * PX_PER_MM
    assert ink(place)
    canvas.pan(40, 25)
    assert ink(place + QPointF(40, 25)), "names stay behind while the map moves"
    nameless = replace(scene, layers=(replace(layer, names=()),), frame=canvas._frame)
    canvas.set_scene(nameless)
    assert not ink(place + QPointF(40, 25))


def test_zooming_out_after_a_switch_shows_the_map_to_the_edge(qtbot, canvas: MapCanvas, scene: Scene) -> None:
    canvas.set_scene(scene := replace(scene, legend=False))
    canvas.grab()
    canvas.zoom(6, QPointF(canvas.width() * 0.3, canvas.height() * 0.4))
    qtbot.waitUntil(lambda: canvas.grab() and not canvas._moving and not canvas.pictures.busy, timeout=PATIENCE_MS)
    hidden = [layer if layer.id != "towns" else replace(layer, visible=False) for layer in scene.layers]
    canvas.set_scene(replace(scene, layers=tuple(hidden), frame=canvas._frame))
    canvas.grab()
    qtbot.waitUntil(lambda: canvas.pictures._behind is None, timeout=PATIENCE_MS)
    canvas.zoom(1 / 4, QPointF(canvas.width() * 0.3, canvas.height() * 0.4))
    moving = canvas.grab().toImage()
    assert canvas._moving
    qtbot.waitUntil(lambda: canvas.grab() and not canvas._moving and not canvas.pictures.busy, timeout=PATIENCE_MS)
    resting = canvas.grab().toImage()
    filled = [
        (x, y)
        for x in range(90, canvas.width() - 20, 11)
        for y in range(20, canvas.height() - 40, 11)
        if resting.pixelColor(x, y).saturation() > 90
    ]
    there = [at for at in filled if moving.pixelColor(*at).saturation() > 60]
    assert len(filled) > 100
    assert len(there) > 0.9 * len(filled), "the edge is blank while the map moves"


def test_pictures_let_go_of_shapes_that_are_no_longer_on_the_map(qtbot, canvas: MapCanvas, scene: Scene) -> None:
    def layer_of(shapes: Shapes) -> SceneLayer:
        return SceneLayer("cells", "Cells", "figures", True, 1.0, shapes, (Symbol(fill="#b8470b"),), (0,) * 900, (), ())

    def rest() -> None:
        qtbot.waitUntil(lambda: canvas.grab() and not canvas._moving and not canvas.pictures.busy, timeout=PATIENCE_MS)
        canvas.grab()
        qtbot.waitUntil(lambda: not canvas.pictures.busy and canvas.pictures._behind is None, timeout=PATIENCE_MS)

    layer = layer_of(grid())
    canvas.set_scene(replace(scene, layers=(*scene.layers, layer)))
    canvas.zoom(3)
    rest()
    assert canvas.pictures._wide is not None
    finer = layer_of(grid())
    canvas.set_scene(replace(scene, layers=(*scene.layers, finer), frame=canvas._frame))
    rest()
    gone, layer = ref(layer.shapes), finer
    gc.collect()
    assert gone() is None


def test_hatches_lean_as_on_paper(wavy: SceneLayer) -> None:
    hatched = replace(wavy, symbol_of=(4,) * len(wavy.symbol_of))

    def leans(pixels: np.ndarray) -> bool:
        middle = pixels[180:280, 240:360]
        down, up = np.abs(middle[3:, 3:] - middle[:-3, :-3]).mean(), np.abs(middle[3:, :-3] - middle[:-3, 3:]).mean()
        assert max(down, up) > 2 * min(down, up)
        return bool(down < up)

    ours, paper, _raster = both(hatched, 1.0)
    assert leans(ours) == leans(paper)
