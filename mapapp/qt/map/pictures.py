"""The pictures of the layers: kept while they are true, scaled while the map moves, made in slices where large."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from mapapp.labels import Viewport
from mapapp.qt.painter import paint_layer
from mapapp.scene import Scene, SceneLayer
from mapapp.shapes import Shapes
from mapapp.symbols import PAPER

if TYPE_CHECKING:
    from mapapp.qt.map.raster import Raster

_SLICE_S: Final = 0.010
_SMOOTH_PIXELS: Final = 3_000_000
"""Above, a moving picture is scaled without smoothing, to keep up with the hand."""
_WITHIN_PX: Final = 0.01


class Kept(NamedTuple):
    """A picture, where it was drawn, and the layer that it shows."""

    layer: SceneLayer
    viewport: Viewport
    image: QImage


class Flat(NamedTuple):
    """One picture of all visible layers, which they were, and where it was drawn."""

    layers: tuple[SceneLayer, ...]
    viewport: Viewport
    image: QImage


class Pictures(QObject):
    """Keeps the picture of each layer of a canvas.

    Parameters
    ----------
    px_per_mm
        Logical pixels a millimetre.

    Signals
    -------
    ready
        A picture that was being made is there.
    """

    ready = Signal()

    def __init__(self, px_per_mm: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._px_per_mm = px_per_mm
        self._size = QSize()
        self._ratio = 1.0
        self._kept: dict[str, Kept] = {}
        self._rasters: dict[Shapes, Raster] = {}  # layers of the same shapes share one
        self._work: dict[str, tuple[SceneLayer, Raster, QImage, Iterator[None]]] = {}
        self._moving: Flat | None = None
        self._wide: Flat | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self.advance)

    def resize(self, size: QSize, ratio: float) -> None:
        """Draw for a canvas of another size in logical pixels, or another device pixel ratio."""
        if (size, ratio) == (self._size, self._ratio):
            return
        if ratio != self._ratio:
            self._kept.clear()
        self._size, self._ratio = size, ratio
        self._moving = self._wide = None
        self._rasters.clear()
        self._work.clear()
        self._slices.stop()

    @property
    def busy(self) -> bool:
        """Whether pictures are being made."""
        return bool(self._work)

    def has(self, layer_id: str) -> bool:
        """Tell whether there is a picture of a layer."""
        return layer_id in self._kept

    def forget_others(self, scene: Scene) -> None:
        """Drop what belongs to layers that are gone, or drawn from other shapes now."""
        shown = {layer.id: layer for layer in scene.layers}
        for name in [name for name in self._kept if name not in shown]:
            del self._kept[name]
        used = {layer.shapes for layer in scene.layers}
        for shapes in [shapes for shapes in self._rasters if shapes not in used]:
            del self._rasters[shapes]
        for name in [name for name, work in self._work.items() if work[0].shapes not in used]:
            del self._work[name]

    # composing

    def compose(self, p: QPainter, scene: Scene, viewport: Viewport) -> None:
        """Paint the visible layers at rest."""
        for layer in scene.visible:
            found = self._picture(layer, viewport)
            if found is not None:
                p.setOpacity(layer.opacity)
                self._draw(p, found.image, found.viewport, viewport)
        p.setOpacity(1.0)

    def compose_moving(self, p: QPainter, scene: Scene, viewport: Viewport) -> None:
        """Paint the map under the moving hand: one picture of all layers, shifted and scaled.

        Round it stands the widest picture that there is of the same scene, so that the edge is not blank.
        """
        if self._moving is None or self._moving.layers != scene.visible:
            self._moving = self._flat(scene.visible)
        moving, wide = self._moving, self._wide
        if moving is None:
            self.compose(p, scene, viewport)
            return
        if wide is not None and wide.layers == scene.visible and wide is not moving:
            p.save()
            covered = QRegion(self._place(moving.viewport, viewport).toAlignedRect())
            p.setClipRegion(QRegion(0, 0, self._size.width(), self._size.height()).subtracted(covered))
            self._draw(p, wide.image, wide.viewport, viewport)
            p.restore()
        self._draw(p, moving.image, moving.viewport, viewport)

    def rest(self) -> None:
        """Take note that the hand has let go; the map as it stood serves as a background of later movements."""
        moving, wide = self._moving, self._wide
        if moving is not None and (
            wide is None or wide.layers != moving.layers or moving.viewport.scale <= wide.viewport.scale
        ):
            self._wide = moving
        self._moving = None

    def _flat(self, layers: tuple[SceneLayer, ...]) -> Flat | None:
        """Return one picture of layers as they are kept; None where there is none yet."""
        shown = [(layer, self._kept[layer.id]) for layer in layers if layer.id in self._kept]
        if not shown:
            return None
        viewport = shown[0][1].viewport
        image = QImage(self._size * self._ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._ratio)
        image.fill(QColor(PAPER))
        p = QPainter(image)
        for layer, kept in shown:
            p.setOpacity(layer.opacity)
            self._draw(p, kept.image, kept.viewport, viewport)
        p.end()
        return Flat(layers, viewport, image)

    def _place(self, drawn_at: Viewport, viewport: Viewport) -> QRectF:
        k = self._px_per_mm
        x0, y0 = viewport.to_mm(*drawn_at.to_map(0, 0))
        x1, y1 = viewport.to_mm(*drawn_at.to_map(drawn_at.width_mm, drawn_at.height_mm))
        return QRectF(x0 * k, y0 * k, (x1 - x0) * k, (y1 - y0) * k)

    def _draw(self, p: QPainter, image: QImage, drawn_at: Viewport, viewport: Viewport) -> None:
        if drawn_at == viewport:
            p.drawImage(QPointF(0, 0), image)
            return
        box = self._place(drawn_at, viewport)
        if abs(box.width() - image.width() / self._ratio) < _WITHIN_PX:
            p.drawImage(QPointF(round(box.x()), round(box.y())), image)
            return
        smooth = image.width() * image.height() <= _SMOOTH_PIXELS
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        p.drawImage(box, image)

    # making

    def _picture(self, layer: SceneLayer, viewport: Viewport) -> Kept | None:
        """Return a layer's picture, made now where that is quick; of a large layer the last one, until it is made."""
        kept = self._kept.get(layer.id)
        if kept is not None and looks_same(kept.layer, layer) and kept.viewport == viewport:
            return kept
        if layer.shapes.large:
            self._begin(layer, viewport)
            return kept
        image = self._blank()
        p = QPainter(image)
        paint_layer(p, layer, viewport, self._px_per_mm * self._ratio)
        p.end()
        image.setDevicePixelRatio(self._ratio)
        self._kept[layer.id] = found = Kept(layer, viewport, image)
        return found

    def _blank(self) -> QImage:
        image = QImage(self._size * self._ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        return image

    def _begin(self, layer: SceneLayer, viewport: Viewport) -> None:
        """Begin to make the picture of a large layer, unless that very picture is being made."""
        doing = self._work.get(layer.id)
        size = self._size * self._ratio
        if doing is not None and looks_same(doing[0], layer) and doing[1].matches(layer.shapes, viewport, size):
            return
        raster = self._rasters.get(layer.shapes)
        if raster is None or not raster.matches(layer.shapes, viewport, size):
            from mapapp.qt.map.raster import Raster  # with the first large layer

            raster = self._rasters[layer.shapes] = Raster(layer.shapes, viewport, size, self._px_per_mm * self._ratio)
        image = self._blank()
        self._work[layer.id] = (layer, raster, image, raster.steps(layer, image))
        self._slices.start()

    def advance(self) -> None:
        """Work for one slice of time on the pictures that are being made."""
        end = perf_counter() + _SLICE_S
        while self._work and perf_counter() < end:
            name, (layer, raster, image, steps) = next(iter(self._work.items()))
            if next(steps, self) is self:
                del self._work[name]
                image.setDevicePixelRatio(self._ratio)
                self._kept[name] = Kept(layer, raster.viewport, image)
                self.ready.emit()
        if not self._work:
            self._slices.stop()

    def feature_at(self, layer: SceneLayer, viewport: Viewport, x: float, y: float) -> int | None:
        """Return which feature of a large layer lies at a place in logical pixels; None while it is not known."""
        raster = self._rasters.get(layer.shapes)
        if raster is None or not raster.matches(layer.shapes, viewport, self._size * self._ratio):
            return None
        return raster.feature_at(x * self._ratio, y * self._ratio)


def looks_same(a: SceneLayer, b: SceneLayer) -> bool:
    """Tell whether two states of a layer draw the same picture; visibility and opacity are for composing."""
    return a.shapes is b.shapes and a.symbols == b.symbols and a.symbol_of == b.symbol_of
