"""The window's own icons: lines of one colour, taken from the theme."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton

from mapapp.qt.look.theme import Theme

_FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "icons"
SIZE: Final = QSize(18, 18)


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
    """Paints an icon at the size that is asked for, when it is asked for."""

    def __init__(self, text: str, theme: Theme) -> None:
        super().__init__()
        self._text, self._theme = text, theme
        self._drawn: dict[tuple[int, int, bool], QPixmap] = {}

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        off = mode is QIcon.Mode.Disabled
        look = (size.width(), size.height(), off)
        if look not in self._drawn:
            found = QPixmap(size)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            self._draw(painter, QRectF(found.rect()), off)
            painter.end()
            self._drawn[look] = found
        return self._drawn[look]

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        self._draw(painter, QRectF(rect), mode is QIcon.Mode.Disabled)

    def _draw(self, painter: QPainter, where: QRectF, off: bool) -> None:
        colour = self._theme.off if off else self._theme.ink
        QSvgRenderer(QByteArray(self._text.replace("currentColor", colour).encode())).render(painter, where)

    def clone(self) -> QIconEngine:
        made = _Lines(self._text, self._theme)
        _CLONES.append(made)
        return made


def icon(name: str, theme: Theme) -> QIcon:
    """Return an icon in the colours of a theme, for buttons that can be used and for those that cannot."""
    return QIcon(_Lines((_FOLDER / f"{name}.svg").read_text(encoding="utf-8"), theme))
