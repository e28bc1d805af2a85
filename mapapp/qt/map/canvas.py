"""The map in the window: cached pictures of the layers, composed; moved while the hand moves, redrawn at rest."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mapapp.labels import PlacedLabel, TextStyle, Viewport, fit, place
from mapapp.qt.fonts import text_measure
from mapapp.qt.map.furniture import LEGEND_MM, Furniture
from mapapp.qt.map.raster import MANY, Raster
from mapapp.qt.painter import (
    feature_paths,
    paint_labels,
    paint_layer,
    paint_selection,
)
from mapapp.scene import Scene, SceneLayer
from mapapp.symbols import HALO, PAPER, SELECTED
from mapapp.view import Extent

_REST_MS = 90
_POINT_MS = 4000
_SLICE_S = 0.010
_SPRITE_MM = 1.5
_POINTS = frozenset({"points", "circles", "published"})
_AREAS = frozenset({"choropleth", "figures", "category", "parts", "water", "pieces"})
_ADDED = frozenset({"areas"})
_PX_PER_MM = 3.78
"""Logical pixels a millimetre: 96 dots an inch; the device pixel ratio makes them finer."""


class MapCanvas(QWidget):
    """Shows a scene; wheel zooms at the pointer, dragging pans, a click selects.

    Signals
    -------
    province_clicked
        Id of the province under the click, ``turksib`` on the line, or an empty string beside both.
    frame_changed
        The part of the map on show after the hand has come to rest: an extent in metres, or None for all of it.
    """

    province_clicked = Signal(str)
    frame_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._viewport: Viewport | None = None
        self._drawn: dict[str, tuple[SceneLayer, Viewport, QImage]] = {}
        self._rasters: dict[str, Raster] = {}
        self._labels: tuple[object, Viewport, list[PlacedLabel]] | None = None
        self._sprites: dict[tuple[str, TextStyle], QImage] = {}
        self._pressed: QPoint | None = None
        self._dragging = False
        self._moving = False
        self._frame: Extent | None = None
        self._measure = text_measure()
        self._furniture = Furniture(self._measure)
        self._pointed: tuple[float, float] | None = None
        self._pointing = QTimer(self, singleShot=True, interval=_POINT_MS)
        self._pointing.timeout.connect(self._stop_pointing)
        self._painted = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._come_to_rest)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(900, 640)

    @property
    def viewport(self) -> Viewport | None:
        """What part of the map is shown."""
        return self._viewport

    @property
    def has_painted(self) -> bool:
        """Whether a map was painted since the widget was made."""
        return self._painted

    def set_scene(self, scene: Scene) -> None:
        """Show a scene; layers that are the same objects keep their pictures."""
        self._scene = scene
        self._labels = None
        if self._viewport is None or scene.frame != self._frame:
            self._frame = scene.frame
            self._look()
        self.setAccessibleName(scene.title)
        self.setAccessibleDescription("\n".join((scene.date_line, *scene.coverage, *scene.notices)))
        self.update()

    def fit(self) -> None:
        """Show the whole map beside the legend."""
        self._frame = None
        self._look()
        self.frame_changed.emit(None)

    def show_extent(self, extent: Extent) -> None:
        """Show a part of the map with a margin round it."""
        if self._viewport is None:
            return
        wanted = fit(extent, self.width() / _PX_PER_MM, self.height() / _PX_PER_MM, margin=0.12)
        self._move_to(wanted)

    def point_out(self, extent: Extent) -> None:
        """Ring the middle of an extent for a few seconds, so that the eye finds what was looked for."""
        self._pointed = ((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2)
        self._pointing.start()
        self.update()

    def _stop_pointing(self) -> None:
        self._pointed = None
        self.update()

    def _look(self) -> None:
        """Set the viewport from the frame: all of it, or the map beside the legend where there is none."""
        if self._scene is None or self.width() < 50 or self.height() < 50:
            return
        width, height = self.width() / _PX_PER_MM, self.height() / _PX_PER_MM
        if self._frame is not None:
            self._viewport = fit(self._frame, width, height, margin=0)
        else:
            room = max(width - LEGEND_MM - 4, width * 0.55)
            inner = fit(self._scene.extent, room, height, margin=0.03)
            self._viewport = Viewport(inner.to_map(width / 2, height / 2), width, height, inner.scale)
        self._labels = None
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor, keeping the map point under a widget position where it is."""
        if self._viewport is None or self._scene is None:
            return
        point = at if at is not None else QPointF(self.rect().center())
        x_mm, y_mm = point.x() / _PX_PER_MM, point.y() / _PX_PER_MM
        view = self._viewport
        scale = min(max(view.scale * factor, 2e-5), 2e-2)
        x, y = view.to_map(x_mm, y_mm)
        centre = (x + (view.width_mm / 2 - x_mm) / scale, y - (view.height_mm / 2 - y_mm) / scale)
        self._move_to(replace(view, centre=centre, scale=scale))

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by logical pixels."""
        if self._viewport is None:
            return
        view, k = self._viewport, self._viewport.scale * _PX_PER_MM
        self._move_to(replace(view, centre=(view.centre[0] - dx / k, view.centre[1] + dy / k)))

    def _move_to(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._moving = True
        self._rest.start()
        self.update()

    def _come_to_rest(self) -> None:
        self._moving = False
        self._labels = None
        self.update()
        view = self._viewport
        if view is not None:
            xmin, ymax = view.to_map(0, 0)
            xmax, ymin = view.to_map(view.width_mm, view.height_mm)
            self._frame = (float(round(xmin)), float(round(ymin)), float(round(xmax)), float(round(ymax)))
            self.frame_changed.emit(self._frame)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Compose the pictures of the visible layers."""
        p = QPainter(self)
        p.fillRect(self.rect(), QColor(PAPER))
        scene, viewport = self._scene, self._viewport
        if scene is None or viewport is None:
            return
        for layer in scene.visible:
            self._compose(p, layer, viewport)
        p.setOpacity(1.0)
        paint_selection(p, scene, viewport, _PX_PER_MM)
        self._paint_labels(p, self._placed(scene, viewport))
        self._furniture.paint(p, scene, viewport, _PX_PER_MM)
        if self.hasFocus():
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            p.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._pointed is not None:
            self._paint_ring(p, viewport.to_mm(*self._pointed))
        p.end()
        self._painted = True

    def _paint_ring(self, p: QPainter, at: tuple[float, float]) -> None:
        middle = QPointF(at[0] * _PX_PER_MM, at[1] * _PX_PER_MM)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        p.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 6.0), (SELECTED, 3.0)):
            p.setPen(QPen(QColor(colour), width))
            p.drawEllipse(middle, 16.0, 16.0)

    def _compose(self, p: QPainter, layer: SceneLayer, viewport: Viewport) -> None:
        image, drawn_at = self._picture(layer, viewport)
        p.setOpacity(layer.opacity)
        if drawn_at is viewport:
            p.drawImage(QPointF(0, 0), image)
            return
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        x0, y0 = viewport.to_mm(*drawn_at.to_map(0, 0))
        x1, y1 = viewport.to_mm(*drawn_at.to_map(drawn_at.width_mm, drawn_at.height_mm))
        k = _PX_PER_MM
        p.drawImage(QRectF(x0 * k, y0 * k, (x1 - x0) * k, (y1 - y0) * k), image)

    def _picture(self, layer: SceneLayer, viewport: Viewport) -> tuple[QImage, Viewport]:
        """Return a layer's picture, drawn now unless the map is moving or nothing of the layer's look changed."""
        kept = self._drawn.get(layer.id)
        if kept is not None and _looks_same(kept[0], layer) and (kept[1] == viewport or self._moving):
            return kept[2], viewport if kept[1] == viewport else kept[1]
        ratio = self.devicePixelRatioF()
        if layer.shapes.kind == "polygon" and len(layer.shapes.ids) >= MANY:
            return self._many(layer, viewport, ratio)
        image = QImage(self.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        p = QPainter(image)
        paint_layer(p, layer, viewport, _PX_PER_MM * ratio)
        p.end()
        image.setDevicePixelRatio(ratio)
        self._drawn[layer.id] = (layer, viewport, image)
        return image, viewport

    def _many(self, layer: SceneLayer, viewport: Viewport, ratio: float) -> tuple[QImage, Viewport]:
        """Return the picture of a layer of very many polygons; while it is being painted, the one before."""
        raster = self._rasters.get(layer.id)
        size = self.size() * ratio
        if raster is None or not raster.matches(layer.shapes, viewport, size):
            raster = self._rasters[layer.id] = Raster(layer.shapes, viewport, size, _PX_PER_MM * ratio)
        if not raster.finished and not raster.paint(_SLICE_S):
            QTimer.singleShot(0, self.update)
            kept = self._drawn.get(layer.id)
            if kept is not None:
                return kept[2], kept[1]
        image = raster.picture(layer)
        image.setDevicePixelRatio(ratio)
        if raster.finished:
            self._drawn[layer.id] = (layer, viewport, image)
        return image, viewport

    def _paint_labels(self, p: QPainter, placed: list[PlacedLabel]) -> None:
        """Paint labels from pictures of their own: stroking a halo anew costs more than all layers."""
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for item in placed:
            key = (item.label.text, item.style)
            if key not in self._sprites:
                self._sprites[key] = self._sprite(item)
            corner = QPointF((item.box[0] - _SPRITE_MM) * _PX_PER_MM, (item.box[1] - _SPRITE_MM) * _PX_PER_MM)
            p.drawImage(corner.toPoint(), self._sprites[key])

    def _sprite(self, item: PlacedLabel) -> QImage:
        ratio = self.devicePixelRatioF()
        px = _PX_PER_MM * ratio
        x0, y0, x1, y1 = item.box
        size = QSize(ceil((x1 - x0 + 2 * _SPRITE_MM) * px), ceil((y1 - y0 + 2 * _SPRITE_MM) * px))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        moved = replace(item, box=(_SPRITE_MM, _SPRITE_MM, x1 - x0 + _SPRITE_MM, y1 - y0 + _SPRITE_MM))
        paint_labels(painter, [moved], px)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def _placed(self, scene: Scene, viewport: Viewport) -> list[PlacedLabel]:
        if self._labels is None or self._labels[0] is not scene or self._labels[1] != viewport:
            placed = place(scene, viewport, self._measure, self._furniture.boxes(scene, viewport))
            self._labels = (scene, viewport, placed)
        return self._labels[2]

    # pointer and keys

    def province_at(self, position: QPointF) -> str:
        """Return the id of the province at a widget position, ``turksib`` on its line, or an empty string."""
        if self._scene is None or self._viewport is None:
            return ""
        point = QPointF(*self._viewport.to_map(position.x() / _PX_PER_MM, position.y() / _PX_PER_MM))
        areas = self._scene.areas
        for province, path in zip(areas.ids, feature_paths(areas), strict=True):
            if path.contains(point):
                return province
        return "turksib" if self._near_turksib(point) else ""

    def _near_turksib(self, point: QPointF) -> bool:
        """Tell whether a map point lies within 2 mm of the line, where it is shown."""
        assert self._scene is not None
        assert self._viewport is not None
        reach = 2.0 / self._viewport.scale
        square = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        return any(
            path.intersects(square)
            for layer in self._scene.visible
            if "turksib" in layer.shapes.ids
            for path in feature_paths(layer.shapes)
        )

    def _hit(self, position: QPointF, kinds: frozenset[str]) -> tuple[SceneLayer, int] | None:
        if self._scene is None or self._viewport is None:
            return None
        x, y = self._viewport.to_map(position.x() / _PX_PER_MM, position.y() / _PX_PER_MM)
        reach = 2.0 / self._viewport.scale
        for layer in reversed(self._scene.visible):
            if layer.kind not in kinds:
                continue
            if layer.shapes.kind == "point":
                near = [(abs(ax - x) + abs(ay - y), index) for index, (ax, ay) in enumerate(layer.shapes.anchors)]
                if near and min(near)[0] < reach:
                    return layer, min(near)[1]
            elif layer.id in self._rasters and len(layer.shapes.ids) >= MANY:
                ratio = self.devicePixelRatioF()
                index = self._rasters[layer.id].feature_at(position.x() * ratio, position.y() * ratio)
                if index is not None:
                    return layer, index
            elif layer.shapes.kind == "polygon":
                for index, path in enumerate(feature_paths(layer.shapes)):
                    if path.contains(QPointF(x, y)):
                        return layer, index
        return None

    def tip_at(self, position: QPointF) -> str:
        """Return the plain words for what lies at a widget position."""
        hit = self._hit(position, _POINTS) or self._hit(position, _AREAS) or self._hit(position, _ADDED)
        return hit[0].tips[hit[1]] if hit else ""

    def event(self, event: QEvent) -> bool:
        """Show the tooltip as plain text, whatever a name holds."""
        if event.type() == QEvent.Type.ToolTip and self._scene is not None:
            position = self.mapFromGlobal(event.globalPos())  # type: ignore[attr-defined]
            text = self.tip_at(QPointF(position))
            if text:
                escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
                QToolTip.showText(event.globalPos(), f"<qt>{escaped}</qt>", self)  # type: ignore[attr-defined]
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; over a legend that is taller than the map, move the legend."""
        scene, view = self._scene, self._viewport
        if scene is not None and view is not None:
            at = event.position() / _PX_PER_MM
            if self._furniture.scroll(scene, view, at, event.angleDelta().y() / 120):
                self.update()
                return
        self.zoom(1.0015 ** event.angleDelta().y(), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._dragging = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while the button is held."""
        if self._pressed is None:
            return
        step = event.position().toPoint() - self._pressed
        if self._dragging or step.manhattanLength() > 4:
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pressed = event.position().toPoint()
            self.pan(step.x(), step.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or select what was clicked."""
        if self._pressed is not None and not self._dragging:
            self.province_clicked.emit(self.province_at(event.position()))
        self._pressed = None
        self._dragging = False
        self.unsetCursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with arrows, zoom with plus and minus, fit with 0."""
        steps = {
            Qt.Key.Key_Left: (60, 0),
            Qt.Key.Key_Right: (-60, 0),
            Qt.Key.Key_Up: (0, 60),
            Qt.Key.Key_Down: (0, -60),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.pan(*steps[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in view what was in view."""
        self._look()
        self._drawn.clear()
        self._sprites.clear()
        self._labels = None


def _looks_same(a: SceneLayer, b: SceneLayer) -> bool:
    """Tell whether two states of a layer draw the same picture; visibility and opacity are for composing."""
    return a.shapes is b.shapes and a.symbols == b.symbols and a.symbol_of == b.symbol_of
