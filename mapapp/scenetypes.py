"""What a scene is made of: layers ready to draw, their labels and legend rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapapp.compiled import Shapes
from mapapp.symbols import Symbol

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
    `figures` holds (column, value) pairs a feature for tables and pages; `breaks` the class breaks of a choropleth and
    `shipped_breaks` those that its measure brings;
    `notice` what the person must know about how it is drawn.
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
    notice: str = ""
    claims: tuple[tuple[str, ...], ...] = ()
    figures: tuple[tuple[tuple[str, object], ...], ...] = ()
    breaks: tuple[float, ...] = ()
    shipped_breaks: tuple[float, ...] = ()
    unhatched: SceneLayer | None = None
    """The layer as it looks when it is the first fill, where it is drawn as a hatch over another one."""
