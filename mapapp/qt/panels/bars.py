"""A small bar chart of figures that truly compare, painted for a text page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPalette

from mapapp.qt.look.theme import of
from mapapp.texts import number

_WIDTH: Final = 262
_BAR: Final = 8


def bar_chart(rows: Sequence[tuple[str, float]], language: str, palette: QPalette, face: QFont) -> QImage:
    """Paint a bar a row, each under its title, all from zero and on one scale.

    Parameters
    ----------
    rows
        (title, value); values of one unit, none negative.
    language
        How numbers are written.
    palette, face
        Colours and font of the page.
    """
    metrics = QFontMetricsF(face)
    room = QRectF(0, 0, _WIDTH, 1000)
    flags = int(Qt.TextFlag.TextWordWrap)
    texts = [f"{title}: {number(value, language)}" for title, value in rows]
    heights = [metrics.boundingRect(room, flags, text).height() for text in texts]
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    height = sum(heights) + len(rows) * (_BAR + 8)
    image = QImage(round(_WIDTH * ratio), max(round(height * ratio), 1), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setFont(face)
    longest = max((value for _title, value in rows), default=1.0) or 1.0
    y = 0.0
    for text, tall, (_title, value) in zip(texts, heights, rows, strict=True):
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(QRectF(0, y, _WIDTH, tall), flags, text)
        y += tall + 1
        painter.fillRect(QRectF(0, y, max(_WIDTH * value / longest, 1.0), _BAR), QColor(of(palette).bar))
        y += _BAR + 7
    painter.end()
    return image
