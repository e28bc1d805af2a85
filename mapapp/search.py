"""What a person looks for: places by any spelling, and statements by their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geodata.catalog import Catalog
from geodata.names import Candidate, Gazetteer, fold
from mapapp.texts import figure, t

_KINDS: Final = {"province": 0, "town": 1, "water": 2, "uyezd": 3, "works": 4, "whole": 5, "station": 6}
"""Kinds of places, those that people look for most before the others."""
_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a place or a claim by id, what to show of it, and whether it is only a proposal."""

    kind: str
    id: str
    text: str
    proposed: bool = False


class Search:
    """Looks through the names and the statements of a catalog.

    Parameters
    ----------
    catalog
        What to look through.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names = Gazetteer(catalog.places)

    def find(self, query: str, language: str) -> tuple[Hit, ...]:
        """Return what a query finds, places first; where nothing bears the name, what comes near it.

        Parameters
        ----------
        query
            A name or a beginning of one, in any spelling; or words of a statement.
        language
            Of the texts of the hits.
        """
        if not fold(query):
            return ()
        sure = [it for it in self._names.candidates(query, 50) if it.exact] + list(self._names.beginning(query, 50))
        claims = self._claims(query, language)
        proposed = not sure and not claims
        found = sure or (list(self._names.candidates(query)) if proposed else [])
        places = [self._place_hit(it, language, proposed) for it in self._in_order(found)]
        return (*places, *claims)[:_MOST]

    def _in_order(self, found: list[Candidate]) -> list[Candidate]:
        first = {it.place: it for it in reversed(found)}
        kind = {place: _KINDS.get(self._catalog.places[place].kind, 9) for place in first}
        return sorted(
            first.values(), key=lambda it: (not it.exact, not self._own(it), kind[it.place], -it.score, it.name)
        )

    def _own(self, found: Candidate) -> bool:
        """Tell whether a place was found by its name; others have that name as an alias only."""
        place = self._catalog.places[found.place]
        return fold(found.name) in {fold(name) for name in (*place.names.values(), place.latin)}

    def _place_hit(self, found: Candidate, language: str, proposed: bool) -> Hit:
        place = self._catalog.places[found.place]
        own = place.names[language]
        also = f" ({found.name})" if fold(found.name) != fold(own) else ""
        kind = t("governorate", language) if place.kind == "province" else t(place.kind, language)
        told = "" if place.kind == "group" else f" · {kind}"  # what is called a railway or a bank needs no kind
        return Hit("place", place.id, f"{own}{also}{told}", proposed)

    def _claims(self, query: str, language: str) -> list[Hit]:
        wanted = query.casefold().strip()
        if len(wanted) < 3:
            return []
        found: list[Hit] = []
        for claim in self._catalog.claims:
            if not claim.fragment or len(found) == _MOST:
                continue  # a contributed table has numbers, no words, and may have very many
            title = self._catalog.measures[claim.measure].titles[language]
            texts = (claim.fragment, claim.translations.get(language, ""), title)
            if any(wanted in text.casefold() for text in texts):
                where = self._catalog.name(claim.place, language)
                said = " · ".join(part for part in (title, where, figure(claim, language)) if part)
                found.append(Hit("claim", claim.id, said))
        return found
