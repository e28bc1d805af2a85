"""Files written by other processes and put in place when all have ended well; a cancel leaves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from geodata.report import GeodataError
from mapapp.messages import notice
from mapapp.qt.work.progress import Progress
from mapapp.qt.work.tasks import Task
from mapapp.staging import Staging

Job = tuple[str, Mapping[str, object]]
"""(dotted name of a function of `geodata.worker`, its arguments)."""


class Saving(QObject):
    """One export under way, with its progress and a button to cancel it.

    Parameters
    ----------
    staging
        Where the processes write.
    jobs
        What each process does; they run side by side.
    words
        What is being done, for the person.
    parent
        Over which progress stands.
    language
        ``kk``, ``ru`` or ``en``.

    Signals
    -------
    done
        With the paths of the files in their places.
    failed
        With a sentence for the person; an empty one after a cancel.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, staging: Staging, jobs: Sequence[Job], words: str, parent: QWidget, language: str) -> None:
        super().__init__(parent)
        self._staging = staging
        self._language = language
        self._left = len(jobs)
        self._failed = False
        self._reason = ""
        self._shares = [0.0] * len(jobs)
        self.progress = Progress(words, language, parent)
        self.progress.setWindowModality(Qt.WindowModality.WindowModal)
        self.progress.setAutoReset(False)
        self.progress.canceled.connect(self.cancel)
        self._tasks = [Task(job, given, limit_s=1800, parent=self, language=language) for job, given in jobs]
        for index, task in enumerate(self._tasks):
            task.progressed.connect(lambda share, _what, index=index: self._told(index, share))
            task.done.connect(self._ended)
            task.failed.connect(self._broke)

    def cancel(self) -> None:
        """End all processes; what they wrote goes away with them."""
        for task in self._tasks:
            task.cancel()

    def _told(self, index: int, share: float) -> None:
        self._shares[index] = share
        self.progress.show_share(sum(self._shares))

    def _broke(self, reason: str) -> None:
        self._failed = True
        self._reason = self._reason or reason
        self.cancel()
        self._ended()

    def _ended(self, _result: object = None) -> None:
        self._left -= 1
        if self._left:
            return
        self.progress.reset()
        self.progress.deleteLater()
        self.deleteLater()
        if self._failed:
            self._staging.discard()
            self.failed.emit(self._reason)
            return
        try:
            self.done.emit(self._staging.put())
        except GeodataError as error:
            self.failed.emit(notice(error, self._language))
