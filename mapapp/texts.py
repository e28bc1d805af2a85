"""Every word that a person reads, in Kazakh, Russian and English, and numbers as they write them. No Qt."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Final

from geodata.model import Claim, Qualifier
from mapapp.cases import bound, month_of_day

_LOCALE: Final = Path(__file__).resolve().parent / "i18n"

LANGUAGE_NAMES: Final = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("mapapp", _LOCALE, [language], fallback=language == "en")


def t(message: str, language: str, **values: object) -> str:
    """Translate a message and fill in its values.

    Parameters
    ----------
    message
        The English text, which is its id, with ``{name}`` where a value goes.
    language
        ``kk``, ``ru`` or ``en``.
    **values
        What to fill in.
    """
    translated = _catalogue(language).gettext(message)
    return translated.format(**values) if values else translated


def N_(message: str) -> str:
    """Mark a message that is translated later, where the language is known."""
    return message


def number(value: float, language: str) -> str:
    """Write a number as the language does: groups of three, and a comma in Kazakh and Russian."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    if language == "en":
        return text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def break_number(value: float, language: str) -> str:
    """Write a class break: never rounded to two decimals, lest a figure seem to stand in another class."""
    if round(value, 2) == value:
        return number(value, language)
    text = f"{value:.6g}"
    return text if language == "en" else text.replace(".", ",")


def _kk_up_to(value: float) -> str:
    """Return the Kazakh dative ending of a number as it is read before *дейін*."""
    whole = f"{value:.0f}"
    if whole.endswith("00"):
        return "ге"
    if whole.endswith("0"):
        return {"4": "қа", "5": "ге", "6": "қа", "7": "ке", "8": "ге"}.get(whole[-2:-1], "ға")
    return {"3": "ке", "4": "ке", "5": "ке", "6": "ға", "9": "ға"}.get(whole[-1], "ге")


def unit(name: str, language: str) -> str:
    """Return a unit as it is written behind a number."""
    return "%" if name == "percent" else t(name, language) if name else ""


def figure(claim: Claim, language: str) -> str:
    """Write a claim's figure with its qualifier in words, or say that the source gives none."""
    if claim.qualifier is Qualifier.NOT_STATED:
        return t("not stated in the source", language)
    if claim.low is None and claim.high is None:
        return t("planned", language) if claim.qualifier is Qualifier.PLANNED else ""
    low = claim.low if claim.low is not None else claim.high
    high = claim.high if claim.high is not None else claim.low
    assert low is not None
    assert high is not None
    space = "\N{NO-BREAK SPACE}"
    suffix = space + unit(claim.unit, language) if claim.unit and claim.unit != "count" else ""
    plain = f"{number(low, language)}{suffix}"
    match claim.qualifier:
        case Qualifier.RANGE:
            return f"{number(low, language)}–{number(high, language)}{suffix}"
        case Qualifier.ABOUT:
            return t("about {value}", language, value=plain)
        case Qualifier.AT_LEAST:
            return t("at least {value}", language, value=plain)
        case Qualifier.UP_TO:
            plain = f"{number(high, language)}{suffix}"
            return t("up to {value}", language, value=plain + (f"-{_kk_up_to(high)}" if language == "kk" else ""))
        case Qualifier.SOME_PARTS:
            return t("{value} in some uyezds", language, value=plain)
        case Qualifier.PLANNED:
            return t("{value} (planned)", language, value=plain)
        case _:
            return plain


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


_SEASONS: Final = {
    "21": N_("spring of {year}"), "22": N_("summer of {year}"), "23": N_("autumn of {year}"),
    "24": N_("winter of {year}"),
}  # fmt: skip
_DOUBTS: Final = {
    "?": N_("{date} (uncertain)"), "~": N_("{date} (approximate)"), "%": N_("{date} (uncertain, approximate)"),
}  # fmt: skip


def date(edtf: str, language: str) -> str:
    """Write an EDTF date of level 1 for people; an interval keeps both ends, a doubt is said."""
    if "/" in edtf:
        first, _, last = edtf.partition("/")
        if last in {"..", ""}:
            return _bound(first, language, since=True) or t("from {date}", language, date=date(first, language))
        if first in {"..", ""}:
            return _bound(last, language, since=False) or t("until {date}", language, date=date(last, language))
        return f"{date(first, language)} – {date(last, language)}"
    if edtf[-1:] in _DOUBTS:
        return t(_DOUBTS[edtf[-1]], language, date=date(edtf[:-1], language))
    year, *rest = (part for part in edtf.split("-") if part != "XX")
    if "X" in year:
        return t("{year}s", language, year=year.replace("X", "0"))
    if not rest:
        return year
    if rest[0] in _SEASONS:
        return t(_SEASONS[rest[0]], language, year=year)
    month = t(_MONTHS[int(rest[0]) - 1], language)
    if len(rest) == 1:
        return t("{month} {year}", language, month=month, year=year)
    month = month_of_day(int(rest[0]), language, month)
    return t("{day} {month} {year}", language, day=int(rest[1]), month=month, year=year)


def _bound(edtf: str, language: str, since: bool) -> str | None:
    """Return an open span in the cases of the language; seasons, decades and doubts have none."""
    parts = edtf.split("-")
    if not all(part.isdigit() for part in parts) or (len(parts) > 1 and parts[1] in _SEASONS):
        return None
    return bound([int(part) for part in parts], language, since)
