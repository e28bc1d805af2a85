"""Months and years in the cases that dates need: grammar, which a catalogue of messages cannot hold."""

from __future__ import annotations

from typing import Final

_RU_OF: Final = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_KK_TO: Final = (
    "қаңтарға", "ақпанға", "наурызға", "сәуірге", "мамырға", "маусымға",
    "шілдеге", "тамызға", "қыркүйекке", "қазанға", "қарашаға", "желтоқсанға",
)  # fmt: skip
_KK_FROM: Final = (
    "қаңтардан", "ақпаннан", "наурыздан", "сәуірден", "мамырдан", "маусымнан",
    "шілдеден", "тамыздан", "қыркүйектен", "қазаннан", "қарашадан", "желтоқсаннан",
)  # fmt: skip


def month_of_day(month: int, language: str, plain: str) -> str:
    """Return a month as it stands behind a day; `plain` is its name."""
    return _RU_OF[month - 1] if language == "ru" else plain


def bound(parts: list[int], language: str, since: bool) -> str | None:
    """Return *from* or *until* a date of year, month and day, or None where the language needs no cases.

    Parameters
    ----------
    parts
        Year, or year and month, or year, month and day.
    language
        ``kk``, ``ru`` or ``en``.
    since
        Whether the date begins a span; it ends one otherwise.
    """
    year, *rest = parts
    day = f"{rest[1]} " if len(rest) > 1 else ""
    if language == "ru":
        month = f"{_RU_OF[rest[0] - 1]} " if rest else ""
        return f"{'с' if since else 'до'} {day}{month}{year} г."
    if language == "kk":
        months = _KK_FROM if since else _KK_TO
        when = f"{year} ж. {day}{months[rest[0] - 1]}" if rest else f"{year} {'жылдан' if since else 'жылға'}"
        return f"{when} {'бастап' if since else 'дейін'}"
    return None
