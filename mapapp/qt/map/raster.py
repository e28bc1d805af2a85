"""Layers of very many polygons: a raster of feature numbers, painted in slices, coloured by looking up.

Painting polygons takes time that grows with their number; giving a raster other colours does not. Boundaries are
where the number of a pixel differs from its neighbour's. numpy comes in with the first such layer, never before.
"""

from __future__ import annotations

from math import cos, radians, sin
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPolygonF
from shiboken6 import VoidPtr

from mapapp.compiled import Shapes
from mapapp.labels import Viewport
from mapapp.scene import SceneLayer
from mapapp.symbols import Hatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MANY: Final = 300
"""From so many polygons on a layer is painted this way."""
_BOUNDARY: Final = 0xFF6B6F76


class Raster:
    """The feature numbers of a layer's polygons on the pixels of one viewport.

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
        self._image = QImage(size, QImage.Format.Format_RGB32)
        self._image.fill(0)
        self._next = 0
        self._points, self._parts, self._order = self._visible()
        self._ids: NDArray[np.uint32] | None = None

    @property
    def finished(self) -> bool:
        """Whether every polygon has been painted."""
        return self._next >= len(self._order)

    def matches(self, shapes: Shapes, viewport: Viewport, size: QSize) -> bool:
        """Tell whether this raster shows these shapes in this viewport."""
        return self.shapes is shapes and self.viewport == viewport and self.size == size

    def _visible(self) -> tuple[NDArray[np.float64], list[list[tuple[int, int]]], list[int]]:
        """Return pixel coordinates without the vertices that fall on the pixel before, parts, and what is in view."""
        import numpy as np

        view, k = self.viewport, self.viewport.scale * self.px
        metres = np.frombuffer(self.shapes.xy, dtype="f8").reshape(-1, 2)
        middle = np.array([view.width_mm / 2 * self.px, view.height_mm / 2 * self.px])
        snapped = np.rint((metres - view.centre) * [k, -k] + middle).astype("i4")
        flat = np.array([part for own in self.shapes.parts for part in own], dtype="i8").reshape(-1, 2)
        keep = np.ones(len(snapped), dtype=bool)
        keep[1:] = (snapped[1:] != snapped[:-1]).any(axis=1)
        keep[flat[:, 0]] = True  # the first vertex of each ring
        place = np.concatenate([[0], np.cumsum(keep)])
        low = np.minimum.reduceat(snapped, flat[:, 0])
        high = np.maximum.reduceat(snapped, flat[:, 0])
        inside: Any = (high >= 0).all(axis=1) & (low <= [self.size.width(), self.size.height()]).all(axis=1)
        first, last = place[flat[:, 0]].tolist(), place[flat[:, 0] + flat[:, 1]].tolist()
        seen = inside.tolist()
        parts, order, row = [], [], 0
        for index, own in enumerate(self.shapes.parts):
            rows = range(row, row + len(own))
            row += len(own)
            parts.append([(first[r], last[r]) for r in rows if last[r] - first[r] > 2])
            if any(seen[r] for r in rows):
                order.append(index)
        return snapped[keep].astype("f8"), parts, order

    def paint(self, seconds: float) -> bool:
        """Paint polygons for at most so long; return whether all are painted."""
        end = perf_counter() + seconds
        painter = QPainter(self._image)
        painter.setPen(Qt.PenStyle.NoPen)
        while not self.finished and perf_counter() < end:
            for index in self._order[self._next : self._next + 64]:
                painter.setBrush(QColor.fromRgb(index + 1))
                rings = [self._polygon(part) for part in self._parts[index]]
                if len(rings) == 1:
                    painter.drawPolygon(rings[0])
                elif rings:
                    path = QPainterPath()
                    for ring in rings:
                        path.addPolygon(ring)
                    painter.drawPath(path)
            self._next += 64
        painter.end()
        return self.finished

    def _polygon(self, part: tuple[int, int]) -> QPolygonF:
        first, last = part
        polygon = QPolygonF()
        polygon.resize(last - first)
        target = memoryview(VoidPtr(polygon.data(), (last - first) * 16, True)).cast("B")  # type: ignore[call-arg, arg-type]
        target[:] = self._points[first:last].tobytes()
        return polygon

    @property
    def ids(self) -> NDArray[np.uint32]:
        """Feature number + 1 a pixel (rows x columns), 0 where there is none."""
        import numpy as np

        if self._ids is None:
            pixels = np.frombuffer(self._image.constBits(), dtype=np.uint32)
            rows = pixels.reshape(self.size.height(), self._image.bytesPerLine() // 4)
            self._ids = np.bitwise_and(rows[:, : self.size.width()], np.uint32(0xFFFFFF))
        return self._ids

    def feature_at(self, x: float, y: float) -> int | None:
        """Return the number of the feature on a pixel, or None."""
        if not (self.finished and 0 <= x < self.size.width() and 0 <= y < self.size.height()):
            return None
        found = int(self.ids[int(y), int(x)])
        return found - 1 if found else None

    def picture(self, layer: SceneLayer) -> QImage:
        """Return the layer's picture: each pixel looked up in the colours of the features."""
        import numpy as np

        fills = np.array([_argb(symbol.fill) for symbol in layer.symbols] + [0], dtype="u4")
        classes = np.array(layer.symbol_of, dtype="i4")
        table = np.concatenate([np.zeros(1, dtype="u4"), fills[classes]])
        pixels = np.take(table, self.ids)
        for which, symbol in enumerate(layer.symbols):
            if symbol.hatch is not None:
                pixels[self._stripes(symbol.hatch) & np.concatenate([[False], classes == which])[self.ids]] = _argb(
                    symbol.hatch.colour
                )
        pixels[self._boundaries(np.concatenate([[False], classes >= 0]))] = _BOUNDARY
        height, width = pixels.shape
        return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()

    def _boundaries(self, drawn: NDArray[np.bool_]) -> Any:
        import numpy as np

        ids = self.ids
        found = np.zeros(ids.shape, dtype=bool)
        found[:, 1:] |= ids[:, 1:] != ids[:, :-1]
        found[1:, :] |= ids[1:, :] != ids[:-1, :]
        if not drawn[1:].all():
            found &= drawn[ids]
        return found

    def _stripes(self, hatch: Hatch) -> Any:
        import numpy as np

        y, x = np.ogrid[: self.size.height(), : self.size.width()]
        found: Any = False
        for angle in (hatch.angle, hatch.angle + 90) if hatch.crossed else (hatch.angle,):
            across = x * sin(radians(angle)) + y * cos(radians(angle))
            found = found | ((across % (hatch.spacing_mm * self.px)) < max(hatch.width_mm * self.px, 1.0))
        return found


def _argb(colour: str | None) -> int:
    return QColor(colour).rgba() if colour else 0
