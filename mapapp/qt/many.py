"""Paths of layers of very many areas: vertices that a device cannot show are left out before they are drawn.

Vertices are put on a grid of a quarter of a pixel; neighbours put a shared vertex on the same place, so no gap opens.
numpy comes in with the first such layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform
from shiboken6 import VoidPtr

from mapapp.shapes import Shapes

MANY: Final = 300
"""From so many areas on a layer is drawn this way."""
_GRID: Final = 4.0
"""Places a pixel."""


def thinned_paths(shapes: Shapes, transform: QTransform) -> Iterator[QPainterPath]:
    """Yield a path a feature, in units of the device.

    Parameters
    ----------
    shapes
        Areas in metres.
    transform
        From metres to the device; it may scale and move, not turn.
    """
    import numpy as np

    metres = np.frombuffer(shapes.xy, dtype="f8").reshape(-1, 2)
    scale, move = (transform.m11(), transform.m22()), (transform.dx(), transform.dy())
    placed = np.rint((metres * scale + move) * _GRID).astype("i4")
    keep = np.ones(len(placed), dtype=bool)
    keep[1:] = (placed[1:] != placed[:-1]).any(axis=1)
    flat = np.array([part for own in shapes.parts for part in own], dtype="i8").reshape(-1, 2)
    keep[flat[:, 0]] = True  # a ring begins where it began
    after = np.concatenate([[0], np.cumsum(keep)])
    first, last = after[flat[:, 0]].tolist(), after[flat.sum(axis=1)].tolist()
    raw = memoryview((placed[keep] / _GRID).astype("f8").tobytes())
    row = 0
    for own in shapes.parts:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for index in range(row, row + len(own)):
            path.addPolygon(_polygon(raw[first[index] * 16 : last[index] * 16]))
        row += len(own)
        yield path


def _polygon(raw: memoryview[int]) -> QPolygonF:
    polygon = QPolygonF()
    polygon.resize(len(raw) // 16)
    memoryview(VoidPtr(polygon.data(), len(raw), True)).cast("B")[:] = raw  # type: ignore[call-arg, arg-type]
    return polygon
