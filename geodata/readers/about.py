"""What a file says of itself: title, licence, source, authors and period, wherever its format keeps them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

_KEYS: Final = {
    "title": ("title", "identifier"),
    "licence": ("licence", "license", "licenses", "rights", "uselimit", "accessconst", "useconst"),
    "source": ("source", "sources", "attribution", "credit", "idcredit", "lineage", "references"),
    "authors": ("authors", "author", "creator", "contributors", "origin", "rporgname", "rpindname"),
    "period": ("period", "temporal", "edtf", "valid", "date", "year"),
}
_HEAD: Final = 1 << 14
_WHOLE: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class About:
    """Metadata as found, each empty where nothing was."""

    title: str = ""
    licence: str = ""
    source: str = ""
    authors: str = ""
    period: str = ""

    def filled(self, other: About) -> About:
        """Return this with what is empty taken from another."""
        mine = {it.name: getattr(self, it.name) or getattr(other, it.name) for it in fields(self)}
        return replace(self, **mine)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(text for text in map(_words, value) if text)
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("title") or value.get("path") or "")
    return str(value).strip() if isinstance(value, str | int) else ""


def from_mapping(found: Mapping[str, Any]) -> About:
    """Read keys of many spellings; lists of licences, sources and people become one text."""
    lower = {str(key).lower(): value for key, value in found.items()}
    said = {name: next((w for key in keys if (w := _words(lower.get(key, "")))), "") for name, keys in _KEYS.items()}
    return About(**said)


def from_json(path: Path) -> About:
    """Read the members of a JSON file outside its features; of a large one those that stand before them."""
    if path.stat().st_size <= _WHOLE:
        text = path.read_text(encoding="utf-8", errors="replace")
    else:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_HEAD).partition('"features"')[0].rstrip().rstrip(",") + "}"
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return About()
    return from_mapping(found) if isinstance(found, dict) else About()


def from_xml(path: Path) -> About:
    """Read the texts of tags of a metadata file, whatever standard it follows."""
    raw = path.read_bytes()[:_WHOLE]
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        return About()
    try:
        found: dict[str, str] = {}
        for item in ElementTree.fromstring(raw).iter():
            tag = str(item.tag).rpartition("}")[2].lower()
            if item.text and item.text.strip():
                found.setdefault(tag, re.sub(r"<[^>]+>", " ", item.text).strip())
    except ElementTree.ParseError:
        return About()
    return from_mapping({key: value for key, value in found.items() if key not in {"title", "date", "year"}})


def from_kml(path: Path) -> About:
    """Read the author, copyright and time span of a KML file."""
    head = path.read_bytes()[:_HEAD].decode("utf-8", "replace")
    author = re.search(r"<(?:atom:)?author>\s*<(?:atom:)?name>([^<]+)<", head)
    begin, end = (re.search(rf"<{tag}>([\d-]+)<", head) for tag in ("begin", "end"))
    period = "/".join(it[1] for it in (begin, end) if it)
    return About(authors=author[1].strip() if author else "", period=period)


def from_columns(columns: Mapping[str, Sequence[Any]]) -> About:
    """Read columns that say the same in every row."""
    said = {}
    for name, keys in _KEYS.items():
        for key, values in columns.items():
            if name != "title" and key.lower() in keys:
                distinct = {str(value) for value in values if value not in {None, ""}}
                if len(distinct) == 1:
                    said[name] = distinct.pop()
    return About(**said)


def package_of(path: Path) -> list[Path]:
    """Return the ``datapackage.json`` beside a file if it names that file: one of other files says nothing of it."""
    package = path.parent / "datapackage.json"
    if package.is_symlink():
        return []
    try:
        said = json.loads(package.read_bytes())
        listed = [it["path"] for it in said["resources"]]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return []
    return [package] if path.name in listed or [path.name] in listed else []


def beside(files: Iterable[Path]) -> About:
    """Read a ``datapackage.json`` and metadata files among files of ours."""
    found = About()
    for path in files:
        if path.name.lower() == "datapackage.json":
            found = from_json(path).filled(found)
        elif path.suffix.lower() == ".xml":
            found = found.filled(from_xml(path))
    return found
