"""By hand: with the mouse alone, with the keys alone, and by ear."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QColor, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from mapapp.qt.panels.layertree import ID
from mapapp.symbols import SELECTED
from mapapp.units import PX_PER_MM
from tests.patience import PATIENCE_MS

LEFT = Qt.MouseButton.LeftButton


def rows(window) -> list[str]:
    return [item.data(0, ID) for item in window.layers.tree.layers()]


def drop(tree, layer, at: QPoint) -> None:
    """Let Qt's own drag of a row end at a place."""
    tree.setCurrentItem(layer)
    data: QMimeData = tree.model().mimeData([tree.indexFromItem(layer)])
    move, none = Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier

    class Moved(QDragMoveEvent):
        def source(self):
            return tree

    tree.dragMoveEvent(moved := Moved(at, move, data, LEFT, none))
    assert moved.isAccepted()
    tree.dropEvent(QDropEvent(QPointF(at), move, data, LEFT, none))


@pytest.mark.parametrize(("part", "step"), [(0.2, 0), (0.8, 1)])
def test_a_layer_dropped_on_a_row_goes_above_or_below_it(window, part: float, step: int) -> None:
    tree = window.layers.tree
    box = tree.visualItemRect(window.layers.item("turksib"))
    drop(tree, window.layers.item("towns"), QPoint(60, box.top() + round(box.height() * part)))
    assert rows(window).index("towns") == rows(window).index("turksib") + (1 if step else -1)
    assert [layer.id for layer in reversed(window.scene.layers)] == rows(window)
    window.actions_["undo"].trigger()
    assert rows(window)[0] == "towns"


def test_each_drag_of_the_opacity_is_a_step_of_its_own(qtbot, window) -> None:
    window.layers.tree.setCurrentItem(window.layers.item("crop-failure"))
    slider = window.layers.opacity
    for end in (0.6, 0.3):
        start = QPoint(slider.width() - 9 if end == 0.6 else round(slider.width() * 0.6), slider.height() // 2)
        qtbot.mousePress(slider, LEFT, pos=start)
        for x in range(start.x(), round(slider.width() * end), -6):
            QTest.mouseMove(slider, QPoint(x, start.y()))
            slider.setSliderPosition(round(100 * x / slider.width()))
        qtbot.mouseRelease(slider, LEFT, pos=QPoint(round(slider.width() * end), start.y()))
    low = window.scene.layer("crop-failure").opacity
    window.actions_["undo"].trigger()
    between = window.scene.layer("crop-failure").opacity
    window.actions_["undo"].trigger()
    assert low < between < window.scene.layer("crop-failure").opacity == 1.0


def test_each_choice_of_a_style_is_a_step_of_its_own(window) -> None:
    window.layers.tree.setCurrentItem(window.layers.item("crop-failure"))
    window.layers.edit_style()
    dialog = window.layers.style_dialog
    dialog.ramp.setCurrentIndex(dialog.ramp.findData("PuBu"))
    dialog.scheme.setCurrentIndex(dialog.scheme.findData("equal-interval"))
    window.actions_["undo"].trigger()
    assert window._store.view.layer("crop-failure").style.scheme == ""
    assert window._store.view.layer("crop-failure").style.ramp == "PuBu"
    window.actions_["undo"].trigger()
    assert window._store.view.layer("crop-failure").style.ramp == ""


def test_a_town_is_clicked_and_tells_its_names(qtbot, window, at) -> None:
    place = at(71.43, 51.17)
    window.canvas.setFocus()
    before = window.canvas.grab().toImage()
    qtbot.mouseClick(window.canvas, LEFT, pos=place.toPoint())
    text = window.details.browser.toPlainText()
    assert text.startswith("Akmolinsk")
    assert "Ақмола" in text
    assert "town" in text
    ring = [window.canvas.grab().toImage().pixelColor((place + QPointF(dx, 0)).toPoint()).name() for dx in range(4, 10)]
    assert SELECTED in ring
    window.actions_["clear"].trigger()
    assert window.canvas.grab().toImage() == before


def test_turksib_that_is_selected_has_a_band_and_is_seen_through_it(window) -> None:
    route = window.scene.layer("turksib").shapes
    x, y = list(route.ring(route.parts[0][0]))[200:202]
    place = QPointF(*window.canvas._viewport.to_mm(x, y)) * PX_PER_MM
    before = window.canvas.grab().toImage()
    window.select("turksib")
    after = window.canvas.grab().toImage()
    changed = [
        before.pixelColor((place + off).toPoint()) != after.pixelColor((place + off).toPoint())
        for off in (QPointF(dx, dy) for dx in range(-5, 6) for dy in range(-5, 6))
    ]
    assert sum(changed) > 20
    window.actions_["undo"].trigger()
    assert window.canvas.grab().toImage() == before


def test_a_point_without_a_name_on_the_map_leaves_the_click_to_what_is_under_it(qtbot, window, at) -> None:
    qtbot.mouseClick(window.canvas, LEFT, pos=at(64.18, 53.79).toPoint())  # a small town, not named at this scale
    assert window.details.browser.toPlainText().startswith("Kostanay")


def test_with_nothing_selected_every_governorate_is_offered_by_name(window) -> None:
    text = window.details.browser.toPlainText()
    for name in ("Orenburg", "Ural", "Kostanay", "Bokei", "Aktobe", "Turksib"):
        assert f"\n{name}" in text
    window.details.browser.anchorClicked.emit(QUrl("select:bokei"))
    assert window.details.browser.toPlainText().startswith("Bokei")


def test_breaks_are_written_as_the_language_writes_numbers(window) -> None:
    window.layers.tree.setCurrentItem(window.layers.item("crop-failure"))
    window.layers.edit_style()
    dialog = window.layers.style_dialog
    dialog.scheme.setCurrentIndex(dialog.scheme.findData("quantiles"))

    def legend() -> list[str]:
        return [text.text for text in window.canvas._furniture.legend(window.scene).texts]

    assert "84.975 ≤ x ≤ 99 %" in legend()
    window.bar.language.setCurrentIndex(window.bar.language.findData("kk"))
    assert "84,975 ≤ x ≤ 99 %" in legend()


# with the keys alone


def test_a_layer_is_switched_renamed_moved_and_removed_by_keys(qtbot, window) -> None:
    tree = window.layers.tree
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Home)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert window.layers.current == "towns"
    qtbot.keyClick(tree, Qt.Key.Key_Space)
    assert not window.scene.layer("towns").visible
    qtbot.keyClick(window, Qt.Key.Key_F2)
    editor = tree.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Cities")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.scene.layer("towns").title == "Cities", timeout=PATIENCE_MS)
    qtbot.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert rows(window).index("towns") == 1
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    assert "towns" not in rows(window)
    for _step in range(4):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert rows(window)[0] == "towns"
    assert window.scene.layer("towns").visible
    assert window.scene.layer("towns").title == "Towns"


def test_every_button_can_be_reached_by_tab(window) -> None:
    window.layers.tree.setCurrentItem(window.layers.item("crop-failure"))
    window.layers.tree.setFocus()
    reached = set()
    for _press in range(60):
        widget = QApplication.focusWidget()
        reached.add(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    for widget in (
        window.canvas, window.search, window.bar.language, window.layers.tree, window.layers.opacity,
        window.layers.style_button, window.layers.add_button, window.layers.reset, window.timeline.dates,
    ):  # fmt: skip
        assert widget in reached, widget


def test_f9_opens_the_table_and_the_arrows_walk_the_governorates(qtbot, window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F9)
    view = window.table.view
    assert QApplication.focusWidget() is view
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    walked = []
    for _row in range(5):
        walked.append(window.scene.selection)
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert sorted(walked) == ["aktobe", "bokei", "kostanay", "orenburg", "ural"]


# by ear


def test_who_listens_hears_the_place_and_its_figure(qtbot, window) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F9)
    table = QAccessible.queryAccessibleInterface(window.table.view)
    assert table.role() is QAccessible.Role.Table
    heard = [
        table.child(index).text(QAccessible.Text.Name)
        for index in range(table.childCount())
        if table.child(index).role() is QAccessible.Role.Cell
    ]
    assert "Aktobe, Crop failure: not stated in the source" in heard
    assert "Kostanay, Crop failure: 74.5\N{NO-BREAK SPACE}%" in heard


def test_who_listens_hears_what_the_map_shows_and_what_happened(window) -> None:
    canvas = QAccessible.queryAccessibleInterface(window.canvas)
    assert canvas.text(QAccessible.Text.Name) == "Crop failure, 1921"
    assert "4 of 5 governorates stated; 1 not stated" in canvas.text(QAccessible.Text.Description)
    window.views.open(Path("gone.dala"))
    notice = QAccessible.queryAccessibleInterface(window.centre.notice.label)
    assert "gone.dala" in notice.text(QAccessible.Text.Name)


def test_the_focus_is_seen_on_the_map(window) -> None:
    window.layers.tree.setFocus()
    edge = window.canvas.grab().toImage().pixelColor(0, 300)
    window.canvas.setFocus()
    framed = window.canvas.grab().toImage().pixelColor(0, 300)
    assert framed != edge
    assert framed == QColor(window.palette().highlight().color())


# over the map


def test_a_click_on_the_legend_selects_nothing_and_clears_nothing(qtbot, window) -> None:
    window.select("ural")
    canvas = window.canvas
    canvas.zoom(6.0, QPointF(200, 300))
    canvas._come_to_rest()
    box = canvas._furniture.legend_box(window.scene, canvas.viewport)
    middle = QPoint(round(box.center().x() * 3.78), round(box.center().y() * 3.78))
    assert canvas.province_at(QPointF(middle)) or canvas.tip_at(QPointF(middle)) == ""
    qtbot.mouseClick(canvas, LEFT, pos=middle)
    assert window.scene.selection == "ural"
    assert canvas.tip_at(QPointF(middle)) == ""


def test_a_corner_map_shows_where_one_is_and_takes_one_elsewhere(qtbot, window, at) -> None:
    canvas = window.canvas
    corner = QPoint(canvas.width() - 70, canvas.height() - 60)
    assert canvas._furniture._corner(window.scene, canvas.viewport) is None
    canvas.zoom(4.0, at(64.5, 51.5))
    canvas._come_to_rest()
    image = canvas.grab().toImage()
    box = canvas._furniture._corner(window.scene, canvas.viewport)
    inside = [
        image.pixelColor(x, y).name()
        for x in range(round(box.left() * 3.78) + 2, round(box.right() * 3.78) - 2)
        for y in range(round(box.top() * 3.78) + 2, round(box.bottom() * 3.78) - 2)
    ]
    assert SELECTED in inside
    wanted = canvas._furniture.overview.place_of(window.scene, box, corner.x() / 3.78, corner.y() / 3.78)
    qtbot.mouseClick(canvas, LEFT, pos=corner)
    assert canvas.viewport.centre == pytest.approx(wanted)
    window.actions_["fit"].trigger()
    assert canvas._furniture._corner(window.scene, canvas.viewport) is None


def test_the_pointer_tells_what_can_be_clicked(window, at) -> None:
    QTest.mouseMove(window.canvas, at(64.5, 51.5).toPoint())
    assert window.canvas.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(window.canvas, QPoint(120, 60))
    assert window.canvas.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_an_empty_map_says_so_in_its_middle_with_the_legend_folded_too(window) -> None:
    def ink() -> int:
        image, middle = window.canvas.grab().toImage(), window.canvas.rect().center()
        area = [
            (x, y) for x in range(middle.x() - 150, middle.x() + 150) for y in range(middle.y() - 25, middle.y() + 25)
        ]
        return sum(image.pixelColor(x, y).lightness() < 140 for x, y in area)

    for layer in window.scene.layers:
        window.layers.item(layer.id).setCheckState(0, Qt.CheckState.Unchecked)
    assert ink() > 200
    window.actions_["legend"].trigger()
    assert ink() > 200
