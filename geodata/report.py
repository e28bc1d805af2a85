"""What a check found, and the errors of this package.

A check is a value, not an exception: it yields `Finding` objects, and a `Report` gathers them.
Errors say what was expected, what was found, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check noticed.

    Parameters
    ----------
    code
        Stable name of the kind of finding, in kebab-case.
    severity
        Whether it breaks the data, deserves a look, or only informs.
    where
        File and row, place or geometry.
    message
        What was expected and what was found.
    hint
        What to do about it; empty for a note.
    area_km2
        The area concerned, where there is one.
    cells
        The same as (column, cell) pairs, where it is a row of a table.
    geometry
        The place on the map, as a GeoJSON geometry in WGS84 degrees, where it is known.
    values
        What was filled into the wording of the code, for saying it in another language.
    """

    code: str
    severity: Severity
    where: str
    message: str
    hint: str = ""
    area_km2: float | None = None
    geometry: Mapping[str, object] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in the order they were made."""

    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Report:
        """Gather findings into a report."""
        return cls(tuple(findings))

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not any(f.severity is Severity.ERROR for f in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def codes(self) -> list[str]:
        """Return the codes in order, as tests like to compare them."""
        return [f.code for f in self.findings]

    def lines(self) -> Iterator[str]:
        """Write the report for a terminal: rows of the same columns as a table, all else a sentence a line."""
        for columns, group in groupby(self.findings, key=lambda f: (f.code, *(name for name, _cell in f.cells))):
            found = list(group)
            if len(columns) == 1:
                for it in found:
                    yield f"{it.severity.value:7} {it.code}: {it.where}: {it.message} {it.hint}".rstrip()
            else:
                yield from _table(columns, found)


def _table(columns: tuple[str, ...], found: list[Finding]) -> Iterator[str]:
    """Align the cells of findings; what is no note says so at the end of its row."""
    rows = [columns, *((it.where, *(cell for _name, cell in it.cells)) for it in found)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    ends = ["", *("" if it.severity is Severity.NOTE else f"  <- {it.severity.value}: {it.message}" for it in found)]
    numbers = [
        all(row[index].strip("-+").replace(",", "")[:1].isdigit() for row in rows[1:]) for index in range(len(columns))
    ]
    yield ""
    for row, end in zip(rows, ends, strict=True):
        cells = (
            f"{cell:>{w}}" if right else f"{cell:<{w}}" for cell, w, right in zip(row, widths, numbers, strict=True)
        )
        yield ("  ".join(cells) + end).rstrip()
    yield ""


def fill(sentence: str, values: Mapping[str, object]) -> str:
    """Fill values into a sentence; one that brings none may hold braces of its own."""
    return sentence.format(**values) if values else sentence


class GeodataError(Exception):
    """Base of every error that a person may meet.

    Parameters
    ----------
    found
        What was expected and what was found, in one sentence, with ``{name}`` where a value goes.
    hint
        What to do, in one sentence; may be empty.
    code
        Stable name of the kind of trouble, where there is one.
    **values
        What to fill in. Sentences are kept apart from values, so that they can be said in another language.
    """

    def __init__(self, found: str, hint: str = "", /, code: str = "", **values: object) -> None:
        super().__init__(fill(f"{found} {hint}".strip(), values))
        self.found = found
        self.hint = hint
        self.code = code
        self.values = values


class ReadError(GeodataError):
    """A file could not be read as what it should be."""


class CrsError(GeodataError):
    """Coordinates whose reference system is missing or of the wrong kind."""


class JoinError(GeodataError):
    """Figures and boundaries do not meet."""


class UnknownError(GeodataError):
    """A name that is not among the known ones."""
