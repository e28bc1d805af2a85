"""What stands over and under a sheet: title, date, the line for a pupil's name, sources, version and page number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from mapapp import __version__
from mapapp.labels import Measure
from mapapp.paper.legend import Column
from mapapp.paper.pagetypes import Rule, Text
from mapapp.paper.sheet import Options, Paper
from mapapp.scene import Scene
from mapapp.symbols import QUIET_INK
from mapapp.texts import t

_GAP_MM: Final = 5.0


def shifted(texts: Sequence[Text], dx: float, dy: float) -> list[Text]:
    """Return texts moved by so many millimetres."""
    return [replace(text, x=text.x + dx, y=text.y + dy) for text in texts]


def heading(
    scene: Scene, options: Options, paper: Paper, width: float, measure: Measure
) -> tuple[list[Text], list[Rule], float]:
    """Return title, subtitle and date, with a line for the pupil's name where it has room, and how high they are."""
    column = Column(width, measure)
    title = scene.title if options.title is None else options.title
    if options.has("title") and title:
        column.write(title, paper.title_pt, bold=True)
    if options.has("subtitle") and options.subtitle:
        column.write(options.subtitle, max(paper.title_pt * 0.64, paper.small_pt))
    if options.has("date"):
        _write_date(column, scene.date_line, max(paper.title_pt * 0.53, paper.small_pt), paper.short)
    rules: list[Rule] = []
    if options.kind in {"outline", "worksheet"} and options.has("name") and not paper.short:
        rules = [_write_name_line(column, t("Name and class:", scene.language), paper.body_pt * 1.1)]
    return column.texts, rules, column.y


def _room_behind(column: Column, wide: float, apart: float = 2 * _GAP_MM) -> Text | None:
    """Return the last line of a column if a text of some width has room at its right end."""
    if not column.texts:
        return None
    last = column.texts[-1]
    used = column.measure(last.text, last.size_pt, last.bold)[0]
    return last if last.x + used + apart + wide <= column.width else None


def _write_date(column: Column, words: str, size: float, beside: bool) -> None:
    """Write the date under the title, or where height is dear at its right."""
    wide, tall = column.measure(words, size, False)
    last = _room_behind(column, wide) if beside else None
    if last is None:
        column.write(words, size, colour=QUIET_INK)
        return
    y = last.y + column.measure(last.text, last.size_pt, last.bold)[1] - tall
    column.texts.insert(0, Text(words, column.width - wide, y, size, False, QUIET_INK))


def _write_name_line(column: Column, words: str, size: float) -> Rule:
    wide, tall = column.measure(words, size, False)
    room = size * 6.0
    last = _room_behind(column, wide + 2 + room)
    if last is None:
        column.y += tall + 1.5
    y = column.y - tall
    column.texts.append(Text(words, column.width - room - 2 - wide, y, size))
    return Rule(column.width - room, y + tall * 0.9, column.width, y + tall * 0.9)


def footing(scene: Scene, options: Options, paper: Paper, width: float, measure: Measure) -> Column:
    """Return credits, with version and page number at the right end of their last line or under it."""
    parts = [f"Dala Atlas {__version__}"] if options.has("version") else []
    parts += [options.numbering] if options.number else []
    column = Column(width, measure)
    own = scene.short_credits if paper.short else scene.credits
    words = own if options.credits is None else options.credits
    if options.has("credits") and words:
        column.write(words, paper.small_pt, colour=QUIET_INK)
    if parts:
        right = "  ·  ".join(parts)
        wide, tall = measure(right, paper.small_pt, False)
        if _room_behind(column, wide, _GAP_MM) is None:
            column.y += tall
        column.texts.append(Text(right, width - wide, column.y - tall, paper.small_pt, False, QUIET_INK))
    return column
