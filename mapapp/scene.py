"""Catalog and view become a Scene: the one thing that every picture is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from geodata.catalog import Catalog
from geodata.claims import Value, values
from geodata.classify import class_labels, class_of
from geodata.events import first_day
from geodata.model import Claim, LayerSpec, Measure
from mapapp import symbols
from mapapp.compiled import Shapes
from mapapp.symbols import Symbol
from mapapp.texts import date, figure, t
from mapapp.view import LayerState, MapView

EMPTY: Final = Shapes("polygon", (), (), (), (), b"")


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One symbol of the legend with its words; `shape` is ``area``, ``line`` or ``point``."""

    symbol: Symbol
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text that belongs to a place on the map.

    `style` is ``province``, ``water``, ``town``, ``station``, ``river`` or ``bracket``; a lower `rank` is placed
    first; `position` is the compass point where it goes best, empty for centred.
    """

    text: str
    x: float
    y: float
    rank: int
    style: str
    position: str = ""


@dataclass(frozen=True, eq=False)
class SceneLayer:
    """A layer ready to draw: shapes in metres, a symbol a feature, and what it says.

    `symbol_of` holds an index into `symbols` for each feature of `shapes`, -1 for one that is not drawn.
    `figures` holds (column, value) pairs a feature for tables and pages.
    """

    id: str
    title: str
    kind: str
    visible: bool
    opacity: float
    shapes: Shapes
    symbols: tuple[Symbol, ...]
    symbol_of: tuple[int, ...]
    tips: tuple[str, ...]
    legend: tuple[LegendRow, ...]
    labels: tuple[Label, ...] = ()
    subject: str = ""
    coverage: str = ""
    claims: tuple[tuple[str, ...], ...] = ()
    figures: tuple[tuple[tuple[str, object], ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Scene:
    """All layers bottom to top, hidden ones too, and the words round the map."""

    layers: tuple[SceneLayer, ...]
    language: str
    title: str
    date_line: str
    credits: str
    notices: tuple[str, ...]
    extent: tuple[float, float, float, float]
    selection: str | None = None

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


@dataclass(frozen=True)
class _Context:
    catalog: Catalog
    shapes: Mapping[str, Shapes]
    language: str
    day: str
    boundaries: str

    def t(self, message: str, **filled: object) -> str:
        return t(message, self.language, **filled)

    def name(self, place: str) -> str:
        return self.catalog.name(place, self.language)

    def province_shapes(self) -> Shapes:
        return self.shapes.get(f"provinces@{self.boundaries}", EMPTY)


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
        day = first_day(view.date)
        starts = [start for start in self._catalog.periods() if start <= day]
        context = _Context(self._catalog, self._shapes, view.language, day, starts[-1] if starts else "")
        fills = [
            state.id
            for state in view.layers
            if state.visible and self._catalog.layer(state.id).kind in {"choropleth", "category"}
        ]
        layers = tuple(self._layer(context, state, fills) for state in view.layers)
        return Scene(
            layers=layers,
            language=view.language,
            title=_title(context, layers),
            date_line=context.t("Boundaries as of {date}", date=date(view.date, view.language)),
            credits=_credits(context),
            notices=_notices(context, layers, fills),
            extent=self._extent(context),
            selection=view.selection,
        )

    def _layer(self, context: _Context, state: LayerState, fills: list[str]) -> SceneLayer:
        rank = fills.index(state.id) if state.id in fills else 0
        inputs = (context.language, context.boundaries, rank)
        kept = self._kept.get(state.id)
        if kept is None or kept[0] != inputs:
            spec = self._catalog.layer(state.id)
            made = _MAKERS[spec.kind](context, spec)
            if rank:
                made = _as_hatch(made, rank)
            kept = (inputs, made)
        layer = kept[1]
        if (layer.visible, layer.opacity) != (state.visible, state.opacity):
            layer = replace(layer, visible=state.visible, opacity=state.opacity)
        self._kept[state.id] = (inputs, layer)
        return layer

    def _extent(self, context: _Context) -> tuple[float, float, float, float]:
        boxes = [
            shapes.bounds()
            for shapes in (context.province_shapes(), context.shapes.get("routes/turksib.geojson", EMPTY))
            if shapes.ids
        ]
        if not boxes:
            return -1e6, -1e6, 1e6, 1e6
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _title(context: _Context, layers: tuple[SceneLayer, ...]) -> str:
    for layer in layers:
        if layer.visible and layer.kind in {"choropleth", "category"}:
            return context.t("{title}, 1921", title=layer.title) if layer.kind == "choropleth" else layer.title
    return context.t("Five governorates, August 1921")


def _credits(context: _Context) -> str:
    essay = context.catalog.sources["essay"]
    return context.t(
        "Figures: {authors}, essay. Boundaries, routes and base map: Dala Atlas contributors, CC BY 4.0. "
        "Station positions: OpenStreetMap contributors. Albers equal-area projection.",
        authors=essay.authors,
    )


def _notices(context: _Context, layers: tuple[SceneLayer, ...], fills: list[str]) -> tuple[str, ...]:
    titles = {layer.id: layer.title for layer in layers}
    found = [
        context.t("One colour fill at a time: “{title}” is drawn as a hatch.", title=titles[layer_id])
        for layer_id in fills[1:]
    ]
    if not context.province_shapes().ids:
        found.append(context.t("There are no governorates at this date."))
    elif not context.day.startswith("1921-08"):
        found.append(context.t("The figures speak of 1921; the boundaries shown are of another date."))
    return tuple(found)


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


def _made(context: _Context, spec: LayerSpec, shapes: Shapes, symbol_of: tuple[int, ...], **more: object) -> SceneLayer:
    base = SceneLayer(
        id=spec.id, title=spec.titles[context.language], kind=spec.kind, visible=spec.visible, opacity=1.0,
        shapes=shapes, symbols=(), symbol_of=symbol_of, tips=("",) * len(shapes.ids), legend=(),
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def _water(context: _Context, spec: LayerSpec) -> SceneLayer:
    shapes = context.shapes[spec.data]
    labels = tuple(
        Label(context.name(place), x, y, index + 2, "water")
        for index, (place, (x, y)) in enumerate(zip(shapes.ids, shapes.anchors, strict=True))
    )
    symbol = Symbol(fill=symbols.WATER, line="#8fb0c3", width_mm=0.2)
    return _made(
        context, spec, shapes, (0,) * len(shapes.ids), symbols=(symbol,), labels=labels,
        tips=tuple(context.name(place) for place in shapes.ids),
    )  # fmt: skip


def _lines(context: _Context, spec: LayerSpec) -> SceneLayer:
    shapes = context.shapes[spec.data]
    style = str(spec.style["style"])
    symbol = symbols.LINES[style]
    drawn, symbol_of, rows = _split_confidence(context, spec, shapes, symbol)
    labels = tuple(
        Label(context.name(place), x, y, 3 + int(tag), "river")
        for place, tag, (x, y) in zip(shapes.ids, shapes.tags, shapes.anchors, strict=True)
        if style == "river" and tag == "1"
    )
    tips = tuple(context.name(place) for place in shapes.ids)
    return _made(context, spec, shapes, symbol_of, symbols=drawn, labels=labels, tips=tips, legend=rows)


def _split_confidence(
    context: _Context, spec: LayerSpec, shapes: Shapes, symbol: Symbol
) -> tuple[tuple[Symbol, ...], tuple[int, ...], tuple[LegendRow, ...]]:
    """Draw what is not documented dashed, where a layer of lines says so."""
    doubtful = replace(symbol, dash_mm=(1.6, 1.0))
    symbol_of = tuple(int(tag in {"approximate", "conjectural"}) for tag in shapes.tags)
    row = LegendRow(symbol, spec.titles[context.language], "line")
    if not any(symbol_of):
        return (symbol,), symbol_of, (row,)
    return (symbol, doubtful), symbol_of, (row, LegendRow(doubtful, context.t("course approximate"), "line"))


def _outlines(context: _Context, spec: LayerSpec) -> SceneLayer:
    shapes = context.shapes.get(f"{spec.data}@{context.boundaries}", EMPTY)
    table = symbols.CONFIDENCE if spec.data == "outer" else symbols.THIN_CONFIDENCE
    present = [name for name in table if name in shapes.tags]
    title = spec.titles[context.language]
    rows = [LegendRow(table[name], f"{title}: {context.t(name)}", "line") for name in present[:1]]
    rows += [LegendRow(table[name], context.t(name), "line") for name in present[1:]]
    areas = context.province_shapes()
    labels = tuple(
        Label(context.name(place), x, y, 0, "province")
        for place, (x, y) in zip(areas.ids, areas.anchors, strict=True)
        if spec.data == "outer"
    )
    return _made(
        context, spec, shapes, tuple(present.index(tag) for tag in shapes.tags),
        symbols=tuple(table[name] for name in present), legend=tuple(rows), labels=labels,
        tips=tuple(context.t(tag) for tag in shapes.tags),
    )  # fmt: skip


def _points(context: _Context, spec: LayerSpec) -> SceneLayer:
    shapes = context.shapes[f"points/{spec.data}"]
    style = str(spec.style["style"])
    points = {point.id: point for point in context.catalog.points}
    shown = [points[place] for place in shapes.ids]
    label_style = "station" if style != "town" else "town"
    base = {"town": 1, "works": 3, "station": 4}[style]
    labels = tuple(
        Label(context.name(point.id), x, y, base + 2 * point.rank, label_style, point.position or "E")
        for point, (x, y) in zip(shown, shapes.anchors, strict=True)
    )
    tips = tuple(
        "\n".join(part for part in (context.name(point.id), point.notes[context.language]) if part) for point in shown
    )
    row = LegendRow(symbols.MARKERS[style], spec.titles[context.language], "point")
    return _made(
        context, spec, shapes, (0,) * len(shapes.ids), symbols=(symbols.MARKERS[style],),
        labels=labels, tips=tips, legend=(row,),
    )  # fmt: skip


def _statement(context: _Context, measure: Measure, value: Value) -> str:
    """Return what is said of a place under a measure, in words."""
    if value.qualifier is None:
        return context.t("no statement in the source")
    claim = context.catalog.claims_by_id[value.claims[0]]
    if measure.kind == "statement":
        return measure.titles[context.language]
    return figure(claim, context.language)


def _figures(context: _Context, value: Value) -> tuple[tuple[str, object], ...]:
    claims = [context.catalog.claims_by_id[claim] for claim in value.claims]
    first: Claim | None = claims[0] if claims else None
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


def _by_province(context: _Context, spec: LayerSpec) -> tuple[Shapes, Measure, list[Value], dict[str, object]]:
    shapes = context.province_shapes()
    measure = context.catalog.measures[spec.data]
    found = values(context.catalog.claims, spec.data, shapes.ids)
    ordered = [found[place] for place in shapes.ids]
    title = spec.titles[context.language]
    more: dict[str, object] = {
        "tips": tuple(f"{context.name(v.place)}\n{title}: {_statement(context, measure, v)}" for v in ordered),
        "claims": tuple(v.claims for v in ordered),
        "figures": tuple(_figures(context, v) for v in ordered),
        "subject": measure.subjects[context.language],
    }
    return shapes, measure, ordered, more


def _choropleth(context: _Context, spec: LayerSpec) -> SceneLayer:
    shapes, measure, ordered, more = _by_province(context, spec)
    labels = class_labels(measure.breaks)
    drawn = [Symbol(fill=colour) for colour in symbols.RAMP[: len(labels)]]
    rows = [LegendRow(symbol, f"{text} %", "area") for symbol, text in zip(drawn, labels, strict=True)]
    symbol_of = []
    for value in ordered:
        if value.low is not None and value.qualifier is not None:
            symbol_of.append(class_of(value.low, measure.breaks))
            continue
        if value.qualifier is None:
            symbol, words = symbols.NO_STATEMENT, context.t("no statement in the source")
        else:
            symbol, words = symbols.NOT_STATED, context.t("not stated in the source")
        if symbol not in drawn:
            drawn.append(symbol)
            rows.append(LegendRow(symbol, words, "area"))
        symbol_of.append(drawn.index(symbol))
    stated = sum(value.low is not None for value in ordered)
    coverage = context.t(
        "{stated} of {all} governorates stated; {missing} not stated",
        stated=stated, all=len(ordered), missing=len(ordered) - stated,
    )  # fmt: skip
    return _made(
        context, spec, shapes, tuple(symbol_of), symbols=tuple(drawn), legend=tuple(rows),
        coverage=coverage if ordered else "", **more,
    )  # fmt: skip


def _category(context: _Context, spec: LayerSpec) -> SceneLayer:
    shapes, _measure, ordered, more = _by_province(context, spec)
    row = LegendRow(symbols.LISTED, spec.titles[context.language], "area")
    symbol_of = tuple(0 if value.qualifier else -1 for value in ordered)
    return _made(context, spec, shapes, symbol_of, symbols=(symbols.LISTED,), legend=(row,), **more | {"subject": ""})


def _parts(context: _Context, spec: LayerSpec) -> SceneLayer:
    shapes, _measure, ordered, more = _by_province(context, spec)
    symbol_of = tuple(0 if value.qualifier else -1 for value in ordered)
    texts = {figure(context.catalog.claims_by_id[v.claims[0]], context.language) for v in ordered if v.claims}
    title = spec.titles[context.language]
    rows = tuple(LegendRow(symbols.SOME_PARTS, f"{title}: {text}", "area") for text in sorted(texts))
    silent = sum(value.qualifier is None for value in ordered)
    coverage = context.t(
        "{title}: of {count} governorates the source says nothing", title=title, count=silent
    )  # fmt: skip
    return _made(
        context, spec, shapes, symbol_of, symbols=(symbols.SOME_PARTS,), legend=rows,
        coverage=coverage if silent else "", **more,
    )  # fmt: skip


def _bracket(context: _Context, spec: LayerSpec) -> SceneLayer:
    """Draw a statement about provinces that the source does not name: a dashed frame and a label, no fill."""
    areas = context.province_shapes()
    claim = next(item for item in context.catalog.claims if item.measure == spec.data)
    measure = context.catalog.measures[spec.data]
    text = f"[ {context.name(claim.place)}: {figure(claim, context.language)} ]"
    title = spec.titles[context.language]
    west = [shape for shape in areas.ids if shape in {"ural", "bokei", "orenburg"}]
    labels: tuple[Label, ...] = ()
    if west:
        anchors = [areas.anchors[areas.ids.index(place)] for place in west]
        x = sum(anchor[0] for anchor in anchors) / len(anchors)
        y = max(anchor[1] for anchor in anchors)
        labels = (Label(text, x, y, 0, "bracket"),)
    return _made(
        context, spec, EMPTY, (), labels=labels, subject=measure.subjects[context.language],
        legend=(LegendRow(symbols.BRACKET, f"{title}: {context.t('governorates not named')}", "line"),),
        claims=((claim.id,),),
    )  # fmt: skip


_MAKERS: Final[Mapping[str, Callable[[_Context, LayerSpec], SceneLayer]]] = {
    "water": _water, "lines": _lines, "outlines": _outlines, "points": _points,
    "choropleth": _choropleth, "category": _category, "parts": _parts, "bracket": _bracket,
}  # fmt: skip
