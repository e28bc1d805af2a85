"""A layer's specification and style become a `SceneLayer`: one maker a kind of layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.claims import Value
from geodata.classify import class_labels, class_span, find_breaks
from geodata.events import first_day
from geodata.model import LayerSpec, Measure, Qualifier
from geodata.report import GeodataError
from mapapp import overlays, symbols
from mapapp.compiled import Shapes
from mapapp.contributedlayers import areas, differences, name_of, shapes_of
from mapapp.messages import notice
from mapapp.scenetypes import EMPTY, Each, Label, LegendRow, SceneLayer
from mapapp.stated import Stated, ValuesOf
from mapapp.statements import figures
from mapapp.symbols import Symbol
from mapapp.texts import break_number, figure, number, t, unit
from mapapp.view import OPENING_DATE, LayerState, Style


@dataclass(frozen=True)
class Context:
    """What every maker needs: the data, the language, the ISO day, and the day its boundaries begin."""

    catalog: Catalog
    shapes: Mapping[str, Shapes]
    language: str
    day: str
    boundaries: str
    values: ValuesOf
    stand_in: str = ""
    """Id of the contributed set in place of the governorates of August 1921; empty for the atlas's own."""

    def t(self, message: str, **filled: object) -> str:
        """Translate a message."""
        return t(message, self.language, **filled)

    def name(self, place: str) -> str:
        """Return a place's name in the language."""
        return self.catalog.name(place, self.language)

    def province_shapes(self) -> Shapes:
        """Return the provinces of the day."""
        if self.boundaries == boundaries_of(self.catalog, OPENING_DATE):
            return self.figure_shapes()
        return self.shapes.get(f"provinces@{self.boundaries}", EMPTY)

    def figure_shapes(self) -> Shapes:
        """Return the provinces that the figures speak of, whatever the date shown."""
        if self.stand_in:
            return self.shapes[f"set/{self.stand_in}"]
        return self.shapes.get(f"provinces@{boundaries_of(self.catalog, OPENING_DATE)}", EMPTY)


def boundaries_of(catalog: Catalog, date: str) -> str:
    """Return the ISO day since when the boundaries of an EDTF date stand; empty before all of them."""
    day = first_day(date)
    starts = [start for start in catalog.periods() if start <= day]
    return starts[-1] if starts else ""


def _made(context: Context, spec: LayerSpec, shapes: Shapes, symbol_of: tuple[int, ...], **more: object) -> SceneLayer:
    if "claims" not in more and spec.group != "base":
        at = context.catalog.claims_at
        more["claims"] = tuple(tuple(claim.id for claim in at.get(place, ())) for place in shapes.ids)
    return overlays.made(context, spec, shapes, symbol_of, **{"claims": ((),) * len(shapes.ids), **more})


def _water(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
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


def _lines(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    shapes = context.shapes[spec.data]
    look = str(spec.style["style"])
    symbol = symbols.LINES[look]
    drawn, symbol_of, rows = _split_confidence(context, spec, shapes, symbol)
    labels = tuple(
        Label(context.name(place), x, y, 3 + int(tag), "river")
        for place, tag, (x, y) in zip(shapes.ids, shapes.tags, shapes.anchors, strict=True)
        if look == "river" and tag == "1"
    )
    tips = tuple(context.name(place) for place in shapes.ids)
    return _made(context, spec, shapes, symbol_of, symbols=drawn, labels=labels, tips=tips, legend=rows)


def _split_confidence(
    context: Context, spec: LayerSpec, shapes: Shapes, symbol: Symbol
) -> tuple[tuple[Symbol, ...], tuple[int, ...], tuple[LegendRow, ...]]:
    """Draw what is not documented dashed, where a layer of lines says so."""
    doubtful = replace(symbol, dash_mm=(1.6, 1.0))
    symbol_of = tuple(int(tag in {"approximate", "conjectural"}) for tag in shapes.tags)
    row = LegendRow(symbol, spec.titles[context.language], "line")
    if not any(symbol_of):
        return (symbol,), symbol_of, (row,)
    return (symbol, doubtful), symbol_of, (row, LegendRow(doubtful, context.t("course approximate"), "line"))


def _stood_in(context: Context, spec: LayerSpec) -> SceneLayer:
    """Return the outlines of the set that stands in for the governorates; it knows no lines within them."""
    if spec.data != "outer":
        return _made(context, spec, EMPTY, ())
    areas, own = context.figure_shapes(), context.catalog.set(context.stand_in)
    title = f"{spec.titles[context.language]}: {own.titles[context.language]}"
    return _made(
        context, spec, areas, (0,) * len(areas.ids), symbols=(symbols.STAND_IN,), claims=((),) * len(areas.ids),
        legend=(LegendRow(symbols.STAND_IN, title, "line"),), tips=(own.titles[context.language],) * len(areas.ids),
        labels=tuple(
            Label(context.name(place), x, y, 0, "province")
            for place, (x, y) in zip(areas.ids, areas.anchors, strict=True)
        ),
    )  # fmt: skip


def _outlines(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    if context.stand_in and context.boundaries == boundaries_of(context.catalog, OPENING_DATE):
        return _stood_in(context, spec)
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


def _points(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    shapes = context.shapes[f"points/{spec.data}"]
    look = str(spec.style["style"])
    points = {point.id: point for point in context.catalog.points}
    shown = [points[place] for place in shapes.ids]
    label_style = "station" if look != "town" else "town"
    base = {"town": 1, "works": 3, "station": 4}[look]
    labels = tuple(
        Label(context.name(point.id), x, y, base + 2 * point.rank, label_style, point.position or "E")
        for point, (x, y) in zip(shown, shapes.anchors, strict=True)
    )
    tips = tuple(
        "\n".join(part for part in (context.name(point.id), point.notes[context.language]) if part) for point in shown
    )
    row = LegendRow(symbols.MARKERS[look], spec.titles[context.language], "point")
    return _made(
        context, spec, shapes, (0,) * len(shapes.ids), symbols=(symbols.MARKERS[look],),
        labels=labels, tips=tips, legend=(row,),
    )  # fmt: skip


def _statement(catalog: Catalog, measure: Measure, value: Value, language: str) -> str:
    """Return what is said of a place under a measure, in words."""
    if value.qualifier is None:
        return t("no statement in the source", language)
    if measure.kind == "statement":
        return measure.titles[language]
    return figure(catalog.claims_by_id[value.claims[0]], language)


def _by_province(context: Context, spec: LayerSpec) -> tuple[Shapes, Measure, Stated, dict[str, object]]:
    set_id = str(spec.style.get("set", BOUNDARY_SET))
    shapes = shapes_of(context.shapes, set_id, context.figure_shapes())
    measure = context.catalog.measures[spec.data]
    found = context.values(spec.data, shapes)
    # What is made when asked for holds no context: a layer that is kept must not keep the shapes of all others.
    ordered, catalog, language = found.values, context.catalog, context.language
    title = spec.titles[language]

    def tip(index: int) -> str:
        name = name_of(catalog, shapes, index, language)
        return f"{name}\n{title}: {_statement(catalog, measure, ordered[index], language)}"

    more: dict[str, object] = {
        "tips": Each(len(ordered), tip),
        "claims": Each(len(ordered), lambda index: ordered[index].claims),
        "figures": Each(len(ordered), lambda index: figures(catalog, ordered[index])),
        "subject": measure.subjects[context.language],
    }
    return shapes, measure, found, more


def _breaks(
    context: Context, measure: Measure, ordered: Sequence[Value], style: Style
) -> tuple[tuple[float, ...], str]:
    """Return the class breaks that a style asks for, or the shipped ones and why the others cannot be."""
    if not style.scheme:
        return measure.breaks, ""
    stated = [value.low for value in ordered if value.low is not None and value.low == value.high]
    try:
        if style.scheme == "manual":
            return (style.breaks, "") if len(style.breaks) > 1 else (measure.breaks, "")
        return find_breaks(stated, style.scheme, style.classes), ""
    except GeodataError as error:
        return measure.breaks, notice(error, context.language)


def _choropleth(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    shapes, measure, found, more = _by_province(context, spec)
    breaks, trouble = _breaks(context, measure, found.values, style)
    labels = class_labels(breaks, lambda value: break_number(value, context.language))
    colours = symbols.ramp(style.ramp, len(labels))
    drawn = [Symbol(fill=colour) for colour in colours]
    rows = [
        LegendRow(symbol, f"{text} {unit(measure.unit, context.language)}", "area")
        for symbol, text in zip(drawn, labels, strict=True)
    ]
    symbol_of = []
    for value in found.kinds:
        symbol, words = _class_symbol(context, value, measure, breaks, colours)
        if symbol not in drawn:
            drawn.append(symbol)
            rows.append(LegendRow(symbol, words, "area"))
        symbol_of.append(drawn.index(symbol))
    counted = {"stated": found.count, "all": len(shapes.ids), "missing": len(shapes.ids) - found.count}
    counts = {name: number(count, context.language) for name, count in counted.items()}
    coverage = (
        context.t("{stated} of {all} governorates stated; {missing} not stated", **counts)
        if spec.kind == "choropleth"
        else context.t("{stated} of {all} areas stated; {missing} not stated", **counts)
    )
    return _made(
        context, spec, shapes, found.spread(symbol_of), symbols=tuple(drawn), legend=tuple(rows),
        coverage=coverage if shapes.ids else "", breaks=breaks,
        shipped_breaks=measure.breaks, notice=trouble, **more,
    )  # fmt: skip


def _class_symbol(
    context: Context, value: Value, measure: Measure, breaks: tuple[float, ...], colours: tuple[str, ...]
) -> tuple[Symbol, str]:
    """Return a figure's look, and the words for what is not on the ramp.

    That is silence, a missing number, one that holds for some parts only, one beyond the breaks, and one that may lie
    in several classes: it wears the colours of the first and the last of them in stripes.
    """
    if value.qualifier is None:
        return symbols.NO_STATEMENT, context.t("no statement in the source")
    if not value.stated:
        return symbols.NOT_STATED, context.t("not stated in the source")
    if value.qualifier is Qualifier.SOME_PARTS:
        return symbols.SOME_PARTS, context.t("in some uyezds only")
    try:
        first, last = class_span(value.low, value.high, breaks)
    except GeodataError:
        return symbols.OUTSIDE_BREAKS, context.t("outside the class breaks")
    if first == last:
        return Symbol(fill=colours[first]), ""
    ends = f"{number(breaks[first], context.language)}–{number(breaks[last + 1], context.language)}"
    words = context.t("somewhere within {ends}", ends=f"{ends} {unit(measure.unit, context.language)}")
    return symbols.striped(colours[first], colours[last]), words


def _category(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    shapes, _measure, found, more = _by_province(context, spec)
    row = LegendRow(symbols.LISTED, spec.titles[context.language], "area")
    symbol_of = tuple(0 if value.qualifier else -1 for value in found.values)
    return _made(context, spec, shapes, symbol_of, symbols=(symbols.LISTED,), legend=(row,), **more | {"subject": ""})


def _parts(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    shapes, _measure, found, more = _by_province(context, spec)
    symbol_of = tuple(0 if value.qualifier else -1 for value in found.values)
    texts = {figure(context.catalog.claims_by_id[v.claims[0]], context.language) for v in found.values if v.claims}
    title = spec.titles[context.language]
    rows = tuple(LegendRow(symbols.SOME_PARTS, f"{title}: {text}", "area") for text in sorted(texts))
    silent = sum(value.qualifier is None for value in found.values)
    coverage = context.t(
        "{title}: of {count} governorates the source says nothing", title=title, count=silent
    )  # fmt: skip
    return _made(
        context, spec, shapes, symbol_of, symbols=(symbols.SOME_PARTS,), legend=rows,
        coverage=coverage if silent else "", **more,
    )  # fmt: skip


def _areas(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    own = context.catalog.set(spec.data)
    shapes = context.shapes.get(f"set/{spec.data}", EMPTY)
    return areas(context.catalog, shapes, own, spec.titles[context.language], context.language)


def _differences(context: Context, spec: LayerSpec, style: Style) -> SceneLayer:
    own = context.catalog.set(spec.data)
    shapes = context.shapes.get(f"differences/{spec.data}", EMPTY)
    return differences(context.catalog, shapes, own, spec.id, spec.titles[context.language], context.language)


def missing(catalog: Catalog, state: LayerState) -> SceneLayer:
    """Return the empty layer that keeps the place of one whose data is gone."""
    own = state.id.partition(".")[0]
    title = next((it.title for it in catalog.problems if it.id == own and it.title), state.id)
    return SceneLayer(
        id=state.id, title=state.name or title, kind="missing", visible=state.visible, opacity=state.opacity,
        shapes=EMPTY, symbols=(), symbol_of=(), tips=(), legend=(),
    )  # fmt: skip


MAKERS: Final[Mapping[str, Callable[[Context, LayerSpec, Style], SceneLayer]]] = {
    "water": _water, "lines": _lines, "outlines": _outlines, "points": _points,
    "choropleth": _choropleth, "category": _category, "parts": _parts,
    "areas": _areas, "differences": _differences, "figures": _choropleth,
    **overlays.MAKERS,
}  # fmt: skip
