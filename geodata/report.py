"""What a check found, and the errors of this package.

A check is a value, not an exception: it yields `Finding` objects, and a `Report` gathers them.
Errors say what was expected, what was found, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
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


class GeodataError(Exception):
    """Base of every error that a person may meet.

    Parameters
    ----------
    found
        What was expected and what was found, in one sentence.
    hint
        What to do, in one sentence; may be empty.
    code
        Stable name of the kind of trouble, where there is one.
    """

    def __init__(self, found: str, hint: str = "", code: str = "") -> None:
        super().__init__(f"{found} {hint}".strip())
        self.found = found
        self.hint = hint
        self.code = code


class ReadError(GeodataError):
    """A file could not be read as what it should be."""


class CrsError(GeodataError):
    """Coordinates whose reference system is missing or of the wrong kind."""


class JoinError(GeodataError):
    """Figures and boundaries do not meet."""


class UnknownError(GeodataError):
    """A name that is not among the known ones."""
