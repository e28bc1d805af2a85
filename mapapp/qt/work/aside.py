"""Work in a thread of this process that belongs to the program: nothing that is closed or deleted ends it midway."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QProcess, QThread

from mapapp.qt.work import garbage

_PATIENCE_MS = 5000

_running: set[Aside] = set()


class Aside(QThread):
    """A function run beside the window; what it returned or raised is handed over in the window's thread.

    The thread is a child of the application, so it never goes away with a dialog while it runs, and it touches no
    object of Qt but itself. Meanwhile no garbage is collected: a widget that the collector found there would be
    destroyed there, while the window is at work with it.

    Parameters
    ----------
    job
        Run in the thread; it must not touch widgets.
    take
        Given the result, or the exception, once the thread has ended.
    owner
        For whom it runs; nothing is handed over when it is gone.
    """

    def __init__(self, job: Callable[[], object], take: Callable[[Any], object], owner: QObject) -> None:
        super().__init__(QCoreApplication.instance())
        self._job = job
        self._take: Callable[[Any], object] | None = take
        self.owner = owner
        self._found: object = None
        self.finished.connect(self._hand_over)
        _running.add(self)
        garbage.rest()
        self.start()

    def run(self) -> None:
        """Do the work."""
        try:
            self._found = self._job()
        except Exception as error:  # told in words by whoever started it
            self._found = error

    def forget(self) -> None:
        """Hand nothing over."""
        self._take = None

    def _hand_over(self) -> None:
        self.wait()
        _running.discard(self)
        garbage.wake()  # here and not in the thread, which would collect at once
        self.deleteLater()
        take, self._take = self._take, None
        if take is not None and shiboken6.isValid(self.owner):
            take(self._found)


def drop(owner: QObject) -> None:
    """Wait for what runs for an owner, and hand none of it over."""
    for work in _running:
        if work.owner is owner:
            work.forget()
            work.wait()


def end_all() -> None:
    """Wait for all threads, and end all processes: the last thing that a program does before Qt goes."""
    for work in _running:
        work.forget()
        work.wait()
    application = QCoreApplication.instance()
    for process in application.findChildren(QProcess) if application is not None else ():
        process.kill()
        process.waitForFinished(_PATIENCE_MS)


atexit.register(end_all)
