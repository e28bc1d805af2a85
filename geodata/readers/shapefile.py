"""The table of a Shapefile, whose names come byte for byte: which letters they are, and which parts are missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geodata.readers.encodings import Encoding, by_ldid, checked_codec, decide, decode, python_codec

Note = tuple[str, Mapping[str, Any]]


def decoded(
    path: Path, files: Sequence[Path], columns: Mapping[str, Sequence[Any]], chosen: str, known: Callable[[str], bool]
) -> tuple[dict[str, list[Any]], Encoding, list[Note]]:
    """Read names with the encoding that fits.

    Parameters
    ----------
    path
        The .shp among our copies.
    files
        All copies.
    columns
        Values whose texts are bytes read as Latin-1.
    chosen
        The encoding that a person chose; empty to find it.
    known
        Whether a name is one of the atlas.

    Returns
    -------
    columns, encoding, notes
        Texts as they are meant, how they were read, and what is missing.

    Raises
    ------
    ReadError
        ``encoding-unknown``.
    """
    beside = {file.name.lower() for file in files}
    notes: list[Note] = [
        ("shapefile-incomplete", {"missing": end}) for end in (".dbf", ".shx") if path.stem.lower() + end not in beside
    ]
    raw = [value.encode("latin-1") for values in columns.values() for value in values if isinstance(value, str)]
    headers = [name.encode("latin-1", "replace") for name in columns]
    used = decide(raw + headers, _declared(path), checked_codec(chosen), known)

    def text(value: Any) -> Any:
        return decode(value.encode("latin-1", "replace"), used) if isinstance(value, str) else value

    return {text(name): [text(value) for value in values] for name, values in columns.items()}, used, notes


def _declared(path: Path) -> str:
    sides = {it.suffix.lower(): it for it in path.parent.iterdir() if it.stem.lower() == path.stem.lower()}
    page, table = sides.get(".cpg"), sides.get(".dbf")
    if page is not None:
        found = python_codec(page.read_bytes()[:40].decode("ascii", "replace"))
        if found:
            return found
    if table is None:
        return ""
    with table.open("rb") as file:
        head = file.read(30)
    return by_ldid(head[29]) if len(head) == 30 else ""
