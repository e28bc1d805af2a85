"""The middle of the window: a hint at the first start, notices, the map, and the date under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from mapapp.texts import N_, t

_HINTS = (
    N_("Choose your language at the top right."),
    N_("Switch layers on the left; turn the wheel to zoom, drag to move the map."),
    N_("Click a governorate to read its figures and the words they rest on."),
)


class Hint(QFrame):
    """Three lines for a person who is here for the first time.

    Signals
    -------
    dismissed
        The person has read them.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = QLabel(wordWrap=True)
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.addWidget(self._text, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignBottom)

    def retitle(self, language: str) -> None:
        """Write the lines in a language."""
        self.close_button.setText(t("Got it", language))
        self._text.setText("\n".join(t(line, language) for line in _HINTS))


class Centre(QWidget):
    """Stacks hint, notice, map and timeline.

    Parameters
    ----------
    canvas
        The map; until `show_map`, words say that it is being prepared.
    under
        What stands under the map.
    """

    def __init__(self, canvas: QWidget, under: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.waiting = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(canvas)
        self._canvas = canvas
        self.hint = Hint()
        self.notice = QLabel(wordWrap=True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notice.setContentsMargins(10, 6, 10, 6)
        self.notice.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.hint)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        column.addWidget(under)

    def retitle(self, language: str) -> None:
        """Write all words in a language."""
        self.waiting.setText(t("The map is being prepared…", language))
        self.hint.retitle(language)

    def show_map(self) -> None:
        """Show the map from now on."""
        self._stack.setCurrentWidget(self._canvas)

    def tell(self, text: str) -> None:
        """Show a notice over the map until the next one; an empty text hides it."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))
