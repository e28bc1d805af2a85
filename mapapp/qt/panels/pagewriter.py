"""Markup of the details: headings, figures, quotations, notes and contradictions, in the colours of a theme."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from geodata.catalog import Catalog
from geodata.model import Claim
from mapapp.facts import Paragraph
from mapapp.qt.look.theme import Theme
from mapapp.quotations import contradictions, source_line
from mapapp.texts import figure, t

_CLASSES: Final = {"heading": "h2", "text": "text", "quiet": "quiet"}


def style(theme: Theme, px: int) -> str:
    """Return the style sheet of a page whose running text is so many pixels tall."""
    small, large = round(px * 0.92), round(px * 1.3)
    return (
        f".h1 {{ font-size: {round(px * 1.55)}px; font-weight: bold; margin: 2px 0 6px 0; }}"
        f" .h2 {{ font-size: {round(px * 1.2)}px; font-weight: bold; margin: 24px 0 4px 0; }}"
        f" .h3 {{ font-weight: bold; margin: 20px 0 3px 0; }}"
        f" p {{ margin: 3px 0 5px 0; color: {theme.ink}; line-height: 125%; }}"
        f" .quiet {{ color: {theme.quiet}; font-size: {small}px; }}"
        f" .figure {{ font-size: {large}px; margin: 0 0 4px 0; }}"
        f" .subject {{ color: {theme.quiet}; font-size: {small}px; font-weight: normal; }}"
        f" .links {{ font-size: {small}px; margin: 4px 0 0 0; }}"
        f" a {{ color: {theme.accent}; text-decoration: none; }}"
        " td { padding: 0; } .chart { line-height: 100%; margin: 0; } .inside { margin: 2px 0 3px 0; }"
    )


def block(inside: str, ground: str, rule: str) -> str:
    """Return a block on a ground of its own, with a rule down its left side."""
    return (
        "<table width='100%' cellspacing='0' cellpadding='0' style='margin: 4px 0 6px 0'><tr>"
        f"<td width='3' bgcolor='{rule}'></td><td bgcolor='{ground}' style='padding: 5px 8px'>{inside}</td>"
        "</tr></table>"
    )


def paragraphs(found: Iterable[Paragraph]) -> list[str]:
    """Return paragraphs as escaped markup."""
    return [heading(_CLASSES[it.kind], it.text) for it in found]


def heading(level: str, text: str) -> str:
    """Return a paragraph of a class: Qt would enlarge the headings of HTML beyond the sizes asked for."""
    return f"<p class='{level}'>{escape(text)}</p>"


def link(to: str, words: str) -> str:
    """Return a link; a person can reach it by Tab."""
    return f"<a href='{escape(to)}'>{escape(words)}</a>"


class PageWriter:
    """Writes what sources say as pages of a text browser; every word of the data is escaped.

    Parameters
    ----------
    catalog
        The metadata.
    theme
        Colours.
    language
        ``kk``, ``ru`` or ``en``.
    """

    def __init__(self, catalog: Catalog, theme: Theme, language: str) -> None:
        self._catalog = catalog
        self._theme = theme
        self._language = language

    def claim(self, claim: Claim, home: str | None) -> str:
        """Return a claim with its words, translation, source, note, and what is at odds with it.

        Parameters
        ----------
        claim
            What is said.
        home
            The place that the page is about; a claim about another one names it.
        """
        language, theme = self._language, self._theme
        measure = self._catalog.measures[claim.measure]
        title = measure.titles[language]
        if claim.place not in (home, "kazakhstan"):
            title = f"{self._catalog.name(claim.place, language)}: {title}"
        parts = [f"<p class='h3'><a name='{escape(claim.id)}'></a>{escape(title)}</p>"]
        words = figure(claim, language)
        if words:
            subject = measure.subjects[language] if measure.kind == "rate" else ""
            parts.append(f"<p class='figure'><b>{escape(words)}</b></p>")
            parts += [f"<p class='subject'>{escape(subject)}</p>"] if subject else []
        parts.append(self._quotation(claim))
        if claim.notes[language]:
            parts.append(f"<p>{escape(claim.notes[language])}</p>")
        for text in contradictions(self._catalog, claim, language):
            parts.append(block(f"<p class='inside'>⚠ {escape(text)}</p>", theme.warn, theme.warn_line))
        copies = ((f"copy:{claim.id}", t("Copy", language)), (f"cite:{claim.id}", t("Copy as citation", language)))
        parts.append("<p class='links'>" + "&nbsp;&nbsp;·&nbsp;&nbsp;".join(link(*it) for it in copies) + "</p>")
        return "".join(parts)

    def _quotation(self, claim: Claim) -> str:
        language = self._language
        inside = [f"<p class='inside'>«{escape(claim.fragment)}»</p>"] if claim.fragment else []
        if language != "kk" and claim.translations[language]:
            inside.append(f"<p class='inside'><i>{escape(claim.translations[language])}</i></p>")
        inside.append(f"<p class='quiet'>{escape(source_line(self._catalog, claim, language))}</p>")
        return block("".join(inside), self._theme.tint, self._theme.line)
