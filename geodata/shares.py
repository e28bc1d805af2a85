"""A share of two figures, computed only where both are of the same territory and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geodata.model import Claim, Qualifier

PAIRS: Final = (("starving-children", "starving"), ("starving", "population"))
"""(part, whole) by measure: what one may want the share of."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, or why there is none.

    `percent` is None where the share may not be computed; `obstacle` then says why: ``number`` (one of them is no
    plain number), ``place``, ``time`` or ``source``.
    """

    part: Claim
    whole: Claim
    percent: float | None
    obstacle: str = ""


def share(part: Claim, whole: Claim) -> Share:
    """Return what share of a whole a part makes up, if both speak of one territory and one time.

    Equal names of place and period are not enough where two sources drew them: the source must be the same.
    """
    obstacle = ""
    if part.place != whole.place:
        obstacle = "place"
    elif not part.period or part.period != whole.period:
        obstacle = "time"
    elif part.source != whole.source:
        obstacle = "source"
    elif {part.qualifier, whole.qualifier} != {Qualifier.EXACT} or not part.low or not whole.low:
        obstacle = "number"
    if obstacle:
        return Share(part, whole, None, obstacle)
    assert part.low is not None
    assert whole.low is not None
    return Share(part, whole, 100 * part.low / whole.low)


def shares_of(place: str, claims: Iterable[Claim]) -> tuple[Share, ...]:
    """Return every share of `PAIRS` that somebody may look for at a place, computed or with its obstacle."""
    own = [claim for claim in claims if claim.place == place and claim.stated]
    found = []
    for part_measure, whole_measure in PAIRS:
        for part in (claim for claim in own if claim.measure == part_measure):
            wholes = [share(part, whole) for whole in own if whole.measure == whole_measure]
            computed = [it for it in wholes if it.percent is not None]
            found += computed or wholes[:1]
    return tuple(found)
