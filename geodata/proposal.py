"""What a person chose about a contributed file, and what came of looking at it: plain values, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from geodata.report import Finding, ReadError, Severity

SCHEMA: Final = "dala-atlas-check/1"
DEFAULT_BREAKS: Final = (0.0, 25.0, 50.0, 75.0, 100.0)


@dataclass(frozen=True)
class Choices:
    """Everything that a person may decide; what is empty is taken from the file, and the report says how.

    Parameters
    ----------
    role
        ``provinces``, ``units`` or ``context``.
    layer, encoding, crs, name_field
        How to read the file.
    value_field, high_field
        Of a table of values: the column of figures, and of their upper ends, where they are not called low and high.
    swap_axes
        Whether its axes are turned round.
    matches
        Name in the file to the id of a place, as confirmed.
    id, title, licence, source, url, authors, period
        What is written beside the data; `period` is EDTF.
    join_to, measure, subject, unit, breaks
        Of a table of values: the set it belongs to, what is measured, what it is a share of, unit and class breaks.
    """

    role: str = "provinces"
    layer: str = ""
    encoding: str = ""
    crs: str = ""
    swap_axes: bool = False
    name_field: str = ""
    value_field: str = ""
    high_field: str = ""
    matches: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    title: str = ""
    licence: str = ""
    source: str = ""
    url: str = ""
    authors: str = ""
    period: str = ""
    join_to: str = "august-1921"
    measure: str = ""
    subject: str = ""
    unit: str = "percent"
    breaks: Sequence[float] = DEFAULT_BREAKS

    @classmethod
    def of(cls, given: Choices | Mapping[str, Any] | None) -> Choices:
        """Read choices from plain values; what is not named keeps its default.

        Raises
        ------
        ReadError
            If a name is unknown.
        """
        if isinstance(given, Choices):
            return given
        known = {it.name for it in fields(cls)}
        unknown = sorted(set(given or {}) - known)
        if unknown:
            raise ReadError(f"Expected known choices, found {', '.join(unknown)}.", f"Possible: {', '.join(known)}.")
        return cls(**(given or {}))


@dataclass(frozen=True)
class Proposal:
    """What was read, what was found, and what a person may still choose.

    Parameters
    ----------
    paths, sha256, bytes
        The files as given; the hash is over all of them.
    readable
        Whether anything could be said of the contents; if not, the findings say why.
    kind
        ``boundaries`` or ``values``.
    choices
        As made, with empty metadata filled in from the file.
    format, layer, layers
        Layers as mappings of name, features, geometry.
    features, vertices
        Counts of the layer.
    crs
        used (empty for none), title, how (declared, format, chosen), guesses (crs, title, lon, lat).
    encoding
        used, how, declared, candidates (encoding, score, samples).
    name_field, fields
        The column of names, and all columns as name, samples.
    name_counts
        all (distinct names), meant (that have a place), open (that wait for a person); of a map of very many names
        `names` holds the first 2,000.
    names
        A mapping a distinct name: name, row, place, how, mended, candidates (place, score), at
        ([lon, lat] of its first feature, or None).
    missing
        Places that no row means: the other side of the join.
    preview
        Outlines in degrees for a small map: closed rings of [lon, lat].
    """

    paths: Sequence[str]
    sha256: str
    bytes: int
    readable: bool
    kind: str
    choices: Choices
    findings: Sequence[Finding]
    format: str = ""
    layer: str = ""
    layers: Sequence[Mapping[str, Any]] = ()
    features: int = 0
    vertices: int = 0
    crs: Mapping[str, Any] = field(default_factory=dict)
    encoding: Mapping[str, Any] = field(default_factory=dict)
    name_field: str = ""
    fields: Sequence[Mapping[str, Any]] = ()
    name_counts: Mapping[str, int] = field(default_factory=dict)
    names: Sequence[Mapping[str, Any]] = ()
    missing: Sequence[str] = ()
    preview: Sequence[Sequence[Sequence[float]]] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stand against taking the file."""
        return tuple(it for it in self.findings if it.severity is Severity.ERROR)

    @property
    def ok(self) -> bool:
        """Whether it was read and no error stands."""
        return self.readable and not self.errors

    @property
    def exit_code(self) -> int:
        """0 without errors, 1 with errors, 2 where nothing could be read."""
        return 2 if not self.readable else 0 if self.ok else 1

    def standing(self) -> Proposal:
        """Return the proposal as it is accepted or not: a near name that nobody confirmed is an error there."""
        return replace(self, findings=tuple(_unconfirmed(it) for it in self.findings))

    def counts(self) -> dict[str, int]:
        """Return the number of findings by severity."""
        return {level.value: sum(it.severity is level for it in self.findings) for level in Severity}

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, with the schema's name, ``ok`` and counts."""
        plain = {it.name: getattr(self, it.name) for it in fields(self)}
        plain["choices"] = asdict(self.choices)
        plain["findings"] = [_finding(it) for it in self.findings]
        return {"schema": SCHEMA, "ok": self.ok, "exit": self.exit_code, "counts": self.counts()} | plain

    def ticket(self) -> dict[str, Any]:
        """Return what `accept` needs and no more; `from_dict` reads it."""
        bare = tuple(replace(it, where="", hint="", geometry=None, values={}) for it in self.findings)
        short = replace(
            self, findings=bare, layers=(), crs={}, encoding={}, fields=(), names=(), missing=(), preview=()
        )
        plain = short.as_dict()
        plain["findings"] = [it | {"message": it["message"][:80]} for it in plain["findings"]]
        return plain

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Proposal:
        """Read what `as_dict` wrote."""
        known = {it.name for it in fields(cls)}
        plain = {key: value for key, value in found.items() if key in known}
        plain["choices"] = Choices.of(found["choices"])
        plain["findings"] = tuple(
            Finding(**(dict(it) | {"severity": Severity(it["severity"])})) for it in found["findings"]
        )
        return cls(**plain)


def _unconfirmed(found: Finding) -> Finding:
    if found.code != "near-name":
        return found
    message = f"{found.message} Nobody confirmed it."
    return replace(found, code="match-unconfirmed", severity=Severity.ERROR, message=message)


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code, "severity": found.severity.value, "where": found.where, "message": found.message,
        "hint": found.hint, "area_km2": found.area_km2, "geometry": found.geometry, "values": dict(found.values),
    }  # fmt: skip


def kept_choices(found: Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> Choices:
    """Return the choices that a ``datapackage.json`` remembers, with what is chosen otherwise now.

    Parameters
    ----------
    found
        The contents of the file.
    changes
        Choices by name. Matches are added to those that are remembered.
    """
    about = found["dala-atlas"]
    base = Choices.of(about.get("choices"))
    measure = about.get("measure", {})
    values = {
        "join_to": about["joined"], "measure": measure["title"], "subject": measure["subject"],
        "unit": measure["unit"], "breaks": measure["breaks"],
    } if measure else {"role": about["role"]}  # fmt: skip
    licence, source = found["licenses"][0], found["sources"][0]
    kept = replace(
        base, id=found["name"], title=found["title"], licence=licence.get("title", licence["name"]),
        source=source["title"], url=source.get("path", ""), period=found["period"],
        authors="; ".join(it["title"] for it in found.get("contributors", [])), **values,
    )  # fmt: skip
    new = dict(changes or {})
    return replace(kept, **new | {"matches": {**kept.matches, **new.get("matches", {})}})
