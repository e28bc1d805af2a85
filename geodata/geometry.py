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

MAP_CRS: Final = "+proj=aea +lat_1=44 +lat_2=54 +lat_0=49 +lon_0=62 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
"""Albers equal-area conic of the map, in metres: a choropleth compares areas, so areas must be true."""

_MAX_SEGMENT_DEGREES: Final = 0.25


@cache
def _transformer(inverse: bool) -> Transformer:
    first, second = (MAP_CRS, "EPSG:4326") if inverse else ("EPSG:4326", MAP_CRS)
    return Transformer.from_crs(first, second, always_xy=True)


def _transform(geometry: BaseGeometry, inverse: bool) -> BaseGeometry:
    def move(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = _transformer(inverse).transform(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    return shapely.transform(geometry, move)


def project(geometry: BaseGeometry) -> BaseGeometry:
    """Project from WGS84 degrees to the map's metres.

    Long segments are divided first, so that a parallel comes out as the arc that it is.
    """
    return _transform(shapely.segmentize(geometry, _MAX_SEGMENT_DEGREES), inverse=False)


def project_all(shapes: Any) -> Any:
    """Project many shapes at once from WGS84 degrees to the map's metres, to the millimetre.

    Parameters
    ----------
    shapes
        Array of geometries, shape (n,).

    Returns
    -------
    numpy.ndarray
        Projected geometries. What neighbours share stays shared: rounding undoes that a long edge is divided from
        one end in one of them and from the other end in the other.
    """
    divided = np.array(shapes, dtype=object)
    box = shapely.bounds(divided)
    long = np.fmax(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) > _MAX_SEGMENT_DEGREES
    divided[long] = shapely.segmentize(divided[long], _MAX_SEGMENT_DEGREES)
    xy = shapely.get_coordinates(divided)
    flat = np.column_stack(_transformer(False).transform(xy[:, 0], xy[:, 1]))
    return shapely.set_coordinates(divided, np.round(flat, 3)) if len(xy) else divided


def unproject(geometry: BaseGeometry) -> BaseGeometry:
    """Bring a geometry from the map's metres back to WGS84 degrees."""
    return _transform(geometry, inverse=True)


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
