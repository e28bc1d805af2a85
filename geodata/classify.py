"""Class breaks whose ownership is printed. What is missing never enters a class."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from geodata.report import GeodataError


def class_of(value: float, breaks: Sequence[float]) -> int:
    """Return the class that a value belongs to.

    A class owns its lower break; the last one owns its upper break as well.

    Parameters
    ----------
    value
        The figure, in the unit of the breaks.
    breaks
        At least two rising numbers.

    Raises
    ------
    GeodataError
        If the value lies outside the breaks: it is never pressed into a class.

    Examples
    --------
    >>> [class_of(value, (0, 25, 50, 75, 100)) for value in (0, 25, 74.5, 75, 100)]
    [0, 1, 2, 3, 3]
    """
    if not breaks[0] <= value <= breaks[-1]:
        raise GeodataError(
            f"Expected a figure between {breaks[0]:g} and {breaks[-1]:g}, found {value:g}.",
            "Widen the breaks or check the figure.",
        )
    return min(bisect_right(breaks, value), len(breaks) - 1) - 1


def class_labels(breaks: Sequence[float]) -> tuple[str, ...]:
    """Return a label a class that says who owns each break.

    Examples
    --------
    >>> class_labels((0, 50, 100))
    ('0 ≤ x < 50', '50 ≤ x ≤ 100')
    """
    last = len(breaks) - 2
    return tuple(
        f"{low:g} ≤ x {'≤' if index == last else '<'} {high:g}" for index, (low, high) in enumerate(pairwise(breaks))
    )
