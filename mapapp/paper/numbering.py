"""Numbers that stand for places on an outline map and in its answers."""

from __future__ import annotations

from dataclasses import dataclass

from mapapp.scene import FILLS, Scene


@dataclass(frozen=True, slots=True)
class Numbered:
    """A place with its number, and where the number stands, in metres of the map's CRS."""

    number: int
    place: str
    name: str
    x: float
    y: float


def numbered(scene: Scene) -> tuple[Numbered, ...]:
    """Return the places of a scene numbered from west to east, since an order of names would give the answers away.

    They are the places that the lowest visible fill colours, or the provinces of the date where nothing is filled.
    """
    fill = next((layer for layer in scene.visible if layer.kind in FILLS and layer.shapes.ids), None)
    shapes = fill.shapes if fill else scene.areas
    names = tuple(tip.split("\n")[0] for tip in fill.tips) if fill else scene.area_names
    found = sorted(zip(shapes.ids, names, shapes.anchors, strict=True), key=lambda it: (it[2], it[0]))
    return tuple(Numbered(number, place, name, x, y) for number, (place, name, (x, y)) in enumerate(found, start=1))
