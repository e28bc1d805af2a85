"""Dated events, and the reading of EDTF dates into sortable days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from pathlib import Path

from geodata.claims import read_rows, texts
from geodata.model import Event, Period, Qualifier
from geodata.report import ReadError

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[?~%]?")


def _day(text: str, last: bool) -> str | None:
    """Return the first day of an EDTF date, or the day after its last one."""
    if text in {"", ".."}:
        return None
    match = _DATE.fullmatch(text)
    if match is None:
        raise ReadError(
            "Expected a date such as 1921, 1921-08 or 1921-08-15, found “{text}”.", "Write it as EDTF.", text=text
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        calendar.monthrange(year, month or 1)
        if day is not None and not 1 <= day <= calendar.monthrange(year, month or 1)[1]:
            raise ValueError(text)
    except (calendar.IllegalMonthError, ValueError) as error:
        raise ReadError("Expected a day of the calendar, found “{text}”.", "Check month and day.", text=text) from error
    if not last:
        return f"{year:04}-{month or 1:02}-{day or 1:02}"
    month_end, year_end = month or 12, year
    if day is not None and day < calendar.monthrange(year, month_end)[1]:
        return f"{year:04}-{month_end:02}-{day + 1:02}"
    month_end += 1
    if month_end > 12:
        month_end, year_end = 1, year + 1
    return f"{year_end:04}-{month_end:02}-01"


def parse_period(edtf: str) -> Period:
    """Read an EDTF date or interval of level 0, with the uncertainty marks of level 1.

    Parameters
    ----------
    edtf
        Such as ``1921``, ``1921-08``, ``1918/1921``, ``../1925`` or ``1921~``.

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
