"""What a laid-out sheet is made of, in millimetres from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from mapapp.labels import Box, PlacedLabel, Viewport
from mapapp.scene import LegendRow, Scene
from mapapp.symbols import INK, PAPER

EDGE = "#8a8d92"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text whose top left corner stands at (x, y) millimetres."""

    text: str
    x: float
    y: float
    size_pt: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, such as one to write on or the edge of a table's cell."""

    x0: float
    y0: float
    x1: float
    y1: float
    width_mm: float = 0.2
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Swatch:
    """A legend symbol in its box."""

    row: LegendRow
    box: Box
    edge: str = EDGE


@dataclass(frozen=True, slots=True)
class Legend:
    """A laid-out legend: texts, swatches and lines to write on, relative to its own top left corner."""

    texts: tuple[Text, ...]
    swatches: tuple[Swatch, ...]
    width: float
    height: float
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length: its left end, its width in millimetres and what it stands for."""

    x: float
    y: float
    width: float
    text: str
    size_pt: float = 7.5
    colour: str = INK


@dataclass(frozen=True, slots=True)
class North:
    """A north arrow: its middle, its lean in degrees clockwise, and the letter under it."""

    x: float
    y: float
    angle: float
    text: str
    size_pt: float = 7.5
    colour: str = INK


@dataclass(frozen=True, eq=False)
class MapFrame:
    """A map on a sheet: what it shows, where, and what stands in its corners."""

    scene: Scene
    box: Box
    viewport: Viewport
    labels: tuple[PlacedLabel, ...] = ()
    scale_bar: ScaleBar | None = None
    north: North | None = None
    locator: MapFrame | None = None
    ground: str = PAPER
    edge: str = EDGE
    halo_mm: float = 0.75


@dataclass(frozen=True, eq=False)
class Page:
    """A whole sheet: at most one map, and texts, rules and legends round it.

    `title` is its bookmark in a PDF, `kind` the kind of map that decides on its inks.
    """

    width: float
    height: float
    title: str
    kind: str = "colour"
    map: MapFrame | None = None
    texts: tuple[Text, ...] = ()
    rules: tuple[Rule, ...] = ()
    legends: tuple[tuple[Legend, tuple[float, float]], ...] = ()
