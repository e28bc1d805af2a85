"""What stands inside a map's frame: scale bar, north arrow and locator, each in the corner where least is covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import atan2, degrees
from typing import Final

from mapapp.compiled import Shapes
from mapapp.contributedlayers import OUTLINES
from mapapp.labels import Box, Measure, Viewport, fit
from mapapp.paper.pagetypes import MapFrame, North, ScaleBar
from mapapp.scene import Scene, SceneLayer
from mapapp.scenetypes import line_shapes
from mapapp.symbols import BLACK, Symbol
from mapapp.texts import number, t
from mapapp.view import Extent

_APEX_M: Final = 5_544_560.0
"""Distance from the map's origin to the point where its meridians meet, metres."""
_ROUND_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_BACKGROUND: Final = frozenset({"water", "rivers", "border", "towns", "railways"})
"""Layers that reach as far as there is room, and so never say what a sheet is about."""
_AREAS: Final = "#c9c9c9"
_FEW: Final = 200
_SAMPLES: Final = 3000
_INSET_MM: Final = 2.0


def scale_bar(
    viewport: Viewport, x: float, y: float, longest_mm: float, language: str, size_pt: float = 7.5
) -> ScaleBar:
    """Return the longest scale bar of a round number of kilometres that fits."""
    fitting = [km for km in _ROUND_KM if km * 1000 * viewport.scale <= longest_mm]
    km = fitting[-1] if fitting else _ROUND_KM[0]
    return ScaleBar(x, y, km * 1000 * viewport.scale, f"{number(km, language)} {t('km', language)}", size_pt)


def north_angle(viewport: Viewport, x_mm: float, y_mm: float) -> float:
    """Return the lean of the meridian at a place of the frame, in degrees clockwise."""
    x, y = viewport.to_map(x_mm, y_mm)
    return -degrees(atan2(x, _APEX_M - y))


def _is_subject(layer: SceneLayer) -> bool:
    context = layer.kind == "areas" and all(it.line == OUTLINES["context"].line for it in layer.symbols)
    return bool(layer.shapes.ids) and layer.id not in _BACKGROUND and not context


def subject_extent(scene: Scene) -> Extent:
    """Return what the visible layers are about, in metres: provinces, routes and places, not the ground under them."""
    found = [layer.shapes for layer in scene.visible if _is_subject(layer)]
    if any(layer.kind == "bracket" for layer in scene.visible) and scene.areas.ids:
        found.append(scene.areas)
    boxes = [shapes.bounds() for shapes in {id(it): it for it in found}.values()]
    if not boxes:
        return scene.extent
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def sheet_extent(scene: Scene, whole: bool) -> tuple[Extent, float]:
    """Return what a sheet shows, in metres, and the margin round it as a share of the frame."""
    return (subject_extent(scene), 0.03) if whole or scene.frame is None else (scene.frame, 0.0)


@dataclass(frozen=True, slots=True)
class Corners:
    """What was found room for in the frame, and the boxes where no label may stand."""

    scale_bar: ScaleBar | None
    north: North | None
    locator: MapFrame | None
    taken: tuple[Box, ...]


def _points(scene: Scene, viewport: Viewport) -> list[tuple[float, float]]:
    """Return places of the frame where something of the subject is drawn, a sample of them."""
    found = []
    for layer in scene.visible:
        if not _is_subject(layer):
            continue
        numbers = memoryview(layer.shapes.xy).cast("d")
        step = max(len(numbers) // 2 // _SAMPLES, 1) * 2
        found += [viewport.to_mm(numbers[i], numbers[i + 1]) for i in range(0, len(numbers) - 1, step)]
    return found


def _inside(shapes: Shapes, at: tuple[float, float]) -> bool:
    """Whether a point lies in one of the polygons, by the even-odd rule."""
    x, y = at
    odd = False
    for parts in shapes.parts:
        for part in parts:
            ring = shapes.ring(part).tolist()
            for i in range(0, len(ring) - 2, 2):
                y0, y1 = ring[i + 1], ring[i + 3]
                if (y0 > y) != (y1 > y) and x < ring[i] + (y - y0) * (ring[i + 2] - ring[i]) / (y1 - y0):
                    odd = not odd
    return odd


class _Places:
    """Hands out corners of a frame, the emptiest first."""

    def __init__(self, scene: Scene, viewport: Viewport) -> None:
        self._viewport = viewport
        self._points = _points(scene, viewport)
        self._areas = scene.areas
        self.taken: list[Box] = []

    def _covered(self, box: Box) -> int:
        """Return how much of the subject a box would cover."""
        x0, y0, x1, y1 = box
        hit = sum(x0 <= x <= x1 and y0 <= y <= y1 for x, y in self._points)
        middle = self._viewport.to_map((x0 + x1) / 2, (y0 + y1) / 2)
        few = len(self._areas.ids) <= _FEW  # of many areas each is small, and its corners are among the points
        return hit + (100 if few and _inside(self._areas, middle) else 0)

    def take(self, wide: float, tall: float, order: Sequence[str]) -> Box | None:
        """Return the free box of a size that covers least, earlier corners of `order` winning; None without room."""
        free = [box for box in self._candidates(wide, tall, order) if not any(_meet(box, it) for it in self.taken)]
        if not free:
            return None
        best = min(free, key=self._covered)
        self.taken.append(best)
        return best

    def _candidates(self, wide: float, tall: float, order: Sequence[str]) -> Iterator[Box]:
        right, bottom = self._viewport.width_mm - wide - _INSET_MM, self._viewport.height_mm - tall - _INSET_MM
        for corner in order:
            x = right if "E" in corner else _INSET_MM
            y = bottom if "S" in corner else _INSET_MM
            if x >= _INSET_MM and y >= _INSET_MM:
                yield x, y, x + wide, y + tall
        for box in self.taken:  # beside what is there
            for x in (box[0] - wide - _INSET_MM, box[2] + _INSET_MM):
                if _INSET_MM <= x <= right:
                    y = box[1] if box[1] <= _INSET_MM else box[3] - tall
                    if _INSET_MM <= y <= bottom:
                        yield x, y, x + wide, y + tall


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] + 1 and b[0] < a[2] + 1 and a[1] < b[3] + 1 and b[1] < a[3] + 1


def corners(scene: Scene, viewport: Viewport, measure: Measure, size_pt: float, wanted: frozenset[str]) -> Corners:
    """Find room in a frame for the scale bar, the north arrow and the locator.

    Parameters
    ----------
    scene, viewport
        What is shown, and where it falls.
    measure
        Tells how large a text comes out.
    size_pt
        Of the words.
    wanted
        Which of ``scale``, ``north`` and ``locator``. A locator is left out where the map shows all that it would.
    """
    places = _Places(scene, viewport)
    locator = _locator(scene, viewport, places) if "locator" in wanted else None
    bar = north = None
    if "scale" in wanted:
        longest = min(viewport.width_mm * 0.28, 60 * max(size_pt / 8, 1))
        trial = scale_bar(viewport, 0, 0, longest, scene.language, size_pt)
        words, line = measure(trial.text, size_pt, False)
        box = places.take(max(trial.width, words) + 3, line + 3.4, ("SW", "SE", "NW", "NE"))
        if box:
            bar = replace(trial, x=box[0] + 1.5, y=box[3] - 1.6)
    if "north" in wanted:
        text = t("N", scene.language)
        words, line = measure(text, size_pt, True)
        step = size_pt / 7.5
        box = places.take(max(5.0 * step, words) + 1, 7.6 * step + line, ("NE", "NW", "SE", "SW"))
        if box:
            x, y = (box[0] + box[2]) / 2, box[1] + 4.2 * step
            north = North(x, y, north_angle(viewport, x, y), text, size_pt)
    return Corners(bar, north, locator, tuple(places.taken))


def _locator(scene: Scene, viewport: Viewport, places: _Places) -> MapFrame | None:
    ground = [layer for layer in scene.layers if layer.id in {"border", "water"} and layer.shapes.ids]
    border = next((layer for layer in ground if layer.id == "border"), None)
    if border is None:
        return None
    boxes = [border.shapes.bounds(), *([scene.areas.bounds()] if scene.areas.ids else [])]
    whole = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    west, north = viewport.to_map(0, 0)
    east, south = viewport.to_map(viewport.width_mm, viewport.height_mm)
    if (east - west) * (north - south) > 0.6 * (whole[2] - whole[0]) * (whole[3] - whole[1]):
        return None
    wide = min(viewport.width_mm * 0.22, viewport.height_mm * 0.34)
    tall = wide * (whole[3] - whole[1]) / (whole[2] - whole[0])
    box = places.take(wide, tall, ("SE", "NE", "SW", "NW"))
    if box is None:
        return None
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    marked = replace(
        border, id="locator", kind="lines", shapes=line_shapes([ring]), symbols=(Symbol(line=BLACK, width_mm=0.5),),
        symbol_of=(0,), legend=(), labels=(), tips=("",), visible=True, opacity=1.0,
    )  # fmt: skip
    areas = replace(
        marked, id="areas", shapes=scene.areas, symbols=(Symbol(fill=_AREAS),), symbol_of=(0,) * len(scene.areas.ids)
    )
    layers = tuple(replace(layer, visible=True, opacity=1.0, labels=(), names=()) for layer in ground)
    shown = replace(scene, layers=(areas, *layers, marked))
    return MapFrame(shown, box, fit(whole, wide, tall, 0.03))
