"""Class breaks whose ownership is printed. What is missing never enters a class."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from geodata.report import GeodataError

SCHEMES: Final = ("equal-interval", "quantiles", "natural", "manual")
"""Ways to find breaks beside those that a measure brings: even steps, even numbers, Fisher-Jenks, and by hand."""


def find_breaks(values: Sequence[float], scheme: str, classes: int) -> tuple[float, ...]:
    """Return class breaks for stated values.

    Parameters
    ----------
    values
        Stated figures only: what is missing never enters.
    scheme
        ``equal-interval``, ``quantiles`` or ``natural`` (Fisher-Jenks).
    classes
        How many classes, at least 2.

    Returns
    -------
    tuple of float
        ``classes + 1`` rising numbers, the first and last being the least and the greatest value.

    Raises
    ------
    GeodataError
        If the values do not carry so many classes.

    Examples
    --------
    >>> find_breaks((0, 10, 40), "equal-interval", 2)
    (0, 20.0, 40)
    >>> find_breaks((1, 2, 10, 11), "natural", 2)
    (1, 6.0, 11)
    """
    different = len(set(values))
    if different < classes:
        raise GeodataError(
            "Expected at least {classes} different figures for {classes} classes, found {different}.",
            "Take fewer classes or set the breaks by hand.",
            classes=classes,
            different=different,
        )
    low, high = min(values), max(values)
    if scheme == "equal-interval":
        inner = [low + (high - low) * step / classes for step in range(1, classes)]
    elif scheme == "quantiles":
        import statistics  # brings fractions and decimals, which no first map needs

        inner = statistics.quantiles(values, n=classes, method="inclusive")
    else:
        import jenkspy  # type: ignore[import-untyped]

        # Fisher-Jenks ends a class at its greatest figure; ours breaks halfway to the next one, so that nothing
        # depends on which class owns a break.
        ends = jenkspy.jenks_breaks(list(values), n_classes=classes)[1:-1]
        inner = [(end + min(value for value in values if value > end)) / 2 for end in map(float, ends)]
    breaks = (low, *inner, high)
    if any(a >= b for a, b in pairwise(breaks)):
        raise GeodataError(
            "Expected breaks that rise, found equal ones among {classes} classes: many figures are the same.",
            "Take fewer classes or another scheme.",
            classes=classes,
        )
    return breaks


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


def class_span(low: float | None, high: float | None, breaks: Sequence[float]) -> tuple[int, int]:
    """Return the first and the last class that a figure may lie in; the same one twice where it is certain.

    Parameters
    ----------
    low, high
        The figure's ends, in the unit of the breaks; None where the source leaves that end open.
    breaks
        At least two rising numbers.

    Raises
    ------
    GeodataError
        If an end lies outside the breaks.

    Examples
    --------
    >>> class_span(50, 80, (0, 25, 50, 75, 100)), class_span(None, 30, (0, 25, 50, 75, 100))
    ((2, 3), (0, 1))
    """
    first = 0 if low is None else class_of(low, breaks)
    last = len(breaks) - 2 if high is None else class_of(high, breaks)
    return first, last


def class_labels(breaks: Sequence[float], write: Callable[[float], str] = "{:g}".format) -> tuple[str, ...]:
    """Return a label a class that says who owns each break; `write` puts a number in the words of a language.

    Examples
    --------
    >>> class_labels((0, 50, 100))
    ('0 ≤ x < 50', '50 ≤ x ≤ 100')
    """
    last = len(breaks) - 2
    return tuple(
        f"{write(low)} ≤ x {'≤' if index == last else '<'} {write(high)}"
        for index, (low, high) in enumerate(pairwise(breaks))
    )
