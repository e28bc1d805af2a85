"""A laid-out sheet to QPainter: one set of functions for pictures, PDF, SVG, printer and preview."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mapapp import symbols
from mapapp.pagetypes import MapFrame, North, Page, Rule, Text
from mapapp.qt.painter import paint_labels, paint_layer, paint_legend, paint_scale_bar, paint_texts


def paint_page(p: QPainter, page: Page, px: float) -> None:
    """Paint a whole sheet, `px` units of the paint device a millimetre."""
    p.fillRect(QRectF(0, 0, page.width * px, page.height * px), QColor("#ffffff"))
    if page.map is not None:
        _paint_frame(p, page.map, px)
        _cover_margins(p, page, page.map, px)
    paint_rules(p, page.rules, px)
    paint_texts(p, page.texts, px)
    for rows, at in page.legends:
        paint_legend(p, rows, px, at)


def _paint_frame(p: QPainter, frame: MapFrame, px: float) -> None:
    x0, y0, x1, y1 = (side * px for side in frame.box)
    box = QRectF(x0, y0, x1 - x0, y1 - y0)
    p.save()
    p.setClipRect(box)
    p.translate(x0, y0)
    paint_ground(p, frame, px)
    for layer in frame.scene.visible:
        p.setOpacity(layer.opacity)
        paint_layer(p, layer, frame.viewport, px)
    p.setOpacity(1.0)
    paint_labels(p, list(frame.labels), px)
    paint_corners(p, frame, px)
    p.restore()
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(QColor("#8a8d92"), 0.2 * px))
    p.drawRect(box)


def _cover_margins(p: QPainter, page: Page, frame: MapFrame, px: float) -> None:
    """Cover what runs out of the map: SVG loses a clip."""
    x0, y0, x1, y1 = frame.box
    for margin in ((0, 0, page.width, y0), (0, y1, page.width, page.height), (0, y0, x0, y1), (x1, y0, page.width, y1)):
        left, top, right, bottom = (side * px for side in margin)
        p.fillRect(QRectF(QPointF(left, top), QPointF(right, bottom)), QColor("#ffffff"))


def paint_ground(p: QPainter, frame: MapFrame, px: float) -> None:
    """Paint the ground of a map whose top left corner is the painter's origin."""
    p.fillRect(QRectF(0, 0, frame.viewport.width_mm * px, frame.viewport.height_mm * px), QColor(symbols.PAPER))


def paint_corners(p: QPainter, frame: MapFrame, px: float) -> None:
    """Paint scale bar and north arrow."""
    if frame.scale_bar is not None:
        paint_scale_bar(p, frame.scale_bar, px)
    if frame.north is not None:
        paint_north(p, frame.north, px)


def paint_rules(p: QPainter, rules: tuple[Rule, ...], px: float) -> None:
    """Paint straight lines."""
    for rule in rules:
        pen = QPen(QColor(rule.colour), rule.width_mm * px)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        p.setPen(pen)
        p.drawLine(QPointF(rule.x0 * px, rule.y0 * px), QPointF(rule.x1 * px, rule.y1 * px))


def paint_north(p: QPainter, north: North, px: float) -> None:
    """Paint a north arrow over its letter."""
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.translate(north.x * px, north.y * px)
    p.rotate(north.angle)
    arrow = QPainterPath(QPointF(0, -3.6 * px))
    for x, y in ((1.5, 2.6), (0.0, 1.5), (-1.5, 2.6)):
        arrow.lineTo(x * px, y * px)
    arrow.closeSubpath()
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(symbols.INK))
    p.drawPath(arrow)
    p.restore()
    paint_texts(p, (Text(north.text, north.x - 0.9, north.y + 2.8, north.size_pt, True),), px)
