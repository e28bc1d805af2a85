"""What a file is, by what it holds; and a copy of it in a folder of our own, so that nothing of theirs is touched."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.readers import crs
from geodata.readers.about import package_of
from geodata.readers.archives import is_zip, unpack
from geodata.readers.encodings import as_utf8, decide, python_codec
from geodata.readers.limits import Limits, refuse_above
from geodata.report import CrsError, ReadError

TEXTUAL: Final = frozenset({"GeoJSON", "TopoJSON", "KML"})
TABLES: Final = frozenset({".csv", ".tsv"})
_SUFFIX: Final = {
    "GeoJSON": ".geojson", "TopoJSON": ".topojson", "KML": ".kml", "GeoPackage": ".gpkg", "Shapefile": ".shp",
    "FlatGeobuf": ".fgb", "GeoParquet": ".parquet",
}  # fmt: skip
SIDES: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".shp.xml", ".xml")
LOG: Final = "-wal"
"""Ends the name of the file beside a GeoPackage that holds what a program with the file open wrote last."""
_KNOWN: Final = "GeoJSON, GeoPackage, Shapefile (folder or zip), KML, KMZ, TopoJSON, FlatGeobuf, GeoParquet or CSV"
_HEAD: Final = 1 << 16
_ELSEWHERE: Final = re.compile(rb"\A\s*(https?:|ftp:|/vsi|\[InternetShortcut\])", re.IGNORECASE)
_CRS_KEY: Final = re.compile(rb'"(?:c|\\u00[46]3)(?:r|\\u00[57]2)(?:s|\\u00[57]3)"\s*:\s*(?=\{)', re.IGNORECASE)
"""The member ``crs`` as a lenient reader takes it: in any case, its letters escaped or not."""
_PAIRS: Final = json.JSONDecoder(strict=False, object_pairs_hook=list)
"""Keeps members that stand twice."""


@dataclass(frozen=True, slots=True)
class Located:
    """A map file in our own folder.

    `encoding` tells of a text file that was no UTF-8, with how it was read; `crs_left_out` is a reference system that
    the file does not give but only points to.
    """

    format: str
    path: Path
    encoding: tuple[str, str] = ("utf-8", "format")
    crs_left_out: str = ""


def sniff(path: Path) -> str:
    """Return the format of a file by its first bytes; empty where it is none that is known, ``empty`` without any.

    Raises
    ------
    ReadError
        ``points-elsewhere`` where it is a pointer to another file or an address.
    """
    with path.open("rb") as file:
        head = as_utf8(file.read(_HEAD))
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "empty" if path.suffix.lower() in {".json", *_SUFFIX.values()} else ""
    for magic, name in ((b"SQLite format 3\0", "GeoPackage"), (b"PAR1", "GeoParquet"), (b"fgb\x03", "FlatGeobuf"),
                        (b"\x00\x00\x27\x0a", "Shapefile")):  # fmt: skip
        if head.startswith(magic):
            return name
    text = head.lstrip(b"\x1e \t\r\n")
    if _ELSEWHERE.match(text) or b"<OGRVRT" in text or b"<VRTDataset" in text:
        raise _elsewhere(path, "a pointer to another file or address")
    if text[:1] == b"<":
        if b"<kml" not in text and b":kml" not in text:
            return ""
        return "KML"
    if text[:1] == b"{":
        return "TopoJSON" if re.search(rb'"type"\s*:\s*"Topology"', text) else "GeoJSON"
    return ""


def _elsewhere(path: Path, found: str) -> ReadError:
    return ReadError(
        f"Expected a map in {path.name}, found {found}.",
        "Nothing is followed: add the file itself.",
        "points-elsewhere",
    )


def _unknown(path: Path, found: str = "something else") -> ReadError:
    return ReadError(f"Expected {_KNOWN} in {path.name}, found {found}.", "Save it in one of these.", "unknown-format")


def members(paths: Sequence[Path]) -> list[Path]:
    """Return the files that belong to one choice of a person: a file with its side files, or a folder's.

    Raises
    ------
    ReadError
        ``missing-file`` where one is not there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(it for it in path.iterdir() if it.is_file() and not it.is_symlink())
        elif path.is_file():
            found += _with_sides(path)
        else:
            raise ReadError(f"Expected a file at {path}, found none.", "Check the path.", "missing-file")
    return list(dict.fromkeys(found))


def _with_sides(path: Path) -> list[Path]:
    if path.suffix.lower() not in SIDES:
        log = path.with_name(path.name + LOG)
        return [path, log] if log.is_file() and not log.is_symlink() and log.stat().st_size else [path]
    stem = path.name[: -len(path.suffix)].lower()
    wanted = {stem + end for end in SIDES}
    beside = sorted(
        it for it in path.parent.iterdir() if it.name.lower() in wanted and it.is_file() and not it.is_symlink()
    )
    return [path, *(it for it in beside if it != path), *package_of(path)]


def gather(paths: Sequence[Path], folder: Path, limits: Limits) -> list[Path]:
    """Copy or unpack what a person chose into a folder of ours and return its files.

    Raises
    ------
    ReadError
        If a file is missing, too large or a dangerous archive.
    """
    given = members(paths)
    if len(given) > limits.archive_files:
        refuse_above(len(given), limits.archive_files, "files", "archive-count")
    refuse_above(sum(path.stat().st_size for path in given), limits.file_bytes, "bytes", "too-large")
    for path in given:
        if is_zip(path):
            unpack(path, folder, limits)
        else:
            shutil.copyfile(path, folder / path.name)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def locate(files: Sequence[Path], given: Path) -> list[Located]:
    """Return the maps among files of ours, readied for a reader: renamed by format, text as UTF-8.

    Raises
    ------
    ReadError
        ``unknown-format`` where there is none, ``points-elsewhere`` for a pointer.
    """
    found = []
    for path in files:
        kind = "" if path.name.lower() == "datapackage.json" else sniff(path)
        if path.name.lower().endswith(".shx") or not kind:
            continue
        found.append(_ready(path, kind))
    real = [it for it in found if it.format != "empty"]
    if not found:
        raise _unknown(given)
    return real or found[:1]


def _ready(path: Path, kind: str) -> Located:
    suffix = _SUFFIX.get(kind, path.suffix)
    if path.suffix != suffix:
        path = path.rename(path.with_suffix(suffix))
    if kind not in TEXTUAL:
        return Located(kind, path)
    return _as_utf8(path, kind)


def _as_utf8(path: Path, kind: str) -> Located:
    """Write a text file again as UTF-8 without anything that points elsewhere."""
    raw = path.read_bytes()
    body = as_utf8(raw)
    name, how = "utf-8", "format"
    declared = re.match(rb"<\?xml[^>]*encoding=[\"']([\w-]+)[\"'][^>]*\?>", body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        stated = python_codec(declared[1].decode()) if declared else ""
        pieces = [piece for piece in re.split(rb"[<>\"{}\[\],\r\n]+", body) if not piece.isascii()][:2000]
        choice = decide(pieces, stated if stated != "utf-8" else "", "", lambda _text: False)
        name, how = choice.name, choice.how
        body = body.decode(name, "replace").encode()
    if declared:
        body = body[body.index(b"?>") + 2 :]
    if kind == "KML" and re.search(rb"<!(DOCTYPE|ENTITY)", body, re.IGNORECASE):
        raise _elsewhere(path, "a document type that can draw in other files")
    left_out = ""
    if kind == "GeoJSON":
        body, left_out = _without_links(body)
    if body is not raw:
        path.write_bytes(body)
    return Located(kind, path, (name, how), left_out)


def _without_links(body: bytes) -> tuple[bytes, str]:
    """Rename the members ``crs`` that are addresses or unknown, and return what the last of them said."""
    said = ""

    def rename(key: re.Match[bytes]) -> bytes:
        nonlocal said
        text = body[key.end() : key.end() + _HEAD].decode("utf-8", "replace")
        try:
            words = _texts(_PAIRS.raw_decode(text)[0])
        except (ValueError, RecursionError):
            words = ["link"]
        kinds = {word.lower() for word in words}
        if not {"link", "url"} & kinds and not ("name" in kinds and _unknown_crs(words[-1])):
            return key[0]
        said = next((word for word in reversed(words) if word), "an address")[:100]
        return b'"unread crs":'

    return _CRS_KEY.sub(rename, body), said


def _unknown_crs(name: str) -> bool:
    if name.startswith("http://www.opengis.net/def/crs/"):  # a name that only looks like an address
        return False
    try:
        crs.parse(name)
    except CrsError:
        return True
    return False


def _texts(value: object) -> list[str]:
    """Return every text of a value decoded with `_PAIRS`, keys as well."""
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []
