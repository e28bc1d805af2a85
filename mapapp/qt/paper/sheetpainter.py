"""A laid-out sheet to QPainter: one set of functions for pictures, PDF, SVG, printer and preview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from mapapp.labels import Box
from mapapp.paper.pagetypes import MapFrame, North, Page, Text
from mapapp.qt.painter import (
    paint_labels,
    paint_layer,
    paint_legend,
    paint_rules,
    paint_scale_bar,
    paint_texts,
)
from mapapp.scene import SceneLayer
from mapapp.texts import t
from mapapp.units import MM_PER_POINT


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet that is painted by itself: what it is called, how it is painted, and to what it is cut.

    `layer` is the id of a map layer, empty for what stands round and over the map.
    """

    id: str
    title: str
    paint: Callable[[QPainter, float], None]
    clip: Box | None = None
    layer: str = ""


def parts(page: Page, language: str = "en") -> Iterator[Part]:
    """Give the parts of a sheet, the lowest first."""
    yield Part("paper", t("Paper", language), partial(_fill, (0, 0, page.width, page.height), "#ffffff"))
    if page.map is not None:
        yield from _map_parts(page.map, language)
    yield Part("words", t("Words", language), partial(_paint_words, page))
    if page.legends:
        yield Part("legend", t("Legend", language), partial(_paint_legends, page))


def _map_parts(frame: MapFrame, language: str) -> Iterator[Part]:
    yield Part("ground", t("Ground", language), partial(_fill, frame.box, frame.ground))
    for layer in frame.scene.visible:
        yield Part(f"layer-{layer.id}", layer.title, partial(_paint_layer, frame, layer), frame.box, layer.id)
    yield Part("names", t("Names", language), partial(_paint_names, frame), frame.box)
    yield Part("frame", t("Frame", language), partial(_paint_over, frame))


def paint_page(p: QPainter, page: Page, px: float) -> None:
    """Paint a whole sheet, `px` units of the paint device a millimetre."""
    for part in parts(page):
        p.save()
        if part.clip is not None:
            x0, y0, x1, y1 = (side * px for side in part.clip)
            p.setClipRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        part.paint(p, px)
        p.restore()


def _fill(box: Box, colour: str, p: QPainter, px: float) -> None:
    x0, y0, x1, y1 = (side * px for side in box)
    p.fillRect(QRectF(x0, y0, x1 - x0, y1 - y0), QColor(colour))


def _paint_layer(frame: MapFrame, layer: SceneLayer, p: QPainter, px: float) -> None:
    p.translate(frame.box[0] * px, frame.box[1] * px)
    p.setOpacity(layer.opacity)
    picture = _raster(layer, frame, px) if isinstance(p.device(), QImage) else None
    if picture is None:
        paint_layer(p, layer, frame.viewport, px, cut=True)
    else:
        p.drawImage(0, 0, picture)


def _raster(layer: SceneLayer, frame: MapFrame, px: float) -> QImage | None:
    """Return the picture of a layer of very many polygons, as the window makes it; None for any other layer."""
    if not layer.shapes.large:
        return None
    from mapapp.qt.map.raster import Raster

    size = QSize(ceil(frame.viewport.width_mm * px), ceil(frame.viewport.height_mm * px))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    for _step in Raster(layer.shapes, frame.viewport, size, px).steps(layer, image):
        pass
    return image


def _paint_names(frame: MapFrame, p: QPainter, px: float) -> None:
    p.translate(frame.box[0] * px, frame.box[1] * px)
    paint_labels(p, frame.labels, px, halo_mm=frame.halo_mm, alpha=255)


def _paint_over(frame: MapFrame, p: QPainter, px: float) -> None:
    """Paint what stands in the corners of the map, and its edge."""
    p.save()
    p.translate(frame.box[0] * px, frame.box[1] * px)
    if frame.locator is not None:
        _paint_inset(frame.locator, p, px)
    if frame.scale_bar is not None:
        paint_scale_bar(p, frame.scale_bar, px, frame.ground)
    if frame.north is not None:
        paint_north(p, frame.north, px)
    p.restore()
    _paint_edge(frame, 0.2, p, px)


def _paint_inset(frame: MapFrame, p: QPainter, px: float) -> None:
    _fill(frame.box, frame.ground, p, px)
    x0, y0, x1, y1 = (side * px for side in frame.box)
    for layer in frame.scene.visible:
        p.save()
        p.setClipRect(QRectF(x0, y0, x1 - x0, y1 - y0))
        _paint_layer(frame, layer, p, px)
        p.restore()
    _paint_edge(frame, 0.25, p, px)


def _paint_edge(frame: MapFrame, width_mm: float, p: QPainter, px: float) -> None:
    x0, y0, x1, y1 = (side * px for side in frame.box)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(QColor(frame.edge), width_mm * px))
    p.drawRect(QRectF(x0, y0, x1 - x0, y1 - y0))


def _paint_words(page: Page, p: QPainter, px: float) -> None:
    paint_rules(p, page.rules, px)
    paint_texts(p, page.texts, px)


def _paint_legends(page: Page, p: QPainter, px: float) -> None:
    for rows, at in page.legends:
        paint_legend(p, rows, px, at)


def paint_north(p: QPainter, north: North, px: float) -> None:
    """Paint a north arrow over its letter."""
    step = north.size_pt / 7.5 * px
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.translate(north.x * px, north.y * px)
    p.rotate(north.angle)
    arrow = QPainterPath(QPointF(0, -3.6 * step))
    for x, y in ((1.5, 2.6), (0.0, 1.5), (-1.5, 2.6)):
        arrow.lineTo(x * step, y * step)
    arrow.closeSubpath()
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(north.colour))
    p.drawPath(arrow)
    p.restore()
    half = 0.36 * north.size_pt * MM_PER_POINT
    paint_texts(
        p,
        (Text(north.text, north.x - half, north.y + 2.8 * north.size_pt / 7.5, north.size_pt, True, north.colour),),
        px,
    )
