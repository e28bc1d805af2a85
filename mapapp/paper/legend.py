"""The legend of a scene, laid out by measuring its texts: for the window, for paper, for every picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from math import inf

from mapapp.labels import Measure
from mapapp.paper.pagetypes import Legend, Rule, Swatch, Text
from mapapp.scene import LegendRow, Scene, SceneLayer
from mapapp.symbols import INK, QUIET_INK
from mapapp.texts import t


def wrap(text: str, width_mm: float, size_pt: float, bold: bool, measure: Measure) -> list[str]:
    """Break a text into lines no wider than a width; a single longer word keeps its line."""
    lines: list[str] = []
    for word in text.split(" "):
        tried = f"{lines[-1]} {word}" if lines else word
        if lines and measure(tried, size_pt, bold)[0] <= width_mm:
            lines[-1] = tried
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, slots=True)
class Block:
    """What stays together in a legend: a heading and a subject, rows, and quiet lines under them."""

    heading: str = ""
    subject: str = ""
    rows: tuple[LegendRow, ...] = ()
    notes: tuple[str, ...] = ()
    note_under_row: str = ""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of a legend: text in points, swatches of areas in millimetres; a small text is never below `least_pt`."""

    text_pt: float = 8.0
    swatch: tuple[float, float] = (8.0, 3.2)
    least_pt: float = 0.0

    @property
    def step(self) -> float:
        """Factor of the distances between rows, which grow more slowly than the text."""
        return min(self.text_pt / 8, 1.6)

    @property
    def small_pt(self) -> float:
        """Size of the quiet lines."""
        return max(self.text_pt - 1, self.least_pt)


class Column:
    """Stacks lines of text downwards and remembers where the next one goes."""

    def __init__(self, width: float, measure: Measure) -> None:
        self.width = width
        self.measure = measure
        self.y = 0.0
        self.widest = 0.0
        self.texts: list[Text] = []
        self.swatches: list[Swatch] = []
        self.rules: list[Rule] = []

    def write(self, text: str, size: float, bold: bool = False, colour: str = INK, indent: float = 0.0) -> float:
        """Add a wrapped text; return the height it took."""
        start = self.y
        for line in wrap(text, self.width - indent, size, bold, self.measure):
            self.texts.append(Text(line, indent, self.y, size, bold, colour))
            width, height = self.measure(line, size, bold)
            self.widest = max(self.widest, indent + width)
            self.y += height
        return self.y - start

    def row(self, row: LegendRow, sizes: Sizes, indent: float) -> None:
        """Add a swatch with its words beside it, or with a line to write on where there are none."""
        line = self.measure("Ағ", sizes.text_pt, False)[1]
        wide, tall = sizes.swatch
        tall = max(
            line,
            tall + 0.8 if row.shape == "area" else 0.0,
            row.symbol.size_mm + 0.8 if row.text == "" else 0.0,
            min(row.symbol.size_mm, 2 * line) if row.shape == "point" else 0.0,
        )
        top = self.y
        self.y += (tall - line) / 2
        if row.text:
            self.write(row.text, sizes.text_pt, indent=indent)
            self.y = max(self.y + (tall - line) / 2, top + tall)
        else:
            self.y = top + tall * 1.25
            self.rules.append(Rule(indent, top + tall, self.width, top + tall))
            self.widest = self.width
        self.swatches.append(Swatch(row, (0.0, top + 0.3, wide, top + tall - 0.3)))
        self.widest = max(self.widest, wide)
        self.y += 0.9 * sizes.step

    def block(self, block: Block, sizes: Sizes) -> None:
        """Add a block of the legend."""
        step = sizes.step
        points = [row.symbol.size_mm for row in block.rows if row.shape == "point"]
        indent = max([sizes.swatch[0], *points]) + 2.0 * step
        if block.heading:
            self.write(block.heading, sizes.text_pt + (1 if sizes.text_pt < 20 else 0), bold=True)
            if block.subject:
                self.write(block.subject, sizes.small_pt, colour=QUIET_INK)
            self.y += 1.0 * step
        for row in block.rows:
            self.row(row, sizes, indent)
        if block.note_under_row:
            self.write(block.note_under_row, sizes.small_pt, colour=QUIET_INK, indent=indent)
            self.y += 0.8 * step
        for note in block.notes:
            self.write(note, sizes.small_pt, colour=QUIET_INK)
            self.y += 0.8 * step
        if block.heading:
            self.y += 1.2 * step

    def legend(self) -> Legend:
        """Return what was stacked as a legend."""
        return Legend(tuple(self.texts), tuple(self.swatches), self.widest, self.y, tuple(self.rules))


def _is_filled(layer: SceneLayer) -> bool:
    return len(layer.legend) > 1 and bool(layer.subject)


def _is_list(layer: SceneLayer) -> bool:
    return len(layer.legend) > 1 and all(row.symbol.letter for row in layer.legend)


def blocks(scene: Scene, subject: bool = True, coverage: bool = True) -> tuple[Block, ...]:
    """Return the blocks of a scene's legend: fills first, then the other visible layers, the topmost first.

    Parameters
    ----------
    scene
        Whose visible layers.
    subject, coverage
        Whether it is said what a percentage is a share of, and how many areas have a figure.
    """
    seen = [layer for layer in reversed(scene.visible) if layer.legend]
    found = []
    for layer in (layer for layer in seen if _is_filled(layer) or _is_list(layer)):
        notes = (layer.coverage,) if coverage and layer.coverage else ()
        found.append(Block(layer.title, layer.subject if subject else "", layer.legend, notes))
    for layer in (layer for layer in seen if not (_is_filled(layer) or _is_list(layer))):
        notes = (layer.coverage,) if coverage and layer.coverage else ()
        found.append(Block(rows=layer.legend, note_under_row=layer.subject if subject else "", notes=notes))
    found += [Block(notes=(notice,)) for notice in scene.notices]
    if not scene.visible:
        found.append(Block(notes=(t("All layers are off. Switch one on in the layer panel.", scene.language),)))
    return tuple(found)


@lru_cache(maxsize=2048)
def _single(block: Block, width_mm: float, measure: Measure, sizes: Sizes) -> Legend:
    """Lay one block out; the search for the best arrangement asks for the same ones again and again."""
    column = Column(width_mm, measure)
    column.block(block, sizes)
    return column.legend()


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks laid out each by itself, with where they stand: all that a search for the best arrangement asks for.

    Attributes
    ----------
    parts
        Each a laid-out block and its left and top in millimetres.
    """

    parts: tuple[tuple[Legend, float, float], ...]

    @property
    def width(self) -> float:
        """In millimetres."""
        return max((dx + own.width for own, dx, _dy in self.parts), default=0.0)

    @property
    def height(self) -> float:
        """In millimetres."""
        return max((dy + own.height for own, _dx, dy in self.parts), default=0.0)

    def widest_over(self, width_mm: float) -> bool:
        """Whether a word that cannot be broken reaches beyond a width."""
        return self.width > width_mm + 0.01

    def legend(self) -> Legend:
        """Return the blocks as one legend."""
        texts: list[Text] = []
        swatches: list[Swatch] = []
        rules: list[Rule] = []
        for own, dx, dy in self.parts:
            texts += (replace(it, x=it.x + dx, y=it.y + dy) for it in own.texts)
            for it in own.swatches:
                x0, y0, x1, y1 = it.box
                swatches.append(replace(it, box=(x0 + dx, y0 + dy, x1 + dx, y1 + dy)))
            rules += (replace(it, x0=it.x0 + dx, x1=it.x1 + dx, y0=it.y0 + dy, y1=it.y1 + dy) for it in own.rules)
        return Legend(tuple(texts), tuple(swatches), self.width, self.height, tuple(rules))


def _stacked(laid: Iterable[Legend], dx: float) -> Iterator[tuple[Legend, float, float]]:
    """Give laid-out blocks one under the other, each with where it stands."""
    y = 0.0
    for own in laid:
        yield own, dx, y
        y += own.height


def lay(wanted: Iterable[Block], width_mm: float, measure: Measure, sizes: Sizes) -> Stack:
    """Stack blocks within a width."""
    return Stack(tuple(_stacked((_single(block, width_mm, measure, sizes) for block in wanted), 0.0)))


def in_columns(
    wanted: Sequence[Block], columns: int, width_mm: float, gap_mm: float, measure: Measure, sizes: Sizes
) -> Stack:
    """Lay blocks out in columns of nearly the same height, filled one after the other; no block is broken."""
    each = (width_mm - gap_mm * (columns - 1)) / columns
    laid = [_single(block, each, measure, sizes) for block in wanted]
    cuts = _even([own.height for own in laid], columns)
    return Stack(
        tuple(part for n, (start, end) in enumerate(cuts) for part in _stacked(laid[start:end], n * (each + gap_mm)))
    )


def _even(heights: Sequence[float], columns: int) -> list[tuple[int, int]]:
    """Return which blocks go into which column, from and to, so that the columns are as even as they can be."""
    tops = [0.0, *accumulate(heights)]
    best: list[tuple[float, list[tuple[int, int]]]] = [(0.0, []), *((inf, []) for _ in heights)]
    for _column in range(columns):
        best = [
            min(
                (
                    (cost + (tops[end] - tops[start]) ** 2, [*cuts, (start, end)] if end > start else cuts)
                    for start, (cost, cuts) in enumerate(best[: end + 1])
                ),
                key=lambda it: it[0],
            )
            for end in range(len(best))
        ]
    return best[-1][1]


def legend(scene: Scene, width_mm: float, measure: Measure, size_pt: float = 8.0) -> Legend:
    """Lay out the legend of the visible layers in one column.

    Parameters
    ----------
    scene
        Whose visible layers.
    width_mm
        Room from left to right.
    measure
        Tells how large a text comes out.
    size_pt
        Size of the rows; headings follow it.
    """
    laid = lay(blocks(scene), width_mm, measure, Sizes(size_pt, (size_pt, 3.0 * size_pt / 8)))
    return replace(laid.legend(), width=width_mm)
