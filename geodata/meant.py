"""Which places the names of a file may mean: those of the atlas, or of the set that a table of values is joined to."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from geodata.areas import set_names
from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.checks.values import ValuesSubject
from geodata.desk import Desk
from geodata.loading import said_with, stamps
from geodata.matching import Match, Matcher
from geodata.model import ContributedSet, Place
from geodata.names import fold
from geodata.proposal import Choices
from geodata.readers import tables
from geodata.readers.about import package_of
from geodata.readers.limits import Limits
from geodata.report import ReadError

DAY: Final = "1921-08-01"
"""At which the atlas is compared, where a file's period holds it."""
_MOST_ASKED: Final = 500


def province_places(catalog: Catalog) -> list[Place]:
    """Return the places that a name of a province may mean."""
    return [place for place in catalog.places.values() if place.kind == "province"]


def confirmed_place(
    chosen: Choices, name: str, catalog: Catalog, places: Mapping[str, str] | None = None
) -> str | None:
    """Return the place that a person said a name means, None where nobody did.

    Raises
    ------
    ReadError
        If there is no such place.
    """
    place = chosen.matches.get(name)
    known = places if places is not None else {it.id: it.names["en"] for it in province_places(catalog)}
    if place is not None and place not in known:
        raise ReadError(f"Expected the id of a place, found {place!r}.", f"Possible: {', '.join(list(known)[:20])}.")
    return place


def join_places(catalog: Catalog, joined: str, desk: Desk) -> dict[str, str]:
    """Return the places of a boundary set that values may speak of: id to name.

    Raises
    ------
    ReadError
        If there is no such set of boundaries.
    """
    if joined == BOUNDARY_SET:
        return {place: catalog.name(place, "en") for place in catalog.province_ids(DAY)}
    own = next((it for it in catalog.sets if it.id == joined and it.kind == "boundaries"), None)
    if own is None:
        known = ", ".join([BOUNDARY_SET, *(it.id for it in catalog.sets if it.kind == "boundaries")])
        raise ReadError(f"Expected a boundary set to join to, found {joined!r}.", f"Possible: {known}.", "not-readable")
    return _names_of(own, desk)


def _names_of(own: ContributedSet, desk: Desk) -> dict[str, str]:
    return desk.once(f"names of {own.id}", own.hash, lambda: set_names(own))


def likely_set(path: Path, catalog: Catalog, limits: Limits, desk: Desk) -> str:
    """Return the boundary set that most names of a table are of, judged by its first rows; the atlas's own in doubt.

    Raises
    ------
    GeodataError
        If the table or a set cannot be read.
    """
    table = tables.read(path, limits=limits, most=_MOST_ASKED)
    places = [table.meant["place"]] if "place" in table.meant else range(len(table.columns))
    rows = table.cells
    asked = [{fold(row[at]) for row in rows if at < len(row)} - {""} for at in places]
    atlas = Matcher(province_places(catalog))
    known, best = max((sum(map(atlas.knows, it)) for it in asked), default=0), BOUNDARY_SET
    for own in catalog.sets if known < max(map(len, asked), default=0) else ():
        if own.kind == "boundaries":
            its = {fold(text) for named in _names_of(own, desk).items() for text in named}
            held = max(len(it & its) for it in asked)
            known, best = (held, own.id) if held > known else (known, best)
    return best


def values_key(path: Path, chosen: Choices, catalog: Catalog) -> Hashable:
    """Return what rows and matches of a table depend on."""
    own = next((it for it in catalog.sets if it.id == chosen.join_to), None)
    way = (chosen.encoding, _columns(chosen), chosen.join_to, own and own.hash, tuple(chosen.matches.items()))
    return stamps([path, *package_of(path)]), way


def values_subject(path: Path, chosen: Choices, catalog: Catalog, limits: Limits, desk: Desk) -> ValuesSubject:
    """Read a table of values and match its names to the places of the set that it is joined to."""
    key = (values_key(path, chosen, catalog), limits)
    table, matches, places = desk.once("values", key, lambda: _matched(path, chosen, catalog, limits, desk))
    about = said_with(table.about, chosen)
    return ValuesSubject(replace(table, about=about), matches, chosen.join_to, places, tuple(chosen.breaks))


def _matched(
    path: Path, chosen: Choices, catalog: Catalog, limits: Limits, desk: Desk
) -> tuple[tables.Table, dict[str, Match], dict[str, str]]:  # fmt: skip
    places = join_places(catalog, chosen.join_to, desk)
    known = [catalog.places[it] for it in places if it in catalog.places]
    known += [Place(it, "unit", {"kk": name, "ru": name, "en": name}, name) for it, name in places.items()
              if it not in catalog.places]  # fmt: skip
    matcher = Matcher(known)
    table = tables.read(
        path, encoding=chosen.encoding, columns=dict(_columns(chosen)), limits=limits, known=matcher.knows
    )
    names = dict.fromkeys(row["place"] for row in table.rows if "place" in row)
    confirmed = {name: confirmed_place(chosen, name, catalog, places) for name in names if name in chosen.matches}
    return table, matcher.match_all(names, confirmed), places


def _columns(chosen: Choices) -> tuple[tuple[str, str], ...]:
    """Return which columns of a table a person chose, by what they stand for."""
    pairs = (("place", chosen.name_field), ("low", chosen.value_field), ("high", chosen.high_field))
    return tuple((name, column) for name, column in pairs if column)


def samples(table: tables.Table, at: int) -> list[str]:
    """Return the first three cells of a column that say something."""
    cells = (row[at].strip() for row in table.cells[:_MOST_ASKED] if at < len(row))
    return [cell for cell in cells if cell][:3]
