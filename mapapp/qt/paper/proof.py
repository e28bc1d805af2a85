"""What a written sheet must hold. A file in which something of it is missing is not kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtGui import QColor

from geodata.report import GeodataError
from mapapp.paper.pagetypes import MapFrame, Page
from mapapp.scene import SceneLayer

SAMPLES: Final = 80
"""Features of a layer, and corners of a feature, that are looked at when there are more."""
MOST: Final = 0.6
"""Share of the places tried where something must be drawn: names, with the white round them, cover some."""


def wrong(error: str, what: object) -> GeodataError:
    """Return the refusal of a file: what is amiss (marked for translation), and where."""
    return GeodataError(
        "Expected the written file to read back, but it does not: {error} ({what}).", "Check the disk and try again.",
        error=error, what=what,
    )  # fmt: skip


def words_of(page: Page) -> list[str]:
    """Return every text that a sheet must hold."""
    found = [text.text for text in page.texts]
    found += [text.text for rows, _at in page.legends for text in rows.texts]
    if page.map is not None:
        found += [label.label.text for label in page.map.labels]
        found += [it.text for it in (page.map.scale_bar, page.map.north) if it is not None]
    return found


def drawn_layers(frame: MapFrame) -> Iterator[tuple[SceneLayer, list[int]]]:
    """Give each visible layer that has something in the frame, with the features that surely are."""
    for layer in frame.scene.visible:
        if layer.opacity <= 0:
            continue
        inside = [
            index
            for index, (anchor, which) in enumerate(zip(layer.shapes.anchors, layer.symbol_of, strict=True))
            if which >= 0 and is_inside(frame, anchor, 1.0)
        ]
        if inside:
            yield layer, inside


def is_inside(frame: MapFrame, place: tuple[float, float], by_mm: float) -> bool:
    """Whether a place in metres lies in a map frame, so far from its edge."""
    x, y = frame.viewport.to_mm(*place)
    return by_mm < x < frame.viewport.width_mm - by_mm and by_mm < y < frame.viewport.height_mm - by_mm


def inks(layer: SceneLayer, features: Sequence[int]) -> set[str]:
    """Return the colours in which features of a layer are drawn."""
    found: set[str | None] = set()
    for symbol in {layer.symbols[layer.symbol_of[index]] for index in features}:
        hatched = symbol.hatch.colour if symbol.hatch else None
        found |= {symbol.fill, symbol.line if symbol.width_mm else None, hatched}
    return {QColor(colour).name() for colour in found if colour}


def vertices(layer: SceneLayer, index: int) -> Iterator[tuple[float, float]]:
    """Give corners of a feature in metres, some of very many."""
    for part in layer.shapes.parts[index]:
        ring = layer.shapes.ring(part)
        step = 2 * max(len(ring) // 2 // SAMPLES, 1)
        yield from ((ring[i], ring[i + 1]) for i in range(0, len(ring) - 1, step))


def folded(words: str) -> str:
    """Return a text without its white space, which a file may keep in other ways."""
    return "".join(words.split())
