"""What nobody looks at is not made: pages, the table and icons come when they are seen, and then they are right."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QLabel, QTabWidget

from mapapp import compiled
from mapapp.labels import STYLES, Label, PlacedLabel
from mapapp.qt.look.icons import icon
from mapapp.qt.look.theme import DARK, LIGHT
from mapapp.qt.map.names import Names
from mapapp.qt.painter import paint_labels
from mapapp.qt.panels.whenseen import WhenSeen
from mapapp.qt.startup.app import make_window
from mapapp.qt.startup.shell import Shell
from mapapp.qt.work import garbage
from mapapp.view import opening_view
from tests.patience import PATIENCE_MS


def test_a_page_behind_another_is_written_once_when_it_comes_to_the_front(qtbot) -> None:
    tabs, pages, written = QTabWidget(), [QLabel(), QLabel()], []
    qtbot.addWidget(tabs)
    late = [WhenSeen(page, lambda number=number: written.append(number)) for number, page in enumerate(pages)]
    for page in pages:
        tabs.addTab(page, "page")
    for _turn in range(2):
        for it in late:
            it.renew()
    assert written == []
    tabs.show()
    assert written == [0]
    tabs.setCurrentIndex(1)
    tabs.setCurrentIndex(0)
    tabs.setCurrentIndex(1)
    assert written == [0, 1]
    late[0].renew()
    late[1].renew()
    assert written == [0, 1, 1]


def test_a_page_follows_the_language_that_was_chosen_while_it_was_hidden(window) -> None:
    window.details.tabs.setCurrentIndex(2)
    window.details.tabs.setCurrentIndex(0)
    window.bar.language_chosen.emit("ru")
    events = window.details.browsers["events"]
    assert "События, названные в реферате" not in events.toPlainText()
    window.details.tabs.setCurrentIndex(2)
    assert "События, названные в реферате" in events.toPlainText()


def test_the_table_is_made_when_it_is_opened_and_follows_from_then_on(window) -> None:
    assert window.docks["table"].widget() is None
    window.bar.language_chosen.emit("ru")
    window.select("aktobe")
    window.docks["table"].toggleViewAction().trigger()
    table = window.docks["table"].widget()
    assert table is window.table
    assert table.isVisible()
    assert table.view.currentIndex().data() == "Актюбинская"
    window.bar.language_chosen.emit("en")
    assert table.view.currentIndex().data() == "Aktobe"


def test_a_table_that_is_opened_chooses_nothing_by_itself(qtbot, window) -> None:
    window.docks["table"].toggleViewAction().trigger()
    qtbot.waitUntil(window.table.view.hasFocus, timeout=PATIENCE_MS)
    assert window._store.view.selection is None
    qtbot.keyClick(window.table.view, Qt.Key.Key_Down)
    assert window._store.view.selection == window.table.model.provinces[0]


def test_an_icon_is_drawn_in_the_size_and_colour_that_is_asked_for(qapp) -> None:
    for theme in (LIGHT, DARK):
        made = icon("undo", theme)
        for ratio in (1.0, 2.0):
            for mode, colour in ((QIcon.Mode.Normal, theme.ink), (QIcon.Mode.Disabled, theme.off)):
                image = made.pixmap(QSize(18, 18), ratio, mode).toImage()
                assert image.size() == QSize(18, 18) * ratio
                seen = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
                full = max(seen, key=lambda pixel: pixel.alpha())
                assert full.alpha() > 200
                assert abs(full.lightness() - QColor(colour).lightness()) < 6


@pytest.mark.parametrize("style", ["province", "town", "water"])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_name_in_the_window_looks_as_it_does_on_paper(fonts, style: str, ratio: float) -> None:
    px, size = 4, QSize(200, 40) * ratio
    item = PlacedLabel(Label("Қостанай, Әулиеата", 0, 0, 0, style), STYLES[style], (2.0, 2.0, 48.0, 7.0))
    grounds = []
    for own, paint in (
        (ratio, lambda p: Names(px).paint(p, [item], ratio)),
        (1.0, lambda p: paint_labels(p, [item], px * ratio)),
    ):
        ground = QImage(size, QImage.Format.Format_RGB32)
        ground.setDevicePixelRatio(own)
        ground.fill(QColor("#b8460c"))
        painter = QPainter(ground)
        paint(painter)
        painter.end()
        grounds.append(ground)
    pixels = [(x, y) for x in range(grounds[0].width()) for y in range(grounds[0].height())]
    apart = [abs(grounds[0].pixelColor(*at).green() - grounds[1].pixelColor(*at).green()) for at in pixels]
    inked = sum(grounds[1].pixelColor(*at) != QColor("#b8460c") for at in pixels)
    assert inked > len(pixels) / 20
    assert sum(apart) / inked < 12


def test_the_collector_wakes_when_the_last_who_wanted_rest_has_ended() -> None:
    assert gc.isenabled()
    garbage.rest()
    garbage.rest()
    garbage.wake()
    assert not gc.isenabled()
    garbage.settle()
    assert gc.isenabled()
    gc.unfreeze()


def test_a_start_without_a_picture_shows_the_name_and_keeps_what_is_done_on_it(
    qtbot, catalog, shapes, tmp_path: Path, fonts
) -> None:
    shell = Shell()
    qtbot.addWidget(shell)
    with qtbot.waitSignal(shell.pictured, timeout=PATIENCE_MS):
        shell.show_name(QSize(1024, 700), LIGHT.window, LIGHT.quiet)
    image = shell.grab().toImage()
    middle, colours = image.rect().center(), set()
    for dx in range(-60, 60):
        colours |= {image.pixelColor(middle.x() + dx, middle.y() + dy).name() for dy in range(-10, 10)}
    assert {LIGHT.window, LIGHT.quiet} <= colours
    cache = tmp_path / "shapes.bin"
    compiled.write(cache, shapes, compiled.cache_key(catalog))
    made, _store = make_window(catalog, opening_view(catalog, "en"), tmp_path / "s.toml", cache, parent=shell)
    qtbot.keyClick(shell.centralWidget(), Qt.Key.Key_Plus)
    shell.move_in(made, QSize(1024, 700))
    assert shell.size() == QSize(1024, 700)
    qtbot.waitUntil(lambda: made.canvas.has_painted, timeout=PATIENCE_MS)
    qtbot.wait(20)  # what was typed follows the living window by one turn of the event loop
    zoomed = made.canvas.viewport.scale
    made.canvas.fit()
    assert zoomed == pytest.approx(made.canvas.viewport.scale * 1.25)
