"""The tool bar: the commands used most, the search, and the language."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QSizePolicy, QToolBar, QToolButton, QWidget

from mapapp.qt.look.icons import SIZE
from mapapp.texts import LANGUAGE_NAMES, t


class Bar(QToolBar):
    """Holds actions on the left, search and language on the right.

    Parameters
    ----------
    worded
        The commands that show their words beside the icon.
    actions
        Those that show the icon alone, their words as a tip; None stands for a line between.
    search
        The search box.

    Signals
    -------
    language_chosen
        Code of the language that the person wants.
    """

    language_chosen = Signal(str)

    def __init__(
        self,
        worded: Iterable[QAction],
        actions: Iterable[QAction | None],
        search: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setMovable(False)
        self.setIconSize(SIZE)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for action in worded:
            self.addAction(action)
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for shown in actions:
            if shown is None:
                self.addSeparator()
            else:
                self.addAction(shown)
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.addWidget(search)
        gap = QWidget()
        gap.setFixedWidth(8)
        self.addWidget(gap)
        self.language = QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, code)
        self.addWidget(self.language)
        self.language.currentIndexChanged.connect(lambda: self.language_chosen.emit(self.language.currentData()))

    def retitle(self, language: str) -> None:
        """Write all words in a language, and show it as the one chosen."""
        self.setWindowTitle(t("Tool bar", language))
        self.language.setToolTip(t("Language:", language).rstrip(":"))
        self.language.setAccessibleName(t("Language:", language).rstrip(":"))
        with QSignalBlocker(self.language):
            self.language.setCurrentIndex(self.language.findData(language))
