"""A claim in words that can leave the program: as plain text and as a citation."""

from __future__ import annotations

from geodata.catalog import Catalog
from geodata.model import Claim
from mapapp.texts import date, figure, t


def _line(claim: Claim, language: str) -> str:
    """Return the line of the source; second sources have none."""
    return t("line {line}", language, line=claim.line) if claim.line else ""


def source_line(catalog: Catalog, claim: Claim, language: str) -> str:
    """Return who says it, where, of which time, and how time and unit are printed there."""
    source = catalog.sources[claim.source]
    title = t("essay", language) if claim.source == "essay" else source.named(language)
    parts = [", ".join(part for part in (source.by(language), title, _line(claim, language)) if part)]
    if claim.period:
        parts.append(date(claim.period, language))
    if claim.period_printed and claim.period_printed != claim.period:
        parts.append(t("printed: {text}", language, text=claim.period_printed))
    if claim.unit_printed and claim.unit_printed != claim.unit and claim.unit != "percent":
        parts.append(t("printed unit: {text}", language, text=claim.unit_printed))
    return " · ".join(parts)


def contradictions(catalog: Catalog, claim: Claim, language: str) -> tuple[str, ...]:
    """Return what is at odds with a claim, a sentence each, with the words of the other side."""
    found = []
    for other in (catalog.claims_by_id[other_id] for other_id in claim.contradicts):
        said = t(
            "At odds with line {line}: {place}, {title}: {figure}", language, line=other.line,
            place=catalog.name(other.place, language), title=catalog.measures[other.measure].titles[language],
            figure=figure(other, language) or "—",
        )  # fmt: skip
        found.append(f"{said} «{other.fragment}»")
    return tuple(found)


def as_text(catalog: Catalog, claim: Claim, language: str) -> str:
    """Return a claim as lines of plain text: what is said, the words, our translation, the source, our note."""
    measure = catalog.measures[claim.measure]
    head = f"{catalog.name(claim.place, language)}: {measure.titles[language]}"
    words = figure(claim, language)
    lines = [f"{head}: {words}" if words else head, f"«{claim.fragment}»"]
    if language != "kk":
        lines.append(claim.translations[language])
    lines += [source_line(catalog, claim, language), claim.notes[language]]
    return "\n".join(line for line in lines if line)


def as_citation(catalog: Catalog, claim: Claim, language: str) -> str:
    """Return the words of a claim with a reference to their source."""
    source = catalog.sources[claim.source]
    where = [source.by(language), source.named(language), source.year, _line(claim, language), source.url]
    return f"«{claim.fragment}» ({'. '.join(part for part in where if part)})"
