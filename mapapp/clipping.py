"""Shapes cut to a frame, so that no file holds, and no program draws, what lies outside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mapapp.labels import Box

Point = tuple[float, float]


def clip_ring(ring: Sequence[Point], box: Box) -> list[Point]:
    """Cut a closed ring to a box, side after side; what is left of it runs along the sides, or is empty."""
    found = list(ring)
    for axis, bound, keeps_more in ((0, box[0], True), (1, box[1], True), (0, box[2], False), (1, box[3], False)):
        kept: list[Point] = []
        for index, end in enumerate(found):
            start = found[index - 1]
            was, now = (start[axis] >= bound, end[axis] >= bound) if keeps_more else (
                start[axis] <= bound, end[axis] <= bound
            )  # fmt: skip
            if was != now:
                kept.append(_crossing(start, end, axis, bound))
            if now:
                kept.append(end)
        found = kept
    return [*found, found[0]] if found and found[0] != found[-1] else found


def _crossing(start: Point, end: Point, axis: int, bound: float) -> Point:
    share = (bound - start[axis]) / (end[axis] - start[axis])
    other = start[1 - axis] + share * (end[1 - axis] - start[1 - axis])
    return (bound, other) if axis == 0 else (other, bound)


def clip_line(line: Sequence[Point], box: Box) -> list[list[Point]]:
    """Cut a line to a box; it comes back in as many pieces as it has inside."""
    pieces: list[list[Point]] = []
    for start, end in pairwise(line):
        inside = _part_inside(start, end, box)
        if inside is None:
            continue
        if pieces and pieces[-1][-1] == inside[0]:
            pieces[-1].append(inside[1])
        else:
            pieces.append(list(inside))
    return pieces


def _part_inside(start: Point, end: Point, box: Box) -> tuple[Point, Point] | None:
    """Return the part of a segment that lies in a box (Liang and Barsky)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    enter, leave = 0.0, 1.0
    for step, room in (
        (-dx, start[0] - box[0]), (dx, box[2] - start[0]), (-dy, start[1] - box[1]), (dy, box[3] - start[1]),
    ):  # fmt: skip
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    if enter > leave:
        return None
    first = start if enter == 0 else (start[0] + enter * dx, start[1] + enter * dy)
    last = end if leave == 1 else (start[0] + leave * dx, start[1] + leave * dy)
    return first, last
