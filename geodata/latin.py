"""Kazakh in Latin letters, by one table: the alphabet proposed in January 2021.

Every Cyrillic letter has one rendering, so that a name is spelt alike wherever it stands. Letters that the proposal
drops are written by their sounds: ц ts, ч tş, щ ştş, ю iu, я ia, ё io, э e.
"""

from __future__ import annotations

from typing import Final

_LETTERS: Final = dict(
    zip("аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщыіэюяёъь", (
        "a", "ä", "b", "v", "g", "ğ", "d", "e", "j", "z", "i", "i", "k", "q", "l", "m", "n", "ñ", "o", "ö", "p", "r",
        "s", "t", "u", "ū", "ü", "f", "h", "h", "ts", "tş", "ş", "ştş", "y", "ı", "e", "iu", "ia", "io", "", "",
    ), strict=True)
)  # fmt: skip
_CAPITALS: Final = {"И": "İ", "Й": "İ", "І": "I"}


def latin(text: str) -> str:
    """Write a Kazakh text in Latin letters; what is no Cyrillic letter stays.

    Examples
    --------
    >>> latin("Қызылжар"), latin("Ілек"), latin("теңізі")
    ('Qyzyljar', 'Ilek', 'teñızı')
    """
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    if letter in _CAPITALS:
        return _CAPITALS[letter]
    if letter.lower() in _LETTERS:
        found = _LETTERS[letter.lower()]
        return found if letter.islower() else found.capitalize()
    return letter
