"""Where on the map one is: a small map in the corner, as soon as the window shows only a part of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from mapapp.labels import Box, Viewport, fit
from mapapp.qt.painter import feature_paths, map_transform
from mapapp.scene import Scene
from mapapp.shapes import Shapes
from mapapp.symbols import PAPER, SELECTED

_WIDE_MM: Final = 38.0
_TALL_MM: Final = 29.0
_AWAY_MM: Final = 2.0
_LAND: Final = "#e4ddd0"
_EDGE: Final = "#8a857a"


class Overview:
    """Paints the corner map and tells which place of the map a click on it means; lengths are millimetres."""

    def __init__(self) -> None:
        self._drawn: tuple[tuple[Shapes, float, float], QImage] | None = None

    def box(self, scene: Scene, viewport: Viewport, legend_bottom: float) -> QRectF | None:
        """Return where it stands: nowhere while the whole map is in view, or where the legend needs the room."""
        left, top = viewport.to_map(0, 0)
        right, bottom = viewport.to_map(viewport.width_mm, viewport.height_mm)
        xmin, ymin, xmax, ymax = scene.extent
        box = QRectF(
            viewport.width_mm - _WIDE_MM - _AWAY_MM, viewport.height_mm - _TALL_MM - _AWAY_MM, _WIDE_MM, _TALL_MM
        )
        whole = left <= xmin and right >= xmax and bottom <= ymin and top >= ymax
        large = (right - left) * (top - bottom) > 0.6 * (xmax - xmin) * (ymax - ymin)
        if whole or large or legend_bottom > box.top() - 1 or viewport.width_mm < 3 * _WIDE_MM:
            return None
        return box

    def _viewport(self, scene: Scene) -> Viewport:
        return fit(scene.extent, _WIDE_MM, _TALL_MM, margin=0.06)

    def place_of(self, scene: Scene, box: QRectF, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Return the map point under a place of the corner map."""
        return self._viewport(scene).to_map(x_mm - box.x(), y_mm - box.y())

    def paint(self, p: QPainter, scene: Scene, viewport: Viewport, box: QRectF, px: float) -> None:
        """Paint the governorates and the frame of what is in view."""
        ratio = p.device().devicePixelRatio()
        look = (scene.areas, px, ratio)
        small = self._viewport(scene)
        if self._drawn is None or self._drawn[0] != look:
            self._drawn = (look, self._land(scene, small, px, ratio))
        at = QPointF(round(box.x() * px), round(box.y() * px))
        p.drawImage(at, self._drawn[1])
        x0, y0 = small.to_mm(*viewport.to_map(0, 0))
        x1, y1 = small.to_mm(*viewport.to_map(viewport.width_mm, viewport.height_mm))
        frame = QRectF(QPointF(x0 * px, y0 * px), QPointF(x1 * px, y1 * px)).translated(at)
        inside = QRectF(at.x(), at.y(), box.width() * px, box.height() * px).adjusted(1.5, 1.5, -1.5, -1.5)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(QColor(SELECTED), 2))
        p.drawRect(frame.intersected(inside))

    def _land(self, scene: Scene, small: Viewport, px: float, ratio: float) -> QImage:
        image = QImage(
            round(_WIDE_MM * px * ratio), round(_TALL_MM * px * ratio), QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(PAPER))
        p = QPainter(image)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        transform = map_transform(small, px)
        p.setPen(QPen(QColor(_EDGE), 0.8))
        p.setBrush(QColor(_LAND))
        for path in feature_paths(scene.areas):
            p.drawPath(transform.map(path))
        p.setBrush(Qt.BrushStyle.NoBrush)
        for layer in scene.layers:
            if layer.id == "turksib" and layer.shapes.kind == "line":
                for path in feature_paths(layer.shapes):
                    p.drawPath(transform.map(path))
        p.setPen(QColor("#c9c9c4"))
        p.drawRect(QRectF(0, 0, _WIDE_MM * px - 1, _TALL_MM * px - 1))
        p.end()
        return image


def covered(box: QRectF) -> Box:
    """Return a rectangle as labels know it."""
    return box.left(), box.top(), box.right(), box.bottom()
