"""Scene to QPainter: one set of functions for the window, pictures, PDF, SVG and the printer.

Everything is drawn in millimetres; `px` is how many units of the paint device a millimetre has. Hatches are line
geometry, never a clip or a brush pattern: those break in PDF and SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)
from shiboken6 import VoidPtr

from mapapp import symbols
from mapapp.clipping import clip_line, clip_ring
from mapapp.compiled import Shapes
from mapapp.labels import PlacedLabel, Viewport
from mapapp.paper.pagetypes import Legend, Rule, ScaleBar, Swatch, Text
from mapapp.qt.look.fonts import font
from mapapp.scene import Scene, SceneLayer
from mapapp.symbols import Hatch, Symbol
from mapapp.units import MM_PER_POINT

_BEYOND_MM = 1.5
"""How far a cut shape reaches beyond its frame, so that the line along the cut is not seen."""
_DOT_MM = 0.02
"""Length of a dot: a line of no length at all is drawn by nobody."""
_BAND_ALPHA = 90
"""A band along a selected line lets the line be seen, of 255."""
_OCTAGON = 0.2
"""How far a side reaches beyond a corner, in widths of the pen, before it is cut: half the tangent of 22.5 degrees."""
HAIRLINE = 1.5
"""Width in units of the device up to which nobody sees whether a corner is round, but each takes its time."""
HALO_MM, HALO_ALPHA = 0.75, 225
"""Width of the halo round names, and how much it covers of what is under it, to 255."""
_ROUND, _FLAT = Qt.PenCapStyle.RoundCap, Qt.PenCapStyle.FlatCap
_paths: WeakKeyDictionary[Shapes, list[QPainterPath]] = WeakKeyDictionary()


def _polygon(raw: memoryview[float]) -> QPolygonF:
    """Copy float64 pairs into a QPolygonF without a Python object a vertex."""
    polygon = QPolygonF()
    polygon.resize(len(raw) // 2)
    target = memoryview(VoidPtr(polygon.data(), len(raw) * 8, True)).cast("B")  # type: ignore[call-arg, arg-type]
    target[:] = raw.cast("B")
    return polygon


def feature_paths(shapes: Shapes) -> list[QPainterPath]:
    """Return a path a feature in metres, made once for each `Shapes`."""
    found = _paths.get(shapes)
    if found is None:
        found = []
        for parts in shapes.parts:
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.OddEvenFill)
            for part in parts:
                path.addPolygon(_polygon(shapes.ring(part)))
            found.append(path)
        _paths[shapes] = found
    return found


def map_transform(viewport: Viewport, px: float) -> QTransform:
    """Return the transform from map metres to the units of the paint device."""
    s = viewport.scale * px
    dx = viewport.width_mm / 2 * px - viewport.centre[0] * s
    dy = viewport.height_mm / 2 * px + viewport.centre[1] * s
    return QTransform(s, 0, 0, -s, dx, dy)


def layer_pen(symbol: Symbol, px: float) -> QPen:
    """Return the pen of a symbol's outline or line."""
    if symbol.line is None or symbol.width_mm <= 0:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(QColor(symbol.line), symbol.width_mm * px)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin if pen.widthF() > HAIRLINE else Qt.PenJoinStyle.BevelJoin)
    if symbol.dash_mm:
        pen.setDashPattern([part / symbol.width_mm for part in symbol.dash_mm])
    return pen


def hatching(path: QPainterPath, hatch: Hatch, px: float) -> list[QLineF]:
    """Return the marks of a hatch inside an area whose path is in units of the device."""
    angles = (hatch.angle, hatch.angle + 90) if hatch.crossed else (hatch.angle,)
    dash = tuple(max(part, _DOT_MM) * px for part in hatch.dash_mm)
    rings = _rings(path)
    return [
        QLineF(*line) for angle in angles for line in symbols.hatch_lines(rings, hatch.spacing_mm * px, angle, dash)
    ]


def _draw_hatch(p: QPainter, path: QPainterPath, hatch: Hatch, px: float) -> None:
    lines, dots = hatching(path, hatch, px), hatch.dash_mm[:1] == (0.0,)
    for colour, width in ((symbols.HALO, hatch.width_mm + 2 * hatch.halo_mm), (hatch.colour, hatch.width_mm)):
        if colour == hatch.colour or hatch.halo_mm:
            p.setPen(QPen(QColor(colour), width * px, Qt.PenStyle.SolidLine, _ROUND if dots else _FLAT))
            p.drawLines(lines)


def _rings(path: QPainterPath) -> list[list[float]]:
    return [[c for point in ring.toList() for c in (point.x(), point.y())] for ring in path.toSubpathPolygons()]


def _cut(path: QPainterPath, frame: QRectF, closed: bool) -> QPainterPath:
    """Return what of a path lies in a frame."""
    box = (frame.left(), frame.top(), frame.right(), frame.bottom())
    found = QPainterPath()
    found.setFillRule(Qt.FillRule.OddEvenFill)
    for polygon in path.toSubpathPolygons():
        points = [(point.x(), point.y()) for point in polygon.toList()]
        for piece in [clip_ring(points, box)] if closed else clip_line(points, box):
            found.addPolygon(QPolygonF([QPointF(x, y) for x, y in piece]))
    return found


def paint_layer(p: QPainter, layer: SceneLayer, viewport: Viewport, px: float, cut: bool = False) -> None:
    """Paint one layer's shapes at full opacity.

    Parameters
    ----------
    p
        A painter whose origin is the frame's top left.
    layer
        What to paint.
    viewport
        The map frame.
    px
        Units of the paint device a millimetre.
    cut
        Whether shapes end a little outside the frame, as in files; on screen the window ends them.
    """
    transform = map_transform(viewport, px)
    if layer.shapes.kind == "point":
        _paint_points(p, layer, viewport, px)
        return
    frame = QRectF(0, 0, viewport.width_mm * px, viewport.height_mm * px)
    edge = frame.adjusted(-_BEYOND_MM * px, -_BEYOND_MM * px, _BEYOND_MM * px, _BEYOND_MM * px)
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for which, path in zip(layer.symbol_of, feature_paths(layer.shapes), strict=True):
        if which < 0:
            continue
        drawn = transform.map(path)
        if not drawn.boundingRect().adjusted(-1, -1, 1, 1).intersects(frame):
            continue
        symbol = layer.symbols[which]
        if cut and not edge.contains(drawn.boundingRect()):
            drawn = _cut(drawn, edge, layer.shapes.kind == "polygon")
        if layer.shapes.kind == "polygon":
            paint_area(p, drawn, symbol, px)
        else:
            p.setBrush(Qt.BrushStyle.NoBrush)
            for line in (symbol, symbol.core):
                if line is not None:
                    p.setPen(layer_pen(line, px))
                    p.drawPath(drawn)


def paint_area(p: QPainter, path: QPainterPath, symbol: Symbol, px: float) -> None:
    """Paint fill, hatch and outline of one area whose path is in units of the device."""
    if symbol.fill and symbol.line and symbol.width_mm and not (symbol.hatch or symbol.dash_mm):
        p.setPen(layer_pen(symbol, px))
        p.setBrush(QBrush(QColor(symbol.fill)))
        p.drawPath(path)
        return
    if symbol.fill is not None:
        # A hairline of the same colour closes the pale seam that antialiasing leaves between neighbours.
        p.setPen(QPen(QColor(symbol.fill), 0.08 * px))
        p.setBrush(QBrush(QColor(symbol.fill)))
        p.drawPath(path)
    if symbol.hatch is not None:
        _draw_hatch(p, path, symbol.hatch, px)
    if symbol.line is not None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(layer_pen(symbol, px))
        p.drawPath(path)


def _paint_points(p: QPainter, layer: SceneLayer, viewport: Viewport, px: float) -> None:
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for which, anchor in zip(layer.symbol_of, layer.shapes.anchors, strict=True):
        x, y = viewport.to_mm(*anchor)
        if which >= 0 and 0 <= x <= viewport.width_mm and 0 <= y <= viewport.height_mm:
            _paint_marker(p, layer.symbols[which], x * px, y * px, px)


def _paint_marker(p: QPainter, symbol: Symbol, x: float, y: float, px: float) -> None:
    half = symbol.size_mm * px / 2
    p.setPen(layer_pen(symbol, px))
    p.setBrush(QColor(symbol.fill) if symbol.fill else Qt.BrushStyle.NoBrush)
    box = QRectF(x - half, y - half, 2 * half, 2 * half)
    if symbol.marker == "square":
        p.drawRect(box)
    else:
        p.drawEllipse(box)
    if symbol.letter:
        p.setFont(font(symbol.size_mm * 0.62 * px, bold=True))
        p.setPen(QColor(symbol.line or symbols.INK))
        at = QPointF(
            x - p.fontMetrics().horizontalAdvance(symbol.letter) / 2, y + QFontMetricsF(p.font()).capHeight() / 2
        )
        p.drawText(at, symbol.letter)


def paint_selection(p: QPainter, scene: Scene, viewport: Viewport, px: float) -> None:
    """Frame the selected province, ring the selected point, or lay a band along the selected line."""
    shapes = scene.areas
    if scene.selection is None:
        return
    for layer in scene.visible:
        if scene.selection not in layer.shapes.ids:
            continue
        if layer.shapes.kind == "point" and layer.kind == "points":
            _paint_ring(p, viewport.to_mm(*layer.shapes.anchors[layer.shapes.ids.index(scene.selection)]), px)
            return
        if layer.shapes.kind == "line":
            _paint_band(p, map_transform(viewport, px), layer.shapes, scene.selection, px)
            return
    if scene.selection not in shapes.ids:
        return
    path = map_transform(viewport, px).map(feature_paths(shapes)[shapes.ids.index(scene.selection)])
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((symbols.HALO, 1.3), (symbols.SELECTED, 0.8)):
        pen = QPen(QColor(colour), width * px)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        p.setPen(pen)
        p.drawPath(path)


def _paint_band(p: QPainter, transform: QTransform, shapes: Shapes, selection: str, px: float) -> None:
    """Lay a broad band through which the line is still seen as it is."""
    colour = QColor(symbols.SELECTED)
    colour.setAlpha(_BAND_ALPHA)
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(colour, 2.4 * px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    whole = QPainterPath()
    for path, own in zip(feature_paths(shapes), shapes.ids, strict=True):
        if own == selection:
            whole.addPath(path)
    p.drawPath(transform.map(whole))


def _paint_ring(p: QPainter, at: tuple[float, float], px: float) -> None:
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((symbols.HALO, 1.1), (symbols.SELECTED, 0.6)):
        p.setPen(QPen(QColor(colour), width * px))
        p.drawEllipse(QPointF(at[0] * px, at[1] * px), 1.7 * px, 1.7 * px)


def paint_labels(
    p: QPainter, placed: Sequence[PlacedLabel], px: float, factor: float = 1.0, halo_mm: float = HALO_MM,
    alpha: int = HALO_ALPHA,
) -> None:  # fmt: skip
    """Paint placed labels as real text over a round white halo."""
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for item in placed:
        face, baseline = set_label(item, px, factor)
        outline = QPainterPath()
        outline.addText(baseline, face, item.label.text)
        halo = QPen(QColor(255, 255, 255, alpha), halo_mm * px)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        p.setBrush(Qt.BrushStyle.NoBrush)
        if item.label.style == "bracket":
            paint_label_frame(p, item, px)
        p.setPen(halo)
        paint_halo(p, outline)
        paint_words(p, item, face, baseline)


def set_label(item: PlacedLabel, px: float, factor: float = 1.0) -> tuple[QFont, QPointF]:
    """Return the font of a label and where its words begin, in pixels."""
    style = item.style
    face = font(style.size_pt * factor * MM_PER_POINT * px, style.bold, style.italic)
    return face, QPointF(item.box[0] * px, item.box[1] * px + QFontMetricsF(face).ascent())


def paint_words(p: QPainter, item: PlacedLabel, face: QFont, baseline: QPointF) -> None:
    """Write the words of a label, and nothing under them."""
    p.setFont(face)
    p.setPen(QColor(item.style.colour))
    p.drawText(baseline, item.label.text)


def paint_halo(p: QPainter, outline: QPainterPath) -> None:
    """Stroke the outline of a text; on pictures, where nothing shines through, in parts and with corners of an octagon.

    That takes a quarter of the time: at every vertex of a letter's curve a round corner would be an arc of its own.
    """
    if isinstance(p.device(), QImage) and p.pen().color().alpha() == 255:
        pen = p.pen()
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setMiterLimit(_OCTAGON)
        p.setPen(pen)
        for part in outline.toSubpathPolygons():
            p.drawPolygon(part)
    else:
        p.drawPath(outline)


def paint_label_frame(p: QPainter, item: PlacedLabel, px: float) -> None:
    """Draw the frame round the words of a bracket."""
    x0, y0, x1, y1 = (side * px for side in item.box)
    p.setPen(layer_pen(replace(symbols.BRACKET, line=item.style.colour), px))
    p.drawRect(QRectF(x0 - px, y0, x1 - x0 + 2 * px, y1 - y0))


def paint_texts(p: QPainter, texts: tuple[Text, ...], px: float, at: tuple[float, float] = (0.0, 0.0)) -> None:
    """Paint lines of text whose places are in millimetres, moved by `at`."""
    for text in texts:
        face = font(text.size_pt * MM_PER_POINT * px, text.bold)
        p.setFont(face)
        p.setPen(QColor(text.colour))
        y = (at[1] + text.y) * px + QFontMetricsF(face).ascent()
        p.drawText(QPointF((at[0] + text.x) * px, y), text.text)


def paint_legend(p: QPainter, rows: Legend, px: float, at: tuple[float, float]) -> None:
    """Paint a laid-out legend with its top left corner at `at` millimetres."""
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for swatch in rows.swatches:
        paint_swatch(p, swatch, px, at)
    paint_texts(p, rows.texts, px, at)
    paint_rules(p, rows.rules, px, at)


def paint_rules(p: QPainter, rules: Sequence[Rule], px: float, at: tuple[float, float] = (0.0, 0.0)) -> None:
    """Paint straight lines, moved by `at` millimetres."""
    for rule in rules:
        p.setPen(QPen(QColor(rule.colour), rule.width_mm * px, Qt.PenStyle.SolidLine, _FLAT))
        ends = (at[0] + rule.x0, at[1] + rule.y0, at[0] + rule.x1, at[1] + rule.y1)
        p.drawLine(QLineF(*(end * px for end in ends)))


def paint_swatch(p: QPainter, swatch: Swatch, px: float, at: tuple[float, float] = (0.0, 0.0)) -> None:
    """Paint one legend symbol in its box."""
    x0, y0, x1, y1 = swatch.box
    box = QRectF((at[0] + x0) * px, (at[1] + y0) * px, (x1 - x0) * px, (y1 - y0) * px)
    symbol = swatch.row.symbol
    if swatch.row.shape == "area":
        path = QPainterPath()
        path.addRect(QRectF(-box.width() / 2, -box.height() / 2, box.width(), box.height()))
        p.save()
        p.translate(box.center())  # a pattern is centred in its box
        paint_area(p, path, symbol, px)
        p.restore()
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(QColor(swatch.edge), 0.15 * px))
        p.drawRect(box)
    elif swatch.row.shape == "line":
        for line in (symbol, symbol.core):
            if line is not None:
                p.setPen(layer_pen(line, px))
                p.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
    else:
        _paint_marker(p, symbol, box.center().x(), box.center().y(), px)


def paint_scale_bar(p: QPainter, bar: ScaleBar, px: float, halo: str = "", halo_mm: float = 1.3) -> None:
    """Paint a scale bar whose text stands over it, with a halo of a colour so that no shore runs through it."""
    x, y, width = bar.x * px, bar.y * px, bar.width * px
    face = font(bar.size_pt * MM_PER_POINT * px)
    line = QFontMetricsF(face).height() / px
    text = Text(bar.text, bar.x + 0.8, bar.y - line - 0.6, bar.size_pt, colour=bar.colour)
    bars = [QLineF(x, y, x + width, y)]
    bars += [QLineF(end, y - 1.2 * px, end, y + 0.3 * px) for end in (x, x + width)]
    if halo:
        outline = QPainterPath()
        outline.addText(text.x * px, text.y * px + QFontMetricsF(face).ascent(), face, text.text)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(QColor(halo), halo_mm * px, Qt.PenStyle.SolidLine, _ROUND, Qt.PenJoinStyle.RoundJoin))
        p.drawPath(outline)
        p.drawLines(bars)
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    p.setPen(QPen(QColor(bar.colour), 0.3 * px, Qt.PenStyle.SolidLine, _FLAT))
    p.drawLines(bars)
    paint_texts(p, (text,), px)
