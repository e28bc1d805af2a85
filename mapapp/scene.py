"""Catalog and view become a Scene: the one thing that every picture is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from geodata.catalog import Catalog
from geodata.events import first_day
from geodata.model import LANGUAGES, Source
from mapapp import symbols
from mapapp.compiled import Shapes
from mapapp.credits import credit_line
from mapapp.scenelayers import MAKERS, Context, boundaries_of, missing
from mapapp.scenetypes import EMPTY, Label, LegendRow, SceneLayer
from mapapp.stated import ValuesOf
from mapapp.statements import Statement, Statements, hatch_notice, heading
from mapapp.symbols import Symbol
from mapapp.texts import date
from mapapp.view import FILLS, OPENING_DATE, Extent, LayerState, MapView, Style

_AROUND_M: Final = 90_000.0
"""What is shown round a point that somebody looks for."""

__all__ = ["EMPTY", "FILLS", "Label", "LegendRow", "Scene", "SceneBuilder", "SceneLayer"]


@dataclass(frozen=True, eq=False)
class Scene:
    """All layers bottom to top, hidden ones too, and the words round the map.

    `extent` holds the whole map and `frame` the part of it that the person looks at, None for all; `legend` tells
    whether the legend lies over the map in the window (a sheet always has one). `areas` are the
    provinces of the view's date, which can be selected; fills stay in those of August 1921. `statements` holds all
    claims by id, `sources` what they and the lines rest on. `short_credits` are for slides; `view` is what the scene
    was built of. `translations` holds the same scene in the other languages, for pages that can switch; it is empty
    unless asked for. `set_aside` names layers that a data file holds although they were switched off. `at_figures`
    builds the scene in the boundaries of the figures, where the view shows others: what pupils colour must fit them.
    """

    layers: tuple[SceneLayer, ...]
    language: str
    title: str
    date_line: str
    credits: str
    notices: tuple[str, ...]
    extent: Extent
    selection: str | None = None
    frame: Extent | None = None
    legend: bool = True
    areas: Shapes = EMPTY
    area_names: tuple[str, ...] = ()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    translations: tuple[Scene, ...] = ()
    set_aside: frozenset[str] = frozenset()
    short_credits: str = ""
    view: MapView | None = None
    at_figures: Callable[[], Scene] | None = None

    @property
    def visible(self) -> tuple[SceneLayer, ...]:
        """The layers that are switched on."""
        return tuple(layer for layer in self.layers if layer.visible)

    @property
    def coverage(self) -> tuple[str, ...]:
        """Coverage lines of the visible layers."""
        return tuple(layer.coverage for layer in self.visible if layer.coverage)

    def layer(self, layer_id: str) -> SceneLayer:
        """Return a layer by its id."""
        return next(layer for layer in self.layers if layer.id == layer_id)


class SceneBuilder:
    """Builds scenes and keeps each layer by identity while what it is made of is unchanged.

    Parameters
    ----------
    catalog
        The metadata.
    shapes
        The compiled shapes.
    """

    def __init__(self, catalog: Catalog, shapes: Mapping[str, Shapes]) -> None:
        self._catalog = catalog
        self._shapes = shapes
        self._kept: dict[str, tuple[tuple[Any, ...], SceneLayer]] = {}
        self._said: dict[str, Mapping[str, Statement]] = {}
        self._values = ValuesOf(catalog)

    def over(self, shapes: Mapping[str, Shapes]) -> SceneBuilder:
        """Return a builder over other shapes that keeps the layers whose own shapes stay the same."""
        made = SceneBuilder(self._catalog, shapes)
        same = {id(kept) for kept in shapes.values()}
        made._kept = {name: kept for name, kept in self._kept.items() if id(kept[1].shapes) in same}
        made._said = self._said
        return made

    def gather(self) -> SceneBuilder:
        """Gather what large layers state, which takes a while; a thread may do it before the window needs it."""
        self._catalog.claims_by_id  # noqa: B018
        self._catalog.claims_at  # noqa: B018
        self._catalog.claims_named  # noqa: B018
        self._catalog.told_by  # noqa: B018
        for spec in self._catalog.layers:
            shapes = self._shapes.get(f"set/{spec.style.get('set')}")
            if spec.kind == "figures" and shapes is not None and shapes.large:
                self._values(spec.data, shapes)
        return self

    @property
    def catalog(self) -> Catalog:
        """The metadata."""
        return self._catalog

    @property
    def shapes(self) -> Mapping[str, Shapes]:
        """The compiled shapes."""
        return self._shapes

    def build(self, view: MapView) -> Scene:
        """Return the scene of a view."""
        context = self._context(view)
        fills = [state.id for state in view.layers if state.visible and self._kind(state.id) in FILLS]
        layers = tuple(self._layer(context, state, fills) for state in view.layers)
        moved = bool(fills) and context.boundaries != boundaries_of(self._catalog, OPENING_DATE)
        return Scene(
            layers=layers,
            language=view.language,
            title=next(
                (heading(it.kind, it.title, view.language) for it in layers if it.visible and it.kind in FILLS),
                heading("", "", view.language),
            ),
            date_line=_date_line(context, view),
            credits=credit_line(self._catalog, layers, view.language, context.stand_in),
            short_credits=credit_line(self._catalog, layers, view.language, context.stand_in, short=True),
            view=view,
            notices=_notices(context, view, layers, fills),
            extent=self._extent(context),
            selection=view.selection,
            frame=view.frame,
            legend=view.legend,
            areas=context.province_shapes(),
            area_names=tuple(context.name(place) for place in context.province_shapes().ids),
            statements=self._statements(view.language),
            sources=tuple(self._catalog.sources.values()),
            at_figures=partial(self.build, view.with_date(OPENING_DATE)) if moved else None,
        )

    def build_in_all_languages(self, view: MapView) -> Scene:
        """Return the scene of a view that carries its translations."""
        others = tuple(self.build(view.with_language(code)) for code in LANGUAGES if code != view.language)
        return replace(self.build(view), translations=others)

    def _statements(self, language: str) -> Mapping[str, Statement]:
        if language not in self._said:
            self._said[language] = Statements(self._catalog, language)
        return self._said[language]

    def locate(self, place: str, view: MapView) -> Extent | None:
        """Return where a place lies, in metres; None for one that has no shape at the view's date.

        Parameters
        ----------
        place
            Id of a province, town, station, works, river, water or route.
        view
            Whose date picks the provinces.
        """
        day = self._context(view).boundaries
        for name, shapes in self._shapes.items():
            other = ("@" in name and name != f"provinces@{day}") or name.startswith("differences/")
            if other or place not in shapes.ids:
                continue
            numbers = [
                number
                for index, found in enumerate(shapes.ids)
                if found == place
                for part in shapes.parts[index]
                for number in shapes.ring(part)
            ]
            xs, ys = numbers[::2], numbers[1::2]
            round_it = _AROUND_M if shapes.kind == "point" else 0.0
            return min(xs) - round_it, min(ys) - round_it, max(xs) + round_it, max(ys) + round_it
        return None

    def _context(self, view: MapView) -> Context:
        boundaries = boundaries_of(self._catalog, view.date)
        own = next((it for it in self._catalog.sets if it.id == view.boundaries and it.role == "provinces"), None)
        there = own is not None and bool(self._shapes.get(f"set/{own.id}", EMPTY).ids)
        return Context(
            self._catalog, self._shapes, view.language, first_day(view.date), boundaries, self._values,
            view.boundaries if there else "",
        )  # fmt: skip

    def _kind(self, layer_id: str) -> str:
        return next((spec.kind for spec in self._catalog.layers if spec.id == layer_id), "missing")

    def _layer(self, context: Context, state: LayerState, fills: list[str]) -> SceneLayer:
        kept = self._kept.get(state.id)
        # A hidden layer keeps the rank that it had: nobody sees it, and it is quick to show again.
        rank = fills.index(state.id) if state.id in fills else kept[0][0] if kept is not None else 0
        inputs = (rank, context.language, context.boundaries, context.stand_in, state.name, state.style)
        if kept is None or kept[0] != inputs:
            kept = (inputs, self._made(context, state, rank))
        layer = kept[1]
        if (layer.visible, layer.opacity) != (state.visible, state.opacity):
            layer = replace(layer, visible=state.visible, opacity=state.opacity)
        self._kept[state.id] = (inputs, layer)
        return layer

    def _made(self, context: Context, state: LayerState, rank: int) -> SceneLayer:
        if self._kind(state.id) == "missing":
            return missing(self._catalog, state)
        spec = self._catalog.layer(state.id)
        if state.name:
            spec = replace(spec, titles=dict.fromkeys(spec.titles, state.name))
        made = _styled(MAKERS[spec.kind](context, spec, state.style), state.style)
        return as_hatch(made, rank) if rank else made

    def _extent(self, context: Context) -> tuple[float, float, float, float]:
        boxes = [
            shapes.bounds()
            for shapes in (context.province_shapes(), context.shapes.get("routes/turksib.geojson", EMPTY))
            if shapes.ids
        ]
        if not boxes:
            return -1e6, -1e6, 1e6, 1e6
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _date_line(context: Context, view: MapView) -> str:
    if context.stand_in and context.boundaries == boundaries_of(context.catalog, OPENING_DATE):
        title = context.catalog.set(context.stand_in).titles[view.language]
        return context.t("Boundaries: {title}, in place of those of August 1921", title=title)
    return context.t("Boundaries as of {date}", date=date(view.date, view.language))


def _notices(
    context: Context, view: MapView, layers: tuple[SceneLayer, ...], fills: list[str]
) -> tuple[str, ...]:  # fmt: skip
    titles = {layer.id: layer.title for layer in layers}
    found = [
        context.t(
            "The layer “{title}” is kept, but its data is gone. Put the file back or remove it.", title=layer.title
        )
        for layer in layers
        if layer.kind == "missing" and layer.visible
    ]
    if context.stand_in:
        title = context.catalog.set(context.stand_in).titles[view.language]
        found.append(
            context.t("The figures stand in the boundaries of “{title}”, not in the atlas's own.", title=title)
        )
    elif view.boundaries:
        found.append(
            context.t(
                "The set “{id}” is gone; the atlas's own boundaries of August 1921 are shown.", id=view.boundaries
            )
        )
    found += [hatch_notice(titles[layer_id], context.language) for layer_id in fills[1:]]
    if not context.province_shapes().ids:
        found.append(context.t("There are no governorates at this date."))
    if context.boundaries != boundaries_of(context.catalog, OPENING_DATE):
        found.append(
            context.t("The figures speak of 1921–1922 and stay in the boundaries of August 1921, whatever the date.")
        )
    found += [layer.notice for layer in layers if layer.visible and layer.notice]
    return tuple(found)


def _styled(layer: SceneLayer, style: Style) -> SceneLayer:
    """Apply what every kind of layer can change: the width of its lines, and whether its names are written."""
    if style.width != 1.0:
        turned = {symbol: replace(symbol, width_mm=symbol.width_mm * style.width) for symbol in layer.symbols}
        rows = tuple(replace(row, symbol=turned.get(row.symbol, row.symbol)) for row in layer.legend)
        layer = replace(layer, symbols=tuple(turned[symbol] for symbol in layer.symbols), legend=rows)
    return layer if style.labels or layer.kind == "bracket" else replace(layer, labels=(), names=())


def as_hatch(layer: SceneLayer, rank: int) -> SceneLayer:
    """Turn a further fill (`rank` 1, 2 ...) into hatches, so that the first one stays in sight.

    The lines grow denser and wider with the class. Those of a figure that may lie in several classes are broken; what
    is not stated keeps its own hatch, and where nothing is said there is none.
    """
    classes = [
        symbol for symbol in layer.symbols if symbol.fill and not symbol.hatch and symbol != symbols.NO_STATEMENT
    ]
    drawn = symbols.overlay_hatches(rank, len(classes))
    of_colour = {symbol.fill: hatch for symbol, hatch in zip(classes, drawn, strict=True)}

    def turned(symbol: Symbol) -> Symbol:
        if symbol.hatch is None:
            return Symbol(hatch=of_colour.get(symbol.fill or ""))
        last = of_colour.get(symbol.hatch.colour)
        return Symbol(hatch=replace(last, dash_mm=symbols.BROKEN) if last else symbol.hatch)

    swap = {symbol: turned(symbol) for symbol in {*layer.symbols, *(row.symbol for row in layer.legend)}}
    legend = tuple(replace(row, symbol=swap[row.symbol]) for row in layer.legend)
    return replace(layer, symbols=tuple(swap[it] for it in layer.symbols), legend=legend, unhatched=layer)
