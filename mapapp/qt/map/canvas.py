"""The map in the window: cached pictures of the layers, composed; moved while the hand moves, redrawn at rest."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
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

from mapapp.labels import Box, PlacedLabel, Viewport, fit, place
from mapapp.qt.look.fonts import text_measure
from mapapp.qt.map import hits
from mapapp.qt.map.furniture import LEGEND_MM, Furniture
from mapapp.qt.map.names import ManyNames, Names
from mapapp.qt.map.pictures import Pictures
from mapapp.qt.painter import paint_selection
from mapapp.scene import Scene
from mapapp.symbols import HALO, PAPER, SELECTED
from mapapp.units import PX_PER_MM
from mapapp.view import Extent

_REST_MS = 90
_POINT_MS = 4000


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
        self._labels: tuple[object, list[PlacedLabel]] | None = None
        self._names = Names(PX_PER_MM)
        self.pictures = Pictures(PX_PER_MM, self)
        self.pictures.ready.connect(self.update)
        self._pressed: QPoint | None = None
        self._dragging = False
        self._moving = False
        self._frame: Extent | None = None
        self._measure = text_measure()
        self._furniture = Furniture(self._measure)
        self.many_names = ManyNames(self._names, self._measure, PX_PER_MM, self)
        self.many_names.ready.connect(self.update)
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
        turned = self._scene is not None and self._scene.legend != scene.legend
        if self._viewport is None or scene.frame != self._frame or (turned and scene.frame is None):
            self._scene, self._frame = scene, scene.frame
            self._look()
        self._scene = scene
        self.pictures.forget_others(scene)
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
        if self._scene is None or self._viewport is None:
            return
        wanted = self._beside_legend(self._scene, extent, 0.1)
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
        self._rest.stop()
        self._moving = False
        width, height = self.width() / PX_PER_MM, self.height() / PX_PER_MM
        if self._frame is not None:
            self._viewport = fit(self._frame, width, height, margin=0)
        else:
            self._viewport = self._beside_legend(self._scene, self._scene.extent, 0.03)
        self.update()

    def _beside_legend(self, scene: Scene, extent: Extent, margin: float) -> Viewport:
        """Return the viewport that shows an extent in the room which the legend leaves."""
        width, height = self.width() / PX_PER_MM, self.height() / PX_PER_MM
        beside = LEGEND_MM + 4 if scene.legend else 0.0
        inner = fit(extent, max(width - beside, width * 0.55), height, margin)
        return Viewport(inner.to_map(width / 2, height / 2), width, height, inner.scale)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor, keeping the map point under a widget position where it is."""
        if self._viewport is None or self._scene is None:
            return
        point = at if at is not None else QPointF(self.rect().center())
        x_mm, y_mm = point.x() / PX_PER_MM, point.y() / PX_PER_MM
        view = self._viewport
        scale = min(max(view.scale * factor, 2e-5), 2e-2)
        x, y = view.to_map(x_mm, y_mm)
        centre = (x + (view.width_mm / 2 - x_mm) / scale, y - (view.height_mm / 2 - y_mm) / scale)
        self._move_to(replace(view, centre=centre, scale=scale))

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by logical pixels."""
        if self._viewport is None:
            return
        view, k = self._viewport, self._viewport.scale * PX_PER_MM
        self._move_to(replace(view, centre=(view.centre[0] - dx / k, view.centre[1] + dy / k)))

    def _move_to(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._moving = True
        self._rest.start()
        self.update()

    def _come_to_rest(self) -> None:
        self._rest.stop()
        self._moving = False
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
        self.pictures.resize(self.size(), self.devicePixelRatioF())
        (self.pictures.compose_moving if self._moving else self.pictures.compose)(p, scene, viewport)
        paint_selection(p, scene, viewport, PX_PER_MM)
        placed = self._placed(scene, viewport)
        self.many_names.paint(p, scene, viewport, self._taken(scene, viewport, placed), self._moving)
        self._names.paint(p, placed, self.devicePixelRatioF())
        self._furniture.paint(p, scene, viewport, PX_PER_MM)
        if self.hasFocus():
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            p.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._pointed is not None:
            self._paint_ring(p, viewport.to_mm(*self._pointed))
        p.end()
        self._painted = True

    def _paint_ring(self, p: QPainter, at: tuple[float, float]) -> None:
        middle = QPointF(at[0] * PX_PER_MM, at[1] * PX_PER_MM)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        p.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 6.0), (SELECTED, 3.0)):
            p.setPen(QPen(QColor(colour), width))
            p.drawEllipse(middle, 16.0, 16.0)

    def _taken(self, scene: Scene, viewport: Viewport, placed: list[PlacedLabel]) -> tuple[Box, ...]:
        """Return where no name of very many may stand; nothing where there are none."""
        if not any(layer.names for layer in scene.visible):
            return ()
        return (*self._furniture.boxes(scene, viewport), *(it.box for it in placed))

    def _placed(self, scene: Scene, viewport: Viewport) -> list[PlacedLabel]:
        taken = self._furniture.boxes(scene, viewport)
        named = tuple((layer.labels, layer.shapes, layer.opacity > 0) for layer in scene.visible)
        wanted = (viewport, taken, named)
        if self._labels is None or self._labels[0] != wanted:
            self._labels = (wanted, place(scene, viewport, self._measure, taken))
        return self._labels[1]

    # pointer and keys

    def province_at(self, position: QPointF) -> str:
        """Return the id of the point or province at a widget position, ``turksib`` on its line, or an empty string."""
        if self._scene is None or self._viewport is None:
            return ""
        scene, viewport = self._scene, self._viewport
        at = (position.x() / PX_PER_MM, position.y() / PX_PER_MM)
        point = hits.point_at(scene, viewport, *at, self._placed(scene, viewport))
        return point or hits.province_at(scene, viewport, *at)

    def tip_at(self, position: QPointF) -> str:
        """Return the plain words for what lies at a widget position."""
        if self._scene is None or self._viewport is None:
            return ""
        at = position / PX_PER_MM
        if self._furniture.covers(self._scene, self._viewport, at):
            return ""
        return hits.tip_at(self._scene, self._viewport, at.x(), at.y(), self.pictures, PX_PER_MM)

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
            at = event.position() / PX_PER_MM
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
            can = self._clickable(event.position())
            self.setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)
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
            self._clicked(event.position())
        self._pressed = None
        self._dragging = False
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def _clicked(self, position: QPointF) -> None:
        """Select what was clicked; a click on the corner map goes there, one on the legend means nothing."""
        scene, view, at = self._scene, self._viewport, position / PX_PER_MM
        if scene is None or view is None:
            return
        place = self._furniture.place_wanted(scene, view, at)
        if place is not None:
            self._move_to(replace(view, centre=place))
        elif not self._furniture.covers(scene, view, at):
            self.province_clicked.emit(self.province_at(position))

    def _clickable(self, position: QPointF) -> bool:
        """Tell whether a click here would do something."""
        scene, view, at = self._scene, self._viewport, position / PX_PER_MM
        if scene is None or view is None:
            return False
        if self._furniture.covers(scene, view, at):
            return self._furniture.place_wanted(scene, view, at) is not None
        return bool(self.province_at(position))

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
