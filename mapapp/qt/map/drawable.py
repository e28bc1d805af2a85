"""The numbers of a large layer as arrays: what is in view, at which level, and its rings in pixels.

numpy comes in with the first large layer, never before.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from PySide6.QtGui import QPolygonF
from shiboken6 import VoidPtr

from mapapp.labels import Viewport
from mapapp.qt.map.scanning import Rings
from mapapp.shapes import Level, Shapes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SLICE_VERTICES: Final = 10_000
"""Vertices that a painter is given at once: some milliseconds."""
RUN_VERTICES: Final = 50_000
"""Vertices that are handled at once by arrays alone: some milliseconds."""
_FINEST_PX: Final = 0.75
"""How many pixels the tolerance of a level may come to."""
_known: WeakKeyDictionary[Shapes, Drawable] = WeakKeyDictionary()


class Drawable:
    """Polygons as arrays.

    Parameters
    ----------
    shapes
        Polygons in metres; without levels or boxes these are found here.
    """

    def __init__(self, shapes: Shapes) -> None:
        import numpy as np

        given = shapes.levels or (_full(shapes),)
        self._levels = [(level.tolerance_m, *_arrays(level)) for level in given]
        _tolerance, xy, rings, features = self._levels[0]
        if shapes.boxes:
            self._boxes = np.frombuffer(shapes.boxes, dtype="f8").reshape(-1, 4)
        elif len(rings) > 1:
            first = rings[features[:-1]]
            self._boxes = np.hstack([np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)])
        else:
            self._boxes = np.zeros((0, 4))

    def in_view(self, viewport: Viewport) -> NDArray[np.intp]:
        """Return the numbers of the features whose boxes touch the frame, in their order."""
        import numpy as np

        xmin, ymax = viewport.to_map(0, 0)
        xmax, ymin = viewport.to_map(viewport.width_mm, viewport.height_mm)
        box = self._boxes
        return np.flatnonzero((box[:, 0] <= xmax) & (box[:, 2] >= xmin) & (box[:, 1] <= ymax) & (box[:, 3] >= ymin))

    def level(self, metres_a_pixel: float) -> int:
        """Return the coarsest level whose tolerance cannot be seen."""
        fit = [index for index, level in enumerate(self._levels) if level[0] <= metres_a_pixel * _FINEST_PX]
        return fit[-1]

    def vertices(self, level: int, features: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the number of vertices of each of some features."""
        import numpy as np

        _tolerance, _xy, rings, first = self._levels[level]
        found: NDArray[np.intp] = (rings[first[features + 1]] - rings[first[features]]).astype(np.intp)
        return found

    def slices(self, level: int, features: NDArray[np.intp], size: int) -> Iterator[NDArray[np.intp]]:
        """Cut features into runs of about so many vertices; one that is larger is a run of its own."""
        import numpy as np

        upto = np.cumsum(self.vertices(level, features))
        start, done = 0, 0
        while start < len(features):
            end = max(int(np.searchsorted(upto, done + size, side="right")), start + 1)
            yield features[start:end]
            start, done = end, int(upto[end - 1])

    def rings(self, level: int, features: NDArray[np.intp], viewport: Viewport, px: float) -> Rings:
        """Return the rings of features in pixels; `viewport` is the map frame, `px` pixels a millimetre."""
        import numpy as np

        _tolerance, xy, rings, first = self._levels[level]
        low, high = first[features], first[features + 1]
        own = _ranges(low, high)
        starts, ends = rings[:-1][own], rings[1:][own]
        vertices = xy[_ranges(starts, ends)]
        upto = np.cumsum(ends - starts, dtype=np.intp)
        ring_of = np.concatenate([[0], np.cumsum(high - low)])
        k = viewport.scale * px
        x = (vertices[:, 0].astype("f8") - viewport.centre[0]) * k + viewport.width_mm * px / 2
        y = (viewport.centre[1] - vertices[:, 1].astype("f8")) * k + viewport.height_mm * px / 2
        return Rings(x, y, upto - 1, np.concatenate([[0], upto])[ring_of], features)

    def polygons(
        self, level: int, features: NDArray[np.intp], viewport: Viewport, px: float, grid: int
    ) -> Iterator[tuple[int, list[QPolygonF]]]:
        """Yield each feature with its rings in pixels.

        Parameters
        ----------
        level, features
            Which rings of which features.
        viewport, px
            The map frame, and pixels a millimetre.
        grid
            Parts of a pixel to which vertices are drawn together; those that fall on the one before are left out.
            What neighbours share stays shared.
        """
        import numpy as np

        found = self.rings(level, features, viewport, px)
        at = np.rint(np.column_stack([found.x, found.y]) * grid)
        keep = np.ones(len(at), dtype=bool)
        keep[1:] = (at[1:] != at[:-1]).any(axis=1)
        begin = np.concatenate([[0], found.last + 1])
        keep[begin[:-1]] = True
        place = np.concatenate([[0], np.cumsum(keep)])
        raw = memoryview((at[keep] / grid).tobytes())
        cuts = place[begin].tolist()
        counts = np.diff(np.searchsorted(begin, found.first)).tolist()
        ring = 0
        for feature, count in zip(features.tolist(), counts, strict=True):
            ends_here = cuts[ring : ring + count + 1]
            ring += count
            own = [_polygon(raw, a, b) for a, b in pairwise(ends_here) if b - a > 2]
            if own:
                yield feature, own


def drawable(shapes: Shapes) -> Drawable:
    """Return the arrays of shapes, made once."""
    found = _known.get(shapes)
    if found is None:
        found = _known[shapes] = Drawable(shapes)
    return found


def _full(shapes: Shapes) -> Level:
    """Return the rings of shapes that nobody prepared for drawing."""
    import numpy as np

    ends = np.array([first + count for own in shapes.parts for first, count in own], dtype="i4")
    counts = np.array([len(own) for own in shapes.parts], dtype="i4")
    zero = np.zeros(1, dtype="i4")
    rings, features = np.concatenate([zero, ends]), np.concatenate([zero, np.cumsum(counts, dtype="i4")])
    return Level(0.0, shapes.xy, rings.astype("i4").tobytes(), features.astype("i4").tobytes())


def _arrays(level: Level) -> tuple[NDArray[Any], NDArray[np.int32], NDArray[np.int32]]:
    import numpy as np

    xy = np.frombuffer(level.xy, dtype="f4" if level.tolerance_m else "f8").reshape(-1, 2)
    return xy, np.frombuffer(level.rings, dtype="i4"), np.frombuffer(level.features, dtype="i4")


def _ranges(starts: NDArray[Any], ends: NDArray[Any]) -> Any:
    """Return the numbers of all ranges one after the other; a slice where they follow on one another."""
    import numpy as np

    if not len(starts):
        return slice(0, 0)
    if (starts[1:] == ends[:-1]).all():
        return slice(int(starts[0]), int(ends[-1]))
    counts = ends - starts
    return np.arange(int(counts.sum())) + np.repeat(starts - (np.cumsum(counts) - counts), counts)


def _polygon(raw: memoryview, first: int, last: int) -> QPolygonF:
    polygon = QPolygonF()
    polygon.resize(last - first)
    target = memoryview(VoidPtr(polygon.data(), (last - first) * 16, True)).cast("B")  # type: ignore[call-arg, arg-type]
    target[:] = raw[first * 16 : last * 16]
    return polygon
