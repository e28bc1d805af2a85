"""A table of contributed values: place, low, high, qualifier, note; comma, semicolon or tab; any old encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.readers.about import About, beside
from geodata.readers.encodings import Encoding, as_utf8, checked_codec, decide, decode
from geodata.readers.limits import Limits, refuse_above
from geodata.report import ReadError

NEEDED: Final = ("place", "low")
COLUMNS: Final = ("place", "low", "high", "qualifier", "note")


@dataclass(frozen=True)
class Table:
    """Rows as written, cells by column name in lower case, with the line of the file that each ends on.

    `uneven` tells the number of cells of lines that have more than the header: which is which there, nobody knows.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]
    encoding: Encoding
    about: About
    uneven: Mapping[int, int]


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
    raw = as_utf8(path.read_bytes())
    lines = raw.splitlines()
    cells = [cell for line in lines for cell in line.replace(b";", b",").replace(b"\t", b",").split(b",")]
    used = decide(cells, "", checked_codec(encoding), known)
    text = "\n".join(decode(line, used) for line in lines)
    if "\0" in text:
        raise ReadError(
            f"Expected a table in {path.name}, found bytes that are no text.", "Save it as CSV.", "not-readable"
        )
    table = _cells(text, path)
    refuse_above(len(table), bounds.features, "rows", "too-many")
    header = tuple(cell.strip().lower() for cell in table[0][1]) if table else ()
    about = beside([it for it in [path.parent / "datapackage.json"] if it.is_file()])
    return Table(
        header, tuple(_row(header, row) for _, row in table[1:]), tuple(line for line, _ in table[1:]), used, about,
        {line: len(row) for line, row in table[1:] if len(row) > len(header)},
    )  # fmt: skip


def _cells(text: str, path: Path) -> list[tuple[int, list[str]]]:
    """Return line and cells of every row that is not blank, divided by what the first line has most of."""
    mark = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ReadError(
            f"Expected a table in {path.name}, found {error}.", "Save it as CSV again.", "not-readable"
        ) from error


def _row(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    padded = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
    return dict(zip(header, padded, strict=False))
