"""Taking a contributed file whole into a library, renewing it, and writing mended copies of files.

`inspect` (see `geodata.inspection`) never changes a file; `accept` copies into a library what no error stands against.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.areas import OWN, as_written, kind_of, write_areas
from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.checks.boundary import SLIVER_M, Boundary, run
from geodata.checks.meaning import CHECKS
from geodata.checks.values import understood
from geodata.desk import Desk
from geodata.events import parse_period
from geodata.inspection import inspect, inspect_job, subject_of
from geodata.library import folder_of, keep_originals, new_folder, package, write_values
from geodata.loading import catalog_of, fingerprint, load
from geodata.meant import values_subject
from geodata.mending import mend_shapes, write_copy
from geodata.proposal import Choices, Proposal, kept_choices
from geodata.readers import tables
from geodata.readers.formats import members
from geodata.readers.limits import Limits
from geodata.report import CrsError, Finding, ReadError, Severity
from geodata.sets import PACKAGE, VALUES, checked_id, read_set

__all__ = ["Choices", "Proposal", "accept", "accept_job", "inspect", "inspect_job", "kept_choices", "mend", "update"]

Taken = Callable[[Hashable, list[str], list[str], Any], Any]


def accept(
    proposal: Proposal | Mapping[str, Any], library: str | Path, *, limits: Limits | None = None, version: int = 1,
    taken: Taken = lambda _key, _ids, _names, _degrees: None, desk: Desk | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Take a file into a library, whole: its originals byte for byte, its shapes in degrees, and what was chosen.

    Parameters
    ----------
    proposal
        What `inspect` returned, with every choice made.
    library
        Folder of sets.
    limits
        What the file may cost.
    version
        1 for a new set; above, the one there is replaced and goes to the trash.
    taken
        Given the key that `inspect` told of the shapes of a map, with ids, names and shapes in degrees as they are
        written, so that nobody must read them again. It may return what `geodata.areas.in_bytes` makes of them.
    desk
        What the looks before left: the file is not read again.

    Returns
    -------
    dict
        ``id`` and ``folder`` of the set, and ``layers``, the ids of those that it leads to.

    Raises
    ------
    ReadError
        If an error stands, something that is required is missing, the id is taken, or the file changed meanwhile.
    """
    asked = proposal if isinstance(proposal, Proposal) else Proposal.from_dict(proposal)
    chosen, given, root = asked.choices, [Path(path) for path in asked.paths], Path(library)
    at_hand, bounds = desk or Desk(), limits or Limits()
    _refuse_unready(asked)
    catalog = catalog_of(root, at_hand)
    _refuse_reserved(chosen.id, catalog, root)
    with new_folder(root, chosen.id, replace=version > 1) as folder, ThreadPoolExecutor(1) as beside:
        copying = beside.submit(keep_originals, members(given), folder)
        if asked.kind == "values":
            subject = values_subject(given[0], chosen, catalog, bounds, at_hand)
            write_values(folder / VALUES, understood(subject))
            fields, about, main = *_about_values(chosen), VALUES
        else:
            loaded = load(given, chosen, catalog, bounds, at_hand)
            boundary, filled = subject_of(loaded, chosen, catalog, at_hand)
            fields, about, main = _write_map(folder, loaded.key, boundary, filled, taken)
            about |= {"findings": asked.counts()}
        originals = copying.result()
        if fingerprint(originals) != asked.sha256:
            raise ReadError(
                "Expected the file as it was inspected, found it changed.", "Inspect it again.", "file-changed"
            )
        titled = replace(chosen, title=chosen.title or chosen.measure)
        package(folder, titled, about, fields, main, version, originals)
        made = read_set(folder)
    made = replace(made, folder=str(root / chosen.id))
    with_it = catalog.with_added(made)
    layers = [it.id for it in with_it.layers if with_it.is_of_set(it, made.id)]
    return {"id": made.id, "folder": made.folder, "layers": layers}


def _about_values(chosen: Choices) -> tuple[list[dict[str, str]], dict[str, Any]]:
    fields = [{"name": it, "type": "number" if it in {"low", "high"} else "string"} for it in tables.COLUMNS]
    return fields, {"joined": chosen.join_to, "measure": {"title": chosen.measure, "subject": chosen.subject,
                    "unit": chosen.unit, "breaks": list(chosen.breaks)}}  # fmt: skip


def accept_job(
    proposal: Mapping[str, Any], library: str, renew: bool = False, desk: Desk | None = None,
    taken: Taken = lambda _key, _ids, _names, _degrees: None,
) -> dict[str, Any]:  # fmt: skip
    """Run `accept` in the worker on a `Proposal.ticket`.

    Parameters
    ----------
    proposal, library, desk, taken
        As for `accept`.
    renew
        Whether the set of this id is there and to be replaced.
    """
    version = next_version(Path(library), str(proposal["choices"]["id"])) if renew else 1
    return accept(proposal, library, version=version, taken=taken, desk=desk)


def _refuse_unready(asked: Proposal) -> None:
    errors = asked.standing().errors
    if not asked.readable or errors:
        first = f"{errors[0].message} {errors[0].hint}" if errors else "It could not be read."
        raise ReadError(f"Expected a file without errors, found {len(errors)}: {first}", "", "errors-stand")
    chosen = asked.choices
    needed = {"id": "--id", "licence": "--licence", "source": "--source", "period": "--period"}
    if asked.kind == "values":
        needed |= {"measure": "--measure", "subject": "--subject"}
    lacking = [flag for name, flag in needed.items() if not getattr(chosen, name)]
    if lacking:
        raise ReadError(
            f"Expected id, licence, source and period, found no {', '.join(lacking)}.",
            "The file does not say it, so you must.", "metadata-missing",
        )  # fmt: skip
    checked_id(chosen.id)
    parse_period(chosen.period)
    if chosen.url and not chosen.url.startswith(("http://", "https://")):
        raise ReadError(
            f"Expected an address that begins with https:// or http://, found {chosen.url!r}.",
            "Write what is no address into the source.", "bad-url",
        )  # fmt: skip


def _refuse_reserved(name: str, catalog: Catalog, root: Path) -> None:
    base = catalog.without_set(name) if (root / name).exists() else catalog
    taken = {it.id for it in base.layers} | set(base.measures) | set(base.sources) | {BOUNDARY_SET}
    taken |= {it.id for it in base.sets}
    if name in taken:
        raise ReadError(
            f"Expected an id of its own, found {name!r}, which the atlas uses.", "Choose another.", "bad-id"
        )


def _write_map(
    folder: Path, key: Hashable, subject: Boundary, filled: Choices, taken: Taken
) -> tuple[list[dict[str, str]], dict[str, Any], str]:  # fmt: skip
    frame, meant = subject.frame, {name: match.place for name, match in subject.matches.items() if match.place}
    ids = [meant.get(name) or f"{filled.id}:{row}" for row, name in enumerate(subject.names, 1)]
    labels = [name or subject.label(row) for row, name in enumerate(subject.names)]
    degrees = as_written(subject.degrees)
    packed = taken(key, ids, labels, degrees)
    main = write_areas(folder, ids, labels, frame.columns, degrees, packed)
    fields = [{"name": name, "type": "string"} for name in OWN]
    fields += [{"name": it, "type": kind_of(values)} for it, values in frame.columns.items() if it not in OWN]
    return fields, {
        "role": filled.role, "features": len(ids), "crs": frame.crs, "encoding": frame.encoding.name,
        "name_field": subject.name_field, "format": frame.format,
    }, main  # fmt: skip


def update(
    set_id: str, paths: Sequence[str | Path], library: str | Path, choices: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Replace a set by a newer file, with the choices made for the old one; the old set goes to the trash.

    Parameters
    ----------
    set_id, library
        The set.
    paths
        As for `inspect`.
    choices
        What is chosen otherwise this time.

    Raises
    ------
    ReadError
        If there is no such set, or an error stands against the new file.
    """
    root = Path(library)
    found = json.loads((folder_of(root, set_id) / PACKAGE).read_text(encoding="utf-8"))
    desk = Desk()
    proposal = inspect(paths, kept_choices(found, choices or {}), library=root, desk=desk)
    return accept(proposal, root, version=next_version(root, set_id), desk=desk)


def next_version(library: Path, set_id: str) -> int:
    """Return the version that a set gets when it is renewed."""
    found = json.loads((folder_of(library, set_id) / PACKAGE).read_text(encoding="utf-8"))
    return int(found.get("version", "1")) + 1


def mend(
    paths: Sequence[str | Path], choices: Choices | Mapping[str, Any], out: str | Path, desk: Desk | None = None
) -> dict[str, Any]:  # fmt: skip
    """Write a mended copy: polygons made valid, overlaps and narrow gaps closed, areas alone; the file itself stays.

    Parameters
    ----------
    paths, choices
        As for `inspect`.
    out
        A GeoPackage that is not there yet.
    desk
        What the looks before left.

    Returns
    -------
    dict
        ``out``; ``left_out``, the labels of rows of which no area was left; and for ``before`` and ``after``:
        findings by code, and ``km2``, the area of all polygons.

    Raises
    ------
    ReadError
        If the file cannot be read, has no reference system, or the copy exists.
    """
    target, chosen, at_hand = Path(out), Choices.of(choices), desk or Desk()
    if target.exists() or target.suffix.lower() != ".gpkg":
        raise ReadError(f"Expected a new file ending in .gpkg, found {target}.", "Choose another name.")
    catalog = catalog_of(None, Desk())
    loaded = load([Path(it) for it in paths], chosen, catalog, Limits(), at_hand)
    subject, filled = subject_of(loaded, chosen, catalog, at_hand)
    frame = subject.frame
    if not frame.crs:
        raise CrsError("Expected a reference system before mending, found none.", "Tell it: --crs EPSG:4326")
    before = {"findings": _by_code(run(subject, CHECKS)), "km2": _total(subject)}
    mended = replace(frame, geometry=mend_shapes(frame.geometry, subject.file_units(SLIVER_M)), broken={})
    kept = np.flatnonzero(~shapely.is_empty(mended.geometry))
    if not len(kept):
        raise ReadError("Expected areas to mend, found none.", "Choose another layer (--layer NAME) or file.")
    left_out = [subject.label(row) for row in np.flatnonzero(shapely.is_empty(mended.geometry))]
    whole = replace(loaded, key=None, frame=mended.rows(kept.tolist()))
    after_subject, _filled = subject_of(whole, filled, catalog, Desk())
    after = {"findings": _by_code(run(after_subject, CHECKS)), "km2": _total(after_subject)}
    write_copy(target, mended, kept)
    return {"out": str(target), "left_out": left_out, "before": before, "after": after}


def _total(subject: Boundary) -> float:
    return round(float(subject.km2(subject.frame.geometry[subject.measured]).sum()), 3)


def _by_code(findings: Sequence[Finding]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for it in findings:
        if it.severity is not Severity.NOTE:
            counts[it.code] = counts.get(it.code, 0) + 1
    return counts
