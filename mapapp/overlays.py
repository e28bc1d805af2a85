"""Layers that say something of places without colouring provinces: brackets, circles, notes and hatched pieces.

They stay in the boundaries of August 1921, of which their figures speak.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, Protocol

from geodata.catalog import Catalog
from geodata.model import Claim, LayerSpec, Qualifier
from mapapp import symbols
from mapapp.compiled import Shapes
from mapapp.scenetypes import EMPTY, Label, LegendRow, SceneLayer, point_shapes
from mapapp.symbols import Symbol
from mapapp.texts import date, figure, number
from mapapp.view import Style

_BELOW_NAME_M: Final = 60_000.0
"""How far south of a province's name its circle stands."""
_ABOVE_M: Final = 260_000.0
"""How far north of the western provinces a second bracket stands, so that both have room."""
_UNDER_CIRCLE_M: Final = 58_000.0
_PUBLISHED: Final = ("area", "population")
_UNIT: Final = 100_000
"""What the legend's circle stands for."""


class Context(Protocol):
    """What a maker needs of the scene's context."""

    @property
    def catalog(self) -> Catalog:
        """The metadata."""

    @property
    def shapes(self) -> Mapping[str, Shapes]:
        """The compiled shapes."""

    @property
    def language(self) -> str:
        """Language of the texts."""

    def t(self, message: str, **filled: object) -> str:
        """Translate a message."""

    def name(self, place: str) -> str:
        """Return a place's name."""

    def figure_shapes(self) -> Shapes:
        """Return the provinces that the figures speak of."""


Maker = Callable[[Context, LayerSpec, Style], SceneLayer]


def made(context: Context, spec: LayerSpec, shapes: Shapes, symbol_of: tuple[int, ...], **more: object) -> SceneLayer:
    """Return the layer of a specification; what is not given is empty."""
    base = SceneLayer(
        id=spec.id, title=spec.titles[context.language], kind=spec.kind, visible=spec.visible, opacity=1.0,
        shapes=shapes, symbols=(), symbol_of=symbol_of, tips=("",) * len(shapes.ids), legend=(),
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def _at(named: Iterable[tuple[str, float, float]]) -> Shapes:
    return point_shapes((place, (x, y)) for place, x, y in named)


def _source_line(context: Context, claim: Claim) -> str:
    source = context.catalog.sources[claim.source]
    return context.t("second source: {title}", title=source.by(context.language) or source.named(context.language))


def _record(claim: Claim) -> tuple[tuple[str, object], ...]:
    return (
        ("low", claim.low), ("high", claim.high), ("qualifier", claim.qualifier.value), ("unit", claim.unit),
        ("fragment", claim.fragment), ("line", claim.line or None), ("source", claim.source), ("claims", claim.id),
    )  # fmt: skip


def bracket(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    """Draw a statement about provinces that the source does not name: a dashed frame and a label, no fill."""
    areas = context.figure_shapes()
    said = context.catalog.claims_of.get(spec.data, ())
    claim = next(item for item in (*said, *context.catalog.others) if item.measure == spec.data)
    measure = context.catalog.measures[spec.data]
    text = f"[ {context.name(claim.place)}: {figure(claim, context.language)} ]"
    title = spec.titles[context.language]
    anchors = [areas.anchors[areas.ids.index(place)] for place in ("ural", "bokei", "orenburg") if place in areas.ids]
    labels: tuple[Label, ...] = ()
    if anchors:
        ys = [anchor[1] for anchor in anchors]
        y = max(ys) if claim.line else max(ys) + _ABOVE_M
        labels = (Label(text, sum(anchor[0] for anchor in anchors) / len(anchors), y, 0, "bracket"),)
    subject = measure.subjects[context.language]
    return made(
        context, spec, EMPTY, (), labels=labels,
        subject=subject if claim.line else f"{subject}; {_source_line(context, claim)}",
        legend=(LegendRow(symbols.BRACKET, f"{title}: {context.t('governorates not named')}", "line"),),
        claims=((claim.id,),), figures=(_record(claim),),
    )  # fmt: skip


def circles(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    """Draw numbers of people as circles whose area is proportional to them; counts are no rates and fill nothing."""
    areas = context.figure_shapes()
    of = {
        claim.place: claim
        for claim in reversed(context.catalog.others)
        if (claim.measure, claim.source) == (spec.data, spec.style["source"])
    }
    shown = [(place, anchor, of[place]) for place, anchor in zip(areas.ids, areas.anchors, strict=True) if place in of]
    stated = [it for it in shown if it[2].stated]
    drawn = tuple(_circle(claim) for _place, _anchor, claim in stated)
    named = tuple((place, x, y - _BELOW_NAME_M) for place, (x, y), _claim in stated)
    title = spec.titles[context.language]
    words = {claim.id: figure(replace(claim, unit=""), context.language) for _place, _anchor, claim in shown}
    silent = [context.name(place) for place in areas.ids if place not in of or not of[place].stated]
    rows = [LegendRow(_sized(symbols.CIRCLE, _UNIT), context.t("{count} people", count=_written(context)), "point")]
    if any(claim.qualifier is Qualifier.AT_LEAST for _place, _anchor, claim in stated):
        rows.append(LegendRow(_sized(symbols.PART_CIRCLE, _UNIT), context.t("only a part was counted"), "point"))
    return made(
        context, spec, _at(named), tuple(range(len(drawn))), symbols=drawn, legend=tuple(rows),
        tips=tuple(
            "\n".join((context.name(place), f"{title}: {words[claim.id]}", claim.notes[context.language]))
            for place, _anchor, claim in stated
        ),
        labels=tuple(
            Label(words[claim.id], x, y - _UNDER_CIRCLE_M, 1, "figure")
            for (_place, x, y), (_p, _anchor, claim) in zip(named, stated, strict=True)
        ),
        subject="; ".join(
            (context.catalog.measures[spec.data].subjects[context.language], *_sources(context, [stated[0][2]]))
        ) if stated else "",
        coverage=context.t("{title}: no figure seen for {places}", title=title, places=", ".join(silent))
        if silent else "",
        claims=tuple((claim.id,) for _place, _anchor, claim in stated),
        unplaced=tuple(claim.id for _place, _anchor, claim in shown if not claim.stated),
        figures=tuple(_record(claim) for _place, _anchor, claim in stated),
    )  # fmt: skip


def _sources(context: Context, claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_source_line(context, claim) for claim in claims))


def _written(context: Context) -> str:
    return number(_UNIT, context.language)


def _sized(symbol: Symbol, people: float) -> Symbol:
    return replace(symbol, size_mm=round(symbol.size_mm * math.sqrt(people / _UNIT), 2))


def _circle(claim: Claim) -> Symbol:
    assert claim.low is not None
    return _sized(symbols.PART_CIRCLE if claim.qualifier is Qualifier.AT_LEAST else symbols.CIRCLE, claim.low)


def published(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    """Write the areas and populations that sources print under the names of the provinces, each with its year."""
    areas = context.figure_shapes()
    named, texts = [], []
    for place, (x, y) in zip(areas.ids, areas.anchors, strict=True):
        lines = published_lines(context.catalog, place, context.language)
        if lines:
            named.append((place, x, y - _BELOW_NAME_M))
            texts.append(lines)
    return made(
        context, spec, _at(named), (0,) * len(named), symbols=(symbols.PUBLISHED,),
        legend=(LegendRow(symbols.PUBLISHED, spec.titles[context.language], "point"),),
        tips=tuple(
            "\n".join((context.name(place), *lines)) for (place, _x, _y), lines in zip(named, texts, strict=True)
        ),
        labels=tuple(
            Label(line, x, y - 34_000 * index, 2 + index, "figure", "S")
            for (_place, x, y), lines in zip(named, texts, strict=True)
            for index, line in enumerate(lines)
        ),
        subject=context.t("of other years and extents; second sources"),
        claims=tuple(
            tuple(claim.id for claim in _published_claims(context.catalog, place)) for place, _x, _y in named
        ),
    )  # fmt: skip


def published_lines(catalog: Catalog, place: str, language: str) -> tuple[str, ...]:
    """Return the published areas and populations of a province, a line each, with year."""
    return tuple(
        f"{figure(claim, language)} ({date(claim.period, language)})" for claim in _published_claims(catalog, place)
    )


def _published_claims(catalog: Catalog, place: str) -> tuple[Claim, ...]:
    """Return the areas and populations of a governorate itself; those of former oblasts are told in the details."""
    return tuple(claim for claim in catalog.others if claim.place == place and claim.measure in _PUBLISHED)


def pieces(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    """Hatch the uyezds that claims of a measure speak of."""
    shapes = context.shapes["pieces"]
    measure = context.catalog.measures[spec.data]
    of = {claim.place: claim for claim in context.catalog.claims_of.get(spec.data, ())}
    title = measure.titles[context.language]
    said = [of.get(place) for place in shapes.ids]
    notes = [claim.notes[context.language] if claim else "" for claim in said]
    return made(
        context, spec, shapes, tuple(0 if claim else -1 for claim in said), symbols=(symbols.NAMED_PIECES,),
        legend=(LegendRow(symbols.NAMED_PIECES, spec.titles[context.language], "area"),),
        tips=tuple(
            "\n".join((context.name(place), title, note) if claim else (context.name(place),))
            for place, claim, note in zip(shapes.ids, said, notes, strict=True)
        ),
        claims=tuple((claim.id,) if claim else () for claim in said),
    )  # fmt: skip


MAKERS: Final[Mapping[str, Maker]] = {
    "bracket": bracket, "circles": circles, "published": published, "pieces": pieces,
}  # fmt: skip
