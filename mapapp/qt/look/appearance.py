"""The menu in which a person chooses a light or a dark window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from mapapp.texts import N_, t

_CHOICES: Final = {"": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


class Appearance(QMenu):
    """Offers the appearances.

    Parameters
    ----------
    current
        The one in use: ``light``, ``dark`` or empty for the system's.

    Signals
    -------
    chosen
        The one that the person takes.
    """

    chosen = Signal(str)

    def __init__(self, current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        for name in _CHOICES:
            action = self.addAction(name)
            action.setCheckable(True)
            action.setData(name)
            action.setChecked(name == current)
            self._group.addAction(action)
        self._group.triggered.connect(lambda action: self.chosen.emit(action.data()))

    def retitle(self, language: str) -> None:
        """Write all words in a language."""
        self.setTitle(t("Appearance", language))
        for action in self.actions():
            action.setText(t(_CHOICES[action.data()], language))
