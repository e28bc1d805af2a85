"""Catalog and view become a Scene: the one thing that every picture is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from geodata.catalog import Catalog
from geodata.events import first_day
from mapapp import symbols
from mapapp.compiled import Shapes
from mapapp.contributedlayers import credit
from mapapp.scenelayers import MAKERS, Context, missing
from mapapp.scenetypes import EMPTY, Label, LegendRow, SceneLayer
from mapapp.symbols import Symbol
from mapapp.texts import date
from mapapp.view import Extent, LayerState, MapView, Style

_AROUND_M: Final = 90_000.0
"""What is shown round a point that somebody looks for."""

_FILLS: Final = frozenset({"choropleth", "figures", "category"})

__all__ = ["EMPTY", "Label", "LegendRow", "Scene", "SceneBuilder", "SceneLayer"]


@dataclass(frozen=True, eq=False)
class Scene:
    """All layers bottom to top, hidden ones too, and the words round the map.

    `extent` holds the whole map and `frame` the part of it that the person looks at, None for all.
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
        self._kept: dict[str, tuple[tuple[object, ...], SceneLayer]] = {}

    def build(self, view: MapView) -> Scene:
        """Return the scene of a view."""
        context = self._context(view)
        fills = [state.id for state in view.layers if state.visible and self._kind(state.id) in _FILLS]
        layers = tuple(self._layer(context, state, fills) for state in view.layers)
        return Scene(
            layers=layers,
            language=view.language,
            title=_title(context, layers),
            date_line=context.t("Boundaries as of {date}", date=date(view.date, view.language)),
            credits=_credits(context, layers),
            notices=_notices(context, layers, fills),
            extent=self._extent(context),
            selection=view.selection,
            frame=view.frame,
        )

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
            if ("@" in name and name != f"provinces@{day}") or place not in shapes.ids:
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
        day = first_day(view.date)
        starts = [start for start in self._catalog.periods() if start <= day]
        return Context(self._catalog, self._shapes, view.language, day, starts[-1] if starts else "")

    def _kind(self, layer_id: str) -> str:
        return next((spec.kind for spec in self._catalog.layers if spec.id == layer_id), "missing")

    def _layer(self, context: Context, state: LayerState, fills: list[str]) -> SceneLayer:
        rank = fills.index(state.id) if state.id in fills else 0
        inputs = (context.language, context.boundaries, rank, state.name, state.style)
        kept = self._kept.get(state.id)
        if kept is None or kept[0] != inputs:
            kept = (inputs, self._made(context, state, rank))
        layer = kept[1]
        if (layer.visible, layer.opacity) != (state.visible, state.opacity):
            layer = replace(layer, visible=state.visible, opacity=state.opacity)
        self._kept[state.id] = (inputs, layer)
        return layer

    def _made(self, context: Context, state: LayerState, rank: int) -> SceneLayer:
        if self._kind(state.id) == "missing":
            return missing(state)
        spec = self._catalog.layer(state.id)
        if state.name:
            spec = replace(spec, titles=dict.fromkeys(spec.titles, state.name))
        made = _styled(MAKERS[spec.kind](context, spec, state.style), state.style)
        return _as_hatch(made, rank) if rank else made

    def _extent(self, context: Context) -> tuple[float, float, float, float]:
        boxes = [
            shapes.bounds()
            for shapes in (context.province_shapes(), context.shapes.get("routes/turksib.geojson", EMPTY))
            if shapes.ids
        ]
        if not boxes:
            return -1e6, -1e6, 1e6, 1e6
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _title(context: Context, layers: tuple[SceneLayer, ...]) -> str:
    for layer in layers:
        if layer.visible and layer.kind in _FILLS:
            return context.t("{title}, 1921", title=layer.title) if layer.kind == "choropleth" else layer.title
    return context.t("Five governorates, August 1921")


def _credits(context: Context, layers: tuple[SceneLayer, ...]) -> str:
    essay = context.catalog.sources["essay"]
    own = credit(context.catalog, layers, context.language)
    said = context.t(
        "Figures: {authors}, essay. Boundaries, routes and base map: Dala Atlas contributors, CC BY 4.0. "
        "Station positions: OpenStreetMap contributors. Albers equal-area projection.",
        authors=essay.authors,
    )
    return f"{said} {own}".strip()


def _notices(context: Context, layers: tuple[SceneLayer, ...], fills: list[str]) -> tuple[str, ...]:
    titles = {layer.id: layer.title for layer in layers}
    found = [
        context.t(
            "The layer “{title}” is kept, but its data is gone. Put the file back or remove it.", title=layer.title
        )
        for layer in layers
        if layer.kind == "missing" and layer.visible
    ]
    found += [
        context.t("One colour fill at a time: “{title}” is drawn as a hatch.", title=titles[layer_id])
        for layer_id in fills[1:]
    ]
    if not context.province_shapes().ids:
        found.append(context.t("There are no governorates at this date."))
    elif not context.day.startswith("1921-08"):
        found.append(context.t("The figures speak of 1921; the boundaries shown are of another date."))
    found += [layer.notice for layer in layers if layer.visible and layer.notice]
    return tuple(found)


def _styled(layer: SceneLayer, style: Style) -> SceneLayer:
    """Apply what every kind of layer can change: the width of its lines, and whether its names are written."""
    if style.width != 1.0:
        turned = {symbol: replace(symbol, width_mm=symbol.width_mm * style.width) for symbol in layer.symbols}
        rows = tuple(replace(row, symbol=turned.get(row.symbol, row.symbol)) for row in layer.legend)
        layer = replace(layer, symbols=tuple(turned[symbol] for symbol in layer.symbols), legend=rows)
    return layer if style.labels or layer.kind == "bracket" else replace(layer, labels=())


def _as_hatch(layer: SceneLayer, rank: int) -> SceneLayer:
    """Turn a second fill into hatches that grow denser with the class, so that the first fill stays readable."""
    base = symbols.OVERLAY_HATCHES[(rank - 1) % len(symbols.OVERLAY_HATCHES)]
    count = max(len(layer.symbols), 1)
    turned = tuple(
        Symbol(hatch=replace(base, spacing_mm=base.spacing_mm * (1 + 1.4 * (count - 1 - index) / count)))
        if symbol.fill and symbol.hatch is None
        else Symbol(hatch=symbol.hatch)
        for index, symbol in enumerate(layer.symbols)
    )
    swap = dict(zip(layer.symbols, turned, strict=True))
    legend = tuple(replace(row, symbol=swap.get(row.symbol, row.symbol)) for row in layer.legend)
    return replace(layer, symbols=turned, legend=legend)
