"""Polygons as arrays: what is done to every vertex of very many of them is done to numbers, not to geometries."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

_POLYGON, _MULTIPOLYGON, _COLLECTION, _MISSING = 3, 6, 7, -1
_WORTH_A_THREAD: Final = 200_000
BLOCK: Final = 1 << 17
"""Vertices that are worked on at a time: few enough to stay near the processor, and to take little memory."""
_ROUNDING: Final = 1e-14
"""More than a cross product of two vertices is rounded by, as a share of the largest coordinate squared."""

Numbers = npt.NDArray[np.float64]
Offsets = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Rings:
    """Polygons taken apart, in the order of their rows; each offset begins with 0 and ends with the number of all.

    Parameters
    ----------
    vertices
        Of all rings, shape (vertices, 2); the first of a ring stands again at its end.
    rings
        Where each ring begins among the vertices, shape (rings + 1,).
    polygons
        Where each polygon begins among the rings, shell first, shape (polygons + 1,).
    areas
        Where each row begins among the polygons, shape (rows + 1,).
    """

    vertices: Numbers
    rings: Offsets
    polygons: Offsets
    areas: Offsets

    @classmethod
    def of(cls, shapes: Any) -> Rings:
        """Take polygons, multipolygons and collections apart; what is empty, missing or no area has no rings."""
        shapes = _areal(shapes)
        vertices = shapely.get_coordinates(shapes)
        counts = shapely.get_num_coordinates(shapes)
        filled = counts > 0
        plain = filled & _has_one_ring(shapes, vertices, counts)
        if plain.all():
            ones = np.arange(len(counts) + 1)
            return cls(vertices, _offsets(counts), ones, ones)
        alone, others = np.flatnonzero(plain), np.flatnonzero(filled & ~plain)
        parts, of_other = _polygons(shapes[others])
        rings, of_part = shapely.get_rings(parts, return_index=True)
        row_of_part = np.concatenate([alone, others[of_other]])
        order = np.argsort(row_of_part, kind="stable")
        row_of_ring = np.concatenate([alone, others[of_other][of_part]])
        sizes = np.concatenate([counts[alone], shapely.get_num_coordinates(rings)])
        held = np.concatenate([np.ones(len(alone), dtype=np.intp), np.bincount(of_part, minlength=len(parts))])
        return cls(
            vertices, _offsets(sizes[np.argsort(row_of_ring, kind="stable")]), _offsets(held[order]),
            _offsets(np.bincount(row_of_part, minlength=len(counts))),
        )  # fmt: skip

    @cached_property
    def owners(self) -> Offsets:
        """Row of each ring, shape (rings,)."""
        return np.repeat(np.arange(len(self.areas) - 1), np.diff(self.polygons[self.areas]))

    @cached_property
    def holes(self) -> npt.NDArray[np.bool_]:
        """Whether each ring is a hole, shape (rings,)."""
        found = np.ones(len(self.rings) - 1, dtype=bool)
        found[self.polygons[:-1]] = False
        return found

    @cached_property
    def clockwise(self) -> npt.NDArray[np.bool_]:
        """Whether each ring, of a valid polygon, goes round clockwise, shape (rings,)."""
        twice = np.empty(len(self.rings) - 1)
        firsts = np.unique(np.searchsorted(self.rings[:-1], np.arange(0, len(self.vertices), BLOCK)))
        for first, last in pairwise([*firsts.tolist(), len(twice)]):
            begin, end = self.rings[[first, last]]
            x, y = self.vertices[begin:end].T
            crosses = x * np.roll(y, -1) - np.roll(x, -1) * y
            crosses[self.rings[first + 1 : last + 1] - begin - 1] = 0.0
            twice[first:last] = np.add.reduceat(crosses, self.rings[first:last] - begin)
        sizes = np.diff(self.rings)
        most = max(self.vertices.max(initial=0.0), -self.vertices.min(initial=0.0))
        found = twice < 0
        for ring in np.flatnonzero(np.abs(twice) <= _ROUNDING * sizes * most**2):
            found[ring] = not shapely.is_ccw(shapely.LinearRing(self.vertices[slice(*self.rings[ring : ring + 2])]))
        return np.asarray(found)

    def moved(self, vertices: Numbers) -> Rings:
        """Return the same rings with other vertices in the place of theirs."""
        return Rings(vertices, self.rings, self.polygons, self.areas)

    def shapes(self) -> Any:
        """Return the polygons, and multipolygons of rows of several, as geometries."""
        polygons = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, self.vertices, (self.rings, self.polygons)
        )  # fmt: skip
        counts = np.diff(self.areas)
        if (counts == 1).all():
            return polygons
        found = np.full(len(counts), shapely.Polygon(), dtype=object)
        found[counts == 1] = polygons[self.areas[:-1][counts == 1]]
        many = np.flatnonzero(counts > 1)
        of_part = np.repeat(np.arange(len(counts)), counts)
        within = counts[of_part] > 1
        found[many] = shapely.multipolygons(polygons[within], indices=np.searchsorted(many, of_part[within]))
        return found


def _areal(shapes: Any) -> Any:
    """Return shapes with None where there is no area, and multipolygons of what areas a collection holds."""
    kinds = shapely.get_type_id(shapes)
    if np.isin(kinds, (_POLYGON, _MULTIPOLYGON, _MISSING)).all():
        return shapes
    found = np.array(shapes, dtype=object)
    found[~np.isin(kinds, (_POLYGON, _MULTIPOLYGON))] = None
    for row in np.flatnonzero(kinds == _COLLECTION):
        found[row] = shapely.MultiPolygon(list(_polygons(shapes[row : row + 1])[0]))
    return found


def _has_one_ring(shapes: Any, vertices: Numbers, counts: Offsets) -> npt.NDArray[np.bool_]:
    """Tell of which rows it is plain that they have one ring.

    A multipolygon of one part has where it comes back to its first vertex at its end and nowhere before.
    """
    kinds = shapely.get_type_id(shapes)
    plain = (kinds == _POLYGON) & (shapely.get_num_interior_rings(shapes) == 0)
    maybe = (kinds == _MULTIPOLYGON) & (shapely.get_num_geometries(shapes) == 1)
    if maybe.any() and len(vertices):
        starts = _offsets(counts)
        first = np.minimum(starts[:-1], len(vertices) - 1)
        closes = (vertices[starts[1:] - 1] == vertices[first]).all(axis=1)
        met = _offsets((vertices == np.repeat(vertices[first], counts, axis=0)).all(axis=1))
        plain |= maybe & closes & (met[starts[1:]] - met[starts[:-1]] == 2)
    return np.asarray(plain)


def _polygons(shapes: Any) -> tuple[Any, Offsets]:
    """Return the polygons of shapes, of collections in collections too, and the row of each."""
    rows = np.arange(len(shapes))
    while (shapely.get_type_id(shapes) > _POLYGON).any():
        shapes, index = shapely.get_parts(shapes, return_index=True)
        rows = rows[index]
    there = (shapely.get_type_id(shapes) == _POLYGON) & ~shapely.is_empty(shapes)
    return shapes[there], rows[there]


def number_of_rings(shapes: Any) -> Offsets:
    """Return the number of rings of each of some polygons, shape (n,)."""
    found = shapely.get_num_interior_rings(shapes) + 1
    others = np.flatnonzero(shapely.get_type_id(shapes) != _POLYGON)
    parts, of_other = _polygons(shapes[others])
    counts = np.zeros(len(others), dtype=np.intp)
    np.add.at(counts, of_other, shapely.get_num_interior_rings(parts) + 1)
    found[others] = counts
    return np.asarray(found)


def _offsets(counts: Any) -> Offsets:
    return np.concatenate([[0], np.cumsum(counts)])


def in_blocks(move: Callable[[Numbers], Numbers], vertices: Numbers) -> Numbers:
    """Return vertices moved, shape (n, 2), block by block and so with little memory, by two processors where it pays.

    Parameters
    ----------
    move
        Takes and returns vertices, and lets go of Python's lock for most of its time, as PROJ does.
    vertices
        Shape (n, 2).
    """
    found = np.empty_like(vertices)

    def one(start: int) -> None:
        found[start : start + BLOCK] = move(vertices[start : start + BLOCK])

    starts = range(0, len(vertices), BLOCK)
    if len(starts) < 2:
        list(map(one, starts))
    else:
        with ThreadPoolExecutor(2) as two:
            list(two.map(one, starts))
    return found


def in_halves(work: Callable[[Any], Any], many: Any, weight: int) -> Any:
    """Do a work that lets go of Python's lock, as GEOS and PROJ do, on two processors where it is worth it.

    Parameters
    ----------
    work
        Takes an array and returns one of the same length.
    many
        The array.
    weight
        Vertices in it.
    """
    if weight < _WORTH_A_THREAD or len(many) < 2:
        return work(many)
    middle = len(many) // 2
    with ThreadPoolExecutor(1) as beside:
        first = beside.submit(copy_context().run, work, many[:middle])
        second = work(many[middle:])
    return np.concatenate([first.result(), second])
