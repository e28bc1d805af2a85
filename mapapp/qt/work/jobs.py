"""Work that the window hands to another process: it shows that something goes on, and lets it be cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from mapapp.qt.store import Store
from mapapp.qt.work.progress import Progress
from mapapp.qt.work.tasks import Helper, Task
from mapapp.texts import N_, t

_DOING: Final = {"reading": N_("Reading the file…"), "checking": N_("Checking the shapes…")}
"""What a function says that it does, in the window's words; every other step is one of checking."""


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

    def run(
        self, job: str, arguments: Mapping[str, object], done: Callable[[Any], object],
        failed: Callable[[str], object] | None = None, helper: Helper | None = None, tries: int = 1,
    ) -> Task:  # fmt: skip
        """Start a function by its dotted name.

        Parameters
        ----------
        job, arguments
            As for `Task`.
        done, failed
            Gets its result, or a sentence, which is empty after a cancel and told in the window unless `failed` is
            given.
        helper, tries
            As for `Task`.
        """
        task = Task(job, arguments, parent=self._window, language=self._store.view.language, helper=helper, tries=tries)
        task.done.connect(done)
        task.failed.connect(failed or self._tell)
        self.show_progress(task)
        return task

    def show_progress(self, task: Task) -> None:
        """Show a bar until a task has ended; its button cancels the task."""
        language = self._store.view.language
        progress = Progress(t("Working…", language), language, self._window)
        progress.setMinimumWidth(360)
        progress.canceled.connect(task.cancel)

        def told(share: float, doing: str) -> None:
            progress.setLabelText(t(_DOING.get(doing, _DOING["checking"]), language))
            progress.show_share(share)

        task.progressed.connect(told)
        for signal in (task.done, task.failed):
            signal.connect(progress.reset)
            signal.connect(progress.deleteLater)
            signal.connect(task.deleteLater)

    def stop(self) -> None:
        """End what is still under way; its files were never put in place."""
        for task in self._window.findChildren(Task):
            task.cancel()
            task.wait(5)
