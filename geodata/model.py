"""The frozen types of the past: who said what, about which place, at which time.

Units stand in the field names or in a ``unit`` field. Nothing here knows a file, a map or a window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

LANGUAGES: Final = ("kk", "ru", "en")

Texts = Mapping[str, str]
"""A text by language code, holding every one of `LANGUAGES`."""


class Qualifier(StrEnum):
    """How a source hedges its figure."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at least"
    UP_TO = "up to"
    RANGE = "range"
    SOME_PARTS = "some parts"
    PLANNED = "planned"
    NOT_STATED = "not stated"


class Confidence(StrEnum):
    """How well the course of a line is known."""

    DOCUMENTED = "documented"
    APPROXIMATE = "approximate"
    CONJECTURAL = "conjectural"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time.

    Parameters
    ----------
    edtf
        As written in the data (EDTF level 1), for people.
    start, end
        Sortable ISO days ``YYYY-MM-DD``; `end` is exclusive. None means open.
    """

    edtf: str
    start: str | None
    end: str | None

    def covers(self, day: str) -> bool:
        """Tell whether the ISO day lies inside."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Source:
    """A text or data set that statements rest on; `titles` and `writers` are title and authors in other languages."""

    id: str
    title: str
    authors: str
    year: str
    licence: str
    url: str
    trust: str
    titles: Mapping[str, str] = field(default_factory=dict)
    writers: Mapping[str, str] = field(default_factory=dict)

    def by(self, language: str) -> str:
        """Return the authors in the letters of a language, where we know them."""
        return self.writers.get(language) or self.authors

    def named(self, language: str) -> str:
        """Return the title as a language has it."""
        return self.titles.get(language) or self.title


@dataclass(frozen=True, slots=True)
class Place:
    """Anything that a statement can be about."""

    id: str
    kind: str
    names: Texts
    latin: str
    """Kazakh in Latin letters."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure measures, and what a percentage is a percentage *of*."""

    id: str
    kind: str
    """``rate``, ``amount``, ``category`` or ``statement``."""
    unit: str
    breaks: tuple[float, ...]
    titles: Texts
    subjects: Texts


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source about one place.

    `low` and `high` are plain numbers in `unit`; both are None where the source gives no figure.
    `fragment` is an exact substring of the source's line `line`. A second source, of which facts are cited and no
    text is taken, has line 0 and no fragment; the address of its `source` says where it stands.
    """

    id: str
    place: str
    measure: str
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: str
    unit_printed: str
    period: str
    period_printed: str
    source: str
    line: int
    fragment: str
    translations: Texts
    notes: Texts
    contradicts: tuple[str, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether the source gives a number."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class Event:
    """Something dated; `when` is EDTF."""

    id: str
    when: str
    qualifier: Qualifier
    place: str
    source: str
    line: int
    fragment: str
    translations: Texts
    texts: Texts


@dataclass(frozen=True, slots=True)
class Piece:
    """A district or uyezd that belonged to `province` during `period`."""

    piece: str
    province: str
    period: Period
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Province:
    """A governorate during a period, with its legal state in words."""

    id: str
    period: Period
    state: Texts


@dataclass(frozen=True, slots=True)
class Point:
    """A town, a works or a station. Degrees, WGS84."""

    id: str
    role: str
    lon: float
    lat: float
    rank: int
    position: str
    seq: int | None
    period: str
    source: str
    notes: Texts


@dataclass(frozen=True, slots=True)
class Section:
    """A part of Turksib between two places, with when it was begun and opened (EDTF) and what sources say of it."""

    id: str
    titles: Texts
    begun: str
    opened: str
    confidence: Confidence
    sources: tuple[str, ...]
    notes: Texts


@dataclass(frozen=True, slots=True)
class RouteDate:
    """A day (EDTF) in the building of Turksib; rival dates of its opening all stand."""

    when: str
    texts: Texts
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A shipped layer: which data it draws and how, as `layers.toml` says.

    `kind` is one of ``water``, ``lines``, ``outlines``, ``choropleth``, ``category``, ``parts``,
    ``bracket`` and ``points``; `data` names a file stem, a place role or a measure.
    """

    id: str
    group: str
    kind: str
    data: str
    titles: Texts
    visible: bool
    style: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Measures whose figures are of one thing, one unit and one time, so that they may stand side by side."""

    id: str
    place: str
    measures: tuple[str, ...]
    titles: Texts


@dataclass(frozen=True, slots=True)
class ContributedSet:
    """Boundaries or figures that somebody added, as the ``datapackage.json`` of its folder tells.

    Parameters
    ----------
    id, titles, period, source, authors
        What it is called and where it comes from; `period` is EDTF.
    kind
        ``boundaries`` or ``values``.
    role
        ``provinces``, ``units`` or ``context``; empty for values.
    folder
        Where its files lie.
    hash
        SHA-256 of its data file, which also keys what is prepared from it.
    joined
        For values: the boundary set whose places they speak of.
    measure, claims
        For values: what is measured, and a claim a row.
    """

    id: str
    titles: Texts
    period: str
    source: Source
    authors: str
    kind: str
    role: str
    folder: str
    hash: str
    features: int
    joined: str = ""
    measure: Measure | None = None
    claims: tuple[Claim, ...] = ()
