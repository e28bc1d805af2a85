"""What a table of values is checked for; a figure that is not stated stays so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.checks.codes import found
from geodata.checks.meaning import about_findings, encoding_findings
from geodata.matching import Match
from geodata.model import Qualifier
from geodata.readers.tables import Table
from geodata.report import Finding

_NUMBER: Final = re.compile(r"-?[0-9]+([.,][0-9]+)?")
_MOST_IDS: Final = 20
_QUALIFIERS: Final = tuple(it.value for it in Qualifier)
_EITHER: Final = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


@dataclass(frozen=True)
class ValuesSubject:
    """A table, what its names mean, and the places that it should speak of."""

    table: Table
    matches: Mapping[str, Match]
    joined: str
    places: Mapping[str, str]
    breaks: Sequence[float]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was understood; numbers are None where there is none."""

    place: str
    low: float | None
    high: float | None
    qualifier: Qualifier
    note: str


def parse_number(text: str) -> float | None:
    """Read a number with a point or a comma; None for an empty cell.

    Raises
    ------
    ValueError
        If it is something else, or not finite.
    """
    plain = _plain(text)
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise ValueError(text)
    return float(plain.replace(",", "."))


def _plain(text: str) -> str:
    if text.isalnum() or not text:  # as most cells are
        return text
    return re.sub(r"[\s\N{NARROW NO-BREAK SPACE}]", "", text).removesuffix("%")


def readings(text: str) -> tuple[str, str] | None:
    """Return the two numbers that a text can be, as ``1,145`` in English and in Russian; None where it is plain."""
    plain = _plain(text)
    return (plain.replace(",", ""), plain.replace(",", ".")) if _EITHER.fullmatch(plain) else None


def understood(subject: ValuesSubject) -> tuple[Row, ...]:
    """Return the rows whose place and numbers are plain; run it on a table without errors."""
    rows = []
    for cells in subject.table.rows:
        place = subject.matches[cells["place"]].place
        if place is None:
            continue
        low, high, qualifier = _ends(
            parse_number(cells["low"]), parse_number(cells.get("high", "")), cells.get("qualifier", "").lower()
        )
        rows.append(Row(place, low, high, qualifier, cells.get("note", "")))
    return tuple(rows)


def _ends(low: float | None, high: float | None, word: str) -> tuple[float | None, float | None, Qualifier]:
    """Return a figure's ends and its qualifier; an end that is open stays open."""
    if low is None and high is None:
        return None, None, Qualifier(word) if word == Qualifier.PLANNED else Qualifier.NOT_STATED
    if word:
        qualifier = Qualifier(word)
    elif low is None:
        qualifier = Qualifier.UP_TO
    else:
        qualifier = Qualifier.RANGE if high not in {None, low} else Qualifier.EXACT
    first, last = low if low is not None else high, high if high is not None else low
    if qualifier is Qualifier.UP_TO and first == last:
        return None, last, qualifier
    if qualifier is Qualifier.AT_LEAST and first == last:
        return first, None, qualifier
    return first, last, qualifier


def check_values(subject: ValuesSubject) -> Iterator[Finding]:
    """Yield everything that stands against joining a table, and what deserves a look, but for `check_papers`."""
    table = subject.table
    if table.lacking():
        columns = ", ".join(f"“{it}”" for it in table.columns[:8])
        yield found("value-columns", "line 1", columns=columns or "nothing")
        return
    if not table.rows:
        yield found("empty-file", "file")
        return
    rows: dict[str, list[int]] = {}
    for line, cells in zip(table.lines, table.rows, strict=True):
        if count := table.uneven.get(line):
            yield found("value-extra-cells", f"line {line}", columns=len(table.columns), count=count)
        else:
            yield from _row(subject, line, cells)
        place = subject.matches[cells["place"]].place
        if place:
            rows.setdefault(place, []).append(line)
    for place, lines in rows.items():
        if len(lines) > 1:
            where = "lines " + ", ".join(map(str, lines))
            yield found("value-duplicate", where, place=subject.places.get(place, place), count=len(lines))
    near = {m.candidates[0].place for m in subject.matches.values() if m.how == "near"}
    for place, name in subject.places.items():
        if place not in rows and place not in near:
            yield found("place-without-value", place, place=name)
    yield from encoding_findings(table.encoding)


def check_papers(subject: ValuesSubject) -> Iterator[Finding]:
    """See that a table with rows says its time, source and licence."""
    if subject.table.rows and not subject.table.lacking():
        yield from about_findings(subject.table.about)


def _row(subject: ValuesSubject, line: int, cells: Mapping[str, str]) -> Iterator[Finding]:
    where, name = f"line {line}", cells["place"]
    yield from _place(subject, where, name)
    word = cells.get("qualifier", "").lower()
    if word and word not in _QUALIFIERS:
        yield found("qualifier-unknown", where, name=name, value=word, known=", ".join(_QUALIFIERS))
    numbers: dict[str, float | None] = {}
    for column in ("low", "high"):
        text = cells.get(column, "")
        if either := readings(text):
            yield found("value-ambiguous", where, name=name, value=text, one=either[0], other=either[1])
            return
        try:
            numbers[column] = parse_number(text)
        except ValueError:
            yield found("value-not-number", where, name=name, value=text)
            return
    yield from _figures(subject, where, name, word, numbers["low"], numbers["high"])


def _place(subject: ValuesSubject, where: str, name: str) -> Iterator[Finding]:
    match = subject.matches[name]
    if match.how == "near":
        best = match.candidates[0]
        yield found("near-name", where, name=name, place=best.place, score=best.score)
    elif not match.place:
        known = ", ".join(list(subject.places)[:_MOST_IDS])
        yield found("value-unmatched", where, name=name or where, joined=subject.joined, known=known)
    elif match.how == "lost":
        yield found("lost-letters", where, name=name, place=match.mended)
    elif match.how == "turned":
        yield found("damaged-name", where, name=name, mended=match.mended)


def _figures(
    subject: ValuesSubject, where: str, name: str, word: str, low: float | None, high: float | None
) -> Iterator[Finding]:
    stated = [value for value in (low, high) if value is not None]
    if word == Qualifier.NOT_STATED and stated:
        yield found("not-stated-with-number", where, name=name, value=f"{stated[0]:.15g}")
    if not stated and word in {"", Qualifier.EXACT}:
        yield found("value-empty", where, name=name)
    if low is not None and high is not None and low > high:
        yield found("low-above-high", where, name=name, low=f"{low:.15g}", high=f"{high:.15g}")
    for value in stated:
        if not subject.breaks[0] <= value <= subject.breaks[-1]:
            breaks = ", ".join(f"{it:.15g}" for it in subject.breaks)
            yield found("outside-breaks", where, name=name, value=f"{value:.15g}", breaks=breaks)
            break
