"""Projected shapes as raw numbers: what the layers of a scene are drawn from, without numpy or shapely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, overload

PAIR: Final = 16
"""Bytes of one vertex."""
MANY: Final = 300
MANY_VERTICES: Final = 60_000
"""From so many polygons, or vertices, on a layer counts as large."""

Buffer = bytes | memoryview
Part = tuple[int, int]


class Parts(Sequence[tuple[Part, ...]]):
    """Rings a feature as (first vertex, number of vertices), made when asked for.

    Parameters
    ----------
    rings
        Int32: the first vertex of each ring, and the number of all vertices.
    features
        Int32: the first ring of each feature, and the number of all rings.
    """

    def __init__(self, rings: Buffer, features: Buffer) -> None:
        self._rings = memoryview(rings).cast("B").cast("i")
        self._features = memoryview(features).cast("B").cast("i")

    def __len__(self) -> int:
        return len(self._features) - 1

    @overload
    def __getitem__(self, index: int) -> tuple[Part, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[Part, ...]]: ...
    def __getitem__(self, index: int | slice) -> tuple[Part, ...] | Sequence[tuple[Part, ...]]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        ends = self._rings[self._features[index] : self._features[index + 1] + 1].tolist()
        return tuple((first, end - first) for first, end in pairwise(ends))


class Pairs(Sequence[tuple[float, float]]):
    """Points, made when asked for.

    Parameters
    ----------
    xy
        Float64 pairs.
    """

    def __init__(self, xy: Buffer) -> None:
        self._xy = memoryview(xy).cast("B").cast("d")

    def __len__(self) -> int:
        return len(self._xy) // 2

    @overload
    def __getitem__(self, index: int) -> tuple[float, float]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[float, float]]: ...
    def __getitem__(self, index: int | slice) -> tuple[float, float] | Sequence[tuple[float, float]]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._xy[2 * index], self._xy[2 * index + 1]


@dataclass(frozen=True, eq=False)
class Level:
    """All rings, generalised for scales at which `tolerance_m` metres cannot be seen; shared edges stay shared.

    `xy` holds pairs of float64 where `tolerance_m` is 0, and of float32 else; `rings` and `features` are as in `Parts`.
    """

    tolerance_m: float
    xy: Buffer
    rings: Buffer
    features: Buffer


@dataclass(frozen=True, eq=False)
class Shapes:
    """Projected features of one kind.

    Parameters
    ----------
    kind
        ``polygon``, ``line`` or ``point``.
    ids, tags
        A place id and a tag (confidence, rank; of contributed areas the name) a feature.
    parts
        A feature's rings or lines as (first vertex, number of vertices).
    anchors
        Where a feature's label stands, in metres.
    xy
        Float64 pairs, metres of the map's CRS, native byte order.
    """

    kind: str
    ids: Sequence[str]
    tags: Sequence[str]
    parts: Sequence[tuple[Part, ...]]
    anchors: Sequence[tuple[float, float]]
    xy: Buffer
    sizes: Sequence[float] = ()
    """What a feature measures on the ground: km2 of an area, km of a line on the ellipsoid, 0 for a point."""
    levels: tuple[Level, ...] = ()
    """The same for drawing, as they are first and coarser ones after; none where nobody prepared them."""
    boxes: Buffer = b""
    """Float64 xmin, ymin, xmax, ymax a feature, in metres; empty where nobody prepared them."""

    @property
    def large(self) -> bool:
        """Whether painting them at once would stop the window."""
        return self.kind == "polygon" and (len(self.ids) >= MANY or memoryview(self.xy).nbytes >= MANY_VERTICES * PAIR)

    def ring(self, part: Part) -> memoryview[float]:
        """Return the numbers x0, y0, x1, y1 ... of one part without copying them."""
        first, count = part
        return memoryview(self.xy).cast("B")[first * PAIR : (first + count) * PAIR].cast("d")

    def bounds(self) -> tuple[float, float, float, float]:
        """Return (xmin, ymin, xmax, ymax) of all features, in metres."""
        if self.boxes:
            sides = memoryview(self.boxes).cast("B").cast("d")
            xmin, ymin, xmax, ymax = (sides[side::4].tolist() for side in range(4))
            return min(xmin), min(ymin), max(xmax), max(ymax)
        numbers = memoryview(self.xy).cast("B").cast("d")
        xs, ys = numbers[::2].tolist(), numbers[1::2].tolist()
        return min(xs), min(ys), max(xs), max(ys)
