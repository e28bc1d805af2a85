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
_LOST: Final = "әғқңөұүһӘҒҚҢӨҰҮҺ"
"""Kazakh letters that cp1251 does not hold (it has і)."""
_TURNS: Final = (
    ("latin-1", "cp1251"), ("cp1252", "cp1251"), ("latin-1", "kz1048"), ("latin-1", "ptcp154"), ("cp1251", "utf-8"),
    ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("cp866", "cp1251"), ("cp1251", "cp866"), ("cp1251", "kz1048"),
    ("cp1251", "ptcp154"), ("latin-1", "cp866"),
)  # fmt: skip
"""(wrong encoding, right one): how names were misread, likeliest first."""
_OLD_RUSSIAN: Final = str.maketrans("ѣѳѵ", "ефи")
_HARD_END: Final = re.compile(r"ъ\b")
_UNIT_WORDS: Final = re.compile(
    r"\b(губ|губерни\w*|облыс\w*|област\w*|обл|уезі|уезд\w*|аудан\w*|район\w*|болыс\w*|волост\w*|ордасы|"
    r"governorate|gubernia|guberniya|province|oblast|oblysy|gubernijasy|uyezd|uezd|district|region)\b"
)
_SMALLER: Final = re.compile(
    r"\b(уез|уезі|уезд\w*|аудан\w*|район\w*|болыс\w*|волост\w*|uyezd|uezd|uezi|audany?|district|raion|volost)\b",
    re.IGNORECASE,
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
    if text.isascii():
        return "".join(filter(str.isalnum, _UNIT_WORDS.sub(" ", text.lower())))
    plain = _HARD_END.sub("", unicodedata.normalize("NFKC", text).casefold().translate(_OLD_RUSSIAN))
    plain = _UNIT_WORDS.sub(" ", plain.translate(_KAZAKH) if _is_cyrillic(plain) else plain)
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return "".join(c for c in plain.replace("ı", "i") if c.isalnum())


def _is_cyrillic(text: str) -> bool:
    return any("Ѐ" <= c <= "ӿ" for c in text)


def is_smaller_unit(name: str) -> bool:
    """Tell whether a name says that it is that of a uyezd, a district or a volost, and so of no governorate.

    Examples
    --------
    >>> is_smaller_unit("Уральский уезд"), is_smaller_unit("Орал губерниясы"), is_smaller_unit("Ақтөбе ауданы")
    (True, False, True)
    """
    return _SMALLER.search(name) is not None


def without_lost(name: str) -> str:
    """Return what is left of a name once cp1251 has dropped the letters that it does not hold."""
    return "".join(ch for ch in name if ch not in _LOST)


def turned(name: str) -> Iterable[str]:
    """Yield what a name would be if its bytes had been read with the wrong encoding."""
    if name.isascii():
        return
    for wrong, right in _TURNS:
        try:
            yield name.encode(wrong).decode(right)
        except UnicodeError:
            continue


def looks_damaged(name: str) -> str:
    """Return what a name was before its bytes were misread, where that is plain from its letters; else nothing.

    Examples
    --------
    >>> looks_damaged("Îðåíáóðã"), looks_damaged("Aqtöbe")
    ('Оренбург', '')
    """
    if name.isascii():
        return ""
    odd = sum("\u0080" <= ch <= "\u00ff" and ch.isalpha() for ch in name)
    if odd * 2 <= len(name.replace(" ", "")):
        pairs = len(re.findall(r"[РС][\u0080-\u00bf\u0400-\u040f\u0450-\u045f\u2010-\u203a\u2116\u2122°±]", name))
        if pairs * 4 < len(name.replace(" ", "")):
            return ""
    for text in turned(name):
        letters = [ch for ch in text if ch.isalpha()]
        if letters and all("\u0400" <= ch <= "\u04ff" for ch in letters) and len(letters) >= 2:
            words = re.findall(r"[^\W\d_]+", text)
            if all(word.istitle() or word.islower() or word.isupper() for word in words):
                return text
    return ""


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
                _enter(self._damaged, fold(without_lost(name)), place.id, name)

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
        mended = fold(looks_damaged(text) or text)
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
