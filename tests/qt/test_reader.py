"""The process that reads files for the window: it comes with them, keeps them at hand, and goes with them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from mapapp.qt.work import tasks
from mapapp.qt.work.tasks import Helper, Task
from tests.patience import PATIENCE_MS

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"
ABOUT = {"source": "Invented, 2026", "period": "1921-08", "title": "Theirs", "id": "theirs"}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def window(open_window, catalog, view, library: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tasks, "_LEAVE_MS", 100)
    return open_window(replace(catalog, library=library), view)


def given(path: Path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data, (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def enter(window, path: Path) -> psutil.Process:
    """Let files enter the window, and return the process that comes in for them."""
    data, rest = given(path)
    window.dragEnterEvent(QDragEnterEvent(QPoint(400, 300), *rest))
    assert data.hasUrls()
    return reading(window)


def reading(window) -> psutil.Process:
    process = window.contributions.reader.process
    assert process is not None
    assert process.waitForStarted()
    return psutil.Process(process.processId())


def dropped(qtbot, window, path: Path):
    data, rest = given(path)
    window.dropEvent(QDropEvent(QPointF(400, 300), *rest))
    assert data.hasUrls()
    qtbot.waitUntil(lambda: window.contributions.dialog is not None, timeout=PATIENCE_MS)
    return window.contributions.dialog


def filled(dialog) -> None:
    dialog.metadata.licence.setCurrentText("CC0-1.0")
    dialog._choose(ABOUT)


def settled(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: not dialog._soon.isActive() and dialog._task is None, timeout=PATIENCE_MS)


def gone(process: psutil.Process) -> Callable[[], bool]:
    return lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_one_process_leads_a_file_from_the_drag_to_the_layer_and_goes(qtbot, window, library: Path) -> None:
    process = enter(window, CORPUS / "good-units.geojson")
    dialog = dropped(qtbot, window, CORPUS / "good-units.geojson")
    assert reading(window).pid == process.pid
    dialog.reading.roles.buttons()[2].click()
    settled(qtbot, dialog)
    assert dialog.proposal.choices.role == "context"
    filled(dialog)
    settled(qtbot, dialog)
    assert reading(window).pid == process.pid
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.layers.current == "theirs", timeout=PATIENCE_MS)
    said = json.loads((library / "theirs/datapackage.json").read_text(encoding="utf-8"))
    assert said["dala-atlas"]["role"] == "context"
    qtbot.waitUntil(gone(process), timeout=PATIENCE_MS)
    assert window.contributions.reader.process is None


def test_files_that_leave_the_window_take_the_process_with_them(qtbot, window, monkeypatch) -> None:
    process = enter(window, CORPUS / "good-units.geojson")
    again = enter(window, CORPUS / "good-units.geojson")
    assert again.pid == process.pid
    window.dragLeaveEvent(QDragLeaveEvent())
    qtbot.waitUntil(gone(process), timeout=PATIENCE_MS)
    seen: list[psutil.Process] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a: seen.append(reading(window)) or ([], ""))
    window.actions_["add_file"].trigger()
    assert len(seen) == 1, "it comes in while the person chooses"
    qtbot.waitUntil(gone(seen[0]), timeout=PATIENCE_MS)


def test_a_reader_that_died_is_replaced_and_nobody_notices(qtbot, window, library: Path) -> None:
    dialog = dropped(qtbot, window, CORPUS / "good-units.geojson")
    reading(window).kill()
    qtbot.waitUntil(lambda: window.contributions.reader.process is None, timeout=PATIENCE_MS)
    dialog.reading.roles.buttons()[2].click()
    settled(qtbot, dialog)
    assert dialog.proposal.choices.role == "context"
    process = reading(window)
    process.suspend()
    dialog.reading.roles.buttons()[1].click()
    qtbot.waitUntil(lambda: dialog._task is not None, timeout=PATIENCE_MS)
    process.kill()
    settled(qtbot, dialog)
    assert dialog.proposal.choices.role == "units"
    filled(dialog)
    settled(qtbot, dialog)
    reading(window).kill()
    qtbot.waitUntil(lambda: window.contributions.reader.process is None, timeout=PATIENCE_MS)
    assert dialog.take.isEnabled(), dialog.status.text()
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.layers.current == "theirs", timeout=PATIENCE_MS)
    assert (library / "theirs/areas.geojson").is_file()


def test_of_many_choices_the_last_one_counts(qtbot, window) -> None:
    dialog = dropped(qtbot, window, CORPUS / "good-units.geojson")
    for _ in range(3):
        for index in (0, 1, 2):
            dialog.reading.roles.buttons()[index].click()
            qtbot.wait(1)
    assert not dialog.take.isEnabled()
    settled(qtbot, dialog)
    assert dialog.proposal.choices.role == "context"
    assert dialog.reading.roles.checkedId() == 2


def test_a_dialog_that_is_left_while_its_file_is_read_ends_the_reading(qtbot, window, library: Path) -> None:
    dialog = dropped(qtbot, window, CORPUS / "good-units.geojson")
    process = reading(window)
    process.suspend()
    dialog.reading.roles.buttons()[0].click()
    qtbot.waitUntil(lambda: dialog._task is not None, timeout=PATIENCE_MS)
    dialog.reject()
    qtbot.waitUntil(gone(process), timeout=PATIENCE_MS)
    assert not library.exists()


def test_what_a_process_left_behind_goes_with_it(qtbot) -> None:
    helper, told = Helper(), []
    left = {"suffix": None, "prefix": "left-", "dir": None}
    task = Task("tempfile:mkdtemp", left, helper=helper)
    task.done.connect(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    folder = Path(told[0])
    assert folder.is_dir()
    assert folder.parent.name.startswith("dala-atlas-")
    helper.end()
    qtbot.waitUntil(lambda: not folder.parent.exists(), timeout=PATIENCE_MS)
