"""A map on its way out of the window: preview, files, printer, clipboard, through the real widgets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QProgressDialog, QPushButton

from mapapp import compiled
from mapapp.qt.dialogs.export import ExportDialog
from mapapp.qt.files.saving import Saving
from mapapp.settings import load
from tests.patience import PATIENCE_MS


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, catalog, shapes) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    compiled.write(compiled.default_path(), shapes, compiled.cache_key(catalog))


def opened(qtbot, window, action: str = "save") -> ExportDialog:
    window.actions_[action].trigger()
    (dialog,) = [it for it in window.findChildren(ExportDialog) if it.isVisible()]
    drawn(qtbot, dialog)
    return dialog


@pytest.fixture
def dialog(qtbot, window) -> ExportDialog:
    return opened(qtbot, window)


def drawn(qtbot, dialog: ExportDialog) -> QImage:
    """Return the preview once every choice has been drawn."""
    qtbot.wait(200)
    qtbot.waitUntil(lambda: not dialog._soon.isActive() and not dialog._draughtsman.busy, timeout=PATIENCE_MS)
    return dialog.preview.image


def choose(box, value: str) -> None:
    box.setCurrentIndex(box.findData(value))


def colourful(image: QImage) -> bool:
    points = ((x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5))
    return any(image.pixelColor(x, y).saturation() > 120 for x, y in points)


def to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let the file dialog, which belongs to the system, answer with a path."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_more: str(path))


def saved(qtbot, dialog: ExportDialog) -> None:
    qtbot.waitUntil(lambda: "Saved" in dialog.status.text(), timeout=PATIENCE_MS)


def answer(words: str) -> None:
    """Click a button of the question that is about to be asked."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == words).click()

    QTimer.singleShot(50, click)


def test_the_preview_follows_every_choice(qtbot, dialog) -> None:
    colour = drawn(qtbot, dialog)
    assert colourful(colour)
    choose(dialog.form.paper, "a4-portrait")
    upright = drawn(qtbot, dialog)
    assert upright.height() > upright.width()
    dialog.form.furniture["legend"].setChecked(False)
    bare = drawn(qtbot, dialog)
    assert bare != upright
    choose(dialog.form.map_language, "kk")
    assert drawn(qtbot, dialog) != bare
    assert dialog.form.title.placeholderText() == "Егіннің шықпай қалуы, 1921 ж."
    before = drawn(qtbot, dialog)
    dialog.form.title.insert("8 Б сыныбы")
    assert drawn(qtbot, dialog) != before
    assert dialog.sheets[0].title == "8 Б сыныбы"


def test_every_sheet_of_a_worksheet_can_be_seen(qtbot, dialog) -> None:
    assert dialog.which.isHidden()
    choose(dialog.form.kind, "worksheet")
    first = drawn(qtbot, dialog)
    assert len(dialog.sheets) > 3
    assert dialog.which.text() == f"Sheet 1 of {len(dialog.sheets)}"
    assert not dialog.before.isEnabled()
    qtbot.mouseClick(dialog.after, Qt.MouseButton.LeftButton)
    second = drawn(qtbot, dialog)
    assert second != first
    assert second.height() > second.width()
    assert not colourful(second)
    for _turn in range(len(dialog.sheets)):
        dialog.after.click()
        drawn(qtbot, dialog)
    assert not dialog.after.isEnabled()
    choose(dialog.form.kind, "colour")
    drawn(qtbot, dialog)
    assert len(dialog.sheets) == 1


def test_what_cannot_be_laid_out_says_why(qtbot, window) -> None:
    for state in window._store.view.layers:
        window._store.apply(window._store.view.with_visible(state.id, state.id == "water"))
    dialog = opened(qtbot, window)
    assert dialog.save.isEnabled()
    choose(dialog.form.kind, "worksheet")
    assert drawn(qtbot, dialog) is None
    assert "something can be asked about" in dialog.preview.words
    assert not dialog.save.isEnabled()
    assert not dialog.print_.isEnabled()
    assert not dialog.copy.isEnabled()
    choose(dialog.form.kind, "colour")
    assert drawn(qtbot, dialog) is not None
    assert dialog.save.isEnabled()


def test_the_file_is_what_the_preview_shows(
    qtbot, dialog, window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(dialog.form.paper, "a4-portrait")
    dialog.form.dpi.setValue(60)
    preview = drawn(qtbot, dialog)
    to(monkeypatch, tmp_path / "сынып картасы")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    saved(qtbot, dialog)
    assert dialog.open_folder.isVisible()
    image = QImage(str(tmp_path / "сынып картасы.png"))
    assert (image.width(), image.height()) == (496, 702)
    small, seen = (it.scaled(60, 85, mode=Qt.TransformationMode.SmoothTransformation) for it in (image, preview))
    far = [
        (x, y)
        for x in range(60)
        for y in range(85)
        if abs(small.pixelColor(x, y).lightness() - seen.pixelColor(x, y).lightness()) > 40
    ]
    assert len(far) < 60
    kept = load(tmp_path / "settings.toml")
    assert (kept.export_paper, kept.export_dpi, kept.export_folder) == ("a4-portrait", 60, str(tmp_path))
    dialog.close()
    again = opened(qtbot, window)
    assert again.form.options.paper == "a4-portrait"


def test_replacing_is_asked_and_may_be_declined(qtbot, dialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(dialog.form.format, "pdf")
    drawn(qtbot, dialog)
    path = tmp_path / "map.pdf"
    path.write_bytes(b"mine")
    to(monkeypatch, path)
    answer("Keep")
    dialog.save.click()
    assert path.read_bytes() == b"mine"
    assert not dialog.findChildren(Saving)
    answer("Replace")
    dialog.save.click()
    saved(qtbot, dialog)
    assert len(PdfReader(path).pages) == 1


def test_a_cancel_leaves_nothing(qtbot, dialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "files"
    target.mkdir()
    (target / "map.png").write_bytes(b"mine")
    to(monkeypatch, target / "map.png")
    answer("Replace")
    dialog.save.click()
    (saving,) = dialog.findChildren(Saving)
    assert len(list(target.iterdir())) == 2
    with qtbot.waitSignal(saving.failed, timeout=PATIENCE_MS) as failed:
        qtbot.mouseClick(saving.progress.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert failed.args == [""]
    assert [(it.name, it.read_bytes()) for it in target.iterdir()] == [("map.png", b"mine")]
    assert not [it for it in dialog.findChildren(QProgressDialog) if it.isVisible()]


def test_a_class_pack_comes_whole_into_a_folder_of_its_own(
    qtbot, window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window._store.apply(window._store.view.with_only(("crop-failure", "provinces")))
    dialog = opened(qtbot, window)
    dialog.form.dpi.setValue(100)
    drawn(qtbot, dialog)
    to(monkeypatch, tmp_path)
    shares: list[int] = []
    dialog.pack.click()
    (saving,) = dialog.findChildren(Saving)
    saving._tasks[0].progressed.connect(lambda share, _what: shares.append(share))
    saved(qtbot, dialog)
    folder = tmp_path / "class-pack"
    whole = PdfReader(folder / "class-pack.pdf")
    assert len(whole.pages) == len(list(folder.glob("*.png"))) > 8
    assert shares
    assert not [it for it in folder.parent.iterdir() if it.name.endswith(".part")]


def test_data_has_no_sheets_and_is_written_all_the_same(
    qtbot, dialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(dialog.form.format, "csv-excel")
    assert drawn(qtbot, dialog) is None
    assert "no sheets" in dialog.preview.words
    assert not dialog.form.kind.isEnabled()
    to(monkeypatch, tmp_path / "figures")
    dialog.save.click()
    saved(qtbot, dialog)
    assert (tmp_path / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "datapackage.json").is_file()


def printed(dialog: ExportDialog, path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable) -> None:
    """Let the print dialog, which belongs to the system, accept with a PDF file as its printer."""

    def accept(chosen: QPrintDialog) -> int:
        chosen.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        chosen.printer().setOutputFileName(str(path))
        change(chosen.printer())
        return int(QPrintDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", accept)
    dialog.print_.click()


def test_sheets_are_printed(qtbot, window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = opened(qtbot, window, "print")
    assert dialog.print_.isDefault()
    choose(dialog.form.kind, "worksheet")
    drawn(qtbot, dialog)
    path = tmp_path / "printed.pdf"
    printed(dialog, path, monkeypatch, lambda _printer: None)
    qtbot.waitUntil(lambda: "Sent to the printer" in dialog.status.text(), timeout=PATIENCE_MS)
    pages = PdfReader(path).pages
    assert len(pages) == len(dialog.sheets)
    assert pages[0].mediabox.width > pages[0].mediabox.height
    assert all(page.mediabox.height > page.mediabox.width for page in pages[1:])
    assert "Kostanay" in pages[1].extract_text()


def test_one_sheet_of_several_is_printed(qtbot, window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = opened(qtbot, window, "print")
    choose(dialog.form.kind, "outline")
    drawn(qtbot, dialog)
    path = tmp_path / "printed.pdf"
    printed(dialog, path, monkeypatch, lambda printer: printer.setFromTo(2, 2))
    qtbot.waitUntil(lambda: "Sent to the printer: 1" in dialog.status.text(), timeout=PATIENCE_MS)
    (key,) = PdfReader(path).pages
    assert "Kostanay" in key.extract_text()


def test_the_sheet_on_show_is_copied(qtbot, dialog) -> None:
    QGuiApplication.clipboard().clear()
    dialog.form.dpi.setValue(100)
    drawn(qtbot, dialog)
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "clipboard" in dialog.status.text(), timeout=PATIENCE_MS)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (1169, 827)
    assert colourful(image)


def test_the_map_is_copied_from_the_window(qtbot, window) -> None:
    QGuiApplication.clipboard().clear()
    window.actions_["copy_map"].trigger()
    qtbot.waitUntil(lambda: "clipboard" in window.centre.notice.text(), timeout=PATIENCE_MS)
    assert colourful(QGuiApplication.clipboard().image())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_is_cut_on_a_small_screen(qtbot, window, language: str) -> None:
    window._store.apply(window._store.view.with_language(language))
    dialog = opened(qtbot, window)
    dialog.resize(1100, 640)
    choose(dialog.form.kind, "worksheet")
    drawn(qtbot, dialog)
    assert dialog.minimumSizeHint().width() <= 1100
    for box in (*dialog.form.furniture.values(), dialog.save, dialog.pack, dialog.copy, dialog.print_, dialog.shut):
        assert box.width() >= box.sizeHint().width(), box.text()
    right = dialog.form.mapTo(dialog, dialog.form.rect().topRight()).x()
    assert right <= dialog.width()
