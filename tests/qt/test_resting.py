"""When a movement ends the map that moved stays on show until all of it is drawn afresh: layers come together."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter

from mapapp.labels import Viewport
from mapapp.paper.corners import scale_bar
from mapapp.qt.map import pictures
from mapapp.qt.map.canvas import MapCanvas
from mapapp.qt.painter import paint_layer
from mapapp.scene import Scene
from mapapp.symbols import HALO, PAPER
from mapapp.units import PX_PER_MM
from tests.patience import PATIENCE_MS

MIDDLE = QRect(120, 40, 500, 440)
"""Where nothing stands over the map."""
SIDE = QRect(510, 40, 200, 440)
"""What comes into view when the map is moved 300 pixels to the left, where there are no hatches: they do not move."""


@pytest.fixture
def scene(scene: Scene) -> Scene:
    """The shipped atlas with nothing but its shapes, one layer half transparent."""
    bare = [replace(layer, labels=(), names=(), opacity=0.5 if layer.id == "water" else 1.0) for layer in scene.layers]
    return replace(scene, layers=tuple(bare), legend=False)


@pytest.fixture
def one_step_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a slice of time be over after one step."""
    ticks = count()
    monkeypatch.setattr(pictures, "perf_counter", lambda: next(ticks) * 0.6 * pictures.SLICE_S)


@pytest.fixture
def canvas(qtbot, fonts, scene: Scene) -> MapCanvas:
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.set_scene(scene)
    return made


def seen(canvas: MapCanvas) -> QImage:
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def without(scene: Scene, name: str) -> Scene:
    return replace(scene, layers=tuple(replace(it, visible=it.visible and it.id != name) for it in scene.layers))


def reference(scene: Scene, viewport: Viewport) -> QImage:
    """Paint each layer by itself, and lay them over each other."""
    whole = QImage(800, 600, QImage.Format.Format_RGB32)
    whole.fill(QColor(PAPER))
    for layer in scene.visible:
        image = QImage(whole.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        for target, paint in (
            (image, lambda p, it=layer: paint_layer(p, it, viewport, PX_PER_MM)),
            (whole, lambda p, it=layer, over=image: (p.setOpacity(it.opacity), p.drawImage(0, 0, over))),
        ):
            painter = QPainter(target)
            paint(painter)
            painter.end()
    return whole


def far(a: QImage, b: QImage, where: QRect = MIDDLE) -> int:
    """Return the largest difference of a channel in a part of two pictures."""
    parts = [image.copy(where) for image in (a, b)]
    one, other = (np.frombuffer(part.constBits(), dtype="u1").astype("i2") for part in parts)
    return int(np.abs(one - other).max())


def come_to_rest(qtbot, canvas: MapCanvas) -> None:
    canvas.show()
    qtbot.waitExposed(canvas)
    qtbot.waitUntil(lambda: canvas.grab() and not canvas._moving and not canvas.pictures.busy, timeout=PATIENCE_MS)


def turns(canvas: MapCanvas) -> Iterator[QImage]:
    """Yield what is seen between slices, until every picture is made."""
    while canvas.pictures.busy:
        yield seen(canvas)
        canvas.pictures.advance()


def let_go(canvas: MapCanvas) -> None:
    """End a movement, with nothing made yet."""
    assert canvas._moving
    canvas._rest.timeout.emit()
    canvas.grab()
    assert canvas.pictures.busy


def test_the_first_picture_is_whole_before_any_layer_has_one(canvas: MapCanvas, scene: Scene, one_step_a_turn) -> None:
    first, whole = seen(canvas), reference(scene, canvas.viewport)
    assert len(scene.visible) > 5
    assert far(first, whole) <= 2
    assert not any(canvas.pictures.has(layer.id) for layer in scene.visible if layer.opacity == 1)
    between = list(turns(canvas))
    assert len(between) > len(scene.visible)
    assert all(far(image, first) == 0 for image in between)
    assert far(seen(canvas), whole) == 0


def test_the_map_that_moved_stays_until_all_layers_are_drawn_and_then_they_come_at_once(
    qtbot, canvas: MapCanvas, scene: Scene, one_step_a_turn
) -> None:
    come_to_rest(qtbot, canvas)
    canvas.zoom(1.7, QPointF(300, 250))
    moved, whole = seen(canvas), reference(scene, canvas.viewport)
    assert far(moved, whole) > 30
    let_go(canvas)
    told: list[bool] = []
    canvas.pictures.ready.connect(lambda: told.append(canvas.pictures.busy))
    between = list(turns(canvas))
    assert told == [False], "the canvas is asked to paint before all is there, or never"
    assert len(between) > len(scene.visible)
    assert all(far(image, moved) == 0 for image in between), "layers come one by one"
    assert far(seen(canvas), whole) == 0


def test_a_new_movement_ends_the_work_on_pictures(qtbot, canvas: MapCanvas, scene: Scene, one_step_a_turn) -> None:
    come_to_rest(qtbot, canvas)
    canvas.pan(60, 30)
    moved = seen(canvas)
    let_go(canvas)
    for _turn in range(7):
        canvas.pictures.advance()
    assert canvas.pictures.busy
    canvas.pan(-60, -30)
    back = seen(canvas)
    assert not canvas.pictures.busy
    assert far(back, reference(scene, canvas.viewport)) == 0, "what moves is no longer the picture of all layers"
    canvas.pan(60, 30)
    assert far(seen(canvas), moved) == 0
    come_to_rest(qtbot, canvas)
    assert far(seen(canvas), reference(scene, canvas.viewport)) == 0


def test_what_is_changed_while_pictures_are_made_is_seen_at_once(
    qtbot, canvas: MapCanvas, scene: Scene, one_step_a_turn
) -> None:
    come_to_rest(qtbot, canvas)
    canvas.zoom(1.4)
    canvas.grab()
    let_go(canvas)
    for _turn in range(5):
        canvas.pictures.advance()
    fewer = replace(without(scene, "crop-failure"), frame=canvas._frame)
    canvas.set_scene(fewer)
    whole = reference(fewer, canvas.viewport)
    assert far(seen(canvas), whole) <= 2
    assert far(whole, reference(scene, canvas.viewport)) > 30
    assert all(far(image, whole) <= 2 for image in turns(canvas))
    assert far(seen(canvas), whole) == 0


def test_the_edge_is_not_blank_while_pictures_are_made(qtbot, canvas: MapCanvas, scene: Scene, one_step_a_turn) -> None:
    come_to_rest(qtbot, canvas)
    canvas.pan(300, 0)
    canvas.grab()
    let_go(canvas)
    come_to_rest(qtbot, canvas)
    canvas.pan(-300, 0)
    moved = seen(canvas)
    assert far(moved, reference(scene, canvas.viewport), SIDE) <= 2, (
        "the map that was seen before is gone from the edge"
    )
    let_go(canvas)
    assert all(far(image, moved, SIDE) == 0 for image in turns(canvas))


def test_a_switch_needs_no_slices(qtbot, canvas: MapCanvas, scene: Scene, one_step_a_turn) -> None:
    canvas.set_scene(fewer := without(scene, "rivers"))
    come_to_rest(qtbot, canvas)
    assert far(seen(canvas), reference(fewer, canvas.viewport)) == 0
    for changed in (scene, fewer, scene):
        canvas.set_scene(changed)
        assert far(seen(canvas), reference(changed, canvas.viewport)) == 0
        assert not canvas.pictures.busy


def test_another_size_of_the_window_is_drawn_sharp_at_once(qtbot, canvas: MapCanvas, scene: Scene) -> None:
    canvas.resize(640, 500)
    come_to_rest(qtbot, canvas)
    canvas.resize(800, 600)
    assert far(seen(canvas), reference(scene, canvas.viewport)) <= 2


def test_no_outline_runs_through_the_words_of_the_scale_bar(qtbot, canvas: MapCanvas, scene: Scene) -> None:
    province = next(layer for layer in scene.layers if layer.id == "crop-failure")
    dark = replace(province, symbols=tuple(replace(it, fill="#223344", hatch=None) for it in province.symbols))
    canvas.set_scene(scene := replace(scene, layers=(dark,)))
    come_to_rest(qtbot, canvas)
    x, y = dark.shapes.anchors[0]
    canvas.show_extent((x - 9e3, y - 9e3, x + 9e3, y + 9e3))
    come_to_rest(qtbot, canvas)
    bar = scale_bar(canvas.viewport, 5, canvas.viewport.height_mm - 5, 45, scene.language)
    x0, y0 = round((bar.x + 1) * PX_PER_MM), round((bar.y - 3.4) * PX_PER_MM)
    image = seen(canvas)
    words = [image.pixelColor(x, y).name() for x in range(x0, x0 + 30) for y in range(y0, y0 + 9)]
    beside = {image.pixelColor(x, y0 - 40).name() for x in range(x0, x0 + 30)}
    assert beside == {"#223344"}
    assert words.count(HALO) > 40
    assert words.count("#223344") < 0.4 * len(words)
