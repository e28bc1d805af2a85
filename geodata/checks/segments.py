"""The segments of very many polygons, so ordered that those which two polygons share lie beside one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geodata.rings import BLOCK, Rings

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xBF58476D1CE4E5B9)
_NO_SEGMENT: Final = np.uint64(2**64 - 1)
_ONE: Final = np.uint64(1)
_HALF: Final = np.uint64(32)
_QUARTER: Final = np.uint64(48)

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Segments:
    """The segments of polygons, equal ones beside one another.

    Parameters
    ----------
    rings
        The polygons.
    begins
        Where each segment begins among the vertices, shape (n,); it ends at the next one.
    keys
        Shape (n,). But for the last bit they rise, and are equal where two segments join the same vertices; the last
        bit tells which way round the polygon is walked, its inside to the left.
    """

    rings: Rings
    begins: Places
    keys: Keys

    @cached_property
    def rim(self) -> Places:
        """The segments that no other polygon has the other way round."""
        return _alone(self.keys)

    def unshared(self, of: npt.NDArray[np.bool_]) -> Places:
        """Return the segments that no other one among some polygons has the other way round.

        Parameters
        ----------
        of
            Whether each row is among them.
        """
        if of.all():
            return self.rim
        among = np.flatnonzero(np.repeat(of[self.rings.owners], np.diff(self.rings.rings))[self.begins])
        return among[_alone(self.keys[among])]

    def owners(self, which: Places) -> Places:
        """Return the rows that some of the segments belong to."""
        found: Places = self.rings.owners[np.searchsorted(self.rings.rings, self.begins[which], side="right") - 1]
        return found

    def lines(self, which: Places) -> Any:
        """Return some of the segments as one multilinestring."""
        begins, vertices = np.sort(self.begins[which]), self.rings.vertices
        return shapely.multilinestrings(
            shapely.linestrings(np.stack([vertices[begins], vertices[begins + 1]], axis=1))
        )  # fmt: skip


def segments(shapes: Any) -> Segments:
    """Take polygons apart."""
    rings = Rings.of(shapes)
    begins, keys = in_order(_keys(rings))
    some = int(np.searchsorted(keys, _NO_SEGMENT & ~_ONE))
    return Segments(rings, begins[:some], keys[:some])


def _alone(keys: Keys) -> Places:
    """Return which of rising keys do not stand for just two segments that join the same vertices either way round."""
    if not len(keys):
        return np.zeros(0, dtype=np.intp)
    change = keys[1:] ^ keys[:-1]
    ends = np.concatenate([[True], change > _ONE, [True]])
    first = np.flatnonzero((change == _ONE) & ends[:-2] & ends[2:])
    alone = np.ones(len(keys), dtype=bool)
    alone[first] = alone[first + 1] = False
    return np.flatnonzero(alone)


def _keys(rings: Rings) -> Keys:
    """Return the key of the segment that begins at each vertex; of one that is none the highest of all."""
    xy, turned = rings.vertices, rings.clockwise ^ rings.holes
    keys = np.empty(len(xy), dtype=np.uint64)
    for start in range(0, len(xy), BLOCK):
        mixed = _mixed(xy[start : start + BLOCK + 1])
        a, b = mixed[:-1], mixed[1:]
        found = (a + b) * _ODD
        found ^= a ^ b
        found |= _ONE
        found ^= a < b
        found[a == b] = _NO_SEGMENT
        keys[start : start + len(found)] = found
    if turned.any():
        keys ^= np.repeat(turned, np.diff(rings.rings))
    keys[rings.rings[1:] - 1] = _NO_SEGMENT
    return keys


def _mixed(xy: npt.NDArray[np.float64]) -> Keys:
    """Return a number a vertex that differs where vertices differ, but for chances of one in millions of millions."""
    bits = (xy + 0.0).view(np.uint64)  # turns -0.0 into 0.0
    found: Keys = bits[:, 0] * _ODD
    found ^= found >> np.uint64(29)
    found = (found + bits[:, 1]) * _MIX
    found ^= found >> np.uint64(32)
    return found


def in_order(keys: Keys) -> tuple[Places, Keys]:
    """Return the places of keys from the lowest to the highest but for their last bits, and the keys so ordered.

    Numbers of 16 bits numpy sorts by counting. Two such rounds order well mixed keys by their upper halves, in a third
    of the time of comparing them; the few that differ in their lower halves alone are compared.
    """
    lower, upper = ((keys >> bits).astype(np.uint16) for bits in (_HALF, _QUARTER))
    places = np.argsort(lower, kind="stable")
    places = places[np.argsort(upper[places], kind="stable")]
    ordered = keys[places]
    falls = np.flatnonzero((ordered[1:] | _ONE) < ordered[:-1])
    if len(falls):
        low = np.unique(ordered[falls] >> _HALF) << _HALF
        starts, ends = np.searchsorted(ordered, low), np.searchsorted(ordered, low | (_ONE << _HALF) - _ONE, "right")
        run = np.concatenate([np.arange(start, end) for start, end in zip(starts, ends, strict=True)])
        places[run] = places[run][np.argsort(ordered[run], kind="stable")]
        ordered[run] = keys[places[run]]
    return places, ordered
