"""Pictures of large layers, made in steps of some milliseconds: the window answers in between.

Each pixel first gets the number of its polygon. Colours are looked up by that number, so that other colours need no
painting, and so is what lies under the pointer. Where colours meet, the pixels are mixed, as smooth edges would be.
Where few polygons are in view they are painted as those of any layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPolygonF

from mapapp.labels import Viewport
from mapapp.qt.map import scanning
from mapapp.qt.map.drawable import RUN_VERTICES, SLICE_VERTICES, drawable
from mapapp.qt.painter import layer_pen, paint_area
from mapapp.scene import SceneLayer
from mapapp.shapes import MANY, MANY_VERTICES, Shapes
from mapapp.symbols import HALO, Hatch, Symbol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BAND_ROWS: Final = 48
"""Rows of pixels that are coloured at once."""
_GRID, _FINE_GRID = 4, 16  # parts of a pixel: of outlines alone, and of a painting with smooth edges
_THIN_PX: Final = 1.6
"""Lines up to this width are drawn as ink."""
_LINE_SHARE: Final = 0.12
"""How wide an outline may be, as a share of its area: where areas are small, lines must not hide the map under them."""

_EVEN: Final = 0x00FF00FF
_Run = list[tuple[int, list[QPolygonF]]]
"""Features by number, each with its rings in pixels."""


class Raster:
    """The picture of one large layer in one viewport, with the feature numbers of its pixels.

    Parameters
    ----------
    shapes
        Polygons in metres.
    viewport
        What part of the map.
    size
        Pixels of the device.
    px
        Pixels a millimetre.
    """

    def __init__(self, shapes: Shapes, viewport: Viewport, size: QSize, px: float) -> None:
        self.shapes = shapes
        self.viewport = viewport
        self.size = size
        self.px = px
        self._drawable = drawable(shapes)
        self._level = self._drawable.level(1 / (viewport.scale * px))
        self.seen = self._drawable.in_view(viewport)
        vertices = int(self._drawable.vertices(self._level, self.seen).sum())
        self.few = len(self.seen) < MANY and vertices < MANY_VERTICES
        """Whether the features in view are painted one by one, with smooth edges."""
        self._ids: NDArray[np.uint32] | None = None
        self._lines: tuple[object, QImage] | None = None
        self._classes: tuple[Sequence[int], NDArray[np.int32]] | None = None

    def matches(self, shapes: Shapes, viewport: Viewport, size: QSize) -> bool:
        """Tell whether this raster shows these shapes in this viewport."""
        return self.shapes is shapes and self.viewport == viewport and self.size == size

    @property
    def numbered(self) -> bool:
        """Whether every pixel knows its polygon."""
        return self._ids is not None

    def steps(self, layer: SceneLayer, image: QImage) -> Iterator[None]:
        """Paint a layer of these shapes into an image; each step takes some milliseconds.

        What was done for other colours before is not done again.
        """
        if not self.numbered:
            yield from self._number()
        if self.few:
            image.fill(Qt.GlobalColor.transparent)
            yield from self._paint(layer, image)
            return
        lined = any(symbol.line is not None for symbol in layer.symbols)
        if lined:
            yield from self._draw_lines(layer)
        if any(symbol.fill or symbol.hatch for symbol in layer.symbols):
            yield from self._colour(layer, image)
        else:
            image.fill(Qt.GlobalColor.transparent)
        if lined:
            assert self._lines is not None
            painter = QPainter(image)
            painter.drawImage(0, 0, self._lines[1])
            painter.end()

    def _number(self) -> Iterator[None]:
        """Find the feature of each pixel."""
        import numpy as np

        ids = np.zeros((self.size.height(), self.size.width()), dtype="u4")
        for run in self._drawable.slices(self._level, self.seen, RUN_VERTICES):
            yield from scanning.number(ids, self._drawable.rings(self._level, run, self.viewport, self.px))
        self._ids = ids

    def _draw_lines(self, layer: SceneLayer) -> Iterator[None]:
        """Draw outlines, once for each look of lines: thin ones as ink, thicker and broken ones with a pen."""
        import numpy as np

        looks = [(it.line, it.width_mm, it.dash_mm) for it in layer.symbols]
        look = (looks, layer.symbol_of)
        if self._lines is not None and self._lines[0] == look:
            return
        lines = QImage(self.size, QImage.Format.Format_ARGB32_Premultiplied)
        lines.fill(Qt.GlobalColor.transparent)
        classes = self._classes_of(layer)[1:][self.seen]
        widest_mm = self._side() * _LINE_SHARE / self.px
        for each in dict.fromkeys(looks):
            symbol = layer.symbols[looks.index(each)]
            own = self.seen[np.isin(classes, [which for which, it in enumerate(looks) if it == each])]
            if symbol.line is None or not len(own):
                continue
            symbol = replace(symbol, width_mm=min(symbol.width_mm, widest_mm))
            thin = symbol.width_mm * self.px <= _THIN_PX and not symbol.dash_mm
            yield from self._drop_ink(lines, own, symbol) if thin else self._draw_with_pen(lines, own, symbol)
        self._lines = (look, lines)

    def _side(self) -> float:
        """Return how wide a feature in view is, in pixels, as if all were equal squares."""
        import numpy as np

        return float(np.sqrt(np.count_nonzero(self.ids) / max(len(self.seen), 1)))

    def _drop_ink(self, lines: QImage, features: NDArray[np.intp], symbol: Symbol) -> Iterator[None]:
        """Draw thin outlines; one that neighbours share is drawn by both, each with half of its ink."""
        import numpy as np

        height, width = self.ids.shape
        sheet = np.zeros((height + 2, width + 2), dtype="f4")
        for run in self._drawable.slices(self._level, features, RUN_VERTICES):
            rings = self._drawable.rings(self._level, run, self.viewport, self.px)
            scanning.ink(sheet, rings, symbol.width_mm * self.px, share=0.5)
            yield
        own = np.zeros(len(self.shapes.ids) + 1, dtype=bool)
        own[features + 1] = True
        target, sheet = _pixels(lines), sheet[1:-1, 1:-1]
        tints = _tints(symbol.line)
        for top in range(0, height, BAND_ROWS):
            bottom = min(top + BAND_ROWS, height)
            first, last = max(top - 1, 0), min(bottom + 1, height)
            band = sheet[top:bottom]
            inked = np.flatnonzero(band > 0)
            alone = _beside(~own[self.ids[first:last]])[top - first : bottom - first].ravel()[inked]
            share = np.minimum(band.ravel()[inked] * (1 + alone), 1.0)
            _lay_over(target[top:bottom], inked, tints[np.rint(share * 255).astype("u1")])
            yield

    def _draw_with_pen(self, lines: QImage, features: NDArray[np.intp], symbol: Symbol) -> Iterator[None]:
        for run in self._polygons(features, _GRID):
            painter = QPainter(lines)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(layer_pen(symbol, self.px))
            for _feature, rings in run:
                for ring in rings:
                    painter.drawPolygon(ring)
            painter.end()
            yield

    def _polygons(self, features: NDArray[np.intp], grid: int) -> Iterator[_Run]:
        for run in self._drawable.slices(self._level, features, SLICE_VERTICES):
            yield list(self._drawable.polygons(self._level, run, self.viewport, self.px, grid))

    def _classes_of(self, layer: SceneLayer) -> NDArray[np.int32]:
        """Return the number of the symbol of every feature, after -1 for no feature."""
        import numpy as np

        if self._classes is None or self._classes[0] is not layer.symbol_of:
            self._classes = (layer.symbol_of, np.array((-1, *layer.symbol_of), dtype="i4"))
        return self._classes[1]

    def _paint(self, layer: SceneLayer, image: QImage) -> Iterator[None]:
        for run in self._polygons(self.seen, _FINE_GRID):
            for start in range(0, len(run), 32):
                painter = QPainter(image)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
                for feature, rings in run[start : start + 32]:
                    which = layer.symbol_of[feature]
                    if which >= 0:
                        paint_area(painter, _path(rings), layer.symbols[which], self.px)
                painter.end()
                yield

    @property
    def ids(self) -> NDArray[np.uint32]:
        """Feature number + 1 a pixel (rows x columns), 0 where there is none; there once all are numbered."""
        assert self._ids is not None
        return self._ids

    def feature_at(self, x: float, y: float) -> int | None:
        """Return the number of the feature on a pixel, or None."""
        if not (self.numbered and 0 <= x < self.size.width() and 0 <= y < self.size.height()):
            return None
        found = int(self.ids[int(y), int(x)])
        return found - 1 if found else None

    def _colour(self, layer: SceneLayer, image: QImage) -> Iterator[None]:
        """Look the colour of every pixel up, a band of rows a step."""
        import numpy as np

        fills = np.array([_argb(symbol.fill) for symbol in layer.symbols] + [0], dtype="u4")
        classes = self._classes_of(layer)
        table = fills[classes]
        hatched = [(which, symbol.hatch) for which, symbol in enumerate(layer.symbols) if symbol.hatch is not None]
        height, width = self.ids.shape
        target = _pixels(image)
        for top in range(0, height, BAND_ROWS):
            bottom = min(top + BAND_ROWS, height)
            first, last = max(top - 1, 0), min(bottom + 1, height)
            ids = self.ids[first:last]
            pixels = _mixed(np.take(table, ids))
            for which, hatch in hatched:
                where = (classes == which)[ids]
                if hatch.halo_mm:
                    halo = replace(hatch, width_mm=hatch.width_mm + 2 * hatch.halo_mm)
                    _lay(pixels, where, self._stripes(halo, first, last, width), _argb(HALO))
                _lay(pixels, where, self._stripes(hatch, first, last, width), _argb(hatch.colour))
            target[top:bottom] = pixels[top - first : bottom - first]
            yield

    def _stripes(self, hatch: Hatch, first: int, last: int, width: int) -> Any:
        """Return how much of each pixel of some rows a hatch covers, 0 to 1."""
        import numpy as np

        y, x = np.ogrid[first:last, :width]
        space, wide = hatch.spacing_mm * self.px, max(hatch.width_mm * self.px, 0.7)
        found: Any = 0.0
        for angle in (hatch.angle, hatch.angle + 90) if hatch.crossed else (hatch.angle,):
            turn, lean = cos(radians(angle)), sin(radians(angle))
            across = (y + 0.5) * turn - (x + 0.5) * lean
            beside = np.abs(across % space - space / 2)
            if not hatch.dash_mm:
                found = np.maximum(found, np.clip(wide / 2 - beside + 0.5, 0.0, 1.0))
                continue
            mark, period = hatch.dash_mm[0] * self.px, sum(hatch.dash_mm) * self.px
            shift = np.floor(across / space) % 2 * period / 2
            along = ((x + 0.5) * turn + (y + 0.5) * lean - shift) % period
            beyond = np.maximum(np.minimum(along - mark, period - along), 0.0)  # from the nearest end of a mark
            apart = np.hypot(beside, beyond) if not mark else np.maximum(beside, beyond + wide / 2 - 0.5)
            found = np.maximum(found, np.clip(wide / 2 - apart + 0.5, 0.0, 1.0))
        return found


def _path(rings: list[QPolygonF]) -> QPainterPath:
    path = QPainterPath()
    for ring in rings:
        path.addPolygon(ring)
    return path


def _pixels(image: QImage) -> NDArray[np.uint32]:
    """Return the pixels of an image (rows x columns), to be written to."""
    import numpy as np

    rows = np.frombuffer(image.bits(), dtype="u4").reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()]


def _argb(colour: str | None) -> int:
    return QColor(colour).rgba() if colour else 0


def _mixed(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix each pixel that has a neighbour of another colour with its neighbours; those at the very edge stay."""
    import numpy as np

    meets = np.zeros(pixels.shape, dtype=bool)
    beside, below = pixels[:, 1:] != pixels[:, :-1], pixels[1:] != pixels[:-1]
    meets[1:-1, 1:-1] = beside[1:-1, 1:] | beside[1:-1, :-1] | below[1:, 1:-1] | below[:-1, 1:-1]
    at, flat = np.flatnonzero(meets), pixels.ravel()
    found = np.zeros((2, len(at)), dtype="u4")  # two channels of eight bits each, with room for sums
    for beyond, times in ((0, 2), (-1, 1), (1, 1), (-pixels.shape[1], 1), (pixels.shape[1], 1)):
        there = flat[at + beyond]
        found[0] += (there & _EVEN) * np.uint32(times)
        found[1] += (there >> 8 & _EVEN) * np.uint32(times)
    found.view("u2")[:] //= 6
    mixed = flat.copy()
    mixed[at] = found[0] | found[1] << 8
    return mixed.reshape(pixels.shape)


def _lay(pixels: NDArray[np.uint32], where: NDArray[np.bool_], share: Any, colour: int) -> None:
    """Lay a colour over some pixels, in place, each by its share of it."""
    import numpy as np

    y, x = np.nonzero(where & (share > 0))
    if not len(y):
        return
    part = np.broadcast_to(share, where.shape)[y, x][:, None]
    over = np.array([colour], dtype="u4").view("u1").astype("f4")
    channels = pixels.view("u1").reshape(*pixels.shape, 4)
    channels[y, x] = np.rint(channels[y, x] * (1 - part) + over * part)


def _beside(where: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which pixels are in a place, or have a neighbour there."""
    found = where.copy()
    found[1:] |= where[:-1]
    found[:-1] |= where[1:]
    found[:, 1:] |= where[:, :-1]
    found[:, :-1] |= where[:, 1:]
    return found


def _tints(colour: str | None) -> NDArray[np.uint32]:
    """Return a colour in 256 steps from nothing to all of it, premultiplied."""
    import numpy as np

    whole = np.array([_argb(colour)], dtype="u4").view("u1")
    steps = np.arange(256, dtype="f4")[:, None] / 255
    found: NDArray[np.uint32] = np.rint(steps * whole).astype("u1").view("u4")[:, 0]
    return found


def _lay_over(pixels: NDArray[np.uint32], where: NDArray[np.intp], tints: NDArray[np.uint32]) -> None:
    """Lay premultiplied colours over some pixels of an image that has no gap between its rows, in place."""
    import numpy as np

    flat = pixels.reshape(-1)
    under = flat[where]
    flat[where] = tints
    met = np.flatnonzero(under)
    if len(met):
        over, below = (it[met].view("u1").reshape(-1, 4).astype("f4") for it in (tints, under))
        flat[where[met]] = np.rint(over + below * (1 - over[:, 3:] / 255)).astype("u1").view("u4")[:, 0]
