"""Work in another process, with a way to cancel it; the window stays free meanwhile."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QDir, QObject, QProcess, QProcessEnvironment, QTemporaryDir, QTimer, Signal

from mapapp.messages import sentence
from mapapp.qt.work import aside  # noqa: F401  # ends what is still under way when the program ends
from mapapp.texts import N_, t

_ENDED: Final = N_("The helper process ended without an answer. Nothing was changed.")
_REFUSED: Final = N_("Expected to start a helper process, but the system refused. Start again.")
_LEAVE_MS: Final = 3000
"""How long a helper that nobody needs any more stays, as the next file may come at once."""


class _Process(QProcess):
    """`geodata.worker` at work. It is the application's, so it may end without being waited for.

    Its temporary files lie in a folder of their own, which goes with it however it ends.
    """

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._folder = QTemporaryDir(QDir.tempPath() + "/dala-atlas-XXXXXX")
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        for name in ("TMPDIR", "TEMP", "TMP"):
            environment.insert(name, self._folder.path())
        self.setProcessEnvironment(environment)
        self.finished.connect(self._clear)
        self.start(sys.executable, ["-m", "geodata.worker"])

    @property
    def running(self) -> bool:
        """Whether it has begun and not ended."""
        return self.state() != QProcess.ProcessState.NotRunning

    def let_go(self) -> None:
        """End at once."""
        self.kill() if self.running else self.deleteLater()

    def _clear(self) -> None:
        self._folder.remove()
        self.deleteLater()


def _let_go(processes: Sequence[_Process]) -> None:
    for process in processes:
        if shiboken6.isValid(process):
            process.let_go()


class Helper(QObject):
    """Answers one request after the other in a process, which starts with the first or before it, and again if it ends.

    Parameters
    ----------
    parent
        With whom it ends.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: deque[Task] = deque()
        self._unread: list[bytes] = []
        self._kept: list[_Process] = []
        self._going: list[_Process] = []
        self.destroyed.connect(partial(_let_go, self._kept))  # without a hold on this object, which is gone then
        self._leaving = QTimer(self, singleShot=True)
        self._leaving.timeout.connect(self.end)

    @property
    def process(self) -> QProcess | None:
        """What does the work, None where nothing is under way."""
        return self._kept[0] if self._kept else None

    def start(self) -> bool:
        """Let the process come in, or stay; tell whether it comes in now."""
        self._leaving.stop()
        if self._kept:
            return False
        process = _Process()
        self._kept.append(process)
        process.readyReadStandardOutput.connect(self._listen)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._not_started)
        return True

    def ask(self, task: Task, line: str, last: bool) -> None:
        """Hand a request in; with the last one the process ends."""
        self.start()
        self._asked.append(task)
        self._kept[0].write(line.encode())
        if last:
            self._kept[0].closeWriteChannel()

    def leave(self) -> None:
        """Let the process end in a moment, unless it is needed again."""
        self._leaving.start(_LEAVE_MS)

    def end(self) -> None:
        """End the process at once."""
        self._going = self._part()
        _let_go(self._going)

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the process; for tests and for leaving the program."""
        there = [process for process in (*self._kept, *self._going) if shiboken6.isValid(process)]
        return all(process.waitForFinished(int(seconds * 1000)) for process in there if process.running)

    def _part(self, why: str = _ENDED) -> list[_Process]:
        """Have nothing to do with the process any more; what was asked will not be answered."""
        self._leaving.stop()
        self._unread.clear()
        left = self._kept.copy()
        self._kept.clear()
        for process in left:
            process.readyReadStandardOutput.disconnect(self._listen)
            process.finished.disconnect(self._finished)
            process.errorOccurred.disconnect(self._not_started)
        asked, self._asked = self._asked, deque()
        for task in asked:
            if shiboken6.isValid(task):
                QTimer.singleShot(0, task, partial(task.go_without, why))
        return left

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            _let_go(self._part(_REFUSED))

    def _listen(self) -> None:
        """Pass on what comes: progress and answers are of the oldest request that waits."""
        *ends, rest = bytes(self._kept[0].readAllStandardOutput().data()).split(b"\n")
        for end in ends:
            line = b"".join((*self._unread, end))
            self._unread.clear()
            if not self._asked:
                continue
            told = line.startswith(b'{"progress"')
            task = self._asked[0] if told else self._asked.popleft()
            if shiboken6.isValid(task):
                task.hear(line) if told else task.take(line)
        self._unread.append(rest)

    def _finished(self) -> None:
        self._listen()
        self._part()


class Task(QObject):
    """One run of a function in `geodata.worker`.

    Parameters
    ----------
    job, arguments
        As for `geodata.worker.request`.
    limit_s
        Seconds after which it is cancelled.
    language
        Of what is told.
    helper
        Who does it; one of its own unless given.
    tries
        How often it is asked for where the process ends without an answer, as one may that the system ended.

    Signals
    -------
    done
        With the function's result.
    failed
        With a sentence for the person; an empty one after a cancel.
    progressed
        With the share done, 0 to 1, and what is being done, for functions that tell it.
    """

    done = Signal(object)
    failed = Signal(str)
    progressed = Signal(float, str)

    def __init__(
        self, job: str, arguments: Mapping[str, object], limit_s: float = 300, parent: QObject | None = None,
        language: str = "en", helper: Helper | None = None, tries: int = 1,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._over = self._cancelled = False
        self._tries = tries
        from geodata.worker import request  # queues and processes of the other side, which no start needs

        self._line, self._last = request(job, arguments), helper is None
        self._language = language
        self._helper = helper or Helper(self)
        QTimer.singleShot(int(limit_s * 1000), self, self.cancel)
        self._helper.ask(self, self._line, self._last)

    def cancel(self) -> None:
        """End the process at once."""
        if not self._over:
            self._cancelled = True
            self._helper.end()

    def wait(self, seconds: float = 60) -> bool:
        """Wait for the end of the process; for tests and for leaving the program."""
        return self._over or self._helper.wait(seconds)

    # told by the helper

    def hear(self, line: bytes) -> None:
        """Pass progress on."""
        told = json.loads(line)
        self.progressed.emit(told["progress"], told["doing"])

    def take(self, line: bytes) -> None:
        """Pass the answer on."""
        try:
            answer = json.loads(line.decode("utf-8", "replace"))
        except ValueError:
            answer = {}
        if not {"ok", "error", "dropped"} & answer.keys():
            self.go_without(_ENDED)
            return
        self._over = True
        if "ok" in answer:
            self.done.emit(answer["ok"])
        elif "dropped" in answer:
            self.failed.emit("")
        else:
            found, hint, values = answer["error"], answer.get("hint", ""), answer.get("values", {})
            self.failed.emit(sentence(found, hint, values, self._language))

    def go_without(self, why: str) -> None:
        """Ask again, or say that no answer comes."""
        self._tries -= 1
        if self._tries > 0 and not self._cancelled:
            self._helper.ask(self, self._line, self._last)
            return
        self._over = True
        self.failed.emit("" if self._cancelled else t(why, self._language))
