"""Every code that a contributed file can meet: how much it weighs, what is said, and what to do.

Codes are stable: programs may rely on them. Words in braces are filled in, and travel with the finding as `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from geodata.report import Finding, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Wording:
    """What a code says; `role` names the only role in which it is an error, where it warns in the others."""

    severity: Severity
    message: str
    hint: str = ""
    role: str = ""


_AGAIN: Final = "Mend it where the file was made, or take a mended copy: mapapp check FILE --mend COPY.gpkg"

_SNAP: Final = "Snap the shared boundary, or take a mended copy: mapapp check FILE --mend COPY.gpkg"
_STRIP: Final = (
    "Snap the shared boundary; a strip shut in on all sides closes in a copy: mapapp check FILE --mend COPY.gpkg"
)
_WITHOUT: Final = "Draw it, or take a copy without it: mapapp check FILE --mend COPY.gpkg"

CODES: Final[Mapping[str, Wording]] = {
    # where
    "no-crs": Wording(ERROR, "Expected a coordinate reference system, found none.", "{advice}"),
    "crs-unread": Wording(
        WARNING,
        "The file names its reference system as {said}: unknown, or an address, which is not followed.",
        "See whether the map lies where it should, or tell it: --crs EPSG:4326",
    ),
    "outside-region": Wording(
        ERROR,
        "Expected {name} in Kazakhstan or round it, found it at {at}.",
        "Check the reference system (--crs EPSG:4326) and the axes (--swap-axes).",
    ),
    "reaches-outside": Wording(
        WARNING,
        "{name} reaches beyond the region of the atlas, to {at}.",
        "Look for a vertex far off; if it is meant, leave it.",
    ),
    "swapped-axes": Wording(
        WARNING,
        "Latitude and longitude seem swapped: turned round, the map lies where it should.",
        "Add --swap-axes, or save the file with longitude first.",
    ),
    # shapes
    "empty-file": Wording(ERROR, "Expected features, found none.", "Choose another layer (--layer NAME) or file."),
    "not-polygons": Wording(
        ERROR,
        "Expected polygons, found {kind} in {name}.",
        "Polygonize the lines, or take a copy of the areas alone: mapapp check FILE --mend COPY.gpkg",
    ),
    "null-geometry": Wording(ERROR, "{name} has no geometry.", _WITHOUT),
    "empty-geometry": Wording(ERROR, "{name} has an empty geometry.", _WITHOUT),
    "invalid-geometry": Wording(ERROR, "{name} is not valid: {reason}.", _AGAIN),
    "overlap": Wording(ERROR, "{first} and {second} overlap by {area} km².", _AGAIN),
    "overlap-small": Wording(WARNING, "{first} and {second} overlap by {area} km².", _SNAP),
    "gap": Wording(
        WARNING,
        "A gap of {area} km² lies between {first} and {second}.",
        "Fill it, or leave it if it is water or another land.",
    ),
    "sliver": Wording(
        WARNING,
        "{name}: a strip only {width} m wide and {area} km² large.",
        _STRIP,
    ),
    "few-vertices": Wording(
        WARNING, "{name} has only {count} vertices.", "See whether the file was simplified too far."
    ),
    "many-vertices": Wording(
        WARNING, "{name} has {count} vertices, {spacing} m apart on average.", "A simplified copy draws faster."
    ),
    "area-differs": Wording(
        WARNING,
        "{name} has {area} km²; published or drawn: {published}.",
        "Check its course, or the period of the figures.",
    ),
    # names
    "no-names": Wording(WARNING, "Expected a column of names, found none.", "Add one, or tell it: --name-field COLUMN"),
    "name-field-guessed": Wording(
        WARNING, "Several columns could hold the names ({fields}); {field} was taken.", "Tell it: --name-field {field}"
    ),
    "duplicate-name": Wording(
        WARNING,
        "{name} stands for {count} features.",
        "Merge them (in QGIS: Dissolve by this column), or rename one; in role units two places may share a name.",
        role="provinces",
    ),
    "unmatched-name": Wording(
        ERROR,
        "{name} is none of the governorates.",
        'Tell which it is: --match "{name}=ID" (ID: {known}); or take the file with --role units.',
    ),
    "near-name": Wording(
        WARNING,
        "{name} is near {place} (score {score}), but not the same.",
        'If that is meant: --match "{name}={place}"',
    ),
    "match-unconfirmed": Wording(
        ERROR,
        "{name} is near {place} (score {score}), but nobody confirmed it.",
        'If that is meant: --match "{name}={place}"',
    ),
    "province-missing": Wording(
        WARNING, "No feature is {place}.", "It will have no shape in this set; check the spelling in the file."
    ),
    "lost-letters": Wording(
        WARNING,
        "{name} has lost Kazakh letters; it was read as {place}.",
        "Restore the letters; save as GeoPackage or UTF-8.",
    ),
    "damaged-name": Wording(
        WARNING,
        "{name} was written with one encoding and read with another; it says {mended}.",
        "Restore the names from the original; save as GeoPackage or UTF-8.",
    ),
    "mixed-encoding": Wording(
        WARNING,
        "{count} names are in another encoding than the rest, such as {sample}.",
        "Look at each, and save as UTF-8.",
    ),
    "encoding-guessed": Wording(
        WARNING,
        "The file does not say its encoding; {encoding} fits best: {sample}.",
        "If the names look wrong, choose another: --encoding cp1251, kz1048, ptcp154, cp866 or utf-8",
    ),
    "encoding-contradicts": Wording(
        WARNING,
        "The file says {declared}, but its names are none; {encoding} fits: {sample}.",
        "If the names look wrong, choose another with --encoding.",
    ),
    # about
    "no-period": Wording(WARNING, "The file does not say which time it shows.", "Tell it: --period 1921-08"),
    "bad-period": Wording(
        WARNING, "{period} is no EDTF date.", "Write it as 1921, 1921-08 or 1920/1925: --period 1921-08"
    ),
    "no-source": Wording(
        WARNING, "The file does not say where it comes from.", 'Tell it: --source "Author, title, year"'
    ),
    "no-licence": Wording(
        WARNING, "The file does not say its licence.", "Ask its author; tell it: --licence CC-BY-4.0"
    ),
    "non-commercial": Wording(
        WARNING, "The licence {licence} forbids commercial use.", "Keep it in your own library; it cannot be shipped."
    ),
    # the file
    "several-layers": Wording(
        WARNING, "The file has several layers ({layers}); {layer} was taken.", "Choose one: --layer NAME"
    ),
    "shapefile-incomplete": Wording(
        WARNING, "The Shapefile has no {missing} file.", "Add it: a Shapefile is several files."
    ),
    "more-of-the-same": Wording(NOTE, "{count} more findings of the kind {kind}."),
    "heights-left-out": Wording(NOTE, "{count} features have heights; they are left out."),
    "curves-drawn-as-chords": Wording(NOTE, "{count} curves are drawn as chords of 4 degrees."),
    "reprojected": Wording(NOTE, "Coordinates are read as {crs}."),
    "name-field": Wording(NOTE, "The names are taken from the column {field}."),
    "reader-note": Wording(NOTE, "The reader says: {text}"),
    "distance": Wording(
        NOTE,
        "{place}: boundary {median} km (median) and {ninth} km (90th percentile) from the atlas's, "
        "{iou} of their areas shared.",
    ),
    # values
    "value-columns": Wording(
        ERROR,
        "Expected the columns place and low, found {columns}.",
        "Tell which they are, --name-field COLUMN --value-field COLUMN, or begin with place,low,high,qualifier,note",
    ),
    "value-unmatched": Wording(
        ERROR,
        "{name} is no place of {joined}.",
        'Check the spelling, or tell which it is: --match "{name}=ID" (ID: {known})',
    ),
    "value-duplicate": Wording(ERROR, "{place} has {count} rows.", "Keep one; several figures need several tables."),
    "value-not-number": Wording(
        ERROR, "{name}: {value} is no number.", "Write it as 74.5, or leave it empty with a qualifier."
    ),
    "value-ambiguous": Wording(
        ERROR, "{name}: {value} can be {one} or {other}.", "Write it without a comma or space: {one} or {other}."
    ),
    "value-extra-cells": Wording(
        ERROR,
        "Expected {columns} cells, found {count}.",
        "A comma inside a number or a note divides it: write 74.5, or put the cell in quotation marks.",
    ),
    "low-above-high": Wording(ERROR, "{name}: low {low} lies above high {high}.", "Swap them."),
    "outside-breaks": Wording(
        ERROR, "{name}: {value} lies outside the breaks {breaks}.", "Widen --breaks or check the figure."
    ),
    "qualifier-unknown": Wording(ERROR, "{name}: {value} is no qualifier.", "Possible: {known}."),
    "not-stated-with-number": Wording(
        ERROR, "{name} is marked as not stated, yet has the number {value}.", "Take one of the two out."
    ),
    "value-empty": Wording(
        WARNING, "{name} has no number; it is kept as not stated.", "If the source is silent, take the row out."
    ),
    "place-without-value": Wording(
        WARNING, "{place} has no row.", "It is drawn as a place of which the source says nothing."
    ),
}

REFUSALS: Final = frozenset(
    {
        "not-readable", "unknown-format", "missing-file", "layer-unknown", "encoding-unknown", "crs-unknown",
        "points-elsewhere", "too-large", "too-many", "archive-damaged", "archive-count", "archive-path",
        "archive-ratio", "archive-nested", "archive-locked", "several-files", "out-of-time", "out-of-memory",
        "reader-ended",
    }
)  # fmt: skip
"""Codes of files that nothing can be said of, because they could not or must not be opened."""


Place = Mapping[str, object] | None
"""A GeoJSON geometry in WGS84 degrees, where it is known."""


def found(
    code: str, where: str, geometry: Place | Callable[[], Place] = None, area_km2: float | None = None,
    role: str = "", **values: Any,
) -> Finding:  # fmt: skip
    """Return a finding in the words of its code.

    Parameters
    ----------
    code
        One of `CODES`.
    where
        Row or place.
    geometry, area_km2
        See `Finding`. What makes the geometry may stand for it until `placed`, as of very many findings few are shown.
    role
        The role in which the file is checked.
    **values
        What the wording leaves open.
    """
    wording = CODES[code]
    severity = ERROR if wording.role and wording.role == role else wording.severity
    return Finding(
        code,
        severity,
        where,
        wording.message.format(**values),
        wording.hint.format(**values),
        area_km2,
        cast("Place", geometry),
        values,
    )


def placed(finding: Finding) -> Finding:
    """Return a finding with its geometry, which is made now where only what makes it was given."""
    return replace(finding, geometry=finding.geometry()) if callable(finding.geometry) else finding
