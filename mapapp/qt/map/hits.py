"""What lies under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF

from mapapp.labels import CROWD_SCALE, PlacedLabel, Viewport
from mapapp.qt.map.pictures import Pictures
from mapapp.qt.painter import feature_paths
from mapapp.scene import Scene, SceneLayer

_REACH_MM: Final = 2.0
_ORDER: Final = (
    frozenset({"points", "circles", "published"}),
    frozenset({"differences"}),
    frozenset({"choropleth", "figures", "category", "parts", "water", "pieces"}),
    frozenset({"areas"}),
)
"""Kinds of layers that answer the pointer: small things first."""


def point_at(scene: Scene, viewport: Viewport, x_mm: float, y_mm: float, placed: Sequence[PlacedLabel]) -> str:
    """Return the id of the town, works or station at a place of the frame, or an empty string.

    A point that the map does not name answers only where the map is so large that points stand apart.
    """
    named = {(it.label.x, it.label.y) for it in placed}
    x, y = viewport.to_map(x_mm, y_mm)
    reach = _REACH_MM / viewport.scale
    for layer in reversed(scene.visible):
        if layer.kind == "points" and layer.shapes.ids:
            far, index = min((abs(ax - x) + abs(ay - y), n) for n, (ax, ay) in enumerate(layer.shapes.anchors))
            if far < reach and (viewport.scale >= CROWD_SCALE or layer.shapes.anchors[index] in named):
                return layer.shapes.ids[index]
    return ""


def province_at(scene: Scene, viewport: Viewport, x_mm: float, y_mm: float) -> str:
    """Return the id of the province at a place of the frame, ``turksib`` on its line, or an empty string."""
    point = QPointF(*viewport.to_map(x_mm, y_mm))
    for province, path in zip(scene.areas.ids, feature_paths(scene.areas), strict=True):
        if path.contains(point):
            return province
    return "turksib" if _near_turksib(scene, viewport, point) else ""


def _near_turksib(scene: Scene, viewport: Viewport, point: QPointF) -> bool:
    """Tell whether a map point lies near the line, where it is shown."""
    reach = _REACH_MM / viewport.scale
    square = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
    return any(
        path.intersects(square)
        for layer in scene.visible
        if layer.shapes.kind == "line" and "turksib" in layer.shapes.ids
        for path in feature_paths(layer.shapes)
    )


def tip_at(scene: Scene, viewport: Viewport, x_mm: float, y_mm: float, pictures: Pictures, px: float) -> str:
    """Return the plain words for what lies at a place of the frame."""
    for kinds in _ORDER:
        for layer in reversed(scene.visible):
            if layer.kind in kinds:
                index = _feature(layer, viewport, x_mm, y_mm, pictures, px)
                if index is not None:
                    return layer.tips[index]
    return ""


def _feature(
    layer: SceneLayer, viewport: Viewport, x_mm: float, y_mm: float, pictures: Pictures, px: float
) -> int | None:
    shapes, (x, y) = layer.shapes, viewport.to_map(x_mm, y_mm)
    if shapes.kind == "point":
        near = [(abs(ax - x) + abs(ay - y), index) for index, (ax, ay) in enumerate(shapes.anchors)]
        return min(near)[1] if near and min(near)[0] < _REACH_MM / viewport.scale else None
    if shapes.kind != "polygon":
        return None
    if shapes.large:
        return pictures.feature_at(layer, viewport, x_mm * px, y_mm * px)
    return next((index for index, path in enumerate(feature_paths(shapes)) if path.contains(QPointF(x, y))), None)
