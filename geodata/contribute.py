"""Taking a contributed file whole into a library, renewing it, and writing mended copies of files.

`inspect` (see `geodata.inspection`) never changes a file; `accept` copies into a library what no error stands against.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.catalog import BOUNDARY_SET, Catalog, read_catalog
from geodata.checks.boundary import SLIVER_M, Boundary, run
from geodata.checks.meaning import CHECKS
from geodata.checks.values import understood
from geodata.events import parse_period
from geodata.inspection import (
    fingerprint,
    inspect,
    inspect_job,
    load_frame,
    subject_of,
    values_subject,
)
from geodata.library import folder_of, keep_originals, new_folder, package, rounded, write_areas, write_values
from geodata.mending import mend_shapes, write_copy
from geodata.proposal import Choices, Proposal, kept_choices
from geodata.readers import tables
from geodata.readers.formats import members
from geodata.readers.limits import Limits
from geodata.report import CrsError, Finding, ReadError, Severity
from geodata.sets import AREAS, PACKAGE, VALUES, checked_id, read_set

__all__ = ["Choices", "Proposal", "accept", "accept_job", "inspect", "inspect_job", "kept_choices", "mend", "update"]

Taken = Callable[[list[str], list[str], Any], None]


def accept(
    proposal: Proposal | Mapping[str, Any], library: str | Path, *, limits: Limits | None = None, version: int = 1,
    taken: Taken | None = None,
) -> dict[str, str]:  # fmt: skip
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
        Given ids, names and shapes in degrees of a map as they are going to be written, so that nobody must read them
        again.

    Returns
    -------
    dict
        ``id`` and ``folder`` of the set.

    Raises
    ------
    ReadError
        If an error stands, something that is required is missing, the id is taken, or the file changed meanwhile.
    """
    asked = proposal if isinstance(proposal, Proposal) else Proposal.from_dict(proposal)
    chosen, given, root = asked.choices, [Path(path) for path in asked.paths], Path(library)
    _refuse_unready(asked)
    files = members(given)
    if fingerprint(files)["sha256"] != asked.sha256:
        raise ReadError("Expected the file as it was inspected, found it changed.", "Inspect it again.", "file-changed")
    catalog = read_catalog(library=root)
    _refuse_reserved(chosen.id, catalog, root)
    with new_folder(root, chosen.id, replace=version > 1) as folder:
        keep_originals(files, folder)
        if asked.kind == "values":
            subject = values_subject(given[0], chosen, catalog, limits or Limits())
            write_values(folder / VALUES, understood(subject))
            fields = [{"name": it, "type": "number" if it in {"low", "high"} else "string"} for it in tables.COLUMNS]
            about = {"joined": chosen.join_to, "measure": {"title": chosen.measure, "subject": chosen.subject,
                     "unit": chosen.unit, "breaks": list(chosen.breaks)}}  # fmt: skip
            package(folder, replace(chosen, title=chosen.title or chosen.measure), about, fields, VALUES, version)
        else:
            fields, about = _write_map(folder, given, chosen, catalog, limits or Limits(), taken)
            package(folder, chosen, about | {"findings": asked.counts()}, fields, AREAS, version)
        read_set(folder, whole=True)
    return {"id": chosen.id, "folder": str(root / chosen.id)}


def accept_job(
    proposal: Mapping[str, Any], library: str, renew: bool = False, taken: Taken | None = None
) -> dict[str, Any]:
    """Run `accept` in the worker on a `Proposal.ticket`, and tell the ids of the layers that it leads to.

    Parameters
    ----------
    proposal, library
        As for `accept`.
    renew
        Whether the set of this id is there and to be replaced.
    taken
        As for `accept`.
    """
    version = next_version(Path(library), str(proposal["choices"]["id"])) if renew else 1
    done = accept(proposal, library, version=version, taken=taken)
    catalog = read_catalog(library=Path(library))
    return done | {"layers": [it.id for it in catalog.layers if catalog.is_of_set(it, done["id"])]}


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
    folder: Path, given: Sequence[Path], chosen: Choices, catalog: Catalog, limits: Limits, taken: Taken | None
) -> tuple[list[dict[str, str]], dict[str, Any]]:  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="dala-atlas-") as scratch:
        frame, filled = load_frame(given, Path(scratch), chosen, catalog, limits)
        subject = subject_of(frame, filled, catalog)
    ids = []
    for row, name in enumerate(subject.names):
        match = subject.matches.get(name)
        ids.append(match.place if match and match.place else f"{chosen.id}:{row + 1}")
    labels = [subject.label(row) for row in range(len(ids))]
    written = rounded(subject.degrees)
    if taken is not None:
        taken(ids, labels, written)
    write_areas(folder / AREAS, ids, labels, frame.columns, written)
    fields = [{"name": "atlas_id", "type": "string"}, {"name": "atlas_name", "type": "string"}]
    fields += [{"name": key, "type": _type(values)} for key, values in frame.columns.items()]
    return fields, {
        "role": filled.role, "features": len(ids), "crs": frame.crs, "encoding": frame.encoding.name,
        "name_field": subject.name_field, "format": frame.format,
    }  # fmt: skip


def _type(values: Sequence[Any]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {bool}:
        return "boolean"
    return "integer" if kinds and kinds <= {int} else "number" if kinds and kinds <= {int, float} else "string"


def update(
    set_id: str, paths: Sequence[str | Path], library: str | Path, choices: Mapping[str, Any] | None = None
) -> dict[str, str]:
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
    proposal = inspect(paths, kept_choices(found, choices or {}), library=root)
    return accept(proposal, root, version=next_version(root, set_id))


def next_version(library: Path, set_id: str) -> int:
    """Return the version that a set gets when it is renewed."""
    found = json.loads((folder_of(library, set_id) / PACKAGE).read_text(encoding="utf-8"))
    return int(found.get("version", "1")) + 1


def mend(paths: Sequence[str | Path], choices: Choices | Mapping[str, Any], out: str | Path) -> dict[str, Any]:
    """Write a mended copy: polygons made valid, overlaps and narrow gaps closed, areas alone; the file itself stays.

    Parameters
    ----------
    paths, choices
        As for `inspect`.
    out
        A GeoPackage that is not there yet.

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
    target, chosen = Path(out), Choices.of(choices)
    if target.exists() or target.suffix.lower() != ".gpkg":
        raise ReadError(f"Expected a new file ending in .gpkg, found {target}.", "Choose another name.")
    catalog = read_catalog()
    with tempfile.TemporaryDirectory(prefix="dala-atlas-") as scratch:
        frame, filled = load_frame([Path(it) for it in paths], Path(scratch), chosen, catalog, Limits())
        subject = subject_of(frame, filled, catalog)
        if not frame.crs:
            raise CrsError("Expected a reference system before mending, found none.", "Tell it: --crs EPSG:4326")
        before = {"findings": _by_code(run(subject, CHECKS)), "km2": _total(subject)}
        mended = replace(frame, geometry=mend_shapes(frame.geometry, subject.file_units(SLIVER_M)), broken={})
        kept = np.flatnonzero(~shapely.is_empty(mended.geometry))
        if not len(kept):
            raise ReadError("Expected areas to mend, found none.", "Choose another layer (--layer NAME) or file.")
        left_out = [subject.label(row) for row in np.flatnonzero(shapely.is_empty(mended.geometry))]
        after_subject = subject_of(mended.rows(kept.tolist()), filled, catalog)
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
