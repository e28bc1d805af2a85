"""A table of contributed values: place, low, high, qualifier, note; comma, semicolon or tab; any old encoding.

Columns of other names are taken where a person says which is which; nothing is guessed from what a header says.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.readers.about import About, beside, package_of
from geodata.readers.encodings import Encoding, as_utf8, checked_codec, decide, decode
from geodata.readers.limits import Limits, refuse_above
from geodata.report import ReadError

NEEDED: Final = ("place", "low")
_SAMPLE: Final = 50
"""Lines by which it is seen what divides the cells."""
COLUMNS: Final = ("place", "low", "high", "qualifier", "note")


@dataclass(frozen=True)
class Table:
    """Rows of a table.

    Parameters
    ----------
    columns
        The header as written.
    meant
        Of `COLUMNS`, the index of the column that stands for each.
    cells
        All rows below it as written.
    rows
        The cells of columns that are known, by the names of `COLUMNS`.
    lines
        The line of the file that each row ends on.
    encoding, about
        How the bytes were read, and what a file beside the table says of it.
    uneven
        The number of cells of lines that have more than the header: which is which there, nobody knows.
    """

    columns: tuple[str, ...]
    meant: Mapping[str, int]
    cells: Sequence[Sequence[str]]
    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]
    encoding: Encoding
    about: About
    uneven: Mapping[int, int]

    def lacking(self) -> tuple[str, ...]:
        """Return which of the needed columns nobody knows yet."""
        return tuple(name for name in NEEDED if name not in self.meant)


def read(
    path: Path, *, encoding: str = "", columns: Mapping[str, str] | None = None, limits: Limits | None = None,
    known: Callable[[str], bool] = lambda _name: False, most: int | None = None,
) -> Table:  # fmt: skip
    """Read a table of values.

    Parameters
    ----------
    path
        A CSV file.
    encoding
        What a person chose; empty to find it.
    columns
        What a person chose: of `COLUMNS`, the header of the file that stands for it.
    limits
        What the file may cost.
    known
        Whether a name is one of the atlas.
    most
        Lines to look at; all unless given.

    Raises
    ------
    ReadError
        If it is missing, too large or no table, or has no column that was chosen.
    """
    bounds = limits or Limits()
    if not path.is_file():
        raise ReadError(f"Expected a file at {path}, found none.", "Check the path.", "missing-file")
    refuse_above(path.stat().st_size, min(bounds.file_bytes, 50_000_000), "bytes", "too-large")
    raw = as_utf8(path.read_bytes())
    lines = raw.splitlines()[:most]
    cells = [cell for line in lines for cell in line.replace(b";", b",").replace(b"\t", b",").split(b",")]
    used = decide(cells, "", checked_codec(encoding), known)
    text = "\n".join(decode(line, used) for line in lines)
    if "\0" in text:
        raise ReadError(
            f"Expected a table in {path.name}, found bytes that are no text.", "Save it as CSV.", "not-readable"
        )
    table = _cells(text, path)
    refuse_above(len(table), bounds.features, "rows", "too-many")
    header = tuple(cell.strip() for cell in table[0][1]) if table else ()
    meant = _meant(header, columns or {})
    about = beside(package_of(path))
    return Table(
        header, meant, [row for _, row in table[1:]], tuple(_row(meant, row) for _, row in table[1:]),
        tuple(line for line, _ in table[1:]), used, about,
        {line: len(row) for line, row in table[1:] if len(row) > len(header)},
    )  # fmt: skip


def _cells(text: str, path: Path) -> list[tuple[int, list[str]]]:
    """Return line and cells of every row that is not blank."""
    try:
        reader = csv.reader(io.StringIO(text), delimiter=_mark(text))
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ReadError(
            f"Expected a table in {path.name}, found {error}.", "Save it as CSV again.", "not-readable"
        ) from error


def _mark(text: str) -> str:
    """Return what divides the cells: what gives most rows as many as the header has, a comma last.

    Where commas are decimal too, they give even rows by chance.
    """
    sample = "\n".join(text.split("\n", _SAMPLE)[:_SAMPLE])

    def even(mark: str) -> tuple[int, int]:
        header, *rows = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=mark)] or [0]
        return (sum(count == header for count in rows), header) if header > 1 else (-1, 0)

    return max("\t;,", key=even)


def _meant(header: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Return where each of `COLUMNS` stands: where a person says, else under its own name if nothing else uses that."""
    places = {name: index for index, name in reversed(list(enumerate(header)))}
    for name in chosen.values():
        if name not in places:
            raise ReadError(
                f"Expected a column of the file, found {name!r}.", f"There are: {', '.join(places)}.", "not-readable"
            )
    said = {name: places[column] for name, column in chosen.items()}
    lower = {name.lower(): index for name, index in places.items() if index not in said.values()}
    return {name: lower[name] for name in COLUMNS if name in lower} | said


def _row(meant: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {name: cells[index].strip() if index < len(cells) else "" for name, index in meant.items()}
