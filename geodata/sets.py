"""Contributed sets on disk: a folder each, with a Data Package v2 ``datapackage.json`` that says everything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geodata.claims import each_row, number
from geodata.model import LANGUAGES, Claim, ContributedSet, LayerSpec, Measure, Qualifier, Source
from geodata.report import ReadError

PACKAGE: Final = "datapackage.json"
AREAS: Final = "areas.geojson"
LARGE_AREAS: Final = "areas.fgb"
VALUES: Final = "values.csv"
DATA: Final = frozenset({AREAS, LARGE_AREAS, VALUES})
"""What the data file of a set is called."""
GROUP: Final = "contributed"
_DIFFERENCES: Final = {"kk": "Атластан айырмасы", "ru": "Отличия от атласа", "en": "Differences from the atlas"}
_NO_WORDS: Final = dict.fromkeys(LANGUAGES, "")
_QUALIFIERS: Final = {it.value: it for it in Qualifier}
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Problem:
    """A set that cannot be used, with the reason and what to do."""

    id: str
    folder: str
    message: str
    hint: str
    title: str = ""
    """How it is called, where that can still be read."""


def checked_id(text: str) -> str:
    """Return an id that can name a folder, a layer and a column.

    Raises
    ------
    ReadError
        If it is none.
    """
    if not _ID.fullmatch(text):
        raise ReadError(
            f"Expected an id of small Latin letters, digits and hyphens, found {text!r}.",
            "Such as uyezds-1897.",
            "bad-id",
        )
    return text


def digest(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    import hashlib  # not needed where a map is shown

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first(found: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    items = found.get(key) or [{}]
    return items[0] if isinstance(items[0], dict) else {}


def read_set(folder: Path, whole: bool = False) -> ContributedSet:
    """Read a contributed set.

    Parameters
    ----------
    folder
        That of its ``datapackage.json``.
    whole
        Compare the data file with its hash too, which reads all of it.

    Raises
    ------
    ReadError
        If a file is missing, changed or damaged.
    """
    try:
        found = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        about = found["dala-atlas"]
        resource = next(it for it in found["resources"] if it["name"] == ("areas" if "role" in about else "values"))
        data = folder / Path(resource["path"]).name
        size = data.stat().st_size
        stated = str(resource["hash"]).removeprefix("sha256:")
        if size != resource["bytes"] or (whole and digest(data) != stated):
            raise ReadError(
                f"Expected {data.name} of the set {folder.name} as it was added, found it changed.",
                "Add the changed file again: mapapp update ID FILE", "set-changed",
            )  # fmt: skip
        return _set(folder, found, about, stated)
    except (OSError, ValueError, KeyError, TypeError, StopIteration, AttributeError) as error:
        raise ReadError(
            f"Expected a complete set in {folder.name}, found {type(error).__name__}: {error}.",
            "Restore its folder, or remove it: mapapp remove ID", "set-damaged",
        ) from error  # fmt: skip


def _set(folder: Path, found: Mapping[str, Any], about: Mapping[str, Any], stated: str) -> ContributedSet:
    name = checked_id(str(found["name"]))
    licence, source = _first(found, "licenses"), _first(found, "sources")
    authors = "; ".join(str(it["title"]) for it in found.get("contributors", []))
    titles = {language: about.get("titles", {}).get(language) or found["title"] for language in LANGUAGES}
    title, url = str(source.get("title", "")), str(source.get("path", ""))
    origin = Source(
        name,
        title,
        authors,
        str(found["period"])[:4],
        str(licence.get("title") or licence.get("name", "")),
        url,
        "contributed",
    )
    if "role" in about:
        return ContributedSet(
            name, titles, str(found["period"]), origin, authors, "boundaries", about["role"], str(folder), stated,
            int(about["features"]),
        )  # fmt: skip
    measure = _measure(name, titles, about["measure"])
    claims = tuple(_claim(name, measure, str(found["period"]), row) for row in each_row(folder / VALUES))
    return ContributedSet(
        name, titles, str(found["period"]), origin, authors, "values", "", str(folder), stated, len(claims),
        str(about["joined"]), measure, claims,
    )  # fmt: skip


def _measure(name: str, titles: Mapping[str, str], about: Mapping[str, Any]) -> Measure:
    breaks = tuple(float(value) for value in about["breaks"])
    subject = str(about["subject"])
    return Measure(name, "rate", str(about["unit"]), breaks, titles, dict.fromkeys(LANGUAGES, subject))


def _claim(name: str, measure: Measure, period: str, row: Mapping[str, str]) -> Claim:
    return Claim(
        id=f"{name}-{row['place']}", place=row["place"], measure=name, low=number(row["low"]), high=number(row["high"]),
        qualifier=_QUALIFIERS[row["qualifier"]], unit=measure.unit, unit_printed=measure.unit, period=period,
        period_printed=period, source=name, line=0, fragment="", translations=_NO_WORDS,
        notes=dict.fromkeys(LANGUAGES, row["note"]) if row["note"] else _NO_WORDS,
    )  # fmt: skip


def folders(root: Path) -> Iterator[Path]:
    """Yield the folders below a root that are contributed sets, in order."""
    if root.is_dir():
        for package in sorted(root.glob(f"[!.]*/{PACKAGE}")):
            try:
                own = "dala-atlas" in json.loads(package.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                own = True
            if own:
                yield package.parent


def discover(root: Path, whole: bool = False) -> tuple[list[ContributedSet], list[Problem]]:
    """Return the sets below a root, and those that cannot be used."""
    found, problems = [], []
    for folder in folders(root):
        try:
            found.append(read_set(folder, whole))
        except ReadError as error:
            problems.append(Problem(folder.name, str(folder), error.found, error.hint, _title(folder)))
    return found, problems


def _title(folder: Path) -> str:
    try:
        return str(json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["title"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def layers(contributed: ContributedSet, measures: Mapping[str, Measure]) -> tuple[LayerSpec, ...]:
    """Return the layers that a set leads to: its areas, and in role provinces the atlas's figures on them."""
    base: dict[str, object] = {"set": contributed.id}
    if contributed.kind == "values":
        style = {"set": contributed.joined}
        return (LayerSpec(contributed.id, GROUP, "figures", contributed.id, contributed.titles, False, style),)
    own = LayerSpec(contributed.id, GROUP, "areas", contributed.id, contributed.titles, True,
                    base | {"role": contributed.role})  # fmt: skip
    if contributed.role != "provinces":
        return (own,)
    joined = []
    for measure in measures.values():
        if measure.kind == "rate" and measure.breaks and measure.id not in {contributed.id}:
            titles = {key: f"{measure.titles[key]}: {contributed.titles[key]}" for key in LANGUAGES}
            name = f"{contributed.id}.{measure.id}"
            joined.append(LayerSpec(name, GROUP, "figures", measure.id, titles, False, base))
    titles = {key: f"{words}: {contributed.titles[key]}" for key, words in _DIFFERENCES.items()}
    apart = LayerSpec(f"{contributed.id}.differences", GROUP, "differences", contributed.id, titles, False, base)
    return (*joined, apart, own)
