"""What the sources say, in the words of a language: claims for panels and pages, titles and notices of the map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geodata.catalog import Catalog
from geodata.claims import Value
from geodata.model import Claim
from mapapp.quotations import contradictions, source_line
from mapapp.texts import figure, t


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as a person reads it; its own words, `claim.fragment`, stand in every language.

    `figure` is empty where the claim is a statement without a number, `translation` where the language is the
    source's own; `where` names source and line, and what the source prints otherwise than it is read.
    """

    claim: Claim
    place: str
    title: str
    subject: str
    figure: str
    translation: str
    where: str
    note: str
    contradictions: tuple[str, ...] = ()


def statement(catalog: Catalog, claim: Claim, language: str) -> Statement:
    """Put a claim in words."""
    measure = catalog.measures[claim.measure]
    return Statement(
        claim=claim,
        place=catalog.name(claim.place, language),
        title=measure.titles[language],
        subject=measure.subjects[language] if measure.kind == "rate" else "",
        figure=figure(claim, language),
        translation=claim.translations[language] if language != "kk" else "",
        where=source_line(catalog, claim, language),
        note=claim.notes[language],
        contradictions=contradictions(catalog, claim, language),
    )


class Statements(Mapping[str, Statement]):
    """Every claim of a catalog in words by its id, made when it is asked for.

    Parameters
    ----------
    catalog
        Whose claims.
    language
        Of the words.
    """

    def __init__(self, catalog: Catalog, language: str) -> None:
        self._catalog = catalog
        self._language = language
        self._made: dict[str, Statement] = {}

    def __getitem__(self, claim_id: str) -> Statement:
        if claim_id not in self._made:
            self._made[claim_id] = statement(self._catalog, self._catalog.claims_by_id[claim_id], self._language)
        return self._made[claim_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalog.claims_by_id)

    def __len__(self) -> int:
        return len(self._catalog.claims_by_id)


def figures(catalog: Catalog, value: Value) -> tuple[tuple[str, object], ...]:
    """Return what is said of a place as (column, value) pairs for tables; what is missing keeps its reason."""
    first = catalog.claims_by_id[value.claims[0]] if value.claims else None
    return (
        ("low", value.low),
        ("high", value.high),
        ("qualifier", value.qualifier.value if value.qualifier else "no statement"),
        ("unit", first.unit if first else ""),
        ("fragment", first.fragment if first else ""),
        ("line", first.line if first else None),
        ("source", first.source if first else ""),
        ("claims", "|".join(value.claims)),
    )


def heading(kind: str, title: str, language: str) -> str:
    """Return the title of a map that a fill layer of this kind and title leads; both are empty where none does."""
    if not title:
        return t("Five governorates, August 1921", language)
    return t("{title}, 1921", language, title=title) if kind == "choropleth" else title


def hatch_notice(title: str, language: str) -> str:
    """Return why a layer is drawn as a hatch."""
    return t("One colour fill at a time: “{title}” is drawn as a hatch.", language, title=title)
