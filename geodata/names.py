"""Names in four spellings lead to a place: exactly, or as candidates with a score that a person confirms.

Folding takes away what spellings differ in and places do not: case, spaces, accents, Kazakh letters beside their
nearest Russian ones, and the words for governorate, oblast and uyezd. Letters that an old encoding dropped
("останай" for Қостанай) or turned into others ("Êîñòàíàé") are recognised, but never count as exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from geodata.model import Place

_KAZAKH: Final = str.maketrans("қғңөүұәһіёй", "кгноууахиеи")
_ONLY_KAZAKH: Final = str.maketrans("", "", "ӘәҒғҚқҢңӨөҰұҮүҺһІі")
_OLD_RUSSIAN: Final = str.maketrans("ѣѳѵ", "ефи")
_HARD_END: Final = re.compile(r"ъ\b")
_UNIT_WORDS: Final = re.compile(
    r"\b(губерни\w*|облыс\w*|област\w*|обл|уезі|уезд\w*|аудан\w*|район\w*|болыс\w*|волост\w*|ордасы|"
    r"governorate|gubernia|guberniya|province|oblast|oblysy|gubernijasy|uyezd|uezd|district|region)\b"
)
_LEAST_SCORE: Final = 70.0
_DAMAGED_SCORE: Final = 95.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a text may mean. `score` runs to 100; `exact` tells that the folded text is one of its names."""

    place: str
    name: str
    score: float
    exact: bool


def fold(text: str) -> str:
    """Return what of a name is compared.

    Examples
    --------
    >>> fold("Қостанай губерниясы"), fold("КОСТАНАЙ"), fold("Kostanay Governorate")
    ('костанаи', 'костанаи', 'kostanay')
    >>> fold("Уральскъ"), fold("Оренбургская губернія")
    ('уральск', 'оренбургская')
    """
    plain = _HARD_END.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_OLD_RUSSIAN))
    plain = _UNIT_WORDS.sub(" ", plain.translate(_KAZAKH) if _is_cyrillic(plain) else plain)
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return "".join(c for c in plain.replace("ı", "i") if c.isalnum())


def _is_cyrillic(text: str) -> bool:
    return any("Ѐ" <= c <= "ӿ" for c in text)


def repaired(text: str) -> str:
    """Return a text whose cp1251 bytes were read as Latin-1 as it was meant, and any other text as it is.

    Examples
    --------
    >>> repaired("Êîñòàíàé")
    'Костанай'
    """
    if not any("À" <= c <= "ÿ" for c in text):
        return text
    try:
        turned = text.encode("latin-1").decode("cp1251")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    letters = [c for c in turned if c.isalpha()]
    return turned if letters and all("А" <= c <= "я" or c in "Ёё" for c in letters) else text


class Gazetteer:
    """Finds places by any of their names.

    Parameters
    ----------
    places
        Places by id.
    kinds
        Only places of these kinds; all unless given.
    """

    def __init__(self, places: Mapping[str, Place], kinds: Iterable[str] = ()) -> None:
        wanted = set(kinds)
        self._exact: dict[str, list[tuple[str, str]]] = {}
        self._damaged: dict[str, list[tuple[str, str]]] = {}
        for place in places.values():
            if wanted and place.kind not in wanted:
                continue
            for name in dict.fromkeys((*place.names.values(), place.latin, *place.aliases)):
                _enter(self._exact, fold(name), place.id, name)
                _enter(self._damaged, fold(name.translate(_ONLY_KAZAKH)), place.id, name)

    def exact(self, text: str) -> tuple[str, ...]:
        """Return the places that bear this name in some spelling; several where a name is shared."""
        return tuple(dict.fromkeys(place for place, _name in self._exact.get(fold(text), ())))

    def candidates(self, text: str, limit: int = 5) -> tuple[Candidate, ...]:
        """Return the places that a text may mean, the likeliest first; empty where nothing comes near.

        Parameters
        ----------
        text
            As somebody wrote it, perhaps damaged.
        limit
            At most so many.
        """
        wanted = fold(text)
        found: dict[str, Candidate] = {}
        for place, name in self._exact.get(wanted, ()):
            found.setdefault(place, Candidate(place, name, 100.0, exact=True))
        if not wanted:
            return ()
        mended = fold(repaired(text))
        for table, key in ((self._damaged, wanted), (self._exact, mended), (self._damaged, mended)):
            for place, name in table.get(key, ()):
                found.setdefault(place, Candidate(place, name, _DAMAGED_SCORE, exact=False))
        for place, name, score in self._near(mended, limit * 4):
            found.setdefault(place, Candidate(place, name, min(score, _DAMAGED_SCORE), exact=False))
        return tuple(sorted(found.values(), key=lambda it: (-it.score, it.name))[:limit])

    def _near(self, wanted: str, limit: int) -> Iterable[tuple[str, str, float]]:
        from rapidfuzz import fuzz, process

        rows = process.extract(wanted, self._exact.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=_LEAST_SCORE)
        for key, score, _index in rows:
            for place, name in self._exact[key]:
                yield place, name, round(score, 1)

    def beginning(self, text: str, limit: int = 8) -> tuple[Candidate, ...]:
        """Return places one of whose names begins like a text that is still being written, shortest names first."""
        wanted = fold(text)
        found: dict[str, Candidate] = {}
        for key in sorted((key for key in self._exact if wanted and key.startswith(wanted)), key=len):
            for place, name in self._exact[key]:
                found.setdefault(place, Candidate(place, name, 100.0 * len(wanted) / len(key), exact=key == wanted))
        return tuple(found.values())[:limit]


def _enter(table: dict[str, list[tuple[str, str]]], key: str, place: str, name: str) -> None:
    if key:
        table.setdefault(key, []).append((place, name))
