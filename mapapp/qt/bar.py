"""The tool bar: the commands used most, the search, and the language."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolBar, QWidget

from mapapp.texts import LANGUAGE_NAMES, t


class Bar(QToolBar):
    """Holds actions on the left, search and language on the right.

    Parameters
    ----------
    actions
        The commands, from left to right.
    search
        The search box.

    Signals
    -------
    language_chosen
        Code of the language that the person wants.
    """

    language_chosen = Signal(str)

    def __init__(self, actions: Iterable[QAction], search: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setMovable(False)
        for action in actions:
            self.addAction(action)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.addWidget(search)
        self._label = QLabel()
        self.addWidget(self._label)
        self.language = QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, code)
        self._label.setBuddy(self.language)
        self.addWidget(self.language)
        self.language.currentIndexChanged.connect(lambda: self.language_chosen.emit(self.language.currentData()))

    def retitle(self, language: str) -> None:
        """Write all words in a language, and show it as the one chosen."""
        self._label.setText(" " + t("Language:", language) + " ")
        with QSignalBlocker(self.language):
            self.language.setCurrentIndex(self.language.findData(language))
