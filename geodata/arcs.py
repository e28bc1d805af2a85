"""Drawn lines become pieces, and pieces become the provinces of a date.

A boundary is drawn once, as an arc with a piece on its left and one on its right, so that gaps and overlaps
cannot arise. A date only chooses which pieces are dissolved together.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon, shape
from shapely.geometry.base import BaseGeometry

from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.model import Confidence
from geodata.report import ReadError
from geodata.resources import data_file

OUTSIDE: Final = frozenset({"outside", "water"})
"""What may stand beside a piece without being one."""


@dataclass(frozen=True)
class Arc:
    """A drawn line; `left` and `right` are piece ids or one of `OUTSIDE`, seen along its direction."""

    id: str
    left: str
    right: str
    course: str
    confidence: Confidence
    source: str
    follows: str
    line: LineString


@dataclass(frozen=True)
class Feature:
    """A geometry of a data file in WGS84 degrees, with its properties."""

    geometry: BaseGeometry
    properties: Mapping[str, Any]


def read_features(name: str, root: Path | None = None) -> tuple[Feature, ...]:
    """Read a shipped GeoJSON file.

    Parameters
    ----------
    name
        Path inside the data folder.
    root
        Another data folder than the shipped one.

    Raises
    ------
    ReadError
        If it is missing or no GeoJSON FeatureCollection.
    """
    path = data_file(name, root)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["features"]
        return tuple(Feature(shape(item["geometry"]), item["properties"]) for item in found)
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise ReadError(
            "Expected GeoJSON features in {name}, found {error}.",
            "Restore the file or install again.",
            name=name,
            error=error,
        ) from error


def read_arcs(root: Path | None = None) -> tuple[Arc, ...]:
    """Read the arcs of the boundary set.

    Raises
    ------
    ReadError
        If the file is damaged or an arc lacks a property.
    """
    name = f"boundaries/{BOUNDARY_SET}/arcs.geojson"
    try:
        return tuple(_arc(feature) for feature in read_features(name, root))
    except (KeyError, ValueError) as error:
        raise ReadError(
            "Expected complete arcs in {name}, found {error}.", "Complete that arc.", name=name, error=error
        ) from error


def _arc(feature: Feature) -> Arc:
    given = feature.properties
    if not isinstance(feature.geometry, LineString):
        raise ValueError(f"{given.get('id')} that is no LineString")
    return Arc(
        given["id"],
        given["left"],
        given["right"],
        given["course"],
        Confidence(given["confidence"]),
        given["source"],
        given["follows"],
        feature.geometry,
    )


def pieces(arcs: Iterable[Arc]) -> dict[str, BaseGeometry]:
    """Polygonize arcs and name the faces by what the arcs say stands on their sides.

    Returns
    -------
    dict
        Piece id to its polygon or polygons, in WGS84 degrees.

    Raises
    ------
    ReadError
        If an arc dangles, or the arcs round a face do not agree on its name.
    """
    drawn = tuple(arcs)
    faces, cuts, dangles, _invalid = shapely.polygonize_full([arc.line for arc in drawn])
    if not shapely.is_empty(dangles) or not shapely.is_empty(cuts):
        loose = shapely.get_parts(dangles).tolist() + shapely.get_parts(cuts).tolist()
        names = sorted({arc.id for arc in drawn for line in loose if arc.line.covers(line)})
        raise ReadError(
            "Expected arcs that meet at their ends, found loose ends at {arcs}.",
            "Give neighbouring arcs the same end vertex.",
            arcs=", ".join(names) or "?",
        )
    sides = _sides(drawn)
    found: dict[str, list[Polygon]] = defaultdict(list)
    for face in shapely.get_parts(faces):
        name = _face_name(face, sides)
        if name not in OUTSIDE:
            found[name].append(face)
    return {name: shapely.union_all(parts) for name, parts in sorted(found.items())}


_Segment = tuple[tuple[float, float], tuple[float, float]]


def _sides(arcs: Iterable[Arc]) -> dict[_Segment, tuple[str, str]]:
    """Map every directed segment to the arc it is of and the name on its left."""
    sides: dict[_Segment, tuple[str, str]] = {}
    for arc in arcs:
        points = [(x, y) for x, y in arc.line.coords]
        for a, b in pairwise(points):
            sides[a, b] = (arc.id, arc.left)
            sides[b, a] = (arc.id, arc.right)
    return sides


def _face_name(face: Polygon, sides: Mapping[_Segment, tuple[str, str]]) -> str:
    names: Counter[str] = Counter()
    arcs_by_name: dict[str, set[str]] = defaultdict(set)
    oriented = shapely.orient_polygons(face)
    for ring in (oriented.exterior, *oriented.interiors):
        points = [(x, y) for x, y in ring.coords]
        for segment in pairwise(points):
            arc, name = sides[segment]
            names[name] += 1
            arcs_by_name[name].add(arc)
    if len(names) > 1:
        told = "; ".join(f"{name!r} by {', '.join(sorted(arcs_by_name[name]))}" for name in sorted(names))
        raise ReadError("Expected one name for a face, found {told}.", "Mend left and right of those arcs.", told=told)
    return next(iter(names))


def provinces(catalog: Catalog, day: str, of: Mapping[str, BaseGeometry] | None = None) -> dict[str, BaseGeometry]:
    """Dissolve pieces into the provinces of a day.

    Parameters
    ----------
    catalog
        Says which province each piece belonged to.
    day
        ISO day.
    of
        Pieces made before; read and polygonized unless given.

    Returns
    -------
    dict
        Province id to geometry in WGS84 degrees; empty where the day has no provinces.
    """
    shapes = pieces(read_arcs(catalog.root)) if of is None else of
    members: dict[str, list[BaseGeometry]] = defaultdict(list)
    for piece, province in catalog.province_of(day).items():
        if piece not in shapes:
            raise ReadError("Expected a shape for the piece {piece}, found none.", "Draw its arcs.", piece=piece)
        members[province].append(shapes[piece])
    return {province: shapely.union_all(parts) for province, parts in members.items()}


def province_lines(catalog: Catalog, day: str, arcs: Iterable[Arc]) -> dict[tuple[Confidence, bool], BaseGeometry]:
    """Group the lines between provinces of a day by confidence.

    Returns
    -------
    dict
        (confidence, whether it divides provinces) to lines in WGS84 degrees. Lines inside a province, between
        its uyezds, have False; shores are left out, as the water draws them.
    """
    province = catalog.province_of(day)
    grouped: dict[tuple[Confidence, bool], list[LineString]] = defaultdict(list)
    for arc in arcs:
        left, right = province.get(arc.left), province.get(arc.right)
        if "water" in (arc.left, arc.right) or (left is None and right is None):
            continue
        grouped[arc.confidence, left != right].append(arc.line)
    return {key: shapely.line_merge(MultiLineString(lines)) for key, lines in grouped.items()}
