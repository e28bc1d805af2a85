"""The middle of the window: the map, what lies over it (welcome, notices, zoom buttons), and the date under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mapapp.qt.look.icons import action_button, icon
from mapapp.qt.look.theme import current
from mapapp.qt.map.furniture import CONTROLS_PX, LEGEND_PX
from mapapp.texts import LANGUAGE_NAMES, N_, t

_HINTS: Final = (
    N_("Switch layers on the left; turn the wheel to zoom, drag to move the map."),
    N_("Click a governorate to read its figures and the words they rest on."),
    N_("The language can be changed at any time, at the top right."),
)
_EDGE: Final = 12
_HINT_WIDTH: Final = 450
_OVER_SCALE: Final = 52


class Hint(QFrame):
    """Greets a person who is here for the first time: the language, and three lines.

    Signals
    -------
    dismissed
        The person has read them.
    language_chosen
        Code of the language that the person takes.
    """

    dismissed = Signal()
    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self.title = QLabel(wordWrap=True)
        face = self.title.font()
        face.setBold(True)
        face.setPixelSize(round(self.fontMetrics().height() * 1.15))
        self.title.setFont(face)
        self._group = QButtonGroup(self)
        self.languages: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        for code, name in LANGUAGE_NAMES.items():
            button = QPushButton(name)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, code=code: self.language_chosen.emit(code))
            self._group.addButton(button)
            self.languages[code] = button
            row.addWidget(button, 1)
        self._lines = [QLabel(wordWrap=True) for _line in _HINTS]
        self.close_button = QPushButton(default=True)
        self.close_button.clicked.connect(self.dismissed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(row)
        for line in self._lines:
            column.addWidget(line)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)

    def retitle(self, language: str) -> None:
        """Write the lines in a language and mark it as chosen."""
        self.title.setText(t("Dala Atlas: five governorates in August 1921", language))
        self.close_button.setText(t("Got it", language))
        self.languages[language].setChecked(True)
        for label, line in zip(self._lines, _HINTS, strict=True):
            label.setText("•  " + t(line, language))


class Notice(QFrame):
    """What happened, in a sentence, with buttons for what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.label = QLabel(wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton(autoRaise=True)
        self.close_button.clicked.connect(self.hide)
        self._offers = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.addWidget(self.label, 1)
        row.addLayout(self._offers)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        """Return the sentence on show."""
        return self.label.text()

    def say(self, text: str, offers: Iterable[tuple[str, Callable[[], object]]]) -> None:
        """Show a sentence and what it offers; an empty one hides all, and listeners hear it."""
        while (old := self._offers.takeAt(0)) is not None:
            if (button := old.widget()) is not None:
                button.deleteLater()
        for title, act in offers:
            offer = QPushButton(title)
            offer.clicked.connect(lambda _checked=False, act=act: act())
            self._offers.addWidget(offer)
        self.label.setText(text)
        self.label.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            from PySide6.QtGui import QAccessible, QAccessibleEvent  # large enumerations, seldom needed

            QAccessible.updateAccessibility(QAccessibleEvent(self.label, QAccessible.Event.Alert))


class Centre(QWidget):
    """Stacks map and timeline, and keeps in place what lies over the map.

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
        self.setFocusProxy(canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(under)
        self.hint = Hint(self)
        self.notice = Notice(self)
        self.notice.hide()
        self._controls = QFrame(self)
        self._controls.setObjectName("over")
        self._buttons = QVBoxLayout(self._controls)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(4)
        for over in (self.hint, self.notice, self._stack):
            over.installEventFilter(self)

    def set_controls(self, actions: Iterable[QAction]) -> None:
        """Give the map its own buttons."""
        for action in actions:
            self._buttons.addWidget(action_button(action))
        self._controls.hide()

    def retitle(self, language: str) -> None:
        """Write all words in a language."""
        self.waiting.setText(t("The map is being prepared…", language))
        self.notice.close_button.setToolTip(t("Close", language))
        self.notice.close_button.setAccessibleName(t("Close", language))
        self.notice.close_button.setIcon(icon("close", current()))
        self.hint.retitle(language)
        self._place()

    def show_map(self) -> None:
        """Show the map from now on."""
        self._stack.setCurrentWidget(self._canvas)
        self._controls.show()
        self._place()

    def tell(self, text: str, *offers: tuple[str, Callable[[], object]]) -> None:
        """Show a notice over the map until the next one or until it is closed; an empty text hides it.

        Parameters
        ----------
        text
            The sentence.
        *offers
            Buttons beside it: (title, what it does).
        """
        self.notice.say(text, offers)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what lies over the map in place when anything changes its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._stack.size()
        self._controls.adjustSize()
        self._controls.move(_EDGE, _EDGE)
        left = CONTROLS_PX
        width = max(room.width() - left - LEGEND_PX - _EDGE, min(300, room.width() - 2 * _EDGE))
        self._lay_over(self.notice, left, _EDGE, width)
        tall = self._lay_over(self.hint, _EDGE, 0, min(_HINT_WIDTH, room.width() - 2 * _EDGE))
        self.hint.move(_EDGE, max(room.height() - tall - _OVER_SCALE, _EDGE))
        for over in (self._controls, self.notice, self.hint):
            over.raise_()

    def _lay_over(self, over: QFrame, x: int, y: int, width: int) -> int:
        """Give a frame its width and the height that its words need then; return that height."""
        tall = over.heightForWidth(width) if over.hasHeightForWidth() else over.sizeHint().height()
        over.setGeometry(x, y, width, tall)
        if (inside := over.layout()) is not None:
            inside.setGeometry(over.contentsRect())  # a frame that was never shown before keeps its old rows else
        return tall
