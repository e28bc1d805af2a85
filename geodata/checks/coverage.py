"""How polygons fit together: overlaps, gaps and strips between neighbours, each with its place and area.

All is found in the file's own coordinates, so that it is what its author sees, and measured on the equal-area map.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.checks.boundary import LEAST_KM2, OVERLAP_ERROR_KM2, SLIVER_M, Boundary, moved
from geodata.checks.codes import Place, found
from geodata.checks.segments import Segments, segments
from geodata.report import Finding

_LEAST_STRIP_KM2 = 0.01
_MOST_SUSPECTS = 3000
_FEW = 100
_WORTH_TWO = 500
"""Polygons to judge from which on a second processor pays."""
_MOST_OF_A_RIM = 0.3
"""Where more than this share of many polygons has segments of its own, looking at all of them is quicker."""
_NOISE_M = 0.0001


def check_coverage(subject: Boundary) -> Iterator[Finding]:
    """Find where polygons overlap, and what is left open between them."""
    if not subject.frame.crs:
        return
    rows = np.flatnonzero(subject.measured)
    if len(rows) < 2:
        return
    shapes, width = subject.frame.geometry[rows], subject.file_units(SLIVER_M)
    edges, tree = segments(shapes), shapely.STRtree(shapes)
    unfit = rim_suspects(shapes, edges, width, tree)
    if unfit is None:
        shapes = _rounded(shapes, subject.file_units(_NOISE_M))
        edges, tree = segments(shapes), shapely.STRtree(shapes)
        unfit = rim_suspects(shapes, edges, width, tree)
    if unfit is None:
        unfit = suspects(shapes, np.arange(len(shapes)), width, tree)
    yield from _overlaps(subject, rows, shapes, unfit, tree)
    whole = _union(shapes, unfit, edges)
    yield from _gaps(subject, rows, shapes, whole, tree)
    if unfit.any():
        yield from _strips(subject, rows, shapes, unfit, whole, tree, width)


def _rounded(shapes: Any, step: float) -> Any:
    """Return shapes without the noise that arithmetic leaves in the last digits, so that equal edges are equal."""
    digits = -math.floor(math.log10(step))
    made = moved(shapes, lambda xy: np.round(xy, digits))
    return np.where(shapely.is_valid(made), made, shapes)


def rim_suspects(shapes: Any, edges: Segments, width: float, tree: Any) -> npt.NDArray[np.bool_] | None:
    """Return which polygons do not fit their neighbours, or None where too many have segments of their own.

    Where two polygons overlap, or a gap lies between them, some segment is not shared. So GEOS need only judge the
    polygons that own such segments, mostly the rim of the whole, among all their neighbours.
    """
    rim = np.unique(edges.owners(edges.rim))
    return suspects(shapes, rim, width, tree) if len(rim) <= max(len(shapes) * _MOST_OF_A_RIM, _FEW) else None


def suspects(shapes: Any, rows: npt.NDArray[np.intp], width: float, tree: Any) -> npt.NDArray[np.bool_]:
    """Return which polygons of some rows do not fit their neighbours edge by edge; others need no closer look.

    Very many are divided between two processors, those in the west and those in the east.
    """
    boxes = shapely.bounds(shapes[rows])
    around = shapely.box(*(boxes[:, :2] - width).T, *(boxes[:, 2:] + width).T)
    order = np.argsort(boxes[:, 0], kind="stable")
    found = np.zeros(len(shapes), dtype=bool)
    sides = [(rows[side], np.unique(tree.query(around[side])[1]))
             for side in np.array_split(order, 2 if len(rows) > _WORTH_TWO else 1)]  # fmt: skip

    def judged(near: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        return np.asarray(~shapely.is_empty(shapely.coverage_invalid_edges(shapes[near], gap_width=width)))

    with ThreadPoolExecutor(len(sides)) as beside:
        judging = [beside.submit(copy_context().run, judged, near) for _, near in sides]
        for (own, near), wrong in zip(sides, judging, strict=True):
            found[near[wrong.result() & np.isin(near, own)]] = True
    return found


def _union(shapes: Any, suspects: npt.NDArray[np.bool_], edges: Segments) -> Any:
    """Return the union: from the segments round those that match, with care for the rest."""
    clean = shapely.build_area(edges.lines(edges.unshared(~suspects)))
    return shapely.union_all([clean, *shapes[suspects]]) if suspects.any() else clean


def _overlaps(subject: Boundary, rows: Any, shapes: Any, suspects: Any, tree: Any) -> Iterator[Finding]:
    doubtful = np.flatnonzero(suspects)
    one, two = tree.query(shapes[doubtful], predicate="intersects")
    one = doubtful[one]
    pairs = np.unique(np.sort(np.column_stack([one, two])[one != two], axis=1), axis=0)
    if not len(pairs):
        return
    shared = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    solid = np.flatnonzero(shapely.area(shared) > 0)
    km2 = subject.km2(shared[solid])
    for index in np.argsort(-km2):
        area = float(km2[index])
        if area < LEAST_KM2:
            break
        first, second = (int(rows[row]) for row in pairs[solid[index]])
        code = "overlap" if area >= OVERLAP_ERROR_KM2 else "overlap-small"
        where, place = f"rows {first + 1} and {second + 1}", partial(_place_of, subject, shared[solid[index]])
        names = {"first": subject.label(first), "second": subject.label(second)}
        yield found(code, where, place, round(area, 4), area=_said(area), **names)


def _said(km2: float) -> str:
    return f"{km2:,.3g}" if km2 < 10 else f"{km2:,.0f}"


def _place_of(subject: Boundary, geometry: Any) -> Place:
    """Place the polygons of an intersection, which may have lines and points as well."""
    parts = shapely.get_parts(geometry)
    return subject.to_place(shapely.multipolygons(parts[shapely.get_type_id(parts) == 3]))


def _gaps(subject: Boundary, rows: Any, shapes: Any, whole: Any, tree: Any) -> Iterator[Finding]:
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(whole)
        if shapely.get_type_id(part) == 3
        for ring in part.interiors
    ]
    yield from _open_places(subject, rows, shapes, np.array(holes, dtype=object), tree)


def _open_places(subject: Boundary, rows: Any, shapes: Any, places: Any, tree: Any) -> Iterator[Finding]:
    """Tell of places that lie between two or more polygons; what only one encloses is a lake of its own."""
    if not len(places):
        return
    km2, widths = subject.km2_and_width(places)
    for index in np.argsort(-km2):
        area, width, place = float(km2[index]), float(widths[index]), places[index]
        around = sorted({int(row) for row in tree.query(place, predicate="intersects")})
        if area < LEAST_KM2 or len(around) < 2:
            continue
        first, second = (subject.label(int(rows[row])) for row in around[:2])
        where = " and ".join(str(int(rows[row]) + 1) for row in around[:2])
        spot, said = partial(subject.to_place, place), _said(area)
        if width < SLIVER_M:
            name = f"{first} and {second}"
            yield found("sliver", f"rows {where}", spot, round(area, 4), name=name, width=round(width), area=said)
        else:
            yield found("gap", f"rows {where}", spot, round(area, 4), first=first, second=second, area=said)


def _strips(
    subject: Boundary, rows: Any, shapes: Any, suspects: Any, whole: Any, tree: Any, width: float
) -> Iterator[Finding]:
    """Find narrow places that are open at an end, and so no holes: close the shapes by half the width and compare."""
    doubtful = shapes[suspects][:_MOST_SUSPECTS]
    reach = width / 2
    closed = shapely.buffer(shapely.buffer(shapely.union_all(doubtful), reach, join_style="mitre"), -reach,
                            join_style="mitre")  # fmt: skip
    shapely.prepare(whole)
    parts = shapely.get_parts(shapely.difference(closed, whole))
    parts = parts[(shapely.get_type_id(parts) == 3)]
    if not len(parts):
        return
    km2, widths = subject.km2_and_width(parts)
    holes = shapely.get_parts(whole)
    enclosed = np.array([_is_hole(part, holes) for part in parts], dtype=bool)
    keep = (km2 >= _LEAST_STRIP_KM2) & (widths < SLIVER_M) & ~enclosed
    yield from _open_places(subject, rows, shapes, parts[keep], tree)


def _is_hole(part: Any, wholes: Any) -> bool:
    """Tell whether a place is shut in on all sides, and so was told of as a gap."""
    point = shapely.point_on_surface(part)
    return any(
        shapely.contains(shapely.Polygon(whole.exterior), point) for whole in wholes if whole.geom_type == "Polygon"
    )
