"""The window's own icons: lines of one colour, taken from the theme."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton

from mapapp.qt.look.theme import Theme

_FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "icons"
SIZE: Final = QSize(18, 18)
_SIDES: Final = (18, 36, 54)
"""Pixels at which lines come out even, on screens of one, two and three pixels a logical one."""


def has(name: str) -> bool:
    """Tell whether there is an icon of a name."""
    return (_FOLDER / f"{name}.svg").is_file()


def action_button(action: QAction) -> QToolButton:
    """Return a button for an action that shows its icon alone and can be reached by Tab."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(SIZE)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


_CLONES: Final[list[QIconEngine]] = []
"""Engines that Qt asked for by itself: it takes them for its own, and Python would let them go at once."""


class _Lines(QIconEngine):
    """Draws an icon when it is asked for, in the size that is asked for or the next larger one."""

    def __init__(self, text: str, theme: Theme) -> None:
        super().__init__()
        self._text, self._theme = text, theme
        self._drawn: dict[tuple[int, bool], QPixmap] = {}

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        wanted = max(size.width(), size.height())
        side = next((side for side in _SIDES if side >= wanted), wanted)
        found = self._at(side, mode is QIcon.Mode.Disabled)
        if side == wanted:
            return found
        return found.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect, self.pixmap(rect.size() * painter.device().devicePixelRatio(), mode, state))

    def _at(self, side: int, off: bool) -> QPixmap:
        if (side, off) not in self._drawn:
            found = QPixmap(side, side)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            colour = self._theme.off if off else self._theme.ink
            QSvgRenderer(QByteArray(self._text.replace("currentColor", colour).encode())).render(painter)
            painter.end()
            self._drawn[side, off] = found
        return self._drawn[side, off]

    def clone(self) -> QIconEngine:
        made = _Lines(self._text, self._theme)
        _CLONES.append(made)
        return made


def icon(name: str, theme: Theme) -> QIcon:
    """Return an icon in the colours of a theme, for buttons that can be used and for those that cannot."""
    return QIcon(_Lines((_FOLDER / f"{name}.svg").read_text(encoding="utf-8"), theme))
