"""The one place where the window's state lives: the view, its undo history, and one signal."""

from __future__ import annotations

from collections import deque
from typing import Final

from PySide6.QtCore import QObject, Signal

from mapapp.view import MapView

_DEEPEST: Final = 500
"""Steps that undo remembers; an evening's work, and a bound on memory."""


class Store(QObject):
    """Holds the current `MapView`; everything that shows it listens to `changed(old, new)`.

    Parameters
    ----------
    view
        The view to begin with.
    """

    changed = Signal(object, object)

    def __init__(self, view: MapView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._past: deque[MapView] = deque(maxlen=_DEEPEST)
        self._future: list[MapView] = []
        self._step = ""

    @property
    def view(self) -> MapView:
        """The current view."""
        return self._view

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to bring again."""
        return bool(self._future)

    def apply(self, view: MapView, step: str = "") -> None:
        """Make a new view current and remember the old one; the same view does nothing.

        Parameters
        ----------
        view
            The new view.
        step
            Name of a movement that comes in many small changes, such as a slider's drag: changes in a row that
            carry the same name are one step for undo.
        """
        if view == self._view:
            return
        if not step or step != self._step:
            self._past.append(self._view)
        self._step = step
        self._future.clear()
        self._replace(view)

    def undo(self) -> None:
        """Take the last change back."""
        self._step = ""
        if self._past:
            self._future.append(self._view)
            self._replace(self._past.pop())

    def redo(self) -> None:
        """Bring the change taken back last again."""
        self._step = ""
        if self._future:
            self._past.append(self._view)
            self._replace(self._future.pop())

    def _replace(self, view: MapView) -> None:
        old, self._view = self._view, view
        self.changed.emit(old, view)
