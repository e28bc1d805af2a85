"""A sheet is shared between map and legend, in the way that makes the map largest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.report import GeodataError
from mapapp.labels import Box, Measure, Viewport, fit
from mapapp.paper.corners import sheet_extent
from mapapp.paper.legend import Block, Sizes, Stack, in_columns, lay
from mapapp.paper.sheet import Options, Paper
from mapapp.scene import Scene

GAP_MM: Final = 5.0
_LEAST_MAP: Final = 0.28
"""Share of the sheet's shorter side that a map must have, in width and height."""
_WIDTHS: Final = (4.3, 5.4, 6.6, 7.6)
"""Widths of a legend's column that are tried, in millimetres a point of its text."""

Placed = tuple[Stack, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Boxes of the map and of legends on a sheet, and what part of the map the box shows."""

    box: Box
    legends: tuple[Placed, ...]
    viewport: Viewport


def sizes_of(paper: Paper, kind: str) -> Sizes:
    """Return the sizes of a legend's texts and swatches, larger where patterns must be told apart."""
    step = paper.body_pt / 8.5
    patterned = kind not in {"colour", "contrast"}
    swatch = (11.0 * min(step, 1.6), 5.6 * min(step, 1.6)) if patterned else (8.5 * step, 3.4 * step)
    return Sizes(paper.body_pt, swatch, least_pt=paper.body_pt if paper.short else 0.0)


def _arrangements(
    wanted: Sequence[Block], area: Box, sizes: Sizes, measure: Measure
) -> Iterator[tuple[Box, tuple[Placed, ...]]]:
    """Give ways to share an area between the map, a column at its right and columns under it."""
    x0, y0, x1, y1 = area
    widths = [factor * sizes.text_pt for factor in _WIDTHS]
    for count in range(len(wanted) + 1):
        for width in widths if count else (0.0,):
            beside = lay(wanted[:count], width, measure, sizes) if count else None
            if beside is not None and (beside.height > y1 - y0 or beside.widest_over(width)):
                continue
            right = x1 - (beside.width + GAP_MM if beside else 0.0)
            legends = ((beside, (right + GAP_MM, y0)),) if beside else ()
            if count == len(wanted):
                yield (x0, y0, right, y1), legends
                continue
            for columns in range(1, 6):
                if (right - x0 - GAP_MM * (columns - 1)) / columns < widths[0]:
                    break
                under = in_columns(wanted[count:], columns, right - x0, GAP_MM, measure, sizes)
                if under.widest_over(right - x0):
                    continue
                bottom = y1 - under.height - GAP_MM * 0.7
                yield (x0, y0, right, bottom), (*legends, (under, (x0, bottom + GAP_MM * 0.7)))


def arranged(
    scene: Scene, options: Options, wanted: Sequence[Block], area: Box, paper: Paper, measure: Measure
) -> Arrangement:
    """Return the arrangement whose map is drawn at the largest scale, of several such the one with the largest map."""
    extent, margin = sheet_extent(scene, options.whole)
    least = _LEAST_MAP * min(paper.width, paper.height)
    found = []
    for box, legends in _arrangements(wanted, area, sizes_of(paper, options.kind), measure):
        if min(box[2] - box[0], box[3] - box[1]) >= least:
            found.append(Arrangement(box, legends, fit(extent, box[2] - box[0], box[3] - box[1], margin)))
    if not found:
        raise no_room()
    largest = max(it.viewport.scale for it in found)
    return max((it for it in found if it.viewport.scale > 0.985 * largest), key=lambda it: _area(it.box))


def no_room() -> GeodataError:
    """Return the refusal of a legend that does not fit."""
    return GeodataError(
        "Expected a legend that fits the sheet, found too many rows.",
        "Switch layers off, choose a larger paper, or leave the legend out.", code="room",
    )  # fmt: skip


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
