"""Sheets of text in millimetres: headings, paragraphs, tables and lines to write on flow over as many as they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from geodata.report import GeodataError
from mapapp.labels import Measure
from mapapp.paper.legend import wrap
from mapapp.paper.pagetypes import Page, Rule, Text
from mapapp.paper.sheet import Paper

BLACK: Final = "#000000"
"""A teacher's printer knows no grey: it would draw quiet ink as dots."""
_WRITING_MM: Final = 9.0
"""Room that a pupil's hand needs from line to line."""
_CELL_MM: Final = 1.2
_LEADING: Final = 1.08


@dataclass(frozen=True, slots=True)
class Piece:
    """Texts and rules from a common top left corner that stay together; `again` repeats where a sheet begins."""

    height: float
    texts: tuple[Text, ...] = ()
    rules: tuple[Rule, ...] = ()
    again: Piece | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What the sheets of a text have in common: the paper, the foot, and the size of the body text in points."""

    paper: Paper
    title: str
    kind: str
    foot: str
    body_pt: float


class Setter:
    """Turns words into pieces of one width.

    Parameters
    ----------
    frame
        Paper and sizes.
    measure
        Tells how large a text comes out.
    """

    def __init__(self, frame: Frame, measure: Measure) -> None:
        self.frame = frame
        self.measure = measure
        self.width = frame.paper.width - 2 * frame.paper.margin
        self.size = frame.body_pt

    def text(
        self, words: str, bold: bool = False, indent: float = 0.0, size: float = 0.0, after: float = 1.0,
        right: float = 0.0,
    ) -> Piece:  # fmt: skip
        """Set paragraphs between two indents, with line breaks where the words have them."""
        size = size or self.size
        texts, y = [], 0.0
        paragraphs = words.split("\n")
        for line in (
            part for words in paragraphs for part in wrap(words, self.width - indent - right, size, bold, self.measure)
        ):
            texts.append(Text(line, indent, y, size, bold, BLACK))
            y += self.measure(line, size, bold)[1] * _LEADING
        return Piece(y + after, tuple(texts))

    def numbered(self, number: int, words: str, bold: bool = False) -> Piece:
        """Set a paragraph whose number hangs before it."""
        body = self.text(words, bold, self.indent)
        return replace(body, texts=(Text(f"{number}.", 0.0, 0.0, self.size, True, BLACK), *body.texts))

    @property
    def indent(self) -> float:
        """How far what belongs to a number stands in, in millimetres."""
        return self.measure("00. ", self.size, True)[0]

    def writing(self, lines: int, indent: float = 0.0) -> Piece:
        """Return lines for a pupil to write on."""
        rows = [(row + 1) * _WRITING_MM - 1.0 for row in range(lines)]
        return Piece(lines * _WRITING_MM + 2.0, rules=tuple(Rule(indent, y, self.width, y, 0.2, BLACK) for y in rows))

    def fields(self, shares: Sequence[tuple[str, float]]) -> Piece:
        """Return labels with a line behind each: (label, share of the width)."""
        texts, rules, x = [], [], 0.0
        tall = self.measure("Ағ", self.size, False)[1]
        for label, share in shares:
            room = self.width * share
            texts.append(Text(label, x, 0.0, self.size, False, BLACK))
            begin = x + self.measure(label, self.size, False)[0] + 1.5
            rules.append(Rule(begin, tall, x + room - 3.0, tall, 0.2, BLACK))
            x += room
        return Piece(tall + 5.0, tuple(texts), tuple(rules))

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[float]) -> list[Piece]:
        """Return a ruled table, a piece a row; its head stands again on every further sheet."""
        widths = [self.width * share for share in shares]
        head = self._row(heads, widths, bold=True, first=True)
        return [head, *(replace(self._row(row, widths), again=head) for row in rows)]

    def _row(self, cells: Sequence[str], widths: Sequence[float], bold: bool = False, first: bool = False) -> Piece:
        texts, x, tallest = [], 0.0, 0.0
        for words, width in zip(cells, widths, strict=True):
            y = _CELL_MM
            for line in wrap(words, width - 2 * _CELL_MM, self.size, bold, self.measure):
                texts.append(Text(line, x + _CELL_MM, y, self.size, bold, BLACK))
                y += self.measure(line, self.size, bold)[1]
            tallest = max(tallest, y + _CELL_MM)
            x += width
        edges = [sum(widths[:count]) for count in range(len(widths) + 1)]
        rules = [Rule(edge, 0.0, edge, tallest, 0.2, BLACK) for edge in edges]
        rules += [Rule(0.0, y, x, y, 0.2, BLACK) for y in ((0.0, tallest) if first else (tallest,))]
        return Piece(tallest, tuple(texts), tuple(rules))


def together(pieces: Iterable[Piece]) -> Piece:
    """Join pieces under each other into one that is not broken over two sheets."""
    texts: list[Text] = []
    rules: list[Rule] = []
    y = 0.0
    for piece in pieces:
        moved = _moved(piece, 0.0, y)
        texts += moved[0]
        rules += moved[1]
        y += piece.height
    return Piece(y, tuple(texts), tuple(rules))


def gap(height_mm: float) -> Piece:
    """Return empty room."""
    return Piece(height_mm)


def _moved(piece: Piece, dx: float, dy: float) -> tuple[list[Text], list[Rule]]:
    texts = [replace(text, x=text.x + dx, y=text.y + dy) for text in piece.texts]
    rules = [replace(rule, x0=rule.x0 + dx, x1=rule.x1 + dx, y0=rule.y0 + dy, y1=rule.y1 + dy) for rule in piece.rules]
    return texts, rules


def flow(pieces: Iterable[Piece], frame: Frame, measure: Measure) -> tuple[Page, ...]:
    """Set pieces on sheets, from top to bottom.

    Parameters
    ----------
    pieces
        What stands on them, in order.
    frame
        Paper, title and foot.
    measure
        Tells how large a text comes out.

    Raises
    ------
    GeodataError
        If a piece is taller or a line wider than a whole sheet: nothing is ever cut off in silence.
    """
    paper = frame.paper
    room = measure("00 / 00", paper.small_pt, False)[0] + 4.0
    foot = Setter(frame, measure).text(frame.foot, size=paper.small_pt, after=0.0, right=room)
    top, bottom = paper.margin, paper.height - paper.margin - foot.height - 2.0
    sheets: list[tuple[list[Text], list[Rule]]] = []
    y = bottom + 1.0
    for piece in pieces:
        _check_width(piece, paper, measure)
        if y + piece.height > bottom and piece.height > 0:
            sheets.append(_moved(foot, paper.margin, bottom + 2.0))
            y = top
            if piece.again is not None:
                y = _set(sheets[-1], piece.again, paper.margin, y)
        if y + piece.height > bottom:
            raise _no_room(frame)
        y = _set(sheets[-1], piece, paper.margin, y)
    return tuple(
        Page(paper.width, paper.height, frame.title, frame.kind, texts=tuple(texts), rules=tuple(rules))
        for texts, rules in sheets
    )


def _set(sheet: tuple[list[Text], list[Rule]], piece: Piece, x: float, y: float) -> float:
    texts, rules = _moved(piece, x, y)
    sheet[0].extend(texts)
    sheet[1].extend(rules)
    return y + piece.height


def _check_width(piece: Piece, paper: Paper, measure: Measure) -> None:
    right = paper.width - 2 * paper.margin + 0.1
    for text in piece.texts:
        if text.x + measure(text.text, text.size_pt, text.bold)[0] > right:
            raise GeodataError(
                "Expected words that fit the sheet, found “{word}”.", "Take a larger paper.", word=text.text
            )


def _no_room(frame: Frame) -> GeodataError:
    return GeodataError(
        "Expected a text that fits a sheet, found one that is taller: {title}.", "Take a larger paper.",
        title=frame.title,
    )  # fmt: skip
