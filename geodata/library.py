"""Sets on disk: written whole or not at all, packed for proposing, removed to the trash."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from geodata.areas import columns_in, rounded, write_text
from geodata.checks.values import Row
from geodata.proposal import Choices
from geodata.report import ReadError
from geodata.resources import UNFINISHED
from geodata.sets import AREAS, LARGE_AREAS, PACKAGE, VALUES, digest, discover, read_set

ORIGINAL: Final = "original"
_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_LICENCES: Final = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
_MISSING: Final = (
    {"value": "", "label": "no number: the qualifier says why"},
    {"value": "not stated", "label": "the source names the place without a figure"},
)
_UNGIVEN: Final = ({"value": "", "label": "not given in the original file"},)
_STALE_S: Final = 3600.0


def write_values(path: Path, rows: Iterable[Row]) -> None:
    """Write values as a table whose empty numbers keep their reason."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("place", "low", "high", "qualifier", "note"))
    for row in rows:
        numbers = ("" if it is None else f"{it:.15g}" for it in (row.low, row.high))
        table.writerow((row.place, *numbers, row.qualifier.value, row.note))
    path.write_text(out.getvalue(), encoding="utf-8")


def package(
    folder: Path, chosen: Choices, about: Mapping[str, Any], fields: Sequence[Mapping[str, Any]], main: str,
    version: int, originals: Mapping[str, str],
) -> None:  # fmt: skip
    """Write the ``datapackage.json`` of a folder whose other files are in place.

    Parameters
    ----------
    folder
        With the data file and the copies in `ORIGINAL`.
    chosen
        With id and all metadata.
    about
        What only this program reads: role or measure, features, findings.
    fields
        Of the data file's table schema.
    main
        Name of the data file.
    version
        1, and one more with every update.
    originals
        The SHA-256 of each of them by its name.
    """
    licence = {"name": re.sub(r"[^-a-zA-Z0-9._]+", "-", chosen.licence).strip("-") or "other", "title": chosen.licence}
    licence |= {"path": _LICENCES[chosen.licence]} if chosen.licence in _LICENCES else {}
    source = {"title": chosen.source} | ({"path": chosen.url} if chosen.url else {})
    kept = {key: value for key, value in _kept_choices(chosen).items() if value not in ("", {}, False)}
    copies = sorted(originals)
    said: dict[str, Any] = {
        "$schema": _PROFILE, "name": chosen.id, "title": chosen.title or chosen.id, "version": str(version),
        "licenses": [licence], "sources": [source],
        "period": chosen.period,
        "resources": [
            _resource(folder / main, folder) | {"name": Path(main).stem, "schema": _schema(fields, main)}
            | ({"type": "table"} if main == VALUES else {}),
            *(
                _resource(folder / ORIGINAL / it, folder, originals[it]) | {"name": f"original-{n}"}
                for n, it in enumerate(copies, 1)
            ),
        ],
        "dala-atlas": dict(about) | {"choices": kept},
    }  # fmt: skip
    if people := [{"title": name.strip()} for name in chosen.authors.split(";") if name.strip()]:
        said["contributors"] = people
    (folder / PACKAGE).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _schema(fields: Sequence[Mapping[str, Any]], main: str) -> dict[str, Any]:
    return {"fields": list(fields), "missingValues": list(_MISSING if main == VALUES else _UNGIVEN)}


def _kept_choices(chosen: Choices) -> dict[str, Any]:
    names = ("layer", "encoding", "crs", "swap_axes", "name_field", "value_field", "high_field")
    return {name: getattr(chosen, name) for name in names} | {"matches": dict(chosen.matches)}


def _resource(path: Path, folder: Path, known: str = "") -> dict[str, Any]:
    suffix = path.suffix.lower().lstrip(".")
    kinds = {"geojson": "application/geo+json", "csv": "text/csv", "zip": "application/zip", "json": "application/json",
             "fgb": "application/flatgeobuf"}  # fmt: skip
    found = {
        "path": path.relative_to(folder).as_posix(), "format": suffix or "bin", "bytes": path.stat().st_size,
        "hash": f"sha256:{known or digest(path)}",
    }  # fmt: skip
    return found | ({"mediatype": kinds[suffix]} if suffix in kinds else {})


@contextmanager
def new_folder(library: Path, name: str, replace: bool = False) -> Any:
    """Give a folder to fill; it takes its name in the library only when all went well.

    Raises
    ------
    ReadError
        ``set-exists`` where the name is taken and `replace` is False.
    """
    target = library / name
    if target.exists() and not replace:
        raise ReadError(f"Expected a new id, found that {name!r} is taken.", f"mapapp update {name} FILE", "set-exists")
    library.mkdir(parents=True, exist_ok=True)
    _sweep(library)
    made = library / f"{UNFINISHED}{os.getpid()}-{uuid.uuid4().hex}"
    made.mkdir()
    try:
        yield made
        if target.exists():
            to_trash(target)
        made.rename(target)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _sweep(library: Path) -> None:
    """Clear away what was being written when somebody ended the program, unless it is being written now."""
    for left in library.glob(f"{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > _STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def keep_originals(files: Sequence[Path], folder: Path) -> dict[str, str]:
    """Copy files as they are, byte for byte; return the SHA-256 of each copy by its name."""
    (folder / ORIGINAL).mkdir()
    copies = [shutil.copyfile(path, folder / ORIGINAL / path.name) for path in files]
    return {path.name: digest(path) for path in copies}


def to_trash(path: Path) -> None:
    """Move a folder to the system's trash.

    Raises
    ------
    ReadError
        If there is no trash to move it to; nothing is deleted then.
    """
    from send2trash import send2trash
    from send2trash.exceptions import TrashPermissionError

    try:
        send2trash(str(path))
    except (OSError, TrashPermissionError) as error:
        raise ReadError(f"Expected to move {path} to the trash, found {error}.", "Move it away by hand.") from error


def folder_of(library: Path, name: str) -> Path:
    """Return the folder of a set of the library.

    Raises
    ------
    ReadError
        If there is none; the message lists those there are.
    """
    folder = library / name
    if Path(name).name != name or not (folder / PACKAGE).is_file():
        known = sorted(it.parent.name for it in library.glob(f"[!.]*/{PACKAGE}")) if library.is_dir() else []
        raise ReadError(
            f"Expected the id of a set in your library, found {name!r}.",
            f"There are: {', '.join(known) or 'none yet'}.", "set-unknown",
        )  # fmt: skip
    return folder


def rename(set_id: str, title: str, library: str | Path) -> str:
    """Give a set another title and return it.

    Raises
    ------
    ReadError
        If there is no such set, or the title is empty.
    """
    package_file = folder_of(Path(library), set_id) / PACKAGE
    said = " ".join(title.split())
    if not said:
        raise ReadError("Expected a title, found an empty one.", "Write how the set is called.")
    found = json.loads(package_file.read_text(encoding="utf-8"))
    found["title"] = said
    found["dala-atlas"].pop("titles", None)
    part = package_file.with_name(f".{PACKAGE}.part")
    part.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(package_file)
    return said


def listing(library: str | Path) -> list[dict[str, Any]]:
    """Return the sets of a library with what is to be known of each; every data file is compared with its hash.

    Returns
    -------
    list of dict
        ``id``, ``title``, ``kind``, ``role``, ``joined``, ``features``, ``period``, ``licence``, ``source``,
        ``folder`` and ``problem``, which is empty where all is well; what cannot be read is empty or 0.
    """
    sets, problems = discover(Path(library), whole=True)
    rows: list[dict[str, Any]] = [
        {
            "id": it.id, "title": it.titles["en"], "kind": it.kind, "role": it.role, "joined": it.joined,
            "features": it.features, "period": it.period, "licence": it.source.licence, "source": it.source.title,
            "folder": it.folder, "problem": "",
        }
        for it in sets
    ]  # fmt: skip
    blank = {"kind": "", "role": "", "joined": "", "features": 0, "period": "", "licence": "", "source": ""}
    rows += [
        {"id": it.id, "title": it.title} | blank | {"folder": it.folder, "problem": f"{it.message} {it.hint}"}
        for it in problems
    ]
    return sorted(rows, key=lambda row: str(row["id"]))


def remove(set_id: str, library: str | Path) -> str:
    """Move a set to the trash and return its id; a set that values are joined to stays until they are gone.

    Raises
    ------
    ReadError
        If there is no such set, or others rest on it.
    """
    root = Path(library)
    folder = folder_of(root, set_id)
    resting = []
    for package_file in root.glob(f"[!.]*/{PACKAGE}"):
        try:
            about = json.loads(package_file.read_text(encoding="utf-8"))["dala-atlas"]
        except (OSError, ValueError, KeyError):
            continue
        if about.get("joined") == set_id:
            resting.append(package_file.parent.name)
    if resting:
        raise ReadError(f"Expected a set that nothing rests on, found {', '.join(resting)} joined to it.",
                        "Remove them first.", "set-in-use")  # fmt: skip
    to_trash(folder)
    return set_id


def pack(set_id: str, target: str | Path, library: str | Path) -> str:
    """Copy a set whole into a folder, ready to be proposed, its areas as text; return the path of the copy.

    Raises
    ------
    ReadError
        If there is no such set, it is damaged, or the target is taken.
    """
    folder = folder_of(Path(library), set_id)
    read_set(folder, whole=True)
    out = Path(target) / set_id
    if out.exists():
        raise ReadError(f"Expected a new folder, found {out}.", "Choose another folder, or move that one away.")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{set_id}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder, part)
    if (part / LARGE_AREAS).is_file():
        _turn_to_text(part)
    part.rename(out)
    return str(out)


def _turn_to_text(folder: Path) -> None:
    """Write large areas as text, which the atlas keeps all of its data in, and let the description say so."""
    columns, degrees = columns_in(folder)
    write_text(folder / AREAS, columns, rounded(degrees))
    (folder / LARGE_AREAS).unlink()
    package_file = folder / PACKAGE
    said = json.loads(package_file.read_text(encoding="utf-8"))
    main = next(it for it in said["resources"] if it["name"] == Path(AREAS).stem)
    main |= _resource(folder / AREAS, folder)
    package_file.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
