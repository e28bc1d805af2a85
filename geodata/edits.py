"""A set of a library whose own file was edited, as in QGIS: the edit is looked at and taken, or refused in words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely

from geodata.areas import areas_in
from geodata.report import ReadError
from geodata.sets import PACKAGE, VALUES, digest, read_set


def take_edits(folders: Iterable[str]) -> list[str]:
    """Take the edits of some sets; return the ids of those that had any.

    Raises
    ------
    ReadError
        If an edit cannot be taken; that set's description stays as it was, so that the map before can stay.
    """
    return [Path(folder).name for folder in folders if take_edit(Path(folder))]


def take_edit(folder: Path) -> bool:
    """Let the description of a set say its data file as it is now; return False where it does so already.

    Raises
    ------
    ReadError
        If the file holds no sound polygons with an id each, or no values.
    """
    package = folder / PACKAGE
    try:
        before = package.read_text(encoding="utf-8")
        said = json.loads(before)
        main = next(it for it in said["resources"] if it["name"] in ("areas", "values"))
        data = folder / Path(main["path"]).name
        now = {"bytes": data.stat().st_size, "hash": f"sha256:{digest(data)}"}
    except (OSError, ValueError, KeyError, StopIteration, TypeError) as error:
        raise ReadError(
            "Expected a complete set in {folder}, found {error}.", "Put its files back.", code="set-damaged",
            folder=folder.name, error=error,
        ) from error  # fmt: skip
    if {key: main[key] for key in now} == now:
        return False
    if data.name != VALUES:
        said["dala-atlas"]["features"] = _sound(folder)
    main |= now
    said["version"] = str(int(said.get("version", "1")) + 1)
    _put(package, json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    try:
        read_set(folder, whole=True)
    except ReadError:
        _put(package, before)
        raise
    return True


def _sound(folder: Path) -> int:
    """Return the number of areas of an edited set, once all of them are sound."""
    ids, names, shapes = areas_in(folder)
    if len(set(ids)) < len(ids):
        twice = next(name for index, name in enumerate(ids) if name in ids[:index])
        raise ReadError("Expected one area an id, found {id} twice.", "Give each atlas_id once.", id=twice)
    reasons: Any = shapely.is_valid_reason(shapes)
    for name, shape, reason in zip(names, shapes, reasons, strict=True):
        if shape is None or not shape.geom_type.endswith("Polygon"):
            raise ReadError("Expected a polygon for {name}, found none.", "Draw it.", name=name)
        if reason != "Valid Geometry":
            raise ReadError(
                "Expected sound polygons, found {name}: {reason}.", "Mend it where it crosses itself.",
                name=name, reason=str(reason).lower(),
            )  # fmt: skip
    return len(ids)


def _put(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
