"""Work in another process, with a way to cancel it; the window stays free meanwhile."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from mapapp.messages import sentence
from mapapp.qt.work import aside  # noqa: F401  # ends what is still under way when the program ends
from mapapp.texts import t


def _let_go(process: QProcess) -> None:
    """End a process whose task is gone: it is the application's, so it ends without being waited for."""
    if process.state() == QProcess.ProcessState.NotRunning:
        process.deleteLater()
    else:
        process.finished.connect(process.deleteLater)
        process.kill()


class Task(QObject):
    """One run of a function in `geodata.worker`.

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
        self,
        job: str,
        arguments: Mapping[str, object],
        limit_s: float = 300,
        parent: QObject | None = None,
        language: str = "en",
    ) -> None:
        super().__init__(parent)
        self._cancelled = False
        self._language = language
        self._unread: list[bytes] = []
        self._answer = b""
        self._process = QProcess(QCoreApplication.instance())
        self.destroyed.connect(partial(_let_go, self._process))
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._listen)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._not_started)
        QTimer.singleShot(int(limit_s * 1000), self, self.cancel)
        self._process.start(sys.executable, ["-m", "geodata.worker", job])
        self._process.write(json.dumps(dict(arguments)).encode())
        self._process.closeWriteChannel()

    def cancel(self) -> None:
        """End the process at once."""
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._cancelled = True
            self._process.kill()

    def wait(self, seconds: float = 60) -> bool:
        """Wait for the end; for tests and for leaving the program."""
        return self._process.waitForFinished(int(seconds * 1000))

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(
                t("Expected to start a helper process, but the system refused. Start again.", self._language)
            )

    def _listen(self) -> None:
        """Pass progress on as it comes; what remains in the end is the answer."""
        *ends, rest = bytes(self._process.readAllStandardOutput().data()).split(b"\n")
        for end in ends:
            line = b"".join((*self._unread, end))
            self._unread.clear()
            if line.startswith(b'{"progress"'):
                told = json.loads(line)
                self.progressed.emit(told["progress"], told["doing"])
            else:
                self._answer = line
        self._unread.append(rest)

    def _finished(self) -> None:
        if self._cancelled:
            self.failed.emit("")
            return
        self._listen()
        try:
            answer = json.loads(self._answer.decode("utf-8", "replace"))
        except ValueError:
            self.failed.emit(t("The helper process ended without an answer. Nothing was changed.", self._language))
            return
        if "ok" in answer:
            self.done.emit(answer["ok"])
        else:
            found, hint, values = answer["error"], answer.get("hint", ""), answer.get("values", {})
            self.failed.emit(sentence(found, hint, values, self._language))
