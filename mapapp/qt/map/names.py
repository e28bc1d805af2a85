"""Labels of the map in the window, painted from pictures: stroking a halo anew costs more than all layers."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from mapapp.labels import PlacedLabel, TextStyle
from mapapp.qt.painter import HALO_ALPHA, HALO_MM, paint_halo, paint_label_frame, paint_words, set_label
from mapapp.symbols import HALO

_MARGIN_MM: Final = 1.5
_MOST: Final = 1000


class Names:
    """Paints placed labels.

    Parameters
    ----------
    px_per_mm
        Logical pixels a millimetre.
    """

    def __init__(self, px_per_mm: float) -> None:
        self._px_per_mm = px_per_mm
        self._sprites: dict[tuple[str, TextStyle, float], QImage] = {}

    def paint(self, p: QPainter, placed: list[PlacedLabel], ratio: float) -> None:
        """Paint labels for a device pixel ratio."""
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for item in placed:
            key = (item.label.text, item.style, ratio)
            if key not in self._sprites:
                if len(self._sprites) >= _MOST:
                    self._sprites.clear()
                self._sprites[key] = self._sprite(item, ratio)
            corner = QPointF(item.box[0] - _MARGIN_MM, item.box[1] - _MARGIN_MM) * self._px_per_mm
            p.drawImage(corner.toPoint(), self._sprites[key])

    def _sprite(self, item: PlacedLabel, ratio: float) -> QImage:
        px = self._px_per_mm * ratio
        x0, y0, x1, y1 = item.box
        size = QSize(ceil((x1 - x0 + 2 * _MARGIN_MM) * px), ceil((y1 - y0 + 2 * _MARGIN_MM) * px))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        moved = replace(item, box=(_MARGIN_MM, _MARGIN_MM, x1 - x0 + _MARGIN_MM, y1 - y0 + _MARGIN_MM))
        _paint(painter, moved, px)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image


def _paint(p: QPainter, item: PlacedLabel, px: float) -> None:
    """Paint a label on nothing as it looks on paper; its halo is drawn whole, which is quick, and thinned out then."""
    face, baseline = set_label(item, px)
    outline = QPainterPath()
    outline.addText(baseline, face, item.label.text)
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.setPen(QPen(QColor(HALO), HALO_MM * px))
    paint_halo(p, outline)
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    p.fillRect(p.viewport(), QColor(0, 0, 0, HALO_ALPHA))
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if item.label.style == "bracket":
        paint_label_frame(p, item, px)
    paint_words(p, item, face, baseline)
