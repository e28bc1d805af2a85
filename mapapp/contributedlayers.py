"""Contributed sets as scene layers: outlines of their areas, and figures on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.model import ContributedSet
from mapapp.compiled import Shapes
from mapapp.scenetypes import EMPTY, Each, Label, LegendRow, SceneLayer
from mapapp.symbols import Symbol
from mapapp.texts import date

_MOST_LABELS: Final = 400
_LABEL_RANK: Final = 12
OUTLINES: Final[Mapping[str, Symbol]] = {
    "provinces": Symbol(line="#5b2a6e", width_mm=0.45),
    "units": Symbol(line="#8a7a58", width_mm=0.2),
    "context": Symbol(line="#8b8d90", width_mm=0.25, dash_mm=(1.2, 0.8)),
}


def shapes_of(shapes: Mapping[str, Shapes], set_id: str, provinces: Shapes) -> Shapes:
    """Return the shapes that figures stand on: those of a set, or the atlas's own provinces."""
    return provinces if set_id == BOUNDARY_SET else shapes.get(f"set/{set_id}", EMPTY)


def name_of(catalog: Catalog, shapes: Shapes, index: int, language: str) -> str:
    """Return how a feature is called: a place of the atlas by the atlas, any other as its file has it."""
    place = shapes.ids[index]
    return catalog.name(place, language) if place in catalog.places else shapes.tags[index]


def areas(catalog: Catalog, shapes: Shapes, own: ContributedSet, title: str, language: str) -> SceneLayer:
    """Return the outlines of a set, with its names where there are not too many, and its period in the legend."""
    count = len(shapes.ids)
    symbol = OUTLINES[own.role]
    labels: tuple[Label, ...] = ()
    if own.role != "provinces" and count <= _MOST_LABELS:
        labels = tuple(
            Label(name_of(catalog, shapes, index, language), x, y, _LABEL_RANK, "area")
            for index, (x, y) in enumerate(shapes.anchors)
        )
    when = date(own.period, language)
    words = title if when in title else f"{title}, {when}"
    return SceneLayer(
        id=own.id, title=title, kind="areas", visible=True, opacity=1.0, shapes=shapes, symbols=(symbol,),
        symbol_of=(0,) * count,
        tips=Each(count, lambda index: f"{name_of(catalog, shapes, index, language)}\n{words}"),
        legend=(LegendRow(symbol, words, "line"),), labels=labels,
    )  # fmt: skip
