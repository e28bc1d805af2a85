"""What stands over the map in the window: the legend, which scrolls where it is taller than the map, and the scale."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from mapapp.labels import Box, Measure, Viewport
from mapapp.paper.corners import scale_bar
from mapapp.paper.legend import legend
from mapapp.paper.pagetypes import Legend, ScaleBar
from mapapp.qt.look.fonts import font
from mapapp.qt.map.overview import Overview, covered
from mapapp.qt.painter import HALO_MM, paint_legend, paint_scale_bar
from mapapp.scene import Scene
from mapapp.symbols import HALO, QUIET_INK
from mapapp.texts import t

LEGEND_MM: Final = 54.0
LEGEND_PX: Final = 216
"""Logical pixels that the legend takes, with the air beside it."""
CONTROLS_PX: Final = 58
"""Logical pixels that the zoom buttons at the top left take."""
_TEXT_PT: Final = 8.25
_CONTROLS: Final = (0.0, 0.0, 13.0, 32.0)
"""Where the zoom buttons lie: no label stands there."""
_EMPTY_MM: Final = 4.5
"""How tall the words on an empty map are."""
_SCROLL_MM: Final = 12.0
_ROUND_BAR_MM: Final = 5.0
"""How much room the picture of the scale bar has round its line, for the words over it."""


class Furniture:
    """Lays out and paints legend and scale bar; all lengths are millimetres of the screen.

    Parameters
    ----------
    measure
        Tells how large a text comes out.
    """

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self.overview = Overview()
        self._laid_out: tuple[Scene, Legend] | None = None
        self._scrolled = 0.0
        self._scale: tuple[tuple[ScaleBar, float, float], QImage] | None = None
        self._drawn: tuple[tuple[Legend, float, float, float, float, float], QImage] | None = None

    def legend(self, scene: Scene) -> Legend:
        """Return the legend of a scene, laid out once."""
        if self._laid_out is None or self._laid_out[0] is not scene:
            self._laid_out = (scene, legend(scene, LEGEND_MM - 8, self._measure, _TEXT_PT))
        return self._laid_out[1]

    def legend_box(self, scene: Scene, viewport: Viewport) -> QRectF:
        """Return where the legend stands; it is never taller than the map."""
        height = min(self.legend(scene).height + 6, viewport.height_mm - 4)
        return QRectF(viewport.width_mm - LEGEND_MM - 2, 2, LEGEND_MM, height)

    def _hidden(self, scene: Scene, viewport: Viewport) -> float:
        return max(self.legend(scene).height + 6 - self.legend_box(scene, viewport).height(), 0.0)

    def boxes(self, scene: Scene, viewport: Viewport) -> list[Box]:
        """Return where no label may stand."""
        bar = scale_bar(viewport, 5, viewport.height_mm - 5, 45, scene.language)
        taken = [(0.0, bar.y - 6, bar.x + bar.width + 4, viewport.height_mm), _CONTROLS]
        if scene.legend:
            taken.append(covered(self.legend_box(scene, viewport)))
        corner = self._corner(scene, viewport)
        return [*taken, covered(corner)] if corner is not None else taken

    def _corner(self, scene: Scene, viewport: Viewport) -> QRectF | None:
        bottom = self.legend_box(scene, viewport).bottom() if scene.legend else 0.0
        return self.overview.box(scene, viewport, bottom)

    def covers(self, scene: Scene, viewport: Viewport, at: QPointF) -> bool:
        """Tell whether a point lies on what stands over the map."""
        corner = self._corner(scene, viewport)
        on_legend = scene.legend and self.legend_box(scene, viewport).contains(at)
        return on_legend or (corner is not None and corner.contains(at))

    def place_wanted(self, scene: Scene, viewport: Viewport, at: QPointF) -> tuple[float, float] | None:
        """Return the map point that a click on the corner map asks for, None for a click beside it."""
        corner = self._corner(scene, viewport)
        if corner is None or not corner.contains(at):
            return None
        return self.overview.place_of(scene, corner, at.x(), at.y())

    def scroll(self, scene: Scene, viewport: Viewport, at: QPointF, steps: float) -> bool:
        """Move the legend under a point by steps of the wheel; return False where nothing can be moved."""
        hidden = self._hidden(scene, viewport) if scene.legend else 0.0
        if not hidden or not self.legend_box(scene, viewport).contains(at):
            return False
        self._scrolled = min(max(self._scrolled - steps * _SCROLL_MM, 0.0), hidden)
        return True

    def paint(self, p: QPainter, scene: Scene, viewport: Viewport, px: float) -> None:
        """Paint legend and scale bar over the map."""
        if not scene.visible:
            room = QRectF(0, 0, viewport.width_mm * px, viewport.height_mm * px).adjusted(80, 0, -80, 0)
            p.setFont(font(_EMPTY_MM * px))
            p.setPen(QColor(QUIET_INK))
            words = t("All layers are off. Switch one on in the layer panel.", scene.language)
            p.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)
        if scene.legend:
            self._paint_legend(p, scene, viewport, px)
        corner = self._corner(scene, viewport)
        if corner is not None:
            self.overview.paint(p, scene, viewport, corner, px)
        self._paint_scale(p, scale_bar(viewport, 5, viewport.height_mm - 5, 45, scene.language), px)

    def _paint_scale(self, p: QPainter, bar: ScaleBar, px: float) -> None:
        """Paint the scale bar with a halo as names have, from a picture of its own as they are."""
        look = (bar, px, p.device().devicePixelRatio())
        corner = QPoint(int((bar.x - _ROUND_BAR_MM) * px), int((bar.y - _ROUND_BAR_MM) * px))
        if self._scale is None or self._scale[0] != look:
            size = QSize(ceil((bar.width + 3 * _ROUND_BAR_MM) * px), ceil(2 * _ROUND_BAR_MM * px))
            image = QImage(size * look[2], QImage.Format.Format_ARGB32_Premultiplied)
            image.setDevicePixelRatio(look[2])
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.translate(-corner)
            paint_scale_bar(painter, bar, px, HALO, HALO_MM)
            painter.end()
            self._scale = (look, image)
        p.drawImage(corner, self._scale[1])

    def _paint_legend(self, p: QPainter, scene: Scene, viewport: Viewport, px: float) -> None:
        """Paint the legend from a picture of its own: its round frame alone costs more than all layers."""
        box, hidden = self.legend_box(scene, viewport), self._hidden(scene, viewport)
        self._scrolled = min(self._scrolled, hidden)
        ratio = p.device().devicePixelRatio()
        look = (self.legend(scene), box.width(), box.height(), self._scrolled, px, ratio)
        if self._drawn is None or self._drawn[0] != look:
            self._drawn = (look, self._drawn_legend(scene, box, hidden, px, ratio))
        p.drawImage(QPointF(box.x() * px, box.y() * px), self._drawn[1])

    def _drawn_legend(self, scene: Scene, box: QRectF, hidden: float, px: float, ratio: float) -> QImage:
        size = QSize(ceil(box.width() * px) + 1, ceil(box.height() * px) + 1)
        image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        p = QPainter(image)
        p.translate(0.5, 0.5)
        box = QRectF(0, 0, box.width(), box.height())
        frame = QRectF(0, 0, round(box.width() * px), round(box.height() * px))
        p.fillRect(frame, QColor(255, 255, 255, 246))
        p.setPen(QColor("#c9c9c4"))
        p.drawRect(frame)
        p.setClipRect(QRectF(box.x() * px, box.y() * px + 1, box.width() * px, box.height() * px - 2))
        paint_legend(p, self.legend(scene), px, (box.x() + 4, box.y() + 3 - self._scrolled))
        if hidden:
            whole = box.height() + hidden
            top, tall = box.y() + self._scrolled / whole * box.height(), box.height() ** 2 / whole
            p.fillRect(QRectF((box.right() - 1.6) * px, top * px, 0.9 * px, tall * px), QColor("#8a8d92"))
        p.end()
        return image
