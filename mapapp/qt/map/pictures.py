"""The pictures of the layers: kept while they are true, scaled while the map moves, made in slices once it rests."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from mapapp.labels import Viewport, fit
from mapapp.qt.painter import paint_layer
from mapapp.scene import Scene, SceneLayer
from mapapp.shapes import Shapes
from mapapp.symbols import PAPER

if TYPE_CHECKING:
    from mapapp.qt.map.raster import Raster

SLICE_S: Final = 0.010
"""How long the window works on a picture before it answers again."""
_SMOOTH_PIXELS: Final = 3_000_000
"""Above, a moving picture is scaled without smoothing, to keep up with the hand."""
_WITHIN_PX: Final = 0.01
_AT_ONCE: Final = 2
"""So many pictures are made at once, as after a switch; more are made in slices, behind one of all layers."""
_BEHIND_MS: Final = 250
"""How long the map rests before a picture of all of it is made, to stand behind later movements."""
_BEHIND_SHARE: Final = 0.5
"""Its pixels in each direction, as a share of those of the canvas: it is seen in movement only."""
_ZOOMED: Final = 1.1


class Kept(NamedTuple):
    """A picture, where it was drawn, and the layer that it shows."""

    layer: SceneLayer
    viewport: Viewport
    image: QImage


class Flat(NamedTuple):
    """One picture of all visible layers, which they were, where it was drawn, and whether none of them is missing."""

    layers: tuple[SceneLayer, ...]
    viewport: Viewport
    image: QImage
    whole: bool = True


class _Work(NamedTuple):
    """A picture that is being made."""

    layer: SceneLayer
    viewport: Viewport
    steps: Iterator[None]


class Pictures(QObject):
    """Keeps the picture of each layer of a canvas.

    Parameters
    ----------
    px_per_mm
        Logical pixels a millimetre.

    Signals
    -------
    ready
        There is more to show: a picture that was being made, or all of those that wait for each other.
    """

    ready = Signal()

    def __init__(self, px_per_mm: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._px_per_mm = px_per_mm
        self._size = QSize()
        self._ratio = 1.0
        self._kept: dict[str, Kept] = {}
        self._rasters: dict[Shapes, Raster] = {}  # layers of the same shapes share one
        self._work: dict[str, _Work] = {}
        self._standing: Flat | None = None  # on show while the map moves, and then until every picture is made
        self._wide: Flat | None = None
        self._behind: tuple[tuple[SceneLayer, ...], Iterator[None]] | None = None
        self._behind_soon = QTimer(self, singleShot=True, interval=_BEHIND_MS)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self.advance)
        self._behind_soon.timeout.connect(self._slices.start)

    def resize(self, size: QSize, ratio: float) -> None:
        """Draw for a canvas of another size in logical pixels, or another device pixel ratio."""
        if (size, ratio) == (self._size, self._ratio):
            return
        if ratio != self._ratio:
            self._kept.clear()
        self._size, self._ratio = size, ratio
        self._standing = self._wide = self._behind = None
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
        seen = {layer.id for layer in scene.visible}
        used = {layer.shapes for layer in scene.layers}
        for name in [name for name, kept in self._kept.items() if name not in seen and kept.layer.shapes not in used]:
            del self._kept[name]
        for shapes in [shapes for shapes in self._rasters if shapes not in used]:
            del self._rasters[shapes]
        for name in [name for name, work in self._work.items() if work.layer.shapes not in used]:
            del self._work[name]
        # Whoever holds a layer holds its shapes, which may be many megabytes.
        if self._standing is not None and _of_others(self._standing.layers, used):
            self._standing = None
        if self._wide is not None and _of_others(self._wide.layers, used):
            self._wide = None
        if self._behind is not None and _of_others(self._behind[0], used):
            self._behind = None

    # composing

    def compose(self, p: QPainter, scene: Scene, viewport: Viewport) -> None:
        """Paint the visible layers at rest.

        Where many pictures are out of date, one picture of all layers stands for them until the last one is made: the
        one that moved, or one that is painted afresh.
        """
        stale = [layer for layer in scene.visible if self._current(layer, viewport) is None]
        if not stale or (self._standing is not None and self._standing.layers != scene.visible):
            self._dismiss()
        if self._standing is None and len(stale) > _AT_ONCE:
            self._standing = self._sketch(scene.visible, viewport)
        if self._standing is not None:
            for layer in stale:
                self._begin(layer, viewport)
            self._draw_standing(p, self._standing, viewport)
            return
        for layer in scene.visible:
            found = self._picture(layer, viewport)
            if found is not None:
                p.setOpacity(layer.opacity)
                self._draw(p, found.image, found.viewport, viewport)
        p.setOpacity(1.0)
        self._look_behind(scene, viewport)

    def compose_moving(self, p: QPainter, scene: Scene, viewport: Viewport) -> None:
        """Paint the map under the moving hand: one picture of all layers, shifted and scaled; no other is made."""
        self._behind_soon.stop()
        self._behind = None
        if self._standing is None or self._standing.layers != scene.visible:
            self._standing = self._flat(scene.visible)
        if self._standing is None:
            self.compose(p, scene, viewport)
            return
        self._work.clear()
        self._draw_standing(p, self._standing, viewport)

    def _dismiss(self) -> None:
        """Show no longer one picture of all layers; it serves as a background of later movements where it is wide."""
        standing, wide = self._standing, self._wide
        if (standing is not None and standing.whole) and (
            wide is None or wide.layers != standing.layers or standing.viewport.scale <= wide.viewport.scale
        ):
            self._wide = standing
        self._standing = None

    def _draw_standing(self, p: QPainter, standing: Flat, viewport: Viewport) -> None:
        """Draw one picture of all layers, and round it the widest that there is, so that the edge is not blank."""
        wide = self._wide
        if wide is not None and wide.layers == standing.layers and wide is not standing:
            p.save()
            covered = QRegion(whereabouts(standing.viewport, viewport, self._px_per_mm).toAlignedRect())
            p.setClipRegion(QRegion(0, 0, self._size.width(), self._size.height()).subtracted(covered))
            self._draw(p, wide.image, wide.viewport, viewport)
            p.restore()
        self._draw(p, standing.image, standing.viewport, viewport)

    def _flat(self, layers: tuple[SceneLayer, ...]) -> Flat | None:
        """Return one picture of layers as they are kept; None where there is none yet."""
        shown = [(layer, self._kept[layer.id]) for layer in layers if layer.id in self._kept]
        if not shown:
            return None
        viewport = shown[0][1].viewport
        image = self._paper(shown[0][1].image.size())
        p = QPainter(image)
        for layer, kept in shown:
            p.setOpacity(layer.opacity)
            self._draw(p, kept.image, kept.viewport, viewport)
        p.end()
        return Flat(layers, viewport, image, len(shown) == len(layers))

    def _sketch(self, layers: tuple[SceneLayer, ...], viewport: Viewport) -> Flat:
        """Return one picture of layers painted over each other, which is quicker than a picture for each."""
        image, whole = self._paper(self._size * self._ratio), True
        p = QPainter(image)
        for layer in layers:
            p.save()
            if layer.shapes.large or layer.opacity < 1:
                found = self._picture(layer, viewport)
                whole = whole and found is not None and found.viewport == viewport
                if found is not None:
                    p.setOpacity(layer.opacity)
                    self._draw(p, found.image, found.viewport, viewport)
            else:
                p.scale(1 / self._ratio, 1 / self._ratio)  # pens and hatches come out as in a picture of its own
                paint_layer(p, layer, viewport, self._px_per_mm * self._ratio)
            p.restore()
        p.end()
        return Flat(layers, viewport, image, whole)

    def _paper(self, size: QSize) -> QImage:
        image = QImage(size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._ratio)
        image.fill(QColor(PAPER))
        return image

    def _draw(self, p: QPainter, image: QImage, drawn_at: Viewport, viewport: Viewport) -> None:
        draw_moved(p, image, drawn_at, viewport, self._px_per_mm)

    # behind

    def _look_behind(self, scene: Scene, viewport: Viewport) -> None:
        """See to it that there is a picture of the whole map as it is now, where a part of it is shown."""
        whole = fit(scene.extent, viewport.width_mm, viewport.height_mm)
        kept = (self._wide, self._behind)
        if viewport.scale < whole.scale * _ZOOMED or any(it is not None and it[0] == scene.visible for it in kept):
            return
        if self._wide is not None and self._wide.viewport.scale < whole.scale:
            whole = self._wide.viewport
        self._behind = (scene.visible, self._paint_behind(scene.visible, whole))
        self._behind_soon.start()

    @property
    def _may_look_behind(self) -> bool:
        return self._behind is not None and not self._behind_soon.isActive() and not self._work

    def _paint_behind(self, layers: tuple[SceneLayer, ...], whole: Viewport) -> Iterator[None]:
        share = self._ratio * _BEHIND_SHARE
        px, size = self._px_per_mm * share, self._size * share
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor(PAPER))
        for layer in layers:
            picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            picture.fill(Qt.GlobalColor.transparent)
            if layer.shapes.large:
                yield from _raster(layer.shapes, whole, size, px).steps(layer, picture)
            else:
                p = QPainter(picture)
                paint_layer(p, layer, whole, px)
                p.end()
            p = QPainter(image)
            p.setOpacity(layer.opacity)
            p.drawImage(0, 0, picture)
            p.end()
            yield
        image.setDevicePixelRatio(share)
        self._wide = Flat(layers, whole, image)

    # making

    def _current(self, layer: SceneLayer, viewport: Viewport) -> Kept | None:
        """Return a layer's picture if it shows the layer as it is, where it is."""
        kept = self._kept.get(layer.id)
        return kept if kept is not None and looks_same(kept.layer, layer) and kept.viewport == viewport else None

    def _picture(self, layer: SceneLayer, viewport: Viewport) -> Kept | None:
        """Return a layer's picture, made now where that is quick; of a large layer the last one, until it is made."""
        if self._current(layer, viewport) is None:
            if layer.shapes.large:
                self._begin(layer, viewport)
            else:
                self._work.pop(layer.id, None)
                for _step in self._make(layer, viewport):
                    pass
        return self._kept.get(layer.id)

    def _begin(self, layer: SceneLayer, viewport: Viewport) -> None:
        """Begin to make a picture in slices, unless that very picture is being made."""
        doing = self._work.get(layer.id)
        if doing is None or not looks_same(doing.layer, layer) or doing.viewport != viewport:
            self._work[layer.id] = _Work(layer, viewport, self._make(layer, viewport))
        self._slices.start()

    def _make(self, layer: SceneLayer, viewport: Viewport) -> Iterator[None]:
        """Make a layer's picture; each step takes some milliseconds,."""
        image = QImage(self._size * self._ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        yield
        if layer.shapes.large:
            yield from self._raster_of(layer.shapes, viewport).steps(layer, image)
        else:
            p = QPainter(image)
            paint_layer(p, layer, viewport, self._px_per_mm * self._ratio)
            p.end()
        image.setDevicePixelRatio(self._ratio)
        self._kept[layer.id] = Kept(layer, viewport, image)

    def _raster_of(self, shapes: Shapes, viewport: Viewport) -> Raster:
        size, raster = self._size * self._ratio, self._rasters.get(shapes)
        if raster is None or not raster.matches(shapes, viewport, size):
            raster = self._rasters[shapes] = _raster(shapes, viewport, size, self._px_per_mm * self._ratio)
        return raster

    def advance(self) -> None:
        """Work for one slice of time on the pictures that are being made."""
        end = perf_counter() + SLICE_S
        while self._may_look_behind and perf_counter() < end:
            if self._behind is not None and next(self._behind[1], self) is self:
                self._behind = None
        while self._work and perf_counter() < end:
            name, work = next(iter(self._work.items()))
            if next(work.steps, self) is self:
                del self._work[name]
                if self._standing is None or not self._work:
                    self.ready.emit()
        if not self._work and not self._may_look_behind:
            self._slices.stop()

    def feature_at(self, layer: SceneLayer, viewport: Viewport, x: float, y: float) -> int | None:
        """Return which feature of a large layer lies at a place in logical pixels; None while it is not known."""
        raster = self._rasters.get(layer.shapes)
        if raster is None or not raster.matches(layer.shapes, viewport, self._size * self._ratio):
            return None
        return raster.feature_at(x * self._ratio, y * self._ratio)


def _raster(shapes: Shapes, viewport: Viewport, size: QSize, px: float) -> Raster:
    """Return the maker of a large picture, which comes in with the first large layer."""
    from mapapp.qt.map.raster import Raster

    return Raster(shapes, viewport, size, px)


def _of_others(layers: tuple[SceneLayer, ...], used: set[Shapes]) -> bool:
    return any(layer.shapes not in used for layer in layers)


def looks_same(a: SceneLayer, b: SceneLayer) -> bool:
    """Tell whether two states of a layer draw the same picture; visibility and opacity are for composing."""
    return a is b or (a.shapes is b.shapes and a.symbols == b.symbols and a.symbol_of == b.symbol_of)


def whereabouts(drawn_at: Viewport, viewport: Viewport, px: float) -> QRectF:
    """Return where a picture that was drawn in one viewport lies in another, `px` pixels a millimetre."""
    x0, y0 = viewport.to_mm(*drawn_at.to_map(0, 0))
    x1, y1 = viewport.to_mm(*drawn_at.to_map(drawn_at.width_mm, drawn_at.height_mm))
    return QRectF(x0 * px, y0 * px, (x1 - x0) * px, (y1 - y0) * px)


def draw_moved(p: QPainter, image: QImage, drawn_at: Viewport, viewport: Viewport, px: float) -> None:
    """Draw a picture where it lies in another viewport than its own, shifted by whole pixels where that is all."""
    if drawn_at == viewport:
        p.drawImage(QPointF(0, 0), image)
        return
    box = whereabouts(drawn_at, viewport, px)
    if abs(box.width() - image.deviceIndependentSize().width()) < _WITHIN_PX:
        p.drawImage(QPointF(round(box.x()), round(box.y())), image)
        return
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() * image.height() <= _SMOOTH_PIXELS)
    p.drawImage(box, image)
