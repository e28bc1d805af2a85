"""The legend of a scene, laid out by measuring its texts: for the window, for paper, for every picture."""

from __future__ import annotations

from mapapp.labels import Measure
from mapapp.pagetypes import Legend, Swatch, Text
from mapapp.scene import LegendRow, Scene
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


class Column:
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
    column = Column(width_mm, measure)
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
