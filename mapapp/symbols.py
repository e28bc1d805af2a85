"""How things look: ramps, dashes, markers, and hatches as line geometry (no clip, no bitmap, no brush pattern)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines: angle in degrees from the x axis, spacing and width in millimetres on paper.

    `dash_mm` breaks them into marks and gaps on a grid that all areas share; a mark of 0 is a round dot. `halo_mm` is
    the white on both sides that sets them off from what lies under them.
    """

    angle: float
    spacing_mm: float
    width_mm: float
    colour: str
    crossed: bool = False
    dash_mm: tuple[float, ...] = ()
    halo_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Symbol:
    """Fill, hatch, line and marker of a class; widths and sizes in millimetres, None or 0 for none.

    `letter` stands inside the marker; `core` is a second line drawn over the first one.
    """

    fill: str | None = None
    hatch: Hatch | None = None
    line: str | None = None
    width_mm: float = 0.0
    dash_mm: tuple[float, ...] = ()
    marker: str = ""
    size_mm: float = 0.0
    letter: str = ""
    core: Symbol | None = None


PAPER: Final = "#fbfaf6"
INK: Final = "#22262b"
QUIET_INK: Final = "#5b6168"
HALO: Final = "#ffffff"
BLACK: Final = "#000000"
WATER: Final = "#cfdfe8"
SELECTED: Final = "#0b3d91"

RAMP: Final = ("#ffffd4", "#fed98e", "#fe9929", "#b8470b")
"""ColorBrewer YlOrBr in four classes, the last one a little darker for print; light to dark in grey as well."""

RAMPS: Final = {
    "YlOrBr": (("#fff7bc", "#fec44f", "#d95f0e"), RAMP, ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")),
    "OrRd": (
        ("#fee8c8", "#fdbb84", "#e34a33"), ("#fef0d9", "#fdcc8a", "#fc8d59", "#d7301f"),
        ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000"),
    ),
    "YlGnBu": (
        ("#edf8b1", "#7fcdbb", "#2c7fb8"), ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"),
        ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    ),
    "PuBu": (
        ("#ece7f2", "#a6bddb", "#2b8cbe"), ("#f1eef6", "#bdc9e1", "#74a9cf", "#0570b0"),
        ("#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"),
    ),
    "Purples": (
        ("#efedf5", "#bcbddc", "#756bb1"), ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#6a51a3"),
        ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f"),
    ),
    "Greys": (
        ("#f0f0f0", "#bdbdbd", "#636363"), ("#f7f7f7", "#cccccc", "#969696", "#525252"),
        ("#f7f7f7", "#cccccc", "#969696", "#636363", "#252525"),
    ),
}  # fmt: skip
"""ColorBrewer's sequential ramps (C. Brewer, M. Harrower) in 3, 4 and 5 classes, all safe for the colour-blind."""


def ramp(name: str, classes: int) -> tuple[str, ...]:
    """Return the colours of a ramp, light to dark; an empty name means the shipped one. 1 to 5 classes."""
    sizes = RAMPS[name or "YlOrBr"]
    if classes < 3:
        return sizes[0][3 - classes :]
    return sizes[classes - 3]


STAND_IN: Final = Symbol(line="#2b2d31", width_mm=0.5)
"""Boundaries of a contributed set in place of the atlas's."""
NOT_STATED: Final = Symbol(fill="#ffffff", hatch=Hatch(45, 1.9, 0.28, "#6d6f73"))
NO_STATEMENT: Final = Symbol(fill="#f1efe9")
OUTSIDE_BREAKS: Final = Symbol(fill="#ffffff", hatch=Hatch(0, 1.2, 0.2, "#6d6f73"))


def striped(first: str, last: str) -> Symbol:
    """Return the look of a figure that may lie in several classes: the colour of the last one over the first one's."""
    return Symbol(fill=first, hatch=Hatch(60, 2.6, 1.3, last))


BROKEN: Final = (2.0, 1.4)
"""Marks and gaps of a hatch whose figure may lie in several classes."""
_OVERLAY_ANGLES: Final = (90.0, 0.0)


def overlay_hatches(rank: int, count: int) -> list[Hatch]:
    """Return the hatches of so many classes, the lowest first, for the fill that is the `rank`-th above the first one.

    Lines are denser and wider from class to class, so that one swatch of a legend is not taken for the next; the
    densest still shows more of what lies under it than it covers.
    """
    angle, found = _OVERLAY_ANGLES[(rank - 1) % len(_OVERLAY_ANGLES)], []
    for index in range(count):
        part = index / (count - 1) if count > 1 else 0.5
        spacing = 3.4 * (1.7 / 3.4) ** part
        found.append(Hatch(angle, round(spacing, 3), round(spacing * (0.05 + 0.35 * part * part), 3), "#333333"))
    return found


LISTED: Final = Symbol(fill="#d9cfc1")
SOME_PARTS: Final = Symbol(hatch=Hatch(-45, 2.6, 0.35, "#4a2b2b"))
NAMED_PIECES: Final = Symbol(hatch=Hatch(0, 2.6, 0.35, "#4a2b2b"))
CIRCLE: Final = Symbol(fill="#8d7b9e", line="#ffffff", width_mm=0.25, marker="circle", size_mm=3.2)
"""For 100,000 people; the area of larger and smaller ones is in proportion."""
PART_CIRCLE: Final = Symbol(
    fill="#ffffff", line="#5d4b70", width_mm=0.35, dash_mm=(0.9, 0.6), marker="circle", size_mm=3.2
)
PUBLISHED: Final = Symbol(fill="#5d4b70", line="#ffffff", width_mm=0.15, marker="square", size_mm=1.2)
BRACKET: Final = Symbol(line="#7a2e12", width_mm=0.5, dash_mm=(2.2, 1.4))
CONFIDENCE: Final = {
    "documented": Symbol(line="#33363b", width_mm=0.45),
    "approximate": Symbol(line="#33363b", width_mm=0.45, dash_mm=(2.4, 1.1)),
    "conjectural": Symbol(line="#33363b", width_mm=0.45, dash_mm=(0.6, 0.9)),
}
THIN_CONFIDENCE: Final = {
    "documented": Symbol(line="#6b6f76", width_mm=0.22),
    "approximate": Symbol(line="#6b6f76", width_mm=0.22, dash_mm=(1.8, 0.9)),
    "conjectural": Symbol(line="#6b6f76", width_mm=0.22, dash_mm=(0.5, 0.7)),
}
LINES: Final = {
    "river": Symbol(line="#86aec6", width_mm=0.3),
    "border": Symbol(line="#8f7aa0", width_mm=0.35, dash_mm=(2.6, 0.8, 0.5, 0.8)),
    "railway": Symbol(line="#8b8d90", width_mm=0.35),
    "turksib": Symbol(line="#12395b", width_mm=0.75),
}
MARKERS: Final = {
    "station": Symbol(fill="#ffffff", line="#12395b", width_mm=0.3, marker="circle", size_mm=1.5),
    "town": Symbol(fill="#22262b", line="#ffffff", width_mm=0.15, marker="circle", size_mm=1.3),
    "works": Symbol(fill="#7a5a12", line="#ffffff", width_mm=0.2, marker="square", size_mm=2.0),
}


def hatch_lines(
    rings: Iterable[Sequence[float]], spacing: float, angle: float, dash: tuple[float, ...] = ()
) -> list[Line]:
    """Cut parallel lines to the inside of a polygon.

    Parameters
    ----------
    rings
        Closed rings as x0, y0, x1, y1 ...; inside is decided by the even-odd rule.
    spacing
        Distance between lines, in the units of the rings. Lines lie on one grid for all polygons, so that
        neighbours with the same hatch run on without a step.
    angle
        Direction of the lines in degrees from the x axis.
    dash
        Length of a mark and of the gap after it, in the units of the rings; a mark of 0 is a dot, a segment of no
        length. Empty for whole lines.

    Returns
    -------
    list of tuple
        Segments (x1, y1, x2, y2) in the units of the rings.
    """
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    crossings: dict[int, list[float]] = {}
    for ring in rings:
        along = [x * cos + y * sin for x, y in zip(ring[::2], ring[1::2], strict=True)]
        across = [(y * cos - x * sin) / spacing for x, y in zip(ring[::2], ring[1::2], strict=True)]
        for i in range(len(along) - 1):
            v0, v1 = across[i], across[i + 1]
            if v0 == v1:
                continue
            u0, slope = along[i], (along[i + 1] - along[i]) / (v1 - v0)
            low, high = (v0, v1) if v0 < v1 else (v1, v0)
            for row in range(math.ceil(low), math.ceil(high)):
                crossings.setdefault(row, []).append(u0 + (row - v0) * slope)
    found: list[Line] = []
    for row, us in crossings.items():
        v = row * spacing
        us.sort()
        for cut in zip(us[::2], us[1::2], strict=False):
            for start, end in _marks(*cut, dash, row):
                found.append((start * cos - v * sin, start * sin + v * cos, end * cos - v * sin, end * sin + v * cos))
    return found


def _marks(start: float, end: float, dash: tuple[float, ...], row: int) -> list[tuple[float, float]]:
    """Return the marks of a broken line; every other row is moved by half a period, and a dot stays whole."""
    if not dash:
        return [(start, end)]
    mark, gap = dash
    period = mark + gap
    shift = period / 2 * (row % 2)
    found = []
    for step in range(math.floor((start - shift) / period), math.ceil((end - shift) / period) + 1):
        low = max(step * period + shift, start)
        high = min(step * period + shift + mark, end)
        if low < high or (not mark and low == high):
            found.append((low, high))
    return found


def grey(colour: str) -> float:
    """Return the relative luminance (0 to 1) of ``#rrggbb``, as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
