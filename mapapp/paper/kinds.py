"""Kinds of maps: a scene becomes a scene with other symbols and labels, so that painter and layout stay one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from geodata.report import GeodataError
from mapapp import symbols
from mapapp.compiled import Shapes
from mapapp.paper.numbering import Numbered, numbered
from mapapp.paper.patterns import LOOKS, WHITE, Look, tone
from mapapp.scene import FILLS, Scene
from mapapp.scenetypes import EMPTY, Label, LegendRow, SceneLayer, point_shapes
from mapapp.statements import hatch_notice, heading
from mapapp.symbols import BLACK, Symbol
from mapapp.texts import t

MOST_NUMBERS: Final = 40
"""An outline map of more areas than this carries no numbers: nobody could write their names on a sheet."""
NUMBERS: Final = "numbers"
_SHIPPED_WIDTHS: Final = {symbol.line: symbol.width_mm for symbol in symbols.LINES.values()}
_QUIET: Final = frozenset({"water", "lines", "outlines", "areas"})
"""Kinds of layers that an outline map keeps."""


def as_kind(scene: Scene, kind: str) -> Scene:
    """Return the scene as a kind of `sheet.KINDS` shows it.

    Parameters
    ----------
    scene
        As the window shows it.
    kind
        ``colour`` is the scene itself; ``key`` is the outline map with the names that belong to its numbers.

    Raises
    ------
    GeodataError
        If a layer has more classes than can be told apart without colour.
    """
    if kind == "colour":
        return scene
    look = LOOKS["outline" if kind == "key" else kind]
    if kind in {"outline", "worksheet", "key"}:
        return _outline(scene, look, kind)
    edged = any(layer.kind in {"outlines", "areas"} for layer in scene.visible)
    layers = [_in_look(layer, look, edged) for layer in scene.layers]
    layers.sort(key=lambda layer: layer.kind == "markers")  # no hatch runs over a marker
    notices = list(scene.notices)
    for layer in scene.layers:
        said = hatch_notice(layer.title, scene.language)
        if look.markers and layer.unhatched is not None and said in notices:
            words = t("One fill at a time: “{title}” is drawn as squares.", scene.language, title=layer.title)
            notices[notices.index(said)] = words
    return replace(scene, layers=tuple(layers), notices=tuple(notices))


def ink(colour: str, kind: str) -> str:
    """Return the colour in which a kind writes, and draws rules and scale: black where colour is left out.

    Grey words would come out of a black-and-white printer as dots.
    """
    return colour if kind == "colour" else tone(colour, replace(LOOKS[kind], mono=True))


def scaled(scene: Scene, sizes: float, widths: float) -> Scene:
    """Return the scene with markers and line widths that suit a larger sheet."""
    if sizes == widths == 1.0:
        return scene

    def grown(symbol: Symbol) -> Symbol:
        return replace(
            symbol, size_mm=symbol.size_mm * sizes, width_mm=symbol.width_mm * widths,
            dash_mm=tuple(part * widths for part in symbol.dash_mm), core=symbol.core and grown(symbol.core),
        )  # fmt: skip

    return replace(scene, layers=tuple(_turned(layer, grown) for layer in scene.layers))


def _turned(layer: SceneLayer, turn: Callable[[Symbol], Symbol]) -> SceneLayer:
    """Return a layer whose symbols, those of its legend too, are turned into others."""
    swap = {symbol: turn(symbol) for symbol in {*layer.symbols, *(row.symbol for row in layer.legend)}}
    return replace(
        layer,
        symbols=tuple(swap[symbol] for symbol in layer.symbols),
        legend=tuple(replace(row, symbol=swap[row.symbol]) for row in layer.legend),
    )


def _in_look(layer: SceneLayer, look: Look, edged: bool = True) -> SceneLayer:
    """Return a layer in a look; areas get an edge where no other layer draws one, since white has none of its own."""
    if layer.unhatched is not None and look.markers:
        return _as_markers(layer)
    named = {
        symbols.NOT_STATED: look.not_stated, symbols.NO_STATEMENT: look.no_statement,
        symbols.OUTSIDE_BREAKS: look.outside, symbols.LISTED: look.listed, symbols.SOME_PARTS: look.parts,
        symbols.NAMED_PIECES: look.pieces,
    }  # fmt: skip
    if layer.unhatched is None:
        named |= dict(zip(layer.symbols, _classes(layer, look), strict=False))
        beyond = [it for it in layer.symbols[_class_count(layer) :] if it.fill and it.hatch and it not in named]
        named |= dict(zip(beyond, look.between, strict=False))
    if not edged:
        named = {
            symbol: replace(found, line=BLACK, width_mm=0.15) if found.fill else found
            for symbol, found in named.items()
        }

    def turn(symbol: Symbol) -> Symbol:
        if layer.kind == "water":
            return look.water
        return named.get(symbol) or _toned(symbol, look)

    opaque = look.mono and layer.opacity > 0
    return _turned(replace(layer, opacity=1.0) if opaque else layer, turn)


def _class_count(layer: SceneLayer) -> int:
    return max(len(layer.breaks) - 1, 0)


def _classes(layer: SceneLayer, look: Look) -> tuple[Symbol, ...]:
    """Return the look of a choropleth's classes, light to dark; nothing for other layers."""
    count = _class_count(layer)
    if not count:
        return ()
    if count not in look.spread:
        raise GeodataError(
            "Expected at most 5 classes on a map without colour, found {count} in “{title}”.",
            "Choose fewer classes.", count=count, title=layer.title,
        )  # fmt: skip
    return tuple(look.classes[step] for step in look.spread[count])


def _toned(symbol: Symbol, look: Look) -> Symbol:
    given = look.lines.get(symbol.line or "")
    if given is not None:
        factor = symbol.width_mm / _SHIPPED_WIDTHS.get(symbol.line, symbol.width_mm)
        doubtful = bool(symbol.dash_mm) and not given.dash_mm
        return replace(
            given, width_mm=given.width_mm * factor, core=None if doubtful else given.core,
            dash_mm=symbol.dash_mm if doubtful else given.dash_mm,
            fill=symbol.fill and tone(symbol.fill, look), marker=symbol.marker, size_mm=symbol.size_mm,
        )  # fmt: skip
    if look.casing_mm and symbol.line and not (symbol.fill or symbol.hatch or symbol.marker):
        line = replace(symbol, line=BLACK)
        return replace(symbol, line=WHITE, width_mm=symbol.width_mm + 2 * look.casing_mm, dash_mm=(), core=line)
    return replace(
        symbol,
        fill=symbol.fill and tone(symbol.fill, look),
        line=symbol.line and tone(symbol.line, look),
        hatch=symbol.hatch and replace(symbol.hatch, colour=tone(symbol.hatch.colour, look)),
    )


def _as_markers(layer: SceneLayer) -> SceneLayer:
    """Turn a further fill into squares that grow with the class: a hatch over patterns could not be read."""
    count = _class_count(layer) or 1
    plain = layer.unhatched or layer

    def marker(index: int, symbol: Symbol) -> Symbol:
        if index < count:
            size = 1.8 + 0.9 * index if count > 1 else 3.6
            return Symbol(fill=BLACK, line=WHITE, width_mm=0.35, marker="square", size_mm=size)
        letter = {symbols.NOT_STATED: "?", symbols.OUTSIDE_BREAKS: "!"}.get(symbol, "–")
        return Symbol(fill=WHITE, line=BLACK, width_mm=0.3, marker="square", size_mm=4.0, letter=letter)

    drawn = tuple(marker(index, symbol) for index, symbol in enumerate(plain.symbols))
    swap = dict(zip(plain.symbols, drawn, strict=True))
    return replace(
        layer, kind="markers", shapes=point_shapes(zip(layer.shapes.ids, layer.shapes.anchors, strict=True)),
        symbols=drawn, unhatched=None, opacity=1.0,
        legend=tuple(replace(row, symbol=swap.get(row.symbol, row.symbol), shape="point") for row in plain.legend),
    )  # fmt: skip


def numbers_of(scene: Scene) -> tuple[Numbered, ...]:
    """Return the numbered places of an outline map, none where they are too many to be written on a sheet."""
    found = numbered(scene)
    return found if len(found) <= MOST_NUMBERS else ()


def _outline(scene: Scene, look: Look, kind: str) -> Scene:
    kept = [
        replace(_in_look(layer, look), labels=(), names=(), visible=layer.visible and layer.kind in _QUIET)
        for layer in scene.layers
    ]
    kept += [*_edges(scene), *(_empty_legends(scene) if kind == "worksheet" else ())]
    kept += _numbers(scene, answers=kind == "key")
    words = heading("", "", scene.language)
    title = t("Outline map: {title}", scene.language, title=words)
    if kind == "worksheet":
        title = t("Worksheet: {title}", scene.language, title=scene.title)
    elif kind == "key":
        title = t("Answers to the outline map: {title}", scene.language, title=words)
    return replace(scene, layers=tuple(kept), title=title, notices=(), selection=None)


def _edges(scene: Scene) -> list[SceneLayer]:
    """Return the outlines of the numbered areas, where no visible layer draws them."""
    lead = next((layer for layer in scene.visible if layer.kind in FILLS), None)
    shapes = lead.shapes if lead else scene.areas
    drawn = any(
        layer.shapes is shapes if layer.kind == "areas" else layer.id == "provinces" and shapes.ids == scene.areas.ids
        for layer in scene.visible
        if layer.kind in {"areas", "outlines"}
    )
    if drawn or not shapes.ids:
        return []
    symbol = Symbol(line=BLACK, width_mm=0.4)
    row = LegendRow(symbol, t("boundaries", scene.language), "line")
    return [_layer("edges", row.text, shapes, (symbol,), (0,) * len(shapes.ids), (row,))]


def _empty_legends(scene: Scene) -> list[SceneLayer]:
    """Return the legends of the fills with empty boxes, for pupils to colour the map by."""
    empty = Symbol(fill=WHITE)
    found = []
    for layer in scene.visible:
        if layer.kind in FILLS and layer.breaks:
            rows = tuple(replace(row, symbol=empty) for row in layer.legend)
            made = _layer(f"empty-{layer.id}", layer.title, EMPTY, (), (), rows)
            found.append(replace(made, subject=layer.subject, kind="empty"))
    return found


def _numbers(scene: Scene, answers: bool) -> list[SceneLayer]:
    """Return the numbers as a layer of markers, whose legend holds lines to write on, or the names."""
    places = numbers_of(scene)
    if not places:
        return []
    marks = tuple(
        Symbol(fill=WHITE, line=BLACK, width_mm=0.4, marker="circle", size_mm=6.4, letter=str(it.number))
        for it in places
    )
    rows = tuple(LegendRow(mark, it.name if answers else "", "point") for mark, it in zip(marks, places, strict=True))
    shapes = point_shapes((it.place, (it.x, it.y)) for it in places)
    layer = _layer(NUMBERS, t("Governorates", scene.language), shapes, marks, tuple(range(len(places))), rows)
    labels = tuple(Label(it.name, it.x, it.y, 0, "province", "S", clear_mm=2.6) for it in places)
    return [replace(layer, labels=labels if answers else (), kind="points")]


def _layer(
    name: str,
    title: str,
    shapes: Shapes,
    drawn: tuple[Symbol, ...],
    which: tuple[int, ...],
    rows: tuple[LegendRow, ...],
) -> SceneLayer:
    return SceneLayer(
        id=name, title=title, kind="outlines", visible=True, opacity=1.0, shapes=shapes, symbols=drawn, symbol_of=which,
        tips=("",) * len(which), legend=rows,
    )  # fmt: skip
