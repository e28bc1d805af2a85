"""The statements of the essay: reading them, and what they say of each province."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from geodata.model import LANGUAGES, Claim, Event, Qualifier, Texts
from geodata.report import ReadError

T = TypeVar("T")


def rows(path: Path) -> list[dict[str, str]]:
    """Read a UTF-8 CSV file with a header.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    list of dict
        A dictionary a row, cells stripped.

    Raises
    ------
    ReadError
        If it is not UTF-8 or a row has more or fewer cells than the header.
    """
    return list(each_row(path))


def each_row(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a UTF-8 CSV file one after the other; as `rows` in all else."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file)
            header = next(table, [])
            for cells in table:
                if len(cells) != len(header):
                    raise ReadError(
                        "Expected {wanted} cells in row {row} of {name}, found {found}.",
                        "Check the commas and quotation marks of that row.",
                        wanted=len(header),
                        row=table.line_num,
                        name=path.name,
                        found=len(cells),
                    )
                yield {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise ReadError(
            "Expected {name} to be a UTF-8 table, found {error}.", "Save it again as UTF-8 CSV.",
            name=path.name, error=error,
        ) from error  # fmt: skip


def texts(row: Mapping[str, str], stem: str) -> Texts:
    """Return the cells ``stem_kk``, ``stem_ru`` and ``stem_en`` of a row; a missing column is empty."""
    return {language: row.get(f"{stem}_{language}", "") for language in LANGUAGES}


def split(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that are separated by ``|``."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def number(cell: str) -> float | None:
    """Return the number in a cell, or None where it is empty."""
    return float(cell) if cell else None


def read_rows(path: Path, read: Callable[[Mapping[str, str]], T]) -> tuple[T, ...]:
    """Read a table by making something of every row.

    Parameters
    ----------
    path
        A file that `rows` reads.
    read
        Makes one thing of one row.

    Raises
    ------
    ReadError
        If a cell is missing or not of its column's kind; the message names the row.
    """
    found = []
    for place, row in enumerate(rows(path), start=2):
        try:
            found.append(read(row))
        except (KeyError, ValueError) as error:
            raise ReadError(
                "Expected row {row} of {name} to be complete, found {error}.",
                "Compare the row with the header.",
                row=place,
                name=path.name,
                error=error,
            ) from error
    return tuple(found)


def read_claims(path: Path) -> tuple[Claim, ...]:
    """Read ``claims.csv``; see `read_rows` for its errors."""
    return read_rows(path, _claim)


def read_other_claims(path: Path) -> tuple[Claim, ...]:
    """Read the figures of second sources; see `read_rows` for its errors."""
    return read_rows(path, _other_claim)


def _other_claim(row: Mapping[str, str]) -> Claim:
    return Claim(
        row["id"], row["place"], row["measure"], number(row["low"]), number(row["high"]), Qualifier(row["qualifier"]),
        row["unit"], "", row["period"], "", row["source"], 0, "", dict.fromkeys(LANGUAGES, ""), texts(row, "note"),
    )  # fmt: skip


def _claim(row: Mapping[str, str]) -> Claim:
    translations = {**texts(row, "translation"), "kk": row["fragment"]}
    return Claim(
        id=row["id"],
        place=row["place"],
        measure=row["measure"],
        low=number(row["low"]),
        high=number(row["high"]),
        qualifier=Qualifier(row["qualifier"]),
        unit=row["unit"],
        unit_printed=row["unit_printed"],
        period=row["period"],
        period_printed=row["period_printed"],
        source=row["source"],
        line=int(row["line"]),
        fragment=row["fragment"],
        translations=translations,
        notes=texts(row, "note"),
        contradicts=split(row["contradicts"]),
    )


def fragment_hash(statement: Claim | Event) -> str:
    """Return the SHA-256 of ``line|fragment``, by which a quotation is known without its source at hand."""
    import hashlib  # not needed where a map is shown

    return hashlib.sha256(f"{statement.line}|{statement.fragment}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Value:
    """What the claims say of one place under one measure.

    `qualifier` is None where no claim speaks of the place at all, which is not the same as a place that is
    named without a figure (`Qualifier.NOT_STATED`).
    """

    place: str
    low: float | None
    high: float | None
    qualifier: Qualifier | None
    claims: tuple[str, ...]

    @property
    def stated(self) -> bool:
        """Whether there is a number."""
        return self.low is not None or self.high is not None


def values(claims: Iterable[Claim], measure: str, places: Iterable[str]) -> dict[str, Value]:
    """Gather the claims of a measure by place.

    Parameters
    ----------
    claims
        The claims to look through.
    measure
        Id of the measure.
    places
        Ids of the places wanted; each gets a value, in this order.

    Returns
    -------
    dict
        Place id to `Value`. Where several claims speak of a place the first that states a number leads and all
        are listed: nothing is averaged.
    """
    by_place: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.measure == measure:
            by_place.setdefault(claim.place, []).append(claim)
    found = {}
    for place in places:
        own = by_place.get(place)
        if not own:
            found[place] = Value(place, None, None, None, ())
            continue
        lead = own[0] if len(own) == 1 else next((claim for claim in own if claim.stated), own[0])
        found[place] = Value(place, lead.low, lead.high, lead.qualifier, tuple([claim.id for claim in own]))
    return found


def as_records(claims: Iterable[Claim], events: Iterable[Event]) -> Iterator[dict[str, object]]:
    """Yield every claim and event as a plain dictionary with the same keys, for JSON and tables."""
    for claim in claims:
        yield {
            "id": claim.id,
            "source": claim.source,
            "place": claim.place,
            "measure": claim.measure,
            "low": claim.low,
            "high": claim.high,
            "qualifier": claim.qualifier.value,
            "unit": claim.unit,
            "unit_printed": claim.unit_printed,
            "period": claim.period,
            "period_printed": claim.period_printed,
            "line": claim.line or None,
            "fragment": claim.fragment,
            "note": dict(claim.notes),
            "contradicts": list(claim.contradicts),
        }
    for event in events:
        yield {
            "id": event.id,
            "source": event.source,
            "place": event.place,
            "measure": "event",
            "low": None,
            "high": None,
            "qualifier": event.qualifier.value,
            "unit": "",
            "unit_printed": "",
            "period": event.when,
            "period_printed": "",
            "line": event.line,
            "fragment": event.fragment,
            "note": dict(event.texts),
            "contradicts": [],
        }
