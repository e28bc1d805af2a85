"""Page furniture in millimetres: where title, map, legend, scale bar, north arrow and credits stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geodata.report import GeodataError
from mapapp.labels import Box, Measure, Viewport, fit
from mapapp.scene import LegendRow, Scene
from mapapp.symbols import INK, QUIET_INK
from mapapp.texts import number, t

PAPERS: Final = {"a4": (297.0, 210.0), "a4-portrait": (210.0, 297.0)}


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
class Swatch:
    """A legend symbol in its box."""

    row: LegendRow
    box: Box


@dataclass(frozen=True, slots=True)
class Legend:
    """A laid-out legend: texts and swatches relative to its own top left corner."""

    texts: tuple[Text, ...]
    swatches: tuple[Swatch, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length: its left end, its width in millimetres and what it stands for."""

    x: float
    y: float
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole sheet in millimetres."""

    width: float
    height: float
    map_box: Box
    viewport: Viewport
    texts: tuple[Text, ...]
    legend: Legend
    legend_at: tuple[float, float]
    scale_bar: ScaleBar
    north_at: tuple[float, float]


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


class _Column:
    """Stacks lines of text downwards and remembers where the next one goes."""

    def __init__(self, width: float, measure: Measure) -> None:
        self.width = width
        self.measure = measure
        self.y = 0.0
        self.texts: list[Text] = []
        self.swatches: list[Swatch] = []

    def write(self, text: str, size: float, bold: bool = False, colour: str = INK, indent: float = 0.0) -> float:
        """Add a wrapped text; return the height it took."""
        start = self.y
        for line in wrap(text, self.width - indent, size, bold, self.measure):
            self.texts.append(Text(line, indent, self.y, size, bold, colour))
            self.y += self.measure(line, size, bold)[1]
        return self.y - start

    def row(self, row: LegendRow, size: float) -> None:
        """Add a swatch with its words beside it."""
        line = self.measure("Ағ", size, False)[1]
        width = 8.0 * size / 8
        self.swatches.append(Swatch(row, (0.0, self.y + 0.3, width, self.y + line - 0.1)))
        self.write(row.text, size, indent=width + 2.0)
        self.y += 0.9


def legend(scene: Scene, width_mm: float, measure: Measure, size_pt: float = 8.0) -> Legend:
    """Lay out the legend of the visible layers, the topmost first, within a width.

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
    column = _Column(width_mm, measure)
    filled = [layer for layer in reversed(scene.visible) if len(layer.legend) > 1 and layer.subject]
    single = [layer for layer in reversed(scene.visible) if layer.legend and layer not in filled]
    for layer in filled:
        column.write(layer.title, size_pt + 1, bold=True)
        column.write(layer.subject, size_pt - 1, colour=QUIET_INK)
        column.y += 1.0
        for row in layer.legend:
            column.row(row, size_pt)
        column.y += 1.2
    for layer in single:
        for row in layer.legend:
            column.row(row, size_pt)
        if layer.subject:
            column.write(layer.subject, size_pt - 1, colour=QUIET_INK, indent=2.0 + size_pt)
            column.y += 0.8
    for line in (*scene.coverage, *scene.notices):
        column.y += 0.8
        column.write(line, size_pt - 1, colour=QUIET_INK)
    if not scene.visible:
        column.write(t("All layers are off. Switch one on in the layer panel.", scene.language), size_pt)
    return Legend(tuple(column.texts), tuple(column.swatches), width_mm, column.y)


_ROUND_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


def scale_bar(viewport: Viewport, x: float, y: float, longest_mm: float, language: str) -> ScaleBar:
    """Return the longest scale bar of a round number of kilometres that fits."""
    fitting = [km for km in _ROUND_KM if km * 1000 * viewport.scale <= longest_mm]
    km = fitting[-1] if fitting else _ROUND_KM[0]
    return ScaleBar(x, y, km * 1000 * viewport.scale, f"{number(km, language)} {t('km', language)}")


def page(scene: Scene, paper: str, measure: Measure) -> Page:
    """Lay a scene out on a sheet.

    Parameters
    ----------
    scene
        What to show.
    paper
        One of `PAPERS`.
    measure
        Tells how large a text comes out.

    Raises
    ------
    GeodataError
        If the paper is unknown, or the legend has no room on it: nothing is ever cut off in silence.
    """
    if paper not in PAPERS:
        raise GeodataError(f"Expected a paper size, found {paper!r}.", f"Possible: {', '.join(PAPERS)}.")
    width, height = PAPERS[paper]
    margin, column_width = 10.0, 62.0
    inner = width - 2 * margin
    head = _Column(inner, measure)
    head.write(scene.title, 17, bold=True)
    head.write(scene.date_line, 9.5, colour=QUIET_INK)
    foot = _Column(inner, measure)
    foot.write(scene.credits, 6.8, colour=QUIET_INK)
    top, bottom = margin + head.y + 3, height - margin - foot.y - 2
    upright = height > width
    rows = legend(scene, inner if upright else column_width, measure)
    if upright:
        box = (margin, top, width - margin, bottom - rows.height - 4)
        legend_at = (margin, bottom - rows.height)
    else:
        box = (margin, top, width - margin - column_width - 5, bottom)
        legend_at = (width - margin - column_width, top)
    if legend_at[1] + rows.height > bottom + 0.1 or box[3] - box[1] < 60:
        raise GeodataError("Expected a legend that fits the sheet, found too many rows.", "Switch layers off.")
    viewport = fit(scene.extent, box[2] - box[0], box[3] - box[1])
    texts = [Text(it.text, it.x + margin, it.y + margin, it.size_pt, it.bold, it.colour) for it in head.texts]
    texts += [Text(it.text, it.x + margin, it.y + bottom + 2, it.size_pt, it.bold, it.colour) for it in foot.texts]
    return Page(
        width, height, box, viewport, tuple(texts), rows, legend_at,
        scale_bar(viewport, box[0] + 5, box[3] - 6, 55, scene.language), (box[2] - 9, box[1] + 7),
    )  # fmt: skip
