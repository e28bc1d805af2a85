"""The window is legible: contrast, light and dark, its own words in one language, and nothing that pushes the map."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTextBrowser,
    QWidget,
)

from mapapp import compiled, symbols
from mapapp.qt.look.theme import DARK, LIGHT, dress, of
from mapapp.qt.startup.app import make_window
from mapapp.qt.startup.shell import Shell
from mapapp.qt.startup.stills import Still
from mapapp.view import opening_view
from tests.patience import PATIENCE_MS


def contrast(one: str, other: str) -> float:
    light, dark = sorted((symbols.grey(one), symbols.grey(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_word_stands_out_from_its_ground(theme) -> None:
    grounds = (theme.window, theme.surface, theme.tint, theme.hover, theme.chosen)
    for ink, ground in (*product((theme.ink, theme.accent), grounds), *product((theme.quiet,), grounds[:3])):
        assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(theme.ink, theme.warn) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_edges_of_controls_can_be_seen(theme) -> None:
    for ground in (theme.window, theme.surface):
        assert contrast(theme.edge, ground) >= 3, ground
        assert contrast(theme.accent, ground) >= 3, ground


@pytest.mark.parametrize("ink", [symbols.INK, symbols.QUIET_INK])
def test_words_on_the_map_stand_out_from_its_paper(ink: str) -> None:
    assert contrast(ink, symbols.PAPER) >= 4.5


@pytest.fixture
def appearance(qapp):
    yield
    dress(qapp, "light")


def ground(widget: QWidget) -> str:
    image = widget.grab().toImage()
    return str(image.pixelColor(image.width() // 2, image.height() - 4).name())


def test_a_dark_window_is_chosen_in_the_menu_and_remembered(window, appearance, tmp_path) -> None:
    window.select("aktobe")
    assert ground(window.layers.tree) == LIGHT.surface
    paper = window.canvas.grab().toImage().pixelColor(80, 300).name()
    (action,) = [it for it in window.appearance.actions() if it.text() == "Dark"]
    action.trigger()
    QApplication.processEvents()
    assert of(window.palette()) is DARK
    assert ground(window.layers.tree) == DARK.surface
    assert DARK.tint in window.details.browser.toHtml()
    assert LIGHT.tint not in window.details.browser.toHtml()
    assert window.canvas.grab().toImage().pixelColor(80, 300).name() == paper
    assert 'appearance = "dark"' in (tmp_path / "settings.toml").read_text(encoding="utf-8")


def test_icons_follow_the_appearance(window, appearance, qapp) -> None:
    def darkest() -> int:
        image = window.actions_["save"].icon().pixmap(18, 18).toImage()
        drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return min(colour.lightness() for colour in drawn if colour.alpha() > 200)

    assert darkest() < 80
    dress(qapp, "dark")
    qapp.processEvents()
    assert darkest() > 170


# one language


def words(window) -> set[str]:
    """Gather what a person can read in the window: widgets, tips, menus, pages, table, legend, tips of the map."""
    found: set[str] = set()
    for widget in window.findChildren(QWidget):
        if isinstance(widget.parent(), QTabBar):  # Qt's own buttons, which never show here
            continue
        found |= {widget.toolTip(), widget.accessibleName(), widget.windowTitle()}
        if isinstance(widget, (QLabel, QAbstractButton)):
            found.add(widget.text())
        if isinstance(widget, QLineEdit):
            found.add(widget.placeholderText())
        if isinstance(widget, QComboBox) and widget is not window.bar.language:
            found |= {widget.itemText(index) for index in range(widget.count())}
        if isinstance(widget, QTabBar):
            found |= {widget.tabText(index) for index in range(widget.count())}
        if isinstance(widget, QTextBrowser):
            found |= set(widget.toPlainText().split("\n"))
    found |= {text for action in window.findChildren(QAction) for text in (action.text(), action.toolTip())}
    found |= {item.text(0) for item in window.layers.tree.layers()}
    found |= {item.text(0) for item in window.layers.tree.headings()}
    model = window.table.model
    found |= {str(model.headerData(column, Qt.Orientation.Horizontal)) for column in range(model.columnCount())}
    cells = product(range(model.rowCount()), range(model.columnCount()))
    found |= {str(model.index(row, column).data()) for row, column in cells}
    scene = window.scene
    found |= {text.text for text in window.canvas._furniture.legend(scene).texts}
    found |= {tip for layer in scene.layers for tip in layer.tips}
    return found


# Names of people, houses, data sets, keys and formats stay as they are.
PROPER = re.compile(
    r"Dala Atlas|https?://\S+|\(?(Ctrl|Alt|Shift|Esc|Return|Enter|Up|Down|Del)\b\)?|F\d+|K\. ?A\. Sarkenova|Sarkenova"
    r"|Natural Earth|OpenStreetMap|RiStat|COD-AB|OCHA|ODbL|CC BY|English|PNG|PDF|SVG|Albers|RIA Novosti|pomnirod\.ru"
)
LATIN = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+")


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_english_words_stand_in_a_kazakh_or_russian_window(window, language: str) -> None:
    window.bar.language.setCurrentIndex(window.bar.language.findData(language))
    for layer in window.scene.layers:
        window.layers.item(layer.id).setCheckState(0, Qt.CheckState.Checked)
    window.tell("")
    said: set[str] = set()
    for place in ("orenburg", "ural", "kostanay", "bokei", "aktobe", "turksib"):
        window._choose(place)
        said |= words(window)
    assert len(said) > 300
    foreign = {text for text in said if LATIN.search(PROPER.sub("", re.sub(r"\(Qazaq\)", "", text)))}
    assert foreign == set()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_title_of_a_layer_is_cut_off_at_the_smallest_size(window, language: str) -> None:
    window.bar.language.setCurrentIndex(window.bar.language.findData(language))
    tree = window.layers.tree
    metrics = QFontMetrics(tree.font())
    for item in tree.layers():
        box = tree.visualItemRect(item)
        room = box.width() - 28 - 14 - 20  # icon, checkbox, air
        needed = metrics.boundingRect(0, 0, room, 1000, Qt.TextFlag.TextWordWrap, item.text(0))
        assert needed.height() <= box.height(), item.text(0)
        assert needed.width() <= room, item.text(0)


# over the map


def test_neither_hint_nor_notice_moves_the_map(window) -> None:
    assert window.centre.hint.isVisible()
    before = window.canvas.geometry()
    window.centre.hint.close_button.click()
    window.tell("Something happened that takes a longer sentence to say, and then one more to say what to do about it.")
    assert window.canvas.geometry() == before
    assert window.centre.notice.isVisible()
    legend = window.canvas._furniture.legend_box(window.scene, window.canvas.viewport)
    assert window.centre.notice.geometry().right() < legend.left() * 3.78


def test_a_notice_can_be_closed_and_its_offer_taken(qtbot, window) -> None:
    taken: list[str] = []
    window.tell("Saved: map.png", ("Show the folder", lambda: taken.append("folder")))
    (offer,) = [it for it in window.centre.notice.findChildren(QAbstractButton) if it.text() == "Show the folder"]
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert taken == ["folder"]
    qtbot.mouseClick(window.centre.notice.close_button, Qt.MouseButton.LeftButton)
    assert not window.centre.notice.isVisible()


def test_the_first_start_asks_for_the_language(qtbot, window, tmp_path) -> None:
    qtbot.mouseClick(window.centre.hint.languages["kk"], Qt.MouseButton.LeftButton)
    assert window.scene.language == "kk"
    assert window.centre.hint.close_button.text() == "Түсінікті"
    assert window.centre.hint.languages["kk"].isChecked()
    assert 'language = "kk"' in (tmp_path / "settings.toml").read_text(encoding="utf-8")


def test_the_legend_is_folded_away_and_the_map_takes_its_room(qtbot, window) -> None:
    canvas = window.canvas

    def drawn() -> QImage:
        qtbot.waitUntil(lambda: canvas.grab() and not canvas.pictures.busy, timeout=PATIENCE_MS)
        return canvas.grab().toImage()

    box = canvas._furniture.legend_box(window.scene, canvas.viewport)
    corner = QPoint(round(box.left() * 3.78) + 3, round(box.top() * 3.78) + 120)
    framed, scale = drawn(), canvas.viewport.scale
    window.actions_["legend"].trigger()
    assert canvas.viewport.scale > scale
    assert not window.actions_["legend"].isChecked()
    assert canvas.grab().toImage().pixelColor(corner) != framed.pixelColor(corner)
    window.actions_["undo"].trigger()
    assert drawn() == framed
    assert window.actions_["legend"].isChecked()


def test_docks_have_titles_and_close_by_their_own_button(qtbot, window) -> None:
    head = window.docks["details"].titleBarWidget()
    assert head.label.text() == "Details"
    assert head.close_button.accessibleName() == "Close: Details"
    qtbot.mouseClick(head.close_button, Qt.MouseButton.LeftButton)
    assert not window.docks["details"].isVisible()
    window.docks["details"].toggleViewAction().trigger()
    assert window.docks["details"].isVisible()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_in_a_narrow_window_words_stay_whole_and_the_map_has_room(
    qtbot, catalog, shapes, tmp_path: Path, fonts, language: str
) -> None:
    cache = tmp_path / "shapes.bin"
    compiled.write(cache, shapes, compiled.cache_key(catalog))
    made, _store = make_window(catalog, opening_view(catalog, language), tmp_path / "s.toml", cache)
    qtbot.addWidget(made)
    made.resize(1024, 700)
    with qtbot.waitExposed(made, timeout=PATIENCE_MS):
        made.show()
    for button in made.layers.findChildren(QPushButton):
        assert button.width() >= button.minimumSizeHint().width(), button.text()
    bar = made.details.tabs.tabBar()
    assert bar.tabRect(2).right() <= made.details.width()
    assert made.canvas.width() >= 450


@pytest.mark.parametrize("size", [(1280, 720), (1024, 700)])
def test_nothing_moves_after_the_window_was_painted_first(
    qtbot, catalog, shapes, tmp_path: Path, fonts, size: tuple[int, int]
) -> None:
    cache, shell, seen = tmp_path / "shapes.bin", Shell(), []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                seen.append(QRect(made.canvas.mapTo(shell, QPoint()), made.canvas.size()))
            return False

    compiled.write(cache, shapes, compiled.cache_key(catalog))
    view, watch = opening_view(catalog, "ru"), Watch()
    qtbot.addWidget(shell)
    with qtbot.waitExposed(shell, timeout=PATIENCE_MS):
        shell.show_still(Still(QImage(QSize(*size), QImage.Format.Format_RGB32), "", 0, 0, maximized=False))
    made, _store = make_window(catalog, view, tmp_path / "s.toml", cache, parent=shell)
    made.canvas.installEventFilter(watch)
    shell.move_in(made, QSize(*size))
    qtbot.waitUntil(lambda: made.canvas.has_painted, timeout=PATIENCE_MS)
    made.canvas.update()
    qtbot.wait(50)
    assert len(seen) > 1
    assert {it.getRect() for it in seen} == {seen[-1].getRect()}
    assert made.canvas.visibleRegion().boundingRect().size() == made.canvas.size()
