"""Looking at anybody's boundary file, or table of values, as often as choices change; nothing is guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geodata.arcs import provinces
from geodata.catalog import Catalog
from geodata.checks.boundary import ROLES, Boundary, run
from geodata.checks.codes import REFUSALS
from geodata.checks.meaning import CHECKS, OF_SHAPES
from geodata.checks.values import check_papers, check_values
from geodata.desk import Desk
from geodata.events import first_day, parse_period
from geodata.loading import (
    Loaded,
    catalog_of,
    digests_of,
    fingerprint,
    load,
    size_of,
    told,
    with_said,
)
from geodata.matching import Match, Matcher
from geodata.meant import DAY, confirmed_place, province_places, samples, values_key, values_subject
from geodata.proposal import Choices, Proposal
from geodata.readers import crs, vector
from geodata.readers.formats import TABLES, members
from geodata.readers.limits import Limits
from geodata.report import CrsError, Finding, GeodataError, ReadError, Severity

Progress = Callable[[float, str], None]
Seen = Callable[[Hashable, Any], object]

_NAME_WORDS: Final = ("name", "nom", "name_ru", "name_kk", "name_en", "атауы", "название", "имя", "province", "label")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
"""What a name has and a date or a number has not."""
_WORST_FIRST: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
_MOST_NAMES: Final = 2000
_MOST_PREVIEW: Final = 3000


def inspect(
    paths: Sequence[str | Path], choices: Choices | Mapping[str, Any] | None = None, *,
    library: str | Path | None = None, limits: Limits | None = None, most_provinces: int | None = None,
    progress: Progress = lambda _done, _what: None, desk: Desk | None = None,
    seen: Seen = lambda _key, _degrees: None,
) -> Proposal:  # fmt: skip
    """Look at a file with the choices made so far.

    Parameters
    ----------
    paths
        One file with its side files, or one folder.
    choices
        What a person decided; see `Choices`.
    library
        Where the sets lie that values may be joined to.
    limits
        What the file may cost.
    most_provinces
        A map of more areas than these is looked at as one of units, whatever was chosen.
    progress
        Told the share done, 0 to 1, and what is being done.
    desk
        What looks before this one left: the file is read again only when it, or the way to read it, has changed.
    seen
        Given a key and the shapes in degrees of a map as soon as they are there, so that more can be made of them
        while they are checked.

    Returns
    -------
    Proposal
        Always; a file that cannot be read gives one whose `readable` is False.
    """
    given = [Path(path) for path in paths]
    chosen, bounds, at_hand = Choices.of(choices), limits or Limits(), desk or Desk()
    kind = "values" if given and given[0].suffix.lower() in TABLES else "boundaries"
    base = Proposal([str(path) for path in given], "", 0, False, kind, chosen, ())
    try:
        _one_thing(given, chosen)
        progress(0.0, "reading")
        catalog = catalog_of(Path(library) if library else None, at_hand)
        if kind == "values":
            return _inspect_values(_with_files(base), given[0], chosen, catalog, bounds, at_hand)
        loaded = load(given, chosen, catalog, bounds, at_hand)
        base = replace(base, sha256=loaded.sha256, bytes=loaded.bytes)
        if most_provinces is not None and len(loaded.frame.geometry) > most_provinces:
            chosen = replace(chosen, role="units")
        return _inspect_map(base, loaded, chosen, catalog, at_hand, progress, seen)
    except CrsError as error:
        return _refused(base, _refusal("crs-unknown", error))
    except GeodataError as error:
        return _refused(base, _refusal(error.code, error))


def _refused(base: Proposal, why: Finding) -> Proposal:
    with suppress(GeodataError):  # such as a file that is not there
        base = base if base.sha256 else _with_files(base)
    return replace(base, findings=(why,))


def _with_files(base: Proposal) -> Proposal:
    files = members([Path(path) for path in base.paths])
    return replace(base, sha256=fingerprint(digests_of(files)), bytes=size_of(files))


def _refusal(code: str, error: GeodataError) -> Finding:
    known = code if code in REFUSALS else "not-readable"
    return Finding(known, Severity.ERROR, "file", error.found, error.hint, values={"text": error.found})


def _one_thing(given: Sequence[Path], chosen: Choices) -> None:
    if chosen.role not in ROLES:
        raise ReadError(f"Expected a role, found {chosen.role!r}.", f"Possible: {', '.join(ROLES)}.", "not-readable")
    stems = {path.name.split(".")[0].lower() for path in given}
    if len(stems) != 1:
        raise ReadError(
            f"Expected one map with its side files, found {len(stems)}.",
            "Add them one after the other.",
            "several-files",
        )


def day_of(period: str) -> str:
    """Return the day at which provinces are compared: August 1921 where the period holds it, else its first day."""
    try:
        if parse_period(period).covers(DAY):
            return DAY
        day = first_day(period)
    except ReadError:
        return DAY
    return day if "1920-10" <= day < "1925" else DAY


def name_columns(frame: vector.Frame, matcher: Matcher, role: str) -> list[str]:
    """Return the columns that may hold names, likeliest first."""
    texts: dict[str, Sequence[object]] = {
        name: values
        for name, values in frame.columns.items()
        if any(isinstance(value, str) and _LETTERS.search(value) for value in values)
    }
    if role == "provinces":
        scored = [(name, score) for name, score in matcher.best_column(texts) if score]
        if scored:
            return [name for name, score in scored if score * 2 >= scored[0][1]]
    order = {word: index for index, word in enumerate(_NAME_WORDS)}
    return sorted(texts, key=lambda name: (order.get(name.lower(), 99), list(texts).index(name)))


def _inspect_map(
    base: Proposal, loaded: Loaded, chosen: Choices, catalog: Catalog, desk: Desk, progress: Progress, seen: Seen
) -> Proposal:  # fmt: skip
    subject, filled = subject_of(loaded, chosen, catalog, desk)
    frame = subject.frame
    if frame.crs and len(frame.geometry):
        seen(loaded.key, subject.degrees)
    progress(0.3, "checking")
    findings = _checked(subject, loaded.key, desk, progress)
    real = frame.geometry[~shapely.is_missing(frame.geometry)] if len(frame.geometry) else frame.geometry
    box = tuple(float(value) for value in shapely.total_bounds(real)) if len(real) else ()
    options = [asdict(it) for it in crs.guesses(box)] if len(box) == 4 else []
    meant = {match.place for match in subject.matches.values()}
    return replace(
        base, readable=True, findings=findings, choices=filled, format=frame.format, layer=frame.layer,
        layers=[asdict(it) for it in frame.layers], features=len(frame.geometry),
        vertices=int(shapely.get_num_coordinates(frame.geometry).sum()) if len(frame.geometry) else 0,
        crs={"used": frame.crs, "title": crs.short_name(frame.crs) if frame.crs else "", "how": frame.crs_how,
             "guesses": options},
        encoding={"used": frame.encoding.name, "how": frame.encoding.how, "declared": frame.encoding.declared,
                  "candidates": [asdict(it) for it in frame.encoding.candidates]},
        name_field=subject.name_field,
        fields=[{"name": key, "samples": [str(it) for it in values[:3]]} for key, values in frame.columns.items()],
        names=_name_rows(subject), name_counts=_counted(subject.matches, len(set(subject.names))),
        missing=[place for place in subject.shipped if place not in meant] if subject.matches else [],
        preview=desk.once("preview", loaded.key, lambda: _preview(subject)),
    )  # fmt: skip


def _checked(subject: Boundary, key: Hashable, desk: Desk, progress: Progress) -> tuple[Finding, ...]:
    """Run all checks, those of the shapes where they were not run before."""
    shapes = _of_shapes(subject, key, desk, lambda done, what: progress(0.3 + 0.6 * done, what))
    rest = [it for it in CHECKS if it not in OF_SHAPES]
    others = run(subject, rest, lambda done, what: progress(0.9 + 0.1 * done, what))
    return tuple(sorted((*shapes, *others), key=lambda it: _WORST_FIRST[it.severity]))


def _of_shapes(subject: Boundary, key: Hashable, desk: Desk, progress: Progress) -> tuple[Finding, ...]:
    """Check the shapes; rows that are called otherwise are only looked at again where a finding calls one."""

    def made() -> tuple[str, tuple[Finding, ...]]:
        return subject.name_field, run(subject, OF_SHAPES, progress)

    field, found = desk.once("shapes checked", key, made)
    if field != subject.name_field and any(it.where != "file" for it in found):
        _field, found = desk.once("shapes named anew", (key, subject.name_field), made)
    return found


def subject_of(
    loaded: Loaded, given: Choices, catalog: Catalog, desk: Desk
) -> tuple[Boundary, Choices]:  # fmt: skip
    """Return what the checks look at, a map with its names read and matched, and the choices filled in from it."""
    frame, chosen = told(loaded, given)
    matcher = desk.once("governorates", catalog.root, lambda: Matcher(province_places(catalog)))
    options = desk.once(
        "name columns", (loaded.key, chosen.role), lambda: name_columns(frame, matcher, chosen.role)
    )  # fmt: skip
    if chosen.name_field and chosen.name_field not in frame.columns:
        known = ", ".join(frame.columns) or "none"
        raise ReadError(f"Expected a column of the file, found {chosen.name_field!r}.", f"There are: {known}.")
    name_field = chosen.name_field or (options[0] if options else "")
    names = desk.once("names", (loaded.key, name_field), lambda: _names(frame, name_field))
    day = day_of(chosen.period)
    shipped: dict[str, Any] = {}
    matches: dict[str, Match] = {}
    if chosen.role == "provinces":
        shipped = desk.once("shipped", (catalog.root, day), lambda: provinces(catalog, day))
        distinct = dict.fromkeys(names)
        confirmed = {name: confirmed_place(chosen, name, catalog) for name in distinct if name in chosen.matches}
        matches = matcher.match_all(distinct, confirmed)
    subject = Boundary(
        frame, chosen.role, names, matches, name_field, options, catalog, shipped, day, chosen=bool(chosen.name_field)
    )
    subject.take_over(desk.once("boundary", loaded.key, lambda: subject))
    return subject, chosen


def _names(frame: vector.Frame, name_field: str) -> list[str]:
    values = frame.columns.get(name_field, [None] * len(frame.geometry))
    return ["" if value is None else str(value).strip() for value in values]


def _name_rows(subject: Boundary) -> list[dict[str, Any]]:
    rows: dict[str, int] = {}
    for row, name in enumerate(subject.names):
        rows.setdefault(name, row)
        if len(rows) >= _MOST_NAMES:
            break
    return [_name_row(name, row + 1, subject.matches.get(name), _middle(subject, row)) for name, row in rows.items()]


def _counted(matches: Mapping[str, Match], every: int) -> dict[str, int]:
    meant = sum(match.place is not None for match in matches.values())
    return {"all": every, "meant": meant, "open": len(matches) - meant}


def _middle(subject: Boundary, row: int) -> list[float] | None:
    """Return the middle of a row's box as [lon, lat], None where it has no place."""
    if not subject.frame.crs or not np.isfinite(subject.bounds[row]).all():
        return None
    west, south, east, north = subject.bounds[row].tolist()
    return [round((west + east) / 2, 4), round((south + north) / 2, 4)]


def _name_row(name: str, row: int, match: Match | None, at: list[float] | None = None) -> dict[str, Any]:
    if match is None:
        return {"name": name, "row": row, "place": None, "how": "not needed", "mended": "", "candidates": [], "at": at}
    candidates = [asdict(it) for it in match.candidates]
    return {"name": name, "row": row, "place": match.place, "how": match.how, "mended": match.mended,
            "candidates": candidates, "at": at}  # fmt: skip


def _preview(subject: Boundary) -> list[list[list[float]]]:
    """Return simplified rings in degrees for a small map; of many polygons the largest."""
    if not subject.frame.crs or not len(subject.frame.geometry):
        return []
    seen = subject.areal & subject.on_earth
    shapes, box = subject.degrees[seen], subject.bounds[seen]
    if not len(shapes):
        return []
    size = np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    largest = np.argsort(-size)[:_MOST_PREVIEW]
    shapes, valid = shapes[largest], subject.valid[seen][largest]
    extent = float(max(np.ptp(box[:, [0, 2]]), np.ptp(box[:, [1, 3]]), 1e-6))
    plain = shapely.simplify(shapes[valid], extent / 800, preserve_topology=False)
    # The fast way would drop a part of a shape that crosses itself, which is just what should be seen.
    crossed = shapely.simplify(shapes[~valid], extent / 800, preserve_topology=True)
    rings = shapely.get_rings(shapely.get_parts(np.concatenate([crossed, plain])))
    points = np.round(shapely.get_coordinates(rings), 4).tolist()
    ends = np.cumsum(shapely.get_num_coordinates(rings)).tolist()
    return [points[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _inspect_values(
    base: Proposal, path: Path, chosen: Choices, catalog: Catalog, limits: Limits, desk: Desk
) -> Proposal:  # fmt: skip
    if len(chosen.breaks) < 2 or list(chosen.breaks) != sorted(set(chosen.breaks)):
        raise ReadError("Expected at least two rising breaks.", "Such as --breaks 0,25,50,75,100.")
    subject = values_subject(path, chosen, catalog, limits, desk)
    key = (values_key(path, chosen, catalog), tuple(chosen.breaks))
    checked = desk.once("values checked", key, lambda: tuple(check_values(subject)))
    findings = tuple(sorted((*checked, *check_papers(subject)), key=lambda it: _WORST_FIRST[it.severity]))
    table = subject.table
    used = table.encoding
    meant = {match.place for match in subject.matches.values()}
    return replace(
        base, readable=True, findings=findings, choices=with_said(chosen, table.about), format="CSV",
        features=len(table.rows), name_counts=_counted(subject.matches, len(subject.matches)),
        encoding={"used": used.name, "how": used.how, "declared": used.declared,
                  "candidates": [asdict(it) for it in used.candidates]},
        name_field=table.columns[table.meant["place"]] if "place" in table.meant else "",
        fields=[{"name": name, "samples": samples(table, at)} for at, name in enumerate(table.columns)],
        names=[_name_row(name, index + 2, match) for index, (name, match) in enumerate(subject.matches.items())],
        missing=[place for place in subject.places if place not in meant],
    )  # fmt: skip


def inspect_job(
    progress: Progress = lambda _done, _what: None, desk: Desk | None = None, **arguments: Any
) -> dict[str, Any]:  # fmt: skip
    """Run `inspect` in the worker: plain values in, plain values out."""
    return inspect(progress=progress, desk=desk, **arguments).as_dict()
