"""A Data Package (version 2) beside the data files: what they hold, from where, and under which licence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from mapapp import __version__
from mapapp.scene import Scene
from mapapp.tables import excel_dialect

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_NAME: Final = "dala-atlas"
_MEDIA: Final = {".gpkg": "application/geopackage+sqlite3", ".geojson": "application/geo+json", ".csv": "text/csv"}

_FIELDS: Final = {
    "layer": ("string", "Layer of the map"),
    "layer_title": ("string", "Its title"),
    "claim": ("string", "Id of the statement; empty where no statement speaks of the place"),
    "place": ("string", "Id of the place"),
    "name": ("string", "Name of the place"),
    "measure": ("string", "Id of what is measured"),
    "title": ("string", "What is measured"),
    "subject": ("string", "What a percentage is a percentage of"),
    "value": ("string", "The figure in words, with how the source hedges it"),
    "low": ("number", "Lower end of the figure, in `unit`"),
    "high": ("number", "Upper end of the figure, in `unit`"),
    "qualifier": ("string", "How the source hedges its figure, or why there is none: not stated, no statement"),
    "unit": ("string", "Unit of low and high"),
    "unit_printed": ("string", "Unit as the source prints it"),
    "period": ("string", "EDTF date"),
    "period_printed": ("string", "Date as the source prints it"),
    "source": ("string", "Id of the source"),
    "line": ("integer", "Line of the source"),
    "fragment": ("string", "The words of the source that bear the statement"),
    "translation": ("string", "Our translation of these words"),
    "note": ("string", "Note of the editors"),
    "contradicts": ("string", "Ids of statements that say otherwise, separated by |"),
}


def _schema() -> dict[str, object]:
    fields = [{"name": name, "type": kind, "description": text} for name, (kind, text) in _FIELDS.items()]
    for field in fields:
        if field["name"] == "qualifier":
            field["missingValues"] = []  # type: ignore[assignment]
    missing = {"value": "", "label": "Not given; for low and high the column qualifier says why"}
    return {"fields": fields, "missingValues": [missing]}


def _resource(scene: Scene, path: Path, excel: bool) -> dict[str, object]:
    body = path.read_bytes()
    found: dict[str, object] = {
        "name": path.name.lower(), "path": path.name, "title": scene.title,
        "description": "\n".join((scene.date_line, *scene.coverage, *scene.notices)), "format": path.suffix[1:].lower(),
        "mediatype": _MEDIA[path.suffix.lower()], "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
    }  # fmt: skip
    if path.suffix.lower() != ".gpkg":
        found["encoding"] = "utf-8"
    if path.suffix.lower() == ".csv":
        delimiter, decimal = excel_dialect(scene.language) if excel else (",", ".")
        schema = _schema()
        if decimal != ".":
            for field in schema["fields"]:  # type: ignore[attr-defined]
                field |= {"decimalChar": decimal} if field["type"] == "number" else {}
        found |= {"type": "table", "dialect": {"delimiter": delimiter, "header": True}, "schema": schema}
    return found


def _descriptor(path: Path) -> tuple[Path, dict[str, Any]]:
    """Return where the descriptor goes and what of ours stands there; a stranger's is left alone."""
    where = path.with_name("datapackage.json")
    try:
        given = json.loads(where.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return where, {}
    except (OSError, ValueError):
        given = None
    if isinstance(given, dict) and given.get("name") == _NAME and isinstance(given.get("resources"), list):
        return where, given
    return path.with_name(f"{path.stem}.datapackage.json"), {}


def describe(scene: Scene, path: Path, excel: bool = False, folder: Path | None = None) -> Path:
    """Write ``datapackage.json`` beside a data file, or add the file to the one that is there.

    Parameters
    ----------
    scene
        What the file holds.
    path
        The file, already in its place.
    excel
        Whether a CSV file is made for Excel.
    folder
        Where the file will stand beside others, if that is not where it is now.

    Returns
    -------
    Path
        The descriptor, beside the file; ``<name>.datapackage.json`` where somebody else's ``datapackage.json`` stands
        already.
    """
    target = (folder or path.parent) / path.name
    where, given = _descriptor(target)
    others = [it for it in given.get("resources", []) if it.get("path") not in {None, path.name}]
    others = [it for it in others if target.with_name(str(it["path"])).is_file()]
    where = path.with_name(where.name)
    body = {
        "$schema": _PROFILE,
        "name": _NAME,
        "title": "Dala Atlas",
        "description": scene.credits,
        "version": __version__,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "sources": [_source(it.named(scene.language), it.authors, it.url, it.licence) for it in scene.sources],
        "contributors": [{"title": "Dala Atlas contributors"}],
        "resources": sorted([*others, _resource(scene, path, excel)], key=lambda it: str(it["path"])),
    }
    part = where.with_name(f".{where.name}.part")
    part.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(where)
    return where


def _source(title: str, authors: str, url: str, licence: str) -> dict[str, str]:
    given = {"title": f"{authors}. {title}" if authors else title, "path": url, "licence": licence}
    return {key: value for key, value in given.items() if value}
