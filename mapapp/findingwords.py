"""What a check found, in the words and the language of the window; the command line has its own, with its flags."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from geodata.events import parse_period
from geodata.proposal import Proposal
from geodata.report import Finding, GeodataError, Severity, fill
from mapapp.texts import N_, number, t

_CHOOSE_NAMES: Final = N_("If that is meant, confirm it under “Names”.")
_READ: Final = N_("Compare the names under “Reading” and choose what reads well.")
_MEND: Final = N_("Mend it where the file was made, or make a mended copy.")
_SNAP: Final = N_("Snap the shared boundary, or make a mended copy.")
_FILL: Final = N_("Fill it, or leave it if it is water or another land.")
_BARE: Final = N_("Draw it, or make a copy without it.")
_ABOUT: Final = N_("Write it under “About”.")
HINTS: Final[Mapping[str, str]] = {
    "no-crs": N_("Choose it under “Reading”; the map shows where it puts the file."),
    "crs-unread": N_("See on the map whether it lies where it should; if not, choose another under “Reading”."),
    "outside-region": N_("Choose another reference system under “Reading”, or turn the axes round."),
    "empty-file": N_("Choose another layer under “Reading”, or another file."),
    "swapped-axes": N_("Turn the axes round under “Reading”, or save the file with longitude first."),
    "invalid-geometry": _MEND, "overlap": _MEND, "overlap-small": _SNAP, "sliver": _SNAP, "gap": _FILL,
    "not-polygons": N_("Polygonize the lines, or make a copy of the areas alone."),
    "null-geometry": _BARE, "empty-geometry": _BARE,
    "bad-period": N_("Write it as 1921, 1921-08 or 1920/1925."),
    "no-names": N_("Add a column of names to the file."),
    "value-columns": N_("Choose the columns of names and of figures under “Reading”."),
    "name-field-guessed": N_("See under “Reading” whether it is the right column."),
    "unmatched-name": N_("Say which it is under “Names”, or take the file as units."),
    "near-name": _CHOOSE_NAMES, "match-unconfirmed": _CHOOSE_NAMES,
    "encoding-guessed": _READ, "encoding-contradicts": _READ,
    "no-period": _ABOUT, "no-source": _ABOUT, "no-licence": _ABOUT,
    "several-layers": N_("Choose one under “Reading”."),
    "value-unmatched": N_("Say which it is under “Names”, or check the spelling."),
    "outside-breaks": N_("Widen the class breaks under “Reading”, or check the figure."),
}  # fmt: skip
"""Remedies that the window has where the command line has a flag."""

_ANEW: Final = N_("Open it in the program that made it and save it anew.")
_UNPACK: Final = N_("Unpack it and add the file itself.")
_ARCHIVE: Final = (N_("The archive is damaged, or not safe to open."), _UNPACK)
_SMALLER: Final = N_("Take a part of it, or simplify it.")
_LARGE: Final = (N_("The file is larger than this program takes."), _SMALLER)
_HEAVY: Final = (N_("The file takes more time or memory than there is."), _SMALLER)
REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "not-readable": (N_("The file cannot be read."), _ANEW),
    "unknown-format": (
        N_("Neither a map nor a table of values was found in the file."),
        N_("Save it as GeoPackage, GeoJSON, Shapefile, KML, TopoJSON, FlatGeobuf or GeoParquet; figures as CSV."),
    ),
    "missing-file": (N_("The file is gone, or one that belongs to it is missing."), N_("Choose it again.")),
    "layer-unknown": (N_("The file has no such layer."), N_("Choose another layer.")),
    "encoding-unknown": (N_("This encoding is not known."), N_("Choose another one.")),
    "crs-unknown": (N_("This reference system is not known."), N_("Write a code such as EPSG:4326.")),
    "points-elsewhere": (N_("The file points to another one, which is not followed."), N_("Add that file itself.")),
    "several-files": (N_("These are several maps."), N_("Add them one after the other.")),
    "too-large": _LARGE, "too-many": _LARGE, "out-of-time": _HEAVY, "out-of-memory": _HEAVY,
    "reader-ended": (N_("The reader broke down over this file: it is damaged."), _ANEW),
    **dict.fromkeys(
        ("archive-damaged", "archive-count", "archive-path", "archive-ratio", "archive-nested", "archive-locked"),
        _ARCHIVE,
    ),
}  # fmt: skip

_REASONS: Final = frozenset({
    N_("self-intersection"), N_("ring self-intersection"), N_("hole lies outside shell"), N_("nested holes"),
    N_("nested shells"), N_("interior is disconnected"), N_("duplicate rings"), N_("invalid coordinate"),
    N_("too few points in geometry component"), N_("its coordinates are no place on Earth"),
})  # fmt: skip
"""Why a shape is not valid, as GEOS says it."""
_FIGURES: Final = frozenset({"area", "published", "median", "ninth", "iou", "at", "reason"})
"""Values that hold figures or a position."""
_LABELS: Final = frozenset({"name", "first", "second"})
_ROW: Final = re.compile(r"row (\d+)")
_SPOT: Final = re.compile(r"(-?[\d.]+)° E, (-?[\d.]+)° N")
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")

ROLES: Final = {"provinces": N_("Governorates"), "units": N_("Units"), "context": N_("Context")}
SEVERITIES: Final = {
    Severity.ERROR: N_("Error"), Severity.WARNING: N_("Warning"), Severity.NOTE: N_("Note"),
}  # fmt: skip


def words(
    found: Finding, wordings: Mapping[str, Sequence[str]], language: str, name: Callable[[str], str]
) -> tuple[str, str]:  # fmt: skip
    """Return message and remedy of a finding.

    Parameters
    ----------
    found
        The finding.
    wordings
        Message and hint of each code as the check words them.
    language
        ``kk``, ``ru`` or ``en``.
    name
        Gives the name of a place by its id, and anything else as it is.
    """
    if found.code in REFUSALS:
        message, hint = REFUSALS[found.code]
    elif found.code in wordings:
        message, hint = wordings[found.code]
        hint = HINTS.get(found.code, hint)
    else:
        return found.message, found.hint
    values = {key: _local(key, value, language, name) for key, value in found.values.items()}
    if place := found.values.get("place_id"):
        values |= dict.fromkeys({"place", "name"} & set(values), name(place))
    said = (fill(t(part, language), values) if part else "" for part in (message, hint))
    return next(said), next(said)


def _local(key: str, value: Any, language: str, name: Callable[[str], str]) -> Any:
    """Return what is filled into a wording as a language writes it; names out of the file stay as they are."""
    if key == "place":
        return name(value)
    if isinstance(value, float):
        return number(value, language)
    if not isinstance(value, str):
        return value
    if key in _LABELS and (row := _ROW.fullmatch(value)):
        return t("row {number}", language, number=row[1])
    if key not in _FIGURES:
        return value
    text, _, spot = value.partition(" at ") if key == "reason" else (value, "", "")
    if key == "reason":
        text = t(text, language) if text in _REASONS else text
        return f"{text} ({_position(spot, language)})" if spot else text
    if key == "at":
        return _position(value, language)
    return _figures(text, language).replace("(this atlas)", f"({t('this atlas', language)})")


def _position(text: str, language: str) -> str:
    """Return a position with the letters of a language; what is none stays."""
    found = _SPOT.fullmatch(text)
    if found is None:
        return text
    lon, lat = (_figures(part, language) for part in found.groups())
    return t("{lon}° E, {lat}° N", language, lon=lon, lat=lat)


def _figures(text: str, language: str) -> str:
    """Return a text whose figures are grouped and pointed as a language does it."""
    if language == "en":
        return text
    turned = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})
    return _NUMBER.sub(lambda figure: figure[0].translate(turned), text)


def is_period(text: str) -> bool:
    """Tell whether a text is an EDTF date or interval."""
    try:
        parse_period(text)
    except (GeodataError, ValueError, IndexError):
        return False
    return True


def seen(proposal: Proposal) -> tuple[tuple[int, Finding], ...]:
    """Return the findings that matter to a person at the form, with their index among those of the proposal.

    What the form answers already is left out; a near name that nobody confirmed is an error.
    """
    told = proposal.choices
    period = told.period if is_period(told.period) else ""
    answered = {"no-period": period, "bad-period": period, "no-source": told.source, "no-licence": told.licence}
    standing = proposal.standing().findings
    return tuple((index, it) for index, it in enumerate(standing) if not answered.get(it.code))


def lacking(proposal: Proposal) -> tuple[str, ...]:
    """Return the names of the fields that must be filled before a file can be taken, in the order of the form."""
    about: tuple[str, ...] = ("measure", "subject", "unit") if proposal.kind == "values" else ("title",)
    needed = (*about, "source", "licence", "period", "id")
    return tuple(field for field in needed if not str(getattr(proposal.choices, field)).strip())


def facts(found: Proposal, language: str) -> str:
    """Return what a file is, in a line: format, rows, vertices, reference system and encoding."""
    if not found.readable:
        return t("The file could not be opened.", language)
    parts = [found.format, t("rows: {count}", language, count=number(found.features, language))]
    if found.kind == "boundaries":
        parts.append(t("vertices: {count}", language, count=number(found.vertices, language)))
        parts.append(found.crs.get("title") or t("no reference system", language))
    return " · ".join((*parts, str(found.encoding.get("used", ""))))
