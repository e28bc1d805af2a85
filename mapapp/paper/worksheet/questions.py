"""What a worksheet asks of the layers that are on, in an order from reading the map to weighing its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Final

from mapapp.paper.worksheet import layerquestions as about
from mapapp.paper.worksheet.figurequestions import choropleth
from mapapp.paper.worksheet.topics import Asked, Question, Topic
from mapapp.scene import Scene

ORDER: Final = (
    "darkest", "class", "order", "compare", "list", "circles", "subject", "missing", "silent", "parts", "bracket",
    "contradiction", "line", "length", "extent", "works", "source",
)  # fmt: skip
"""From reading the map to weighing its sources."""
_FEW: Final = 6  # below so many questions the source is asked about as well
_BY_KIND: Final[Mapping[str, Callable[[Topic], Asked]]] = {
    "choropleth": choropleth, "figures": choropleth, "parts": about.parts, "category": about.category,
    "circles": about.circles, "bracket": about.bracket, "pieces": about.contradictions, "outlines": about.outlines,
}  # fmt: skip
_BY_ID: Final[Mapping[str, Callable[[Topic], Asked]]] = {"turksib": about.railway, "works": about.works}


def _source(it: Topic) -> Asked:
    said = next((figure.said for figure in it.figures if figure.said and figure.low is not None), None)
    if said is not None:
        text = it.t("Who gives the figures of this map, and where do they stand? What else would you like to know?")
        yield it.about("source", text, 2, said.where, [said])


def questions(scene: Scene, most: int) -> tuple[Question, ...]:
    """Return what can be asked about the visible layers.

    Parameters
    ----------
    scene
        Whose visible layers.
    most
        How many questions at most; every layer has its turn before one has a second.
    """
    layers = [Topic(scene, layer) for layer in reversed(scene.visible)]
    layers.sort(key=lambda it: not it.figures)
    makers = [(_BY_ID.get(it.layer.id) or _BY_KIND.get(it.layer.kind), it) for it in layers]
    asked = [list(maker(it)) for maker, it in makers if maker is not None]
    found: dict[str, Question] = {}
    for turn in zip_longest(*asked):
        for question in turn:
            if question is not None:
                found.setdefault(question.text, question)
    chosen = list(found.values())[:most]
    if len(chosen) < _FEW:
        chosen += [question for it in layers[:1] for question in _source(it)]
    return tuple(sorted(chosen, key=lambda question: ORDER.index(question.kind)))
