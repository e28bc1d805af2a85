"""Work that the window hands to another process: it shows that something goes on, and lets it be cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QProgressDialog, QWidget

from mapapp.qt.store import Store
from mapapp.qt.tasks import Task
from mapapp.texts import t

_PATIENCE_MS = 400
"""Work that is done before shows no dialog."""


class Jobs:
    """Runs functions in a process of their own.

    Parameters
    ----------
    window
        Over which progress stands.
    store
        Knows the language.
    tell
        Shows what went wrong.
    """

    def __init__(self, window: QWidget, store: Store, tell: Callable[[str], None]) -> None:
        self._window = window
        self._store = store
        self._tell = tell

    def run(self, job: str, arguments: Mapping[str, object], done: Callable[[str], None]) -> Task:
        """Start a function by its dotted name; `done` gets its result."""
        language = self._store.view.language
        task = Task(job, arguments, parent=self._window, language=language)
        progress = QProgressDialog(t("Working…", language), t("Cancel", language), 0, 0, self._window)
        progress.setMinimumDuration(_PATIENCE_MS)
        progress.canceled.connect(task.cancel)
        for signal in (task.done, task.failed):
            signal.connect(progress.reset)
            signal.connect(task.deleteLater)
        task.done.connect(done)
        task.failed.connect(self._tell)
        return task

    def stop(self) -> None:
        """End what is still under way; its files were never put in place."""
        for task in self._window.findChildren(Task):
            task.cancel()
            task.wait(5)
