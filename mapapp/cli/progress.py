"""A bar on a terminal that tells how far a command has come; in a pipe it is silent."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TextIO

_CELLS = 30


class ProgressBar:
    """Draws itself on one line of standard error and wipes it in the end.

    Parameters
    ----------
    words
        What is being done.
    stream
        Where to draw; nothing is drawn on anything but a terminal.
    """

    def __init__(self, words: str, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._words = words
        self._shown = ""

    def __enter__(self) -> ProgressBar:
        self.show(0.0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._draw(" " * len(self._shown))
        self._draw("")

    def show(self, share: float) -> None:
        """Show a share done, 0 to 1."""
        full = round(min(max(share, 0.0), 1.0) * _CELLS)
        text = f"{self._words} [{'#' * full}{'.' * (_CELLS - full)}] {share:4.0%}"
        if text != self._shown:
            self._shown = text
            self._draw(text)

    def _draw(self, text: str) -> None:
        if self._stream.isatty():
            self._stream.write(f"\r{text}")
            self._stream.flush()
