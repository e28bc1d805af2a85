"""The window through its real widgets, and the pixels that it paints."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from geodata.catalog import read_catalog
from geodata.resources import shipped
from mapapp import symbols
from mapapp.export import export
from mapapp.paper.sheet import Options
from mapapp.qt.paper.writers import pictures
from tests.patience import PATIENCE_MS


def click(qtbot, window, position) -> None:
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=position.toPoint())


def tick(window, layer: str, on: bool) -> None:
    window.layers.item(layer).setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def picture(window) -> QImage:
    return window.canvas.grab().toImage()


def colours_round(image: QImage, position, reach: int = 8) -> set[str]:
    middle = position.toPoint()
    return {
        image.pixelColor(middle + QPoint(dx, dy)).name() for dx in range(-reach, reach) for dy in range(-reach, reach)
    }


@pytest.fixture
def bare(window):
    for layer in ("towns", "rivers", "turksib-stations", "border", "provinces"):
        tick(window, layer, False)
    return window


def test_known_places_wear_their_colours(bare, at) -> None:
    image = picture(bare)
    assert image.pixelColor(at(64.5, 51.5).toPoint()).name() == symbols.RAMP[2]
    assert image.pixelColor(at(50.5, 50.3).toPoint()).name() == symbols.RAMP[3]
    assert image.pixelColor(at(50.5, 43.0).toPoint()).name() == symbols.WATER
    aktobe = colours_round(image, at(59.0, 48.4))
    assert "#ffffff" in aktobe
    assert any(QColor(colour).lightness() < 170 for colour in aktobe)
    assert not aktobe & set(symbols.RAMP)


def test_the_checkbox_switches_the_layer_and_the_store_switches_the_checkbox(window, at) -> None:
    tick(window, "crop-failure", False)
    assert not window.scene.layer("crop-failure").visible
    assert picture(window).pixelColor(at(64.5, 51.5).toPoint()).name() == symbols.PAPER
    window.actions_["undo"].trigger()
    assert window.layers.item("crop-failure").checkState(0) is Qt.CheckState.Checked
    assert picture(window).pixelColor(at(64.5, 51.5).toPoint()).name() == symbols.RAMP[2]
    window.actions_["redo"].trigger()
    assert window.layers.item("crop-failure").checkState(0) is Qt.CheckState.Unchecked


def test_opacity_thins_the_colour(bare, at) -> None:
    bare.layers.tree.setCurrentItem(bare.layers.item("crop-failure"))
    bare.layers.opacity.setValue(50)
    colour = picture(bare).pixelColor(at(50.5, 50.3).toPoint())
    assert colour.lightness() > QColor(symbols.RAMP[3]).lightness() + 30


def test_a_click_selects_and_shows_the_words(qtbot, window, at) -> None:
    click(qtbot, window, at(64.5, 51.5))
    text = window.details.browser.toPlainText()
    assert text.startswith("Kostanay")
    assert "74.5" in text
    assert "«Қостанай(74,5%)»" in text
    assert "line 28" in text


def test_selecting_aktobe_says_why_there_is_no_number(qtbot, window, at) -> None:
    click(qtbot, window, at(59.0, 48.4))
    text = window.details.browser.toPlainText()
    assert text.startswith("Aktobe")
    assert "not stated in the source" in text
    assert "without a figure" in text


def test_a_contradiction_shows_the_other_side(qtbot, window, at) -> None:
    click(qtbot, window, at(50.5, 50.3))
    assert "At odds with line 25" in window.details.browser.toPlainText()


def test_nothing_selected_says_what_to_do(window) -> None:
    assert "Click a governorate" in window.details.browser.toPlainText()


def test_all_layers_off_says_what_to_do(window) -> None:
    for layer in window.scene.layers:
        tick(window, layer.id, False)
    rows = window.canvas._furniture.legend(window.scene)
    assert "All layers are off." in " ".join(text.text for text in rows.texts)


def test_the_legend_follows_the_layers(window) -> None:
    def said() -> str:
        return " ".join(text.text for text in window.canvas._furniture.legend(window.scene).texts)

    assert "Rivers" in said()
    tick(window, "rivers", False)
    assert "Rivers" not in said()


def test_language_switches_everything_and_is_remembered(window, tmp_path: Path) -> None:
    window.bar.language.setCurrentIndex(window.bar.language.findData("kk"))
    assert window.scene.title == "Егіннің шықпай қалуы, 1921 ж."
    assert window.layers.item("rivers").text(0) == "Өзендер"
    assert window.actions_["undo"].text() == "Болдырмау"
    assert 'language = "kk"' in (tmp_path / "settings.toml").read_text(encoding="utf-8")


def test_the_hint_is_dismissed_for_good(qtbot, window, tmp_path: Path) -> None:
    assert window.centre.hint.isVisible()
    qtbot.mouseClick(window.centre.hint.close_button, Qt.MouseButton.LeftButton)
    assert not window.centre.hint.isVisible()
    assert "hint_dismissed = true" in (tmp_path / "settings.toml").read_text(encoding="utf-8")


def test_zooming_keeps_the_place_under_the_pointer(window, at) -> None:
    before = at(57.17, 50.28)
    window.canvas.zoom(2.0, before)
    after = at(57.17, 50.28)
    assert abs(after.x() - before.x()) < 0.01
    assert abs(after.y() - before.y()) < 0.01


def test_dragging_moves_the_map(qtbot, window, at) -> None:
    before, start = at(57.17, 50.28), at(60, 49).toPoint()
    qtbot.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(window.canvas, start + QPoint(40, 20))
    qtbot.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 20))
    after = at(57.17, 50.28)
    assert (round(after.x() - before.x()), round(after.y() - before.y())) == (40, 20)


def test_the_tip_names_the_province_and_its_figure(bare, at) -> None:
    assert "74.5" in bare.canvas.tip_at(at(64.5, 51.5))
    assert "Caspian" in bare.canvas.tip_at(at(50.5, 43.0))


def test_the_window_saves_what_it_shows(qtbot, window, tmp_path: Path) -> None:
    path = tmp_path / "қостанай картасы.png"
    window.exporting.save_to(path)
    qtbot.waitUntil(lambda: path.name in window.centre.notice.text(), timeout=PATIENCE_MS)
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_map_stays_inside_its_frame(window, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"map{suffix}"
    export(window.scene, path, Options(), pictures())
    image = QImage(1188, 840, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    if suffix == ".svg":
        QSvgRenderer(str(path)).render(painter)
    else:
        painter.drawImage(image.rect(), QImage(str(path)))
    painter.end()
    ground = {symbols.PAPER, symbols.WATER, symbols.RAMP[2]}
    inside = {image.pixelColor(x, y).name() for x in range(60, 1120, 4) for y in range(120, 560, 4)}
    margins = {
        image.pixelColor(x, y).name()
        for left, top, right, bottom in ((0, 0, 32, 840), (1156, 0, 1188, 840), (0, 808, 1188, 840), (0, 0, 1188, 32))
        for x in range(left, right, 2)
        for y in range(top, bottom, 2)
    }
    assert ground <= inside
    assert margins == {"#ffffff"}


def test_a_page_is_written_by_another_process(qtbot, window, tmp_path: Path) -> None:
    path = tmp_path / "карта.html"
    tick(window, "rivers", False)
    window.layers.tree.setCurrentItem(window.layers.item("crop-failure"))
    window.layers.opacity.setValue(40)
    window.exporting.save_to(path)
    qtbot.waitUntil(lambda: path.name in window.centre.notice.text(), timeout=PATIENCE_MS)
    page = path.read_text(encoding="utf-8")
    assert "Kostanay" in page
    assert '"opacity":0.4' in page
    assert '"id":"rivers"' not in page


def test_closing_the_window_ends_work_under_way(qtbot, window, tmp_path: Path) -> None:
    path = tmp_path / "late.gpkg"
    window.exporting.save_to(path)
    window.close()
    qtbot.wait(50)
    assert not path.exists()


def test_a_folder_that_is_missing_is_told_in_words(window, tmp_path: Path) -> None:
    window.exporting.save_to(tmp_path / "none" / "map.png")
    assert "Expected a folder" in window.centre.notice.text()


def test_a_first_start_has_the_shapes_that_came_with_the_program(
    qtbot, catalog, view, tmp_path: Path, fonts, monkeypatch
) -> None:
    from mapapp import compiled
    from mapapp.qt.startup.app import make_window

    monkeypatch.setattr(compiled, "SHIPPED", tmp_path / "program" / "shapes.bin")
    (tmp_path / "program").mkdir()
    compiled.ship()
    made, _store = make_window(catalog, view, tmp_path / "s.toml", tmp_path / "cache" / "shapes.bin")
    qtbot.addWidget(made)
    assert made.scene is not None
    assert not (tmp_path / "cache").exists()


def test_changed_data_are_compiled_by_another_process(qtbot, view, tmp_path: Path, fonts) -> None:
    from mapapp.qt.startup.app import make_window

    root = Path(shutil.copytree(shipped(), tmp_path / "data"))
    with (root / "comparisons.toml").open("a") as file:
        file.write("\n# changed\n")
    made, _store = make_window(read_catalog(root), view, tmp_path / "s.toml", tmp_path / "shapes.bin")
    qtbot.addWidget(made)
    made.show()
    assert made.scene is None
    assert made.layers.style_button.text() == "Style…"
    assert not made.actions_["undo"].isEnabled()
    qtbot.waitUntil(lambda: made.scene is not None, timeout=PATIENCE_MS)
    assert (tmp_path / "shapes.bin").is_file()


def test_the_window_process_never_imports_geopandas(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom mapapp import compiled\nfrom pathlib import Path\n"
        "from mapapp.cli import main\n"
        f"compiled.default_path = lambda: Path({str(tmp_path / 'shapes.bin')!r})\n"
        "from geodata.worker import call\n"
        f"call('mapapp.compiled:build', {{'path': {str(tmp_path / 'shapes.bin')!r}}})\n"
        f"assert main(['--screenshot', {str(tmp_path / 'w.png')!r}, '--lang', 'kk']) == 0\n"
        "heavy = {'geopandas', 'pandas', 'pyogrio', 'numpy', 'shapely', 'folium', 'PySide6.QtWebEngineCore'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    image = QImage(str(tmp_path / "w.png"))
    assert (image.width(), image.height()) == (1280, 720)
    colours = {image.pixelColor(x, y).name() for x in range(0, 1280, 3) for y in range(0, 720, 3)}
    assert {symbols.RAMP[1], symbols.RAMP[2], symbols.RAMP[3], symbols.WATER} <= colours


def test_the_window_saves_a_table_for_excel(qtbot, window, tmp_path: Path) -> None:
    path = tmp_path / "деректер.csv"
    window.exporting.save_to(path, excel=True)
    qtbot.waitUntil(lambda: path.name in window.centre.notice.text(), timeout=PATIENCE_MS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbflayer")
    assert (tmp_path / "datapackage.json").is_file()


def test_what_qt_says_is_in_the_language_of_the_window(qtbot, window) -> None:
    def said() -> tuple[set[str], set[str]]:
        dialog = QFileDialog()
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        buttons = dialog.findChildren(QPushButton)
        return {it.text() for it in dialog.findChildren(QLabel)}, {it.text().replace("&", "") for it in buttons}

    store = window._store
    for language, labels, button in (
        ("kk", {"Қайда қ&арау:", "Файл &аты:", "Файлдар &түрі:"}, "Бас тарту"),
        ("ru", {"Перейти к:", "&Имя файла:", "Типы файлов:"}, "Отмена"),
        ("en", {"&Look in:", "File &name:", "Files of &type:"}, "Cancel"),
    ):
        store.apply(store.view.with_language(language))
        words, buttons = said()
        assert labels <= words, words
        assert button in buttons
