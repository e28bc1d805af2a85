"""The window's own icons: lines of one colour, taken from the theme."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton

from mapapp.qt.look.theme import Theme

_FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "icons"
_SIDES: Final = (18, 36, 54)  # one, two and three pixels of the screen a logical one
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


def icon(name: str, theme: Theme) -> QIcon:
    """Return an icon in the colours of a theme, for buttons that can be used and for those that cannot."""
    text = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, theme.ink), (QIcon.Mode.Disabled, theme.off)):
        renderer = QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
        for side in _SIDES:
            pixmap = QPixmap(side, side)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            pixmap.setDevicePixelRatio(side / _SIDES[0])
            made.addPixmap(pixmap, mode)
    return made
