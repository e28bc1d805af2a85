"""Curved geometries, which shapely does not know, are read from their bytes and drawn as chords."""

from __future__ import annotations

import math
import struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

_CURVED: Final = frozenset({8, 9, 10, 11, 12})
_STEP: Final = math.radians(4)

Coords = npt.NDArray[np.float64]


def kind_of(wkb: bytes) -> int:
    """Return the OGC kind of a WKB geometry without its dimension: 3 is a polygon, 10 a curved one."""
    code = int(struct.unpack("<I" if wkb[0] else ">I", wkb[1:5])[0])
    return (code & 0xFFFF) % 1000


def is_curved(wkb: bytes) -> bool:
    """Tell whether a WKB geometry is of a curved kind."""
    return len(wkb) >= 5 and kind_of(wkb) in _CURVED


class _Bytes:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at, self.order = raw, 0, "<"

    def take(self, shape: str) -> tuple[Any, ...]:
        found = struct.unpack_from(self.order + shape, self.raw, self.at)
        self.at += struct.calcsize(self.order + shape)
        return found

    def head(self) -> tuple[int, int]:
        """Read byte order and kind; return the kind and the number of coordinates a point."""
        self.order = "<" if self.raw[self.at] else ">"
        self.at += 1
        (code,) = self.take("I")
        flags, plain = code >> 29, code & 0xFFFF
        extra = {0: 0, 1: 1, 2: 1, 3: 2}[plain // 1000] + (flags >> 2) + (flags >> 1 & 1)
        return plain % 1000, 2 + extra

    def points(self, width: int) -> Coords:
        (count,) = self.take("I")
        if count * width * 8 > len(self.raw) - self.at:
            raise ValueError("a geometry that is cut short")
        found = np.frombuffer(self.raw, self.order + "f8", count * width, self.at).reshape(count, width)
        self.at += count * width * 8
        return found[:, :2].astype(np.float64)


def linear(wkb: bytes) -> Any:
    """Return a curved WKB geometry as shapely geometry with chords of at most four degrees.

    Raises
    ------
    ValueError
        If it is not a geometry of a known kind.
    """
    try:
        return _read(_Bytes(wkb))
    except (struct.error, IndexError, KeyError, shapely.errors.ShapelyError) as error:
        raise ValueError(f"a curve that cannot be read ({error})") from error


def _read(source: _Bytes) -> Any:
    kind, width = source.head()
    if kind in {2, 8, 9}:
        return shapely.LineString(_line(source, kind, width))
    if kind == 3:
        rings = [source.points(width) for _ in range(source.take("I")[0])]
        return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()
    if kind == 10:
        rings = [_line(source, *source.head()) for _ in range(source.take("I")[0])]
        return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()
    if kind in {5, 6, 11, 12}:
        parts = [_read(source) for _ in range(source.take("I")[0])]
        return shapely.MultiPolygon(parts) if kind in {6, 12} else shapely.MultiLineString(parts)
    raise ValueError(f"geometry kind {kind}")


def _line(source: _Bytes, kind: int, width: int) -> Coords:
    if kind == 2:
        return source.points(width)
    if kind == 8:
        return _arcs(source.points(width))
    pieces = [_line(source, *source.head()) for _ in range(source.take("I")[0])]
    return np.vstack([piece[int(index > 0) :] for index, piece in enumerate(pieces)])


def _arcs(points: Coords) -> Coords:
    """Draw arcs of three points each, every one beginning where the one before it ended."""
    pieces = [points[:1]]
    for index in range(0, len(points) - 2, 2):
        pieces.append(_arc(*points[index : index + 3])[1:])
    return np.vstack(pieces)


def _arc(a: Coords, b: Coords, c: Coords) -> Coords:
    (ax, ay), (bx, by), (cx, cy) = a, b, c
    if ax == cx and ay == cy:
        centre, sweep = (a + b) / 2, 2 * math.pi
    else:
        cross = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
        if abs(cross) < 1e-12:
            return np.vstack([a, b, c])
        a2, b2, c2 = ax**2 + ay**2, bx**2 + by**2, cx**2 + cy**2
        centre = np.array(
            [a2 * (by - cy) + b2 * (cy - ay) + c2 * (ay - by), a2 * (cx - bx) + b2 * (ax - cx) + c2 * (bx - ax)]
        ) / cross  # fmt: skip
        turn = (math.atan2(*(c - centre)[::-1]) - math.atan2(*(a - centre)[::-1])) % (2 * math.pi)
        sweep = turn if cross > 0 else turn - 2 * math.pi
    start, radius = math.atan2(*(a - centre)[::-1]), float(np.hypot(*(a - centre)))
    turns = start + np.linspace(0, sweep, max(2, math.ceil(abs(sweep) / _STEP)) + 1)
    found = centre + radius * np.column_stack([np.cos(turns), np.sin(turns)])
    found[0], found[-1] = a, c
    return np.asarray(found, dtype=np.float64)
