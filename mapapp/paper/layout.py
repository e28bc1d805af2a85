"""A sheet laid out in millimetres by measuring: the arrangement of map and legend that makes the map largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from geodata.report import GeodataError
from mapapp.labels import Box, Measure, PlacedLabel, Viewport, place_all
from mapapp.paper.arrangement import GAP_MM, Arrangement, arranged, no_room, sizes_of
from mapapp.paper.corners import corners
from mapapp.paper.headings import footing, heading, shifted
from mapapp.paper.kinds import ink, scaled
from mapapp.paper.legend import Block, Column, blocks, in_columns
from mapapp.paper.pagetypes import EDGE, Legend, MapFrame, Page
from mapapp.paper.patterns import LOOKS
from mapapp.paper.sheet import PAPERS, Options, Paper
from mapapp.scene import Scene
from mapapp.symbols import PAPER
from mapapp.texts import t

_LARGE: Final = 0.8
"""How large the map of a slide stays beside its legend, as a share of what it would be without one."""


_MOST_FOOT: Final = 0.2
"""Share of a slide's height that sources may take under the map."""


def _labelled(
    scene: Scene, viewport: Viewport, taken: Sequence[Box], paper: Paper, measure: Measure, kind: str
) -> tuple[PlacedLabel, ...]:
    placed = place_all(scene, viewport, measure, taken, paper.labels)
    return tuple(
        replace(it, style=replace(it.style, size_pt=it.style.size_pt * paper.labels, colour=ink(it.style.colour, kind)))
        for it in placed
    )


def _without_nameless(scene: Scene, labels: Sequence[PlacedLabel]) -> Scene:
    """Leave out towns whose name found no room: a dot that nobody can read says nothing on a slide."""
    named = {it.label.text for it in labels if it.label.style == "town"}

    layers = tuple(
        replace(
            layer,
            symbol_of=tuple(
                which if label.text in named else -1 for which, label in zip(layer.symbol_of, layer.labels, strict=True)
            ),
        )
        if layer.id == "towns" and len(layer.labels) == len(layer.symbol_of)
        else layer
        for layer in scene.layers
    )
    return replace(scene, layers=layers)


def _frame(scene: Scene, options: Options, found: Arrangement, paper: Paper, measure: Measure) -> MapFrame:
    size = max(paper.body_pt * 0.88, paper.small_pt)
    wanted = frozenset(name for name in ("scale", "north", "locator") if options.has(name))
    inset = corners(scene, found.viewport, measure, size, wanted)
    labels = _labelled(scene, found.viewport, inset.taken, paper, measure, options.kind)
    look = LOOKS.get(options.kind)
    ground, edge = (look.ground, look.edge) if look else (PAPER, EDGE)
    return MapFrame(
        _without_nameless(scene, labels) if paper.short else scene,
        found.box,
        found.viewport,
        labels,
        inset.scale_bar and replace(inset.scale_bar, colour=ink(inset.scale_bar.colour, options.kind)),
        inset.north and replace(inset.north, colour=ink(inset.north.colour, options.kind)),
        inset.locator and replace(inset.locator, ground=ground, edge=edge),
        ground,
        edge,
        (0.75 if options.kind in {"colour", "contrast"} else 1.1) * min(paper.labels, 1.5),
    )


def sheets(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    """Lay a scene out on a sheet, or on two where a slide's large text leaves no room for the whole legend.

    Parameters
    ----------
    scene
        What to show, already turned into the kind of `options` (`kinds.as_kind`).
    options
        Paper, words and furniture.
    measure
        Tells how large a text comes out.

    Raises
    ------
    GeodataError
        If the map or its legend has no room on the paper: nothing is ever cut off in silence.
    """
    options.check()
    paper = PAPERS[options.paper]
    scene = scaled(scene, paper.labels, min(paper.labels, 1.5))
    wanted = blocks(scene, options.has("subject"), options.has("coverage")) if options.has("legend") else ()
    if not paper.short:
        return (_map_page(scene, options, wanted, paper, measure),)
    sourced = _sources_have_room(scene, options, paper, measure)
    shown = options if sourced else replace(options, credits=t("Sources: on the last slide.", scene.language))
    made, rest = _with_room_for_the_map(scene, shown, wanted, paper, measure)
    return (made, *_rest_pages(scene, options, rest, paper, measure, sourced))


def _sources_have_room(scene: Scene, options: Options, paper: Paper, measure: Measure) -> bool:
    """Whether the sources, in short, leave a slide to its map; what a person has written stays there in any case."""
    foot = footing(scene, options, paper, paper.width - 2 * paper.margin, measure)
    return options.credits is not None or foot.y <= _MOST_FOOT * paper.height


def page(scene: Scene, options: Options, measure: Measure) -> Page:
    """Lay a scene out as `sheets` does, and return the sheet with the map."""
    return sheets(scene, options, measure)[0]


def _with_room_for_the_map(
    scene: Scene, options: Options, wanted: Sequence[Block], paper: Paper, measure: Measure
) -> tuple[Page, Sequence[Block]]:
    """Return the sheet with as much of the legend as leaves the map large, and the blocks for the next sheet."""
    largest = _scale(_map_page(scene, options, (), paper, measure))
    for count in range(len(wanted), 0, -1):
        try:
            made = _map_page(scene, options, wanted[:count], paper, measure)
        except GeodataError:
            continue
        if _scale(made) >= _LARGE * largest:
            return made, wanted[count:]
    return _map_page(scene, options, (), paper, measure), wanted


def _scale(made: Page) -> float:
    assert made.map is not None
    return made.map.viewport.scale


def _map_page(scene: Scene, options: Options, wanted: Sequence[Block], paper: Paper, measure: Measure) -> Page:
    inner, margin = paper.width - 2 * paper.margin, paper.margin
    head, rules, head_height = heading(scene, options, paper, inner, measure)
    foot = footing(scene, options, paper, inner, measure)
    top = margin + head_height + (3.0 if head_height else 0.0)
    bottom = paper.height - margin - foot.y - (2.5 if foot.y else 0.0)
    found = arranged(scene, options, wanted, (margin, top, paper.width - margin, bottom), paper, measure)
    texts = [*shifted(head, margin, margin), *shifted(foot.texts, margin, paper.height - margin - foot.y)]
    made = Page(
        paper.width,
        paper.height,
        scene.title if options.title is None else options.title,
        options.kind,
        _frame(scene, options, found, paper, measure),
        tuple(replace(text, colour=ink(text.colour, options.kind)) for text in texts),
        tuple(
            replace(
                it,
                x0=it.x0 + margin,
                x1=it.x1 + margin,
                y0=it.y0 + margin,
                y1=it.y1 + margin,
                colour=ink(it.colour, options.kind),
            )
            for it in rules
        ),
        tuple((_inked(rows.legend(), options.kind), at) for rows, at in found.legends),
    )
    _hold(made, measure)
    return made


def _rest_pages(
    scene: Scene, options: Options, rest: Sequence[Block], paper: Paper, measure: Measure, sourced: bool
) -> tuple[Page, ...]:
    """Return slides with what is left of the legend, the last of them with the sources in full."""
    full = replace(options, credits=scene.credits) if options.credits is None else options
    bare = replace(options, credits="")
    found: list[Page] = []
    sourced = sourced and not rest
    while rest or not sourced:
        number = options.number and options.number + 1 + len(found)
        for chosen, count in ((full, len(rest)), *((bare, some) for some in range(len(rest), 0, -1))):
            made = _rest_page(scene, replace(chosen, number=number), rest[:count], paper, measure)
            if made is not None:
                break
        else:
            raise no_room()
        found.append(made)
        rest, sourced = rest[count:], chosen is full
    return tuple(found)


def _rest_page(scene: Scene, options: Options, rest: Sequence[Block], paper: Paper, measure: Measure) -> Page | None:
    """Return a slide with blocks of the legend and sources, or None where they are too many for it."""
    margin, inner = paper.margin, paper.width - 2 * paper.margin
    title = t("Legend and sources", scene.language)
    bare = replace(options, title=title, subtitle=None, without=options.without | {"date", "name"})
    head, _rules, head_height = heading(scene, bare, paper, inner, measure)
    foot = footing(scene, options if rest else replace(options, credits=""), paper, inner, measure)
    body = Column(inner, measure)
    if not rest:
        body.write(options.credits or "", paper.small_pt)
    top, bottom = margin + head_height + 4.0, paper.height - margin - foot.y
    room, sizes = bottom - top - 2.0 - body.y, sizes_of(paper, options.kind)
    for columns in (1, 2, 3):
        rows = in_columns(rest, columns, inner, GAP_MM, measure, sizes)
        if rows.height <= room and not rows.widest_over(inner):
            break
    else:
        return None
    texts = [*shifted(head, margin, margin), *shifted(body.texts, margin, top), *shifted(foot.texts, margin, bottom)]
    inked = tuple(replace(text, colour=ink(text.colour, options.kind)) for text in texts)
    legends = ((_inked(rows.legend(), options.kind), (margin, top)),) if rest else ()
    made = Page(paper.width, paper.height, title, options.kind, texts=inked, legends=legends)
    _hold(made, measure)
    return made


def _inked(rows: Legend, kind: str) -> Legend:
    look = LOOKS.get(kind)
    return replace(
        rows,
        texts=tuple(replace(text, colour=ink(text.colour, kind)) for text in rows.texts),
        rules=tuple(replace(rule, colour=ink(rule.colour, kind)) for rule in rows.rules),
        swatches=tuple(replace(swatch, edge=look.edge if look else EDGE) for swatch in rows.swatches),
    )


def boxes(sheet: Page, measure: Measure) -> dict[str, Box]:
    """Return the box of everything that must not overlap on a sheet: texts, map, legends, lines to write on.

    Corners and labels of the map stand inside it and are not among them.
    """
    found: dict[str, Box] = {}
    if sheet.map is not None:
        found["map"] = sheet.map.box
    for index, text in enumerate(sheet.texts):
        wide, tall = measure(text.text, text.size_pt, text.bold)
        found[f"text {index}: {text.text}"] = (text.x, text.y, text.x + wide, text.y + tall)
    for index, (rows, (x, y)) in enumerate(sheet.legends):
        found[f"legend {index}"] = (x, y, x + rows.width, y + rows.height)
    return found


def _hold(sheet: Page, measure: Measure) -> None:
    """Refuse a sheet on which something would be cut or covered."""
    found = list(boxes(sheet, measure).items())
    for index, (name, (x0, y0, x1, y1)) in enumerate(found):
        outside = x0 < -0.01 or y0 < -0.01 or x1 > sheet.width + 0.01 or y1 > sheet.height + 0.01
        covered = [
            other
            for other, b in found[:index]
            if x0 < b[2] - 0.05 and b[0] < x1 - 0.05 and y0 < b[3] - 0.05 and b[1] < y1 - 0.05
        ]
        if outside or covered:
            raise GeodataError(
                "Expected everything to fit on the sheet, but “{name}” has no room.",
                "Shorten it, leave it out or choose a larger paper.", code="room", name=name.partition(": ")[2] or name,
            )  # fmt: skip
