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
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from mapapp.labels import Viewport
from mapapp.qt.map.drawable import drawable
from mapapp.qt.painter import HAIRLINE, layer_pen, paint_area
from mapapp.scene import SceneLayer
from mapapp.shapes import MANY, MANY_VERTICES, Shapes
from mapapp.symbols import HALO, Hatch, Symbol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BAND_ROWS: Final = 48
"""Rows of pixels that are coloured at once."""
_GRID, _FINE_GRID = 4, 16  # parts of a pixel: of a raster without smooth edges, and of a painting with them
_VERY_MANY: Final = 500_000
"""From so many vertices in view on, whole pixels must do, until there are coarser levels."""

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
        self._grid = 1 if vertices > _VERY_MANY else _GRID
        self._numbers = QImage(size, QImage.Format.Format_RGB32)
        self._ids: NDArray[np.uint32] | None = None
        self._lines: tuple[object, QImage] | None = None

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
        lined = not self.few and any(symbol.line is not None for symbol in layer.symbols)
        yield from self._trace(layer, lined)
        if self.few:
            image.fill(Qt.GlobalColor.transparent)
            yield from self._paint(layer, image)
            return
        yield from self._colour(layer, image)
        if lined:
            assert self._lines is not None
            painter = QPainter(image)
            painter.drawImage(0, 0, self._lines[1])
            painter.end()

    def _polygons(self, grid: int) -> Iterator[_Run]:
        for run in self._drawable.slices(self._level, self.seen):
            yield list(self._drawable.polygons(self._level, run, self.viewport, self.px, grid))

    def _trace(self, layer: SceneLayer, lined: bool) -> Iterator[None]:
        """Paint numbers and outlines, whichever are not there yet, in one run over the polygons.

        Outlines are drawn once for each look of lines.
        """
        numbers, lines = not self.numbered, None
        look = ([(it.line, it.width_mm, it.dash_mm) for it in layer.symbols], layer.symbol_of)
        if lined and (self._lines is None or self._lines[0] != look):
            lines = QImage(self.size, QImage.Format.Format_ARGB32_Premultiplied)
            lines.fill(Qt.GlobalColor.transparent)
        if not numbers and lines is None:
            return
        if numbers:
            self._numbers.fill(0)
        pens = [_outline_pen(symbol, self.px) for symbol in layer.symbols]
        for run in self._polygons(self._grid):
            if numbers:
                self._number(run)
            if lines is not None:
                _draw_lines(lines, run, layer, pens)
            yield
        if numbers:
            self._ids = self._read()
        if lines is not None:
            self._lines = (look, lines)

    def _number(self, run: _Run) -> None:
        """Paint the numbers of polygons, counted from 1, as colours."""
        painter = QPainter(self._numbers)
        painter.setPen(Qt.PenStyle.NoPen)
        for feature, rings in run:
            painter.setBrush(QColor.fromRgb(feature + 1))
            if len(rings) == 1:
                painter.drawPolygon(rings[0])
            else:
                painter.drawPath(_path(rings))
        painter.end()

    def _read(self) -> NDArray[np.uint32]:
        import numpy as np

        pixels = np.frombuffer(self._numbers.constBits(), dtype=np.uint32)
        rows = pixels.reshape(self.size.height(), self._numbers.bytesPerLine() // 4)
        return np.bitwise_and(rows[:, : self.size.width()], np.uint32(0xFFFFFF))

    def _paint(self, layer: SceneLayer, image: QImage) -> Iterator[None]:
        for run in self._polygons(_FINE_GRID):
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
        classes = np.concatenate([[-1], np.asarray(layer.symbol_of, dtype="i4")])
        table = fills[classes]
        hatched = [(which, symbol.hatch) for which, symbol in enumerate(layer.symbols) if symbol.hatch is not None]
        height, width = self.ids.shape
        target = np.frombuffer(image.bits(), dtype="u4").reshape(height, image.bytesPerLine() // 4)
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
            target[top:bottom, :width] = pixels[top - first : bottom - first]
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


def _outline_pen(symbol: Symbol, px: float) -> QPen:
    """Return a pen for outlines that neighbours both draw.

    Qt draws a pen of at most one pixel several times faster, and drawn twice it has the ink of 1.2 pixels.
    """
    pen = layer_pen(symbol, px)
    if 1 < pen.widthF() <= HAIRLINE:
        pen.setWidthF(1)
    return pen


def _draw_lines(image: QImage, run: _Run, layer: SceneLayer, pens: Sequence[QPen]) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for feature, rings in run:
        which = layer.symbol_of[feature]
        if which < 0 or layer.symbols[which].line is None:
            continue
        painter.setPen(pens[which])
        for ring in rings:
            painter.drawPolygon(ring)
    painter.end()


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
