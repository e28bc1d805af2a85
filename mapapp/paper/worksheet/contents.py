"""A worksheet: the value table and the questions of a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geodata.report import GeodataError
from mapapp.paper.numbering import numbered
from mapapp.paper.worksheet.figures import figures_of
from mapapp.paper.worksheet.questions import questions
from mapapp.paper.worksheet.topics import Question
from mapapp.scene import FILLS, Scene
from mapapp.texts import t

MOST_QUESTIONS: Final = 10
_TABLED: Final = FILLS | {"parts", "circles"}
_MOST_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class Table:
    """The figures that a map is coloured by: a heading a column, and a row of texts a place."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What pupils get besides the map, and what their teacher knows."""

    title: str
    table: Table
    questions: tuple[Question, ...]


def value_table(scene: Scene) -> Table:
    """Return the figures of the visible layers by place, what is missing in words.

    The lowest layer that says something of every place leads; others that speak of the same places stand beside it.
    """
    tabled = [layer for layer in scene.visible if layer.kind in _TABLED and layer.shapes.ids]
    if not tabled:
        return Table((), (), ())
    rows = list(figures_of(scene, tabled[0]))
    beside = [layer for layer in tabled[1:] if set(layer.shapes.ids) <= {it.place for it in rows}]
    shown = [tabled[0], *beside[: _MOST_COLUMNS - 1]]
    columns = [{it.place: it.words for it in figures_of(scene, layer)} for layer in shown]
    silent = t("no statement in the source", scene.language)
    numbers = {it.place: it.number for it in numbered(scene)}
    rows = sorted(rows, key=lambda row: numbers.get(row.place, 0))
    return Table(
        (t("No.", scene.language), t("Place", scene.language), *(layer.title for layer in shown)),
        tuple(
            (str(numbers.get(row.place, "")), row.name, *(column.get(row.place, silent) for column in columns))
            for row in rows
        ),
        tuple(layer.subject for layer in shown if layer.subject),
    )


def worksheet(scene: Scene) -> Worksheet:
    """Make a worksheet of the layers that are on.

    Raises
    ------
    GeodataError
        If none of them says anything that could be asked about.
    """
    asked = questions(scene, MOST_QUESTIONS)
    if not asked:
        raise GeodataError(
            "Expected a layer that something can be asked about, found none that is on.",
            "Switch on a layer of figures, the railway or the boundaries.",
        )
    return Worksheet(scene.title, value_table(scene), asked)
