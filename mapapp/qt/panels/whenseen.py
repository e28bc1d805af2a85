"""What nobody looks at is not filled: a part is written when it is seen, and again when it has changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class WhenSeen(QObject):
    """Fills a widget at once while it is on show, else in the moment in which it comes on show.

    Parameters
    ----------
    widget
        What is filled; behind another tab it is not on show.
    fill
        Fills it.
    """

    def __init__(self, widget: QWidget, fill: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._fill = fill
        self._wanted = False
        widget.installEventFilter(self)

    def renew(self) -> None:
        """Take note that what the widget shows has changed."""
        self._wanted = True
        if self._widget.isVisible():
            self._now()

    def _now(self) -> None:
        if self._wanted:
            self._wanted = False
            self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fill before the first picture of what comes on show."""
        if event.type() == QEvent.Type.Show:
            self._now()
        return super().eventFilter(watched, event)
