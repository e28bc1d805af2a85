"""Threads and processes end soundly, whatever is closed, deleted or collected while they are at work."""

import gc
import subprocess
import sys
from threading import Event, get_ident

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QProcess, QTimer
from PySide6.QtWidgets import QDialog

from mapapp.qt.paper.drawing import Draughtsman
from mapapp.qt.work.aside import Aside, drop
from mapapp.qt.work.tasks import Task
from tests.patience import PATIENCE_MS

LONG = {"stmt": "time.sleep(60)", "setup": "import time", "number": 1}


def deleted(it: QObject) -> None:
    it.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(it)


def quiet() -> bool:
    application = QCoreApplication.instance()
    return not application.findChildren(Aside) and not application.findChildren(QProcess)


def test_what_a_thread_found_comes_in_the_thread_of_the_window(qtbot) -> None:
    owner, came = QObject(), []
    Aside(get_ident, lambda found: came.append((found, get_ident())), owner)
    qtbot.waitUntil(lambda: bool(came))
    ((there, here),) = came
    assert there != here == get_ident()
    Aside(lambda: 1 / 0, came.append, owner)
    qtbot.waitUntil(lambda: len(came) == 2)
    assert isinstance(came[1], ZeroDivisionError)


def test_a_dialog_deleted_while_a_thread_works_for_it_ends_nothing(qtbot) -> None:
    go, dialog, came = Event(), QDialog(), []
    draughtsman = Draughtsman(dialog)
    draughtsman.drawn.connect(came.append)
    draughtsman.want(lambda: go.wait(10))
    Aside(lambda: go.wait(10), came.append, dialog)
    deleted(dialog)
    go.set()
    qtbot.waitUntil(quiet)
    assert came == []


def test_dropped_work_is_waited_for_and_not_handed_over(qtbot) -> None:
    owner, other, done, came = QObject(), QObject(), [], []
    Aside(lambda: done.append(QCoreApplication.instance()), lambda _found: came.append("owner"), owner)
    Aside(lambda: None, lambda _found: came.append("other"), other)
    drop(owner)
    assert done
    qtbot.waitUntil(quiet)
    assert came == ["other"]


def test_no_garbage_is_collected_in_a_thread(qtbot) -> None:
    """A timer that a thread destroyed would warn, and a widget would crash the program."""
    where: list[int] = []

    class Noticed(QObject):
        def __del__(self) -> None:
            where.append(get_ident())

    def lost() -> None:
        it = Noticed()
        it.me, it.timer = it, QTimer(it)
        it.timer.start(1000)

    def work() -> list[list[int]]:
        return [[number] for number in range(50_000)]

    owner, came = QObject(), []
    kept = gc.get_threshold()
    gc.collect()
    gc.set_threshold(50_000)
    lost()
    try:
        Aside(work, came.append, owner)
        gc.set_threshold(10)
        qtbot.waitUntil(lambda: bool(came))
        assert gc.isenabled()
        gc.collect()
    finally:
        gc.set_threshold(*kept)
    assert where == [get_ident()]


def test_a_task_deleted_while_its_process_works_ends_it_without_waiting(qtbot) -> None:
    dialog, told = QDialog(), []
    task = Task("timeit:timeit", LONG, parent=dialog)
    task.failed.connect(told.append)
    task.done.connect(told.append)
    process = task._helper.process
    qtbot.waitUntil(lambda: process.state() == QProcess.ProcessState.Running)
    deleted(dialog)
    qtbot.waitUntil(quiet, timeout=PATIENCE_MS)
    assert told == []


def test_a_program_may_end_while_threads_and_processes_work() -> None:
    code = """
import sys, time
from PySide6.QtCore import QCoreApplication, QObject
from mapapp.qt.work.aside import Aside
from mapapp.qt.work.tasks import Task
application, owner = QCoreApplication(sys.argv), QObject()
Aside(lambda: time.sleep(0.3), print, owner)
task = Task("timeit:timeit", {"stmt": "time.sleep(60)", "setup": "import time", "number": 1})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_answer_of_many_megabytes_comes_whole(qtbot) -> None:
    came: list[object] = []
    task = Task("textwrap:indent", {"text": "provinces\n" * 300_000, "prefix": "-"})
    task.done.connect(came.append)
    task.failed.connect(came.append)
    qtbot.waitUntil(lambda: bool(came), timeout=PATIENCE_MS)
    assert came == ["-provinces\n" * 300_000]
