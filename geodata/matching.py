"""Which place a name in a contributed file means, in Kazakh, Russian or English spelling, old or new, or damaged.

A name that equals an alias once case, spaces, diacritics, old letters and the words for governorate are folded away is
taken. Letters that an encoding lost or turned are mended where only one place fits. All else is proposed with a score,
and a person confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from geodata.model import Place
from geodata.names import fold, turned, without_lost

NEAR: Final = 80.0
"""A score from which on a name is proposed as near; below `FAR` it is not even a candidate."""
FAR: Final = 55.0
_MOST_CANDIDATES: Final = 3
_MOST_SPELLINGS: Final = 100
"""More than any three places have."""
_MOST_UNKNOWN: Final = 200
"""Names for which candidates are sought at a time; where more are unknown, they are mostly names of other places."""

_CYRILLIC: Final = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
    "й": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o", "ө": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip


def skeleton(name: str) -> str:
    """Return a spelling in plain Latin letters in which the four scripts come close to one another."""
    text = "".join(_CYRILLIC.get(ch, ch) for ch in fold(name))
    for wide, narrow in (("zh", "j"), ("dj", "j"), ("kh", "h"), ("q", "k"), ("y", "i"), ("w", "v"), ("ii", "i")):
        text = text.replace(wide, narrow)
    return text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean; the score runs to 100."""

    place: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a name means.

    `how` is ``exact``, ``lost`` (letters dropped by an encoding), ``turned`` (read with a wrong one), ``confirmed``,
    ``near`` (to be confirmed), or ``none``. `place` is set for the first four alone.
    """

    name: str
    place: str | None
    how: str
    candidates: tuple[Candidate, ...] = ()
    mended: str = ""


class Matcher:
    """Knows the spellings of some places.

    Parameters
    ----------
    places
        The places that a name may mean.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)

    def _spellings(self, place: Place) -> set[str]:
        return {*place.names.values(), place.latin, *place.aliases, place.id} - {""}

    def _index(self, change: object = None) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for place in self._places:
            for spelling in self._spellings(place):
                text = without_lost(spelling) if change else spelling
                if text != spelling or not change:
                    found.setdefault(fold(text), set()).add(place.id)
        return found

    @cached_property
    def _exact(self) -> dict[str, set[str]]:
        return self._index()

    @cached_property
    def _lost(self) -> dict[str, set[str]]:
        return self._index(change=True)

    @cached_property
    def _near(self) -> tuple[list[str], list[str], list[str]]:
        """All spellings: the places that they are of, folded, and their skeletons."""
        spelt = [(place.id, name) for place in self._places for name in self._spellings(place)]
        return [place for place, _ in spelt], [fold(name) for _, name in spelt], [skeleton(name) for _, name in spelt]

    def knows(self, name: str) -> bool:
        """Tell whether a name is an alias as it stands."""
        return fold(name) in self._exact

    def match(self, name: str, confirmed: str | None = None) -> Match:
        """Say what a name means.

        Parameters
        ----------
        name
            As the file has it.
        confirmed
            The place that a person said it means.
        """
        if confirmed:
            return Match(name, confirmed, "confirmed")
        return self._known(name) or self._proposed(name)

    def match_all(self, names: Iterable[str], confirmed: Mapping[str, str | None]) -> dict[str, Match]:
        """Say what each of many names means; candidates are given for the first 200 that are unknown.

        Parameters
        ----------
        names
            As the file has them.
        confirmed
            The places that a person said they mean.
        """
        found: dict[str, Match] = {}
        unknown = 0
        for name in names:
            place = confirmed.get(name)
            match = Match(name, place, "confirmed") if place else self._known(name)
            if match is None:
                unknown += 1
                match = self._proposed(name) if unknown <= _MOST_UNKNOWN else Match(name, None, "none")
            found[name] = match
        return found

    def _known(self, name: str) -> Match | None:
        """Say what a name means without a guess, None where that cannot be said."""
        key = fold(name)
        if only := self._only(self._exact, key):
            return Match(name, only, "exact")
        clean = re.sub(r"[?_\ufffd]+", "", name)
        if len(fold(clean)) > 2 and (only := self._only(self._lost, fold(clean))):
            return Match(name, only, "lost", mended=self._name(only))
        for text in turned(name):
            only = self._only(self._exact, fold(text)) or self._only(self._lost, fold(text))
            if only:
                return Match(name, only, "turned", mended=text)
        return None

    def _proposed(self, name: str) -> Match:
        found = self.candidates(name)
        return Match(name, None, "near" if found and found[0].score >= NEAR else "none", found)

    def _only(self, index: dict[str, set[str]], key: str) -> str | None:
        ids = index.get(key, set())
        return next(iter(ids)) if len(ids) == 1 and key else None

    def _name(self, place_id: str) -> str:
        return next(place.names["kk"] for place in self._places if place.id == place_id)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Return places whose spellings come close, best first, with scores of at most 99."""
        import numpy as np
        from rapidfuzz import fuzz, process

        key, bones = fold(name), skeleton(name)
        places, folded, skeletons = self._near
        if not key or not places:
            return ()
        scores = np.maximum(*(
            process.cdist([mine], theirs, scorer=fuzz.ratio, score_cutoff=FAR, dtype=np.float64)[0]
            for mine, theirs in ((key, folded), (bones, skeletons))
        )).clip(max=99.0).round(1)  # fmt: skip
        most = min(_MOST_SPELLINGS, len(scores))
        high = np.flatnonzero(scores >= max(FAR, np.partition(scores, -most)[-most]))
        best: dict[str, float] = {}
        for score, place in sorted((-float(scores[row]), places[row]) for row in high):
            best.setdefault(place, -score)
        return tuple(Candidate(place, score) for place, score in best.items())[:_MOST_CANDIDATES]

    def best_column(self, columns: dict[str, Sequence[object]]) -> list[tuple[str, int]]:
        """Return columns by how many of their distinct values (at most 500) are names, most first, ties in order."""
        scored = []
        for name, values in columns.items():
            texts = list(dict.fromkeys(str(value) for value in values if isinstance(value, str)))[:500]
            scored.append((name, sum(self.match(text).place is not None for text in texts)))
        return sorted(scored, key=lambda it: -it[1])
