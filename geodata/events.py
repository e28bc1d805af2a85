"""Dated events, and the reading of EDTF dates into sortable days.

The reading is our own: the package edtf takes two thirds of a second to import, where the window reads some dozens of
dates before its first picture, and it fails on open intervals and takes an interval whose end comes first.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from geodata.claims import read_rows, texts
from geodata.model import Event, Period, Qualifier
from geodata.report import ReadError

_DATE: Final = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?[?~%]?")
_SEASONS: Final = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}
"""First and last month of spring, summer, autumn, and of the winter that begins in the year."""


def _day(text: str, last: bool) -> str | None:
    """Return the first day of an EDTF date, or the day after its last one."""
    if text in {"", ".."}:
        return None
    match = _DATE.fullmatch(text)
    if match is None or ("X" in match[1] and match[2]) or (match[2] == "XX" and (match[3] or "XX") != "XX"):
        raise ReadError(
            "Expected a date such as 1921, 1921-08 or 1921-08-15, found “{text}”.", "Write it as EDTF.", text=text
        )
    year = int(match[1].replace("X", "9" if last else "0"))
    month, day = (int(part) if part and part != "XX" else None for part in match.groups()[1:])
    if not _in_calendar(year, month, day):
        raise ReadError("Expected a day of the calendar, found “{text}”.", "Check month and day.", text=text)
    begin, end = _SEASONS.get(month or 0, (month or 1, month or 12))
    if not last:
        return f"{year:04}-{begin:02}-{day or 1:02}"
    if day is not None and day < calendar.monthrange(year, end)[1]:
        return f"{year:04}-{end:02}-{day + 1:02}"
    return f"{year + end // 12:04}-{end % 12 + 1:02}-01"


def _in_calendar(year: int, month: int | None, day: int | None) -> bool:
    if month is None:
        return True
    if month in _SEASONS:
        return day is None
    return 1 <= month <= 12 and (day is None or 1 <= day <= calendar.monthrange(year, month)[1])


def parse_period(edtf: str) -> Period:
    """Read an EDTF date or interval of level 1, in years of four digits.

    Parameters
    ----------
    edtf
        Such as ``1921``, ``1921-08``, ``1918/1921``, ``../1925``, ``1921~``, ``192X`` or ``1921-22`` (its summer).

    Returns
    -------
    Period
        Its first day, and the day after its last one.

    Raises
    ------
    ReadError
        If it is no such date, or the interval ends before it starts.

    Examples
    --------
    >>> parse_period("1921-08")
    Period(edtf='1921-08', start='1921-08-01', end='1921-09-01')
    """
    first, slash, second = edtf.partition("/")
    start = _day(first, last=False)
    end = _day(second if slash else first, last=True)
    if start is None and end is None:
        raise ReadError("Expected a date with a beginning, found “{text}”.", "Give a year, month or day.", text=edtf)
    if start is not None and end is not None and end <= start:
        raise ReadError("Expected an interval that ends after it starts, found “{text}”.", "Swap its ends.", text=edtf)
    return Period(edtf, start, end)


def first_day(edtf: str) -> str:
    """Return the day that a date stands for when provinces are chosen: its first one.

    Raises
    ------
    ReadError
        If the date is not EDTF or has no beginning.
    """
    start = parse_period(edtf).start
    if start is None:
        raise ReadError("Expected a date with a beginning, found “{text}”.", "Give a year, month or day.", text=edtf)
    return start


def between(start: str, end: str) -> Period:
    """Return the period from `start` (inclusive) to `end` (exclusive), each EDTF or empty for open."""
    return Period(f"{start or '..'}/{end or '..'}", _day(start, last=False), _day(end, last=False))


def read_events(path: Path) -> tuple[Event, ...]:
    """Read ``events.csv``; see `geodata.claims.read_rows` for its errors."""
    return read_rows(path, _event)


def _event(row: Mapping[str, str]) -> Event:
    parse_period(row["when"])
    return Event(
        id=row["id"],
        when=row["when"],
        qualifier=Qualifier(row["qualifier"]),
        place=row["place"],
        source=row["source"],
        line=int(row["line"]),
        fragment=row["fragment"],
        translations={**texts(row, "translation"), "kk": row["fragment"]},
        texts=texts(row, "text"),
    )
