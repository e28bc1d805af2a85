"""Projection and measurement: everything metric happens in one equal-area system."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

from geodata.rings import Rings, in_blocks

MAP_CRS: Final = "+proj=aea +lat_1=44 +lat_2=54 +lat_0=49 +lon_0=62 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
"""Albers equal-area conic of the map, in metres: a choropleth compares areas, so areas must be true."""

_MAX_SEGMENT_DEGREES: Final = 0.25


@cache
def _transformer() -> Transformer:
    """Return the steps that PROJ takes for it itself, made without a look into its database."""
    return Transformer.from_pipeline(
        f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {MAP_CRS.removesuffix(' +no_defs')}"
    )


def to_map(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project WGS84 degrees, shape (n, 2), to the map's metres; what has no image is infinite."""
    return np.column_stack(_transformer().transform(xy[:, 0], xy[:, 1]))


def to_degrees(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Bring the map's metres, shape (n, 2), back to WGS84 degrees."""
    return np.column_stack(_transformer().transform(xy[:, 0], xy[:, 1], direction="INVERSE"))


def project(geometry: BaseGeometry) -> BaseGeometry:
    """Project from WGS84 degrees to the map's metres.

    Long segments are divided first, so that a parallel comes out as the arc that it is.
    """
    return shapely.transform(shapely.segmentize(geometry, _MAX_SEGMENT_DEGREES), to_map)


def project_all(shapes: Any) -> Any:
    """Project many polygons at once from WGS84 degrees to the map's metres, to the millimetre.

    Parameters
    ----------
    shapes
        Array of polygons, multipolygons, or collections of them, shape (n,).

    Returns
    -------
    numpy.ndarray
        Projected polygons and multipolygons. What neighbours share stays shared: rounding undoes that a long edge is
        divided from one end in one of them and from the other end in the other.
    """
    return project_rings(shapes).shapes()


def project_rings(shapes: Any) -> Rings:
    """Do what `project_all` does, and return the polygons as arrays."""
    divided = np.array(shapes, dtype=object)
    box = shapely.bounds(divided)
    long = np.fmax(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) > _MAX_SEGMENT_DEGREES
    divided[long] = shapely.segmentize(divided[long], _MAX_SEGMENT_DEGREES)
    rings = Rings.of(divided)
    return rings.moved(in_blocks(lambda xy: np.round(to_map(xy), 3), rings.vertices))


def unproject(geometry: BaseGeometry) -> BaseGeometry:
    """Bring a geometry from the map's metres back to WGS84 degrees."""
    return shapely.transform(geometry, to_degrees)


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area in km2 of a geometry in WGS84 degrees."""
    return float(project(geometry).area) / 1e6


def length_km(geometry: BaseGeometry) -> float:
    """Return the length in km, on the WGS84 ellipsoid, of a geometry in degrees."""
    return abs(float(Geod(ellps="WGS84").geometry_length(geometry))) / 1e3


def coverage_is_valid(polygons: Iterable[BaseGeometry], gap_width_m: float) -> bool:
    """Tell whether projected polygons form a coverage without overlaps, or gaps narrower than a width.

    Parameters
    ----------
    polygons
        In the map's metres.
    gap_width_m
        Gaps up to this width are faults. Without a width shapely accepts any sliver.
    """
    return bool(shapely.coverage_is_valid(list(polygons), gap_width=gap_width_m))


def finite(shapes: Any) -> npt.NDArray[np.bool_]:
    """Tell which geometries, shape (n,), are there and have numbers for all their coordinates."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    good = ~shapely.is_missing(shapes)
    good[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return np.asarray(good)
