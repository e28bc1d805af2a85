"""Labels that do not collide: placed greedily, the most important first, each where its place prefers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from mapapp.scene import Label, Scene, SceneLayer

Measure = Callable[[str, float, bool], tuple[float, float]]
"""(text, size in points, bold) -> (width, height) in millimetres."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Size in points, weight and colour of a kind of label."""

    size_pt: float
    bold: bool
    italic: bool
    colour: str


STYLES: Final = {
    "province": TextStyle(11.5, True, False, "#22262b"),
    "town": TextStyle(7.5, False, False, "#22262b"),
    "station": TextStyle(7.0, False, False, "#12395b"),
    "water": TextStyle(8.5, False, True, "#3f6a86"),
    "river": TextStyle(7.5, False, True, "#3f6a86"),
    "figure": TextStyle(7.5, True, False, "#3d2f4a"),
    "area": TextStyle(7.5, False, False, "#4a4f55"),
    "bracket": TextStyle(9.0, True, False, "#7a2e12"),
}

_GAP_MM: Final = 1.2
_FULL_SIZE_SCALE: Final = 8e-5
CROWD_RANK: Final = 10
CROWD_SCALE: Final = 1.2e-4
"""Labels of this rank and beyond wait until the map is this large (millimetres a metre)."""
MINOR_RANK: Final = 7
"""Labels of this rank and beyond give way where the map is crowded: they keep some air to others, or are left out."""
_AIR_MM: Final = (0.6, 0.1)
_MINOR_AIR_MM: Final = (1.8, 0.6)
_SQUARE_MM: Final = 12.0
_DIRECTIONS: Final = {
    "E": (1, 0), "W": (-1, 0), "N": (0, -1), "S": (0, 1), "NE": (1, -1), "NW": (-1, -1), "SE": (1, 1), "SW": (-1, 1),
}  # fmt: skip
_NUDGES: Final = (
    (0.0, 0.0), (0.0, -0.7), (0.0, 0.7), (0.0, -1.4), (0.0, 1.4), (-0.25, 0.0), (0.25, 0.0), (-0.25, 1.0),
    (0.25, 1.0), (-0.25, -1.0), (0.25, -1.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label with the box it fills, in millimetres from the top left of the map frame."""

    label: Label
    style: TextStyle
    box: Box


@dataclass(frozen=True, slots=True)
class Viewport:
    """How metres come to millimetres: the map point at the frame's middle, the frame, and the scale.

    `scale` is millimetres on paper (or screen) a metre of the map.
    """

    centre: tuple[float, float]
    width_mm: float
    height_mm: float
    scale: float

    def to_mm(self, x: float, y: float) -> tuple[float, float]:
        """Return where a map point falls, from the frame's top left, y down."""
        return (
            self.width_mm / 2 + (x - self.centre[0]) * self.scale,
            self.height_mm / 2 - (y - self.centre[1]) * self.scale,
        )

    def to_map(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Return the map point at a place of the frame."""
        return (
            self.centre[0] + (x_mm - self.width_mm / 2) / self.scale,
            self.centre[1] - (y_mm - self.height_mm / 2) / self.scale,
        )


def fit(extent: Box, width_mm: float, height_mm: float, margin: float = 0.04) -> Viewport:
    """Return the viewport that shows an extent whole, with a margin as a share of the frame."""
    xmin, ymin, xmax, ymax = extent
    scale = (1 - 2 * margin) * min(width_mm / max(xmax - xmin, 1.0), height_mm / max(ymax - ymin, 1.0))
    return Viewport(((xmin + xmax) / 2, (ymin + ymax) / 2), width_mm, height_mm, scale)


def _style(label: Label, viewport: Viewport) -> TextStyle:
    """Return a label's style; names of provinces shrink with a small map, so that each stays on its own."""
    style = STYLES[label.style]
    if label.style != "province":
        return style
    shrink = min(max(viewport.scale / _FULL_SIZE_SCALE, 0.65), 1.0)
    return replace(style, size_pt=round(style.size_pt * shrink, 1))


def _candidates(label: Label, x: float, y: float, size: tuple[float, float], clear: float) -> list[Box]:
    width, height = size
    if not label.position:
        found = []
        for dx, dy in _NUDGES:
            cx, cy = x + dx * width, y + dy * height
            found.append((cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2))
        return found
    wanted = [label.position, *(name for name in _DIRECTIONS if name != label.position)]
    found = []
    for name in wanted:
        dx, dy = _DIRECTIONS[name]
        cx, cy = x + dx * (width / 2 + _GAP_MM + clear), y + dy * (height / 2 + _GAP_MM * 0.7 + clear)
        found.append((cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2))
    return found


def place(
    scene: Scene, viewport: Viewport, measure: Measure, taken: Iterable[Box] = (), factor: float = 1.0
) -> list[PlacedLabel]:
    """Place the labels of the visible layers.

    Parameters
    ----------
    scene
        Whose labels.
    viewport
        The map frame.
    measure
        Tells how large a text comes out.
    taken
        Boxes where no label may stand, in millimetres of the frame.
    factor
        By which all sizes are multiplied.

    Returns
    -------
    list of PlacedLabel
        Labels that neither overlap nor leave the frame; those without room are left out, least important first.
        The names of very many areas are not among them; see `place_names`.
    """
    boxes = list(taken)
    wanted = [label for layer in scene.visible if layer.opacity > 0 for label in layer.labels]
    dots = _dots(scene, viewport)
    placed = []
    for label in sorted(wanted, key=lambda item: (item.rank, item.style, item.text)):
        style = _style(label, viewport)
        x, y = viewport.to_mm(label.x, label.y)
        outside = not (0 <= x <= viewport.width_mm and 0 <= y <= viewport.height_mm)
        if outside or (label.rank >= CROWD_RANK and viewport.scale < CROWD_SCALE):
            continue
        size = measure(label.text, style.size_pt * factor, style.bold)
        minor = label.rank >= MINOR_RANK
        candidates = _candidates(label, x, y, size, label.clear_mm * factor)
        box = _free(candidates, boxes, dots, viewport, minor)
        if box is not None:
            boxes.append(box)
            placed.append(PlacedLabel(label, style, box))
    return placed


def _free(candidates: list[Box], boxes: list[Box], dots: list[Box], viewport: Viewport, minor: bool) -> Box | None:
    """Return the first candidate inside the frame that is free, preferring one that covers no dot.

    A minor label needs more air round it, and covers no dot at all.
    """
    air = _MINOR_AIR_MM if minor else _AIR_MM
    second: Box | None = None
    right, bottom = viewport.width_mm - 0.5, viewport.height_mm - 0.5
    for box in candidates:
        x0, y0, x1, y1 = box
        if x0 < 0.5 or y0 < 0.5 or x1 > right or y1 > bottom:
            continue
        if _meets((x0 - air[0], y0 - air[1], x1 + air[0], y1 + air[1]), boxes):
            continue
        if not _meets(box, dots):
            return box
        second = second or box
    return None if minor else second


def _dots(scene: Scene, viewport: Viewport) -> list[Box]:
    """Return the boxes of all points on show."""
    return [
        (x - half, y - half, x + half, y + half)
        for layer in scene.visible
        if layer.shapes.kind == "point"
        for which, anchor in zip(layer.symbol_of, layer.shapes.anchors, strict=True)
        if which >= 0
        for half in (max(layer.symbols[which].size_mm / 2, 0.7),)
        for x, y in (viewport.to_mm(*anchor),)
    ]


def _meets(box: Box, others: list[Box]) -> bool:
    """Tell whether a box overlaps any of the others: the innermost loop of placing."""
    x0, y0, x1, y1 = box
    for left, top, right, bottom in others:  # noqa: SIM110 (a generator would take twice as long)
        if x0 < right and left < x1 and y0 < bottom and top < y1:
            return True
    return False


class _Room:
    """Boxes by the squares of the frame that they touch: of very many only those near another are looked at."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._squares: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        x0, y0, x1, y1 = (int(side // _SQUARE_MM) for side in box)
        return ((x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))

    def add(self, box: Box) -> None:
        """Take room."""
        for square in self._touched(box):
            self._squares.setdefault(square, []).append(box)

    def near(self, box: Box) -> list[Box]:
        """Return what may stand in a box or close to it."""
        wide, tall = _MINOR_AIR_MM
        around = (box[0] - wide, box[1] - tall, box[2] + wide, box[3] + tall)
        return [taken for square in self._touched(around) for taken in self._squares.get(square, ())]


def place_names(
    scene: Scene, viewport: Viewport, measure: Measure, taken: Iterable[Box] = (), factor: float = 1.0
) -> Iterator[PlacedLabel | None]:
    """Place the names of very many areas, the largest area first: each where it fits into its area and meets no other.

    Parameters
    ----------
    scene, viewport, measure, factor
        As for `place`.
    taken
        Boxes where no name may stand, those of other labels among them.

    Yields
    ------
    PlacedLabel or None
        One a name that was tried, None where it has no room.
    """
    if not any(layer.names for layer in scene.visible):
        return
    room, style = _Room((*taken, *_dots(scene, viewport))), STYLES["area"]
    least = measure("x", style.size_pt * factor, style.bold)[1]
    for layer in scene.visible:
        if layer.names and layer.opacity > 0:
            for index, wide, tall in _areas_for_names(layer, viewport, least):
                text = layer.names[index]
                width, height = measure(text, style.size_pt * factor, style.bold)
                x, y = viewport.to_mm(*layer.shapes.anchors[index])
                box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                if text and width <= wide and height <= tall and _free([box], room.near(box), [], viewport, minor=True):
                    room.add(box)
                    yield PlacedLabel(Label(text, *layer.shapes.anchors[index], CROWD_RANK, "area"), style, box)
                else:
                    yield None


def place_all(
    scene: Scene, viewport: Viewport, measure: Measure, taken: Iterable[Box] = (), factor: float = 1.0
) -> list[PlacedLabel]:
    """Place the labels of the visible layers, and in the room that they leave the names of very many areas."""
    boxes = list(taken)
    placed = place(scene, viewport, measure, boxes, factor)
    boxes += [it.box for it in placed]
    return placed + [it for it in place_names(scene, viewport, measure, boxes, factor) if it is not None]


def _areas_for_names(layer: SceneLayer, viewport: Viewport, least: float) -> Iterator[tuple[int, float, float]]:
    """Yield the areas in view that could hold a name, the largest first: number, width and height in millimetres."""
    import numpy as np

    boxes = np.frombuffer(layer.shapes.boxes, dtype="f8").reshape(-1, 4)
    (xmin, ymax), (xmax, ymin) = viewport.to_map(0, 0), viewport.to_map(viewport.width_mm, viewport.height_mm)
    sides = (boxes[:, 2:] - boxes[:, :2]) * viewport.scale
    seen = (boxes[:, 0] < xmax) & (boxes[:, 2] > xmin) & (boxes[:, 1] < ymax) & (boxes[:, 3] > ymin)
    found = np.flatnonzero(seen & (sides >= least).all(axis=1))
    found = found[np.argsort(-sides[found].prod(axis=1), kind="stable")]
    return zip(found.tolist(), *sides[found].T.tolist(), strict=True)
