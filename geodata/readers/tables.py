"""A table of contributed values: place, low, high, qualifier, note; comma, semicolon or tab; any old encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.readers.about import About, beside
from geodata.readers.encodings import Encoding, decide, decode, python_codec
from geodata.readers.limits import Limits, refuse_above
from geodata.report import ReadError

NEEDED: Final = ("place", "low")
COLUMNS: Final = ("place", "low", "high", "qualifier", "note")


@dataclass(frozen=True)
class Table:
    """Rows as written, cells by column name in lower case; `line` counts from 2 for the first row."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    encoding: Encoding
    about: About


def read(
    path: Path, *, encoding: str = "", limits: Limits | None = None, known: Callable[[str], bool] = lambda _name: False
) -> Table:
    """Read a table of values.

    Parameters
    ----------
    path
        A CSV file.
    encoding
        What a person chose; empty to find it.
    limits
        What the file may cost.
    known
        Whether a name is one of the atlas.

    Raises
    ------
    ReadError
        If it is missing, too large or no table.
    """
    bounds = limits or Limits()
    if not path.is_file():
        raise ReadError(f"Expected a file at {path}, found none.", "Check the path.", "missing-file")
    refuse_above(path.stat().st_size, min(bounds.file_bytes, 50_000_000), "bytes", "too-large")
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if encoding and not python_codec(encoding):
        raise ReadError(f"Expected an encoding, found {encoding!r}.", "Such as cp1251.", "encoding-unknown")
    lines = raw.splitlines()
    cells = [cell for line in lines for cell in line.replace(b";", b",").replace(b"\t", b",").split(b",")]
    used = decide(cells, "", python_codec(encoding), known)
    text = "\n".join(decode(line, used) for line in lines)
    if "\0" in text:
        raise ReadError(
            f"Expected a table in {path.name}, found bytes that are no text.", "Save it as CSV.", "not-readable"
        )
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        table = [row for row in csv.reader(io.StringIO(text), delimiter=mark) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ReadError(
            f"Expected a table in {path.name}, found {error}.", "Save it as CSV again.", "not-readable"
        ) from error
    refuse_above(len(table), bounds.features, "rows", "too-many")
    header = tuple(cell.strip().lower() for cell in table[0]) if table else ()
    rows = tuple(_row(header, row) for row in table[1:])
    about = beside([it for it in [path.parent / "datapackage.json"] if it.is_file()])
    return Table(header, rows, used, about)


def _row(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    padded = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
    return dict(zip(header, padded, strict=False))
