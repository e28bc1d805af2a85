"""Contributed sets as scene layers: outlines of their areas, and figures on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.model import ContributedSet
from mapapp.compiled import Shapes
from mapapp.scenetypes import EMPTY, Each, Label, LegendRow, SceneLayer
from mapapp.symbols import Hatch, Symbol
from mapapp.texts import date, number, t

_MOST_LABELS: Final = 400
_LABEL_RANK: Final = 12
OUTLINES: Final[Mapping[str, Symbol]] = {
    "provinces": Symbol(line="#5b2a6e", width_mm=0.45),
    "units": Symbol(line="#66583a", width_mm=0.25),
    "context": Symbol(line="#8b8d90", width_mm=0.25, dash_mm=(1.2, 0.8)),
}

APART: Final = (
    Symbol(fill="#efe2f5", hatch=Hatch(45, 1.3, 0.4, "#5b2a6e"), line="#5b2a6e", width_mm=0.35),
    Symbol(fill="#dcefe7", hatch=Hatch(0, 1.3, 0.4, "#1f5f4a"), line="#1f5f4a", width_mm=0.35),
    Symbol(fill="#e9eaec", hatch=Hatch(90, 1.3, 0.4, "#3a3d42"), line="#3a3d42", width_mm=0.35),
)
"""What differs: held by another governorate, only in the set, only in the atlas; apart by direction as well."""


def shapes_of(shapes: Mapping[str, Shapes], set_id: str, provinces: Shapes) -> Shapes:
    """Return the shapes that figures stand on: those of a set, or the atlas's own provinces."""
    return provinces if set_id == BOUNDARY_SET else shapes.get(f"set/{set_id}", EMPTY)


def name_of(catalog: Catalog, shapes: Shapes, index: int, language: str) -> str:
    """Return how a feature is called: a place of the atlas by the atlas, any other as its file has it."""
    place = shapes.ids[index]
    return catalog.name(place, language) if place in catalog.places else shapes.tags[index]


def areas(catalog: Catalog, shapes: Shapes, own: ContributedSet, title: str, language: str) -> SceneLayer:
    """Return the outlines of a set with its names, and its period in the legend.

    Where there are few areas each has its label; where there are very many, names are written where they fit.
    """
    count = len(shapes.ids)
    symbol = OUTLINES[own.role]
    names = Each(count, lambda index: name_of(catalog, shapes, index, language))
    named, many = own.role != "provinces", count > _MOST_LABELS
    labels = (
        tuple(Label(name, x, y, _LABEL_RANK, "area") for name, (x, y) in zip(names, shapes.anchors, strict=True))
        if named and not many
        else ()
    )
    when = date(own.period, language)
    words = title if when in title else f"{title}, {when}"
    return SceneLayer(
        id=own.id, title=title, kind="areas", visible=True, opacity=1.0, shapes=shapes, symbols=(symbol,),
        symbol_of=(0,) * count,
        tips=Each(count, lambda index: f"{names[index]}\n{words}"),
        legend=(LegendRow(symbol, words, "line"),), labels=labels,
        names=names if named and many else (),
    )  # fmt: skip


def differences(
    catalog: Catalog, shapes: Shapes, own: ContributedSet, layer_id: str, title: str, language: str
) -> SceneLayer:
    """Return where a set of governorates differs from the atlas, by what the difference is, with its km2."""

    def said(place: str, nobody: str) -> str:
        return catalog.name(place, language) if place else nobody

    name, nothing = own.titles[language], t("no governorate", language)
    kinds = [0 if here and there else 1 if here else 2 for here, there in zip(shapes.ids, shapes.tags, strict=True)]
    words = (
        t("To another governorate than in the atlas", language), t("Only in {title}", language, title=name),
        t("Only in the atlas", language),
    )  # fmt: skip
    areas_km2 = [sum(km2 for it, km2 in zip(kinds, shapes.sizes, strict=True) if it == kind) for kind in range(3)]
    rows = [
        LegendRow(APART[kind], f"{words[kind]}: {_km2(areas_km2[kind], language)}", "area")
        for kind in range(3) if areas_km2[kind]
    ]  # fmt: skip
    tips = tuple(
        t("In {title}: {here}. In the atlas: {there}. {area}", language, title=name, here=said(here, nothing),
          there=said(there, nothing), area=_km2(km2, language))
        for here, there, km2 in zip(shapes.ids, shapes.tags, shapes.sizes, strict=True)
    )  # fmt: skip
    return SceneLayer(
        id=layer_id, title=title, kind="differences", visible=True, opacity=1.0, shapes=shapes, symbols=APART,
        symbol_of=tuple(kinds), tips=tips, legend=tuple(rows),
        coverage="" if rows else t("{title}: the same areas as in the atlas.", language, title=name),
    )  # fmt: skip


def _km2(area: float, language: str) -> str:
    return f"{number(round(area) if area >= 10 else round(area, 2), language)}\N{NO-BREAK SPACE}{t('km²', language)}"
