"""From rings to pixels by arrays: which polygon a pixel lies in, and the ink that a thin line leaves on it.

All polygons of a run are handled at once, many times faster than a painter that is called for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIXELS_AT_ONCE: Final = 400_000
"""Pixels that are numbered in one step: some milliseconds."""
_GRID: Final = 4
"""A vertex of a line that lies in the same fourth of a pixel as the one before is left out."""
_STEP_PX: Final = 0.75
"""How far apart a line leaves its drops of ink."""
_WIDEST_STRAND_PX: Final = 1.25
"""A line that is wider is drawn as several beside one another: the drops of one blur over two pixels."""
_BITS: Final = 17
_MASK: Final = (1 << _BITS) - 1
"""Room for a row, and for a column, in the key by which crossings are sorted."""


@dataclass(frozen=True, slots=True)
class Rings:
    """Closed rings of some features, one after the other.

    Parameters
    ----------
    x, y
        Vertices, float64, pixels from the top left.
    last
        The last vertex of each ring.
    first
        The first vertex of each feature, and the number of all vertices.
    features
        Number of each feature.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    last: NDArray[np.intp]
    first: NDArray[np.intp]
    features: NDArray[np.intp]


def number(ids: NDArray[np.uint32], rings: Rings) -> Iterator[None]:
    """Write the number of a feature, counted from 1, to each pixel whose middle lies in it; later ones lie on top.

    Parameters
    ----------
    ids
        Rows x columns, contiguous; written to.
    rings
        By the even-odd rule: a ring in a ring is a hole.

    Yields
    ------
    None
        After some milliseconds of work.
    """
    import numpy as np

    height, width = ids.shape
    keys = _crossings(rings, height, width)
    enter, leave = keys[::2], keys[1::2]
    columns = enter & _MASK
    counts = (leave & _MASK) - columns
    begins = (enter >> _BITS & _MASK) * width + columns
    numbers = (rings.features[enter >> 2 * _BITS] + 1).astype("u4")
    upto, flat = np.cumsum(counts), ids.reshape(-1)
    start, done = 0, 0
    while start < len(counts):
        end = max(int(np.searchsorted(upto, done + PIXELS_AT_ONCE, side="right")), start + 1)
        some = counts[start:end]
        shift = begins[start:end] - (upto[start:end] - some - done)
        total = int(upto[end - 1]) - done
        flat[np.repeat(shift, some) + np.arange(total)] = np.repeat(numbers[start:end], some)
        start, done = end, done + total
        yield


def _crossings(rings: Rings, height: int, width: int) -> NDArray[np.int64]:
    """Return where outlines cross the middles of rows: sorted keys of feature, row and first column beyond.

    An edge that neighbours share is computed from the same numbers for both: no pixel is left between them.
    """
    import numpy as np

    rows = np.clip(np.ceil(rings.y - 0.5), 0, height).astype("i4")
    crosses = rows[1:] != rows[:-1]
    crosses[rings.last[:-1]] = False  # from one ring to the next there is no edge
    at = np.flatnonzero(crosses)
    up = rows[at] > rows[at + 1]
    top, bottom = at + up, at + ~up
    x, y = rings.x[top], rings.y[top]
    lean = (rings.x[bottom] - x) / (rings.y[bottom] - y)
    counts = rows[bottom] - rows[top]
    feature = np.repeat(np.arange(len(rings.features)), np.diff(np.searchsorted(at, rings.first)))
    row = np.repeat(rows[top] - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    across = np.repeat(x, counts) + (row + 0.5 - np.repeat(y, counts)) * np.repeat(lean, counts)
    column = np.clip(np.ceil(across - 0.5), 0, width).astype("i8")
    keys: NDArray[np.int64] = np.repeat(feature << 2 * _BITS, counts) | row << _BITS | column
    keys.sort()
    return keys


def ink(sheet: NDArray[np.float32], rings: Rings, width: float, share: float = 1.0) -> None:
    """Add the ink that the outlines of rings leave on each pixel, 1 for one that a line covers.

    Parameters
    ----------
    sheet
        Rows x columns, contiguous, with a margin of one pixel all round; added to.
    rings
        Whose lines.
    width
        Of a line, pixels; lines of more than two or three have ragged corners.
    share
        Of the ink of a line, what is added: a half for lines that two neighbours draw.
    """
    import numpy as np

    x, y, dx, dy = _segments(rings, sheet.shape)
    length = np.hypot(dx, dy)
    strands = max(ceil(width - _WIDEST_STRAND_PX + 1), 1)
    drops = length * np.float32(width / strands * share)
    long = np.flatnonzero(length > _STEP_PX)
    counts = np.ceil(length[long] / _STEP_PX).astype("i4")
    place = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5
    along = (place / np.repeat(counts, counts)).astype("f4")
    drops[long] = 0
    drops = np.concatenate([drops, np.repeat(length[long] * np.float32(width / strands * share) / counts, counts)])

    def all_of(begin: Any, step: Any) -> Any:
        """Return what holds half-way along the lines, and then at even steps along the long ones."""
        spread = np.repeat(begin[long], counts) + along * np.repeat(step[long], counts)
        return np.concatenate([begin + step / 2, spread])

    for strand in range(strands):
        aside = np.float32(((strand + 0.5) / strands - 0.5) * width) / length
        _splash(sheet, all_of(x + 0.5 - dy * aside, dx), all_of(y + 0.5 + dx * aside, dy), drops.astype("f4"))


def _segments(rings: Rings, shape: tuple[int, ...]) -> Iterator[NDArray[np.float32]]:
    """Return where the lines begin that can be seen on a sheet, and how far they go: x, y, dx, dy."""
    import numpy as np

    keep = _apart(rings.x)
    keep |= _apart(rings.y)
    keep[rings.last] = True
    keep[rings.last[:-1] + 1] = True
    at = np.flatnonzero(keep)
    x, y = rings.x[at].astype("f4"), rings.y[at].astype("f4")
    dx, dy = np.diff(x), np.diff(y)
    drawn = (dx != 0) | (dy != 0)
    drawn[np.searchsorted(at, rings.last[:-1])] = False  # from one ring to the next there is no line
    for begin, room in ((x, shape[1]), (y, shape[0])):
        if len(begin) and (begin.min() <= -1 or begin.max() >= room):
            drawn &= (np.maximum(begin[:-1], begin[1:]) > -1) & (np.minimum(begin[:-1], begin[1:]) < room)
    where = np.flatnonzero(drawn)
    return (it[where] for it in (x, y, dx, dy))


def _apart(along: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which vertices lie in another part of a pixel than the one before, in one direction; the first does."""
    import numpy as np

    part = np.floor(along * _GRID).astype("i4")
    found = np.ones(len(part), dtype=bool)
    np.not_equal(part[1:], part[:-1], out=found[1:])
    return found


def _splash(
    sheet: NDArray[np.float32], x: NDArray[np.float32], y: NDArray[np.float32], drops: NDArray[np.float32]
) -> None:
    """Share drops out among the four pixels round each; places count from the margin."""
    import numpy as np

    height, width = sheet.shape
    if len(x) and (x.min() < 0 or x.max() >= width - 1 or y.min() < 0 or y.max() >= height - 1):
        inside = np.flatnonzero((x >= 0) & (x < width - 1) & (y >= 0) & (y < height - 1))
        x, y, drops = x[inside], y[inside], drops[inside]
    column, row = x.astype("i4"), y.astype("i4")
    right, low = drops * (x - column), y - row
    left = drops - right
    at, flat = row.astype("i8") * width + column, sheet.reshape(-1)
    for beyond, shares in (
        (0, left * (1 - low)),
        (1, right * (1 - low)),
        (width, left * low),
        (width + 1, right * low),
    ):
        np.add.at(flat, at + beyond, shares.astype("f4"))
