"""Coordinate reference systems: read without following anything, and guessed from numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geodata.geometry import MAP_CRS
from geodata.report import CrsError

REGION: Final = (40.0, 36.0, 95.0, 60.0)
"""West, south, east, north in degrees: Kazakhstan and what lies round it."""

WGS84: Final = "EPSG:4326"
_FORBIDDEN: Final = ("nadgrids", "geoidgrids", "+grids", "+init", "http:", "https:", "file:", "/vsi", ".gsb", ".tif")
_PULKOVO_DEGREES: Final = "EPSG:4284"
_CENTRE: Final = (60.0, 49.5)
_DATUM_DEGREES: Final = 0.1
"""Far more than two datums of the Earth lie apart, and than that moves a guess."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A system in which coordinates would lie in the region, and where their middle would be, in degrees."""

    crs: str
    title: str
    lon: float
    lat: float


@cache
def parse(text: str) -> Any:
    """Read the name or definition of a reference system.

    Parameters
    ----------
    text
        ``EPSG:4326``, a number, WKT or a PROJ string. Grid files and addresses are not followed.

    Returns
    -------
    pyproj.CRS

    Raises
    ------
    CrsError
        If it is no system of the Earth's surface.
    """
    import pyproj.network

    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    asked = text.strip()
    if any(word in asked.lower() for word in _FORBIDDEN):
        raise CrsError("Expected a reference system, found one that names a file or an address.", "Give an EPSG code.")
    try:
        found = pyproj.CRS.from_user_input(int(asked) if asked.isdigit() else asked)
    except (pyproj.exceptions.CRSError, ValueError) as error:
        raise CrsError(
            f"Expected a reference system, found {asked[:60]!r}.", "Give a code such as EPSG:4326."
        ) from error
    if not (found.is_geographic or found.is_projected or found.is_compound or found.is_bound):
        raise CrsError(f"Expected a system of the Earth, found {found.name!r}.", "Give a code such as EPSG:4326.")
    return found


@cache
def short_name(text: str) -> str:
    """Return ``EPSG:n`` where a definition is one of those, else its title."""
    found = parse(text)
    authority = found.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(found.name)


def is_degrees(text: str) -> bool:
    """Tell whether coordinates of a system are WGS84 degrees already, whatever their third axis."""
    return short_name(text) in {"EPSG:4326", "EPSG:4979", "OGC:CRS84"}


def to_degrees(xy: npt.NDArray[np.float64], text: str) -> npt.NDArray[np.float64]:
    """Transform points, shape (n, 2), x east and y north, to WGS84 degrees; what has no image is infinite."""
    return xy if is_degrees(text) else np.column_stack(_to_wgs84(text).transform(xy[:, 0], xy[:, 1]))


@cache
def _to_wgs84(text: str) -> Any:
    import pyproj

    return pyproj.Transformer.from_crs(parse(text), WGS84, always_xy=True)


def in_region(lon: float, lat: float) -> bool:
    """Tell whether a point in degrees lies in the region."""
    west, south, east, north = REGION
    return west <= lon <= east and south <= lat <= north


def _candidates() -> list[str]:
    utm = [f"EPSG:{32600 + zone}" for zone in range(38, 47)]
    gauss = [f"EPSG:{code + zone}" for code in (28400, 20000) for zone in range(7, 17)]
    unprefixed = [f"EPSG:{28460 + zone}" for zone in range(8, 17)]
    return [WGS84, "EPSG:3857", *utm, *gauss, *unprefixed, MAP_CRS, "ESRI:102025", "EPSG:3576"]


def guesses(bounds: tuple[float, float, float, float], most: int = 5) -> tuple[Guess, ...]:
    """Return systems in which bounds (xmin, ymin, xmax, ymax) would lie in the region, likeliest first."""
    corners = np.array([[bounds[i], bounds[j]] for i in (0, 2) for j in (1, 3)])
    if not np.isfinite(corners).all():
        return ()
    degrees = abs(corners[:, 0]).max() <= 180 and abs(corners[:, 1]).max() <= 90
    codes = (WGS84, _PULKOVO_DEGREES) if degrees else _candidates()
    near = sorted((away, index) for index, code in enumerate(codes) if (away := _roughly(corners, code)) is not None)
    found: list[tuple[float, int, Guess]] = []
    for rough, index in near:
        if len(found) >= most and rough > sorted(found)[most - 1][0] + _DATUM_DEGREES:
            break
        if (guess := _guess(corners, codes[index])) is not None:
            found.append((guess[0], index, guess[1]))
    return tuple(guess for _, _, guess in sorted(found, key=lambda it: it[:2])[:most])


def _roughly(corners: npt.NDArray[np.float64], code: str) -> float | None:
    """Return about how far off points would lie, None where surely out of the region; this needs no change of datum.

    To find out how two datums hang together takes PROJ a hundredth of a second a pair, and there are forty.
    """
    import pyproj

    try:
        system = parse(code)
    except CrsError:  # of a database that is older
        return None
    points = corners
    if system.is_projected:
        points = np.column_stack(pyproj.Proj(system)(corners[:, 0], corners[:, 1], inverse=True))
    west, south, east, north = REGION
    slack = _DATUM_DEGREES
    inside = (points >= (west - slack, south - slack)) & (points <= (east + slack, north + slack))
    return _away(points, code) if inside.all() else None


def _away(points: npt.NDArray[np.float64], code: str) -> float:
    """Return how far the middle of points in degrees lies from that of the region, and from where a system is used."""
    lon, lat = points.mean(axis=0).tolist()
    away = float(np.hypot((lon - _CENTRE[0]) * 0.65, lat - _CENTRE[1]))
    return away + 4.0 * (code not in {WGS84, "EPSG:3857", MAP_CRS}) + _off_axis(code, lon)


def _guess(corners: npt.NDArray[np.float64], code: str) -> tuple[float, Guess] | None:
    """Return how far off points would lie in a system, and the guess; None where one lies out of the region."""
    try:
        points = to_degrees(corners, code)
        name = str(parse(code).name).replace("_", " ")
    except CrsError:
        return None
    if not all(in_region(lon, lat) for lon, lat in points.tolist()):
        return None
    lon, lat = points.mean(axis=0).tolist()
    title = "Albers equal-area of this atlas" if code == MAP_CRS else name
    return _away(points, code), Guess(code, title, round(lon, 2), round(lat, 2))


def _off_axis(code: str, lon: float) -> float:
    """Return how far a point lies outside the zone of a transverse Mercator system, in degrees."""
    area = parse(code).area_of_use
    if area is None or area.east - area.west > 30:
        return 0.0
    return 3 * float(max(area.west - lon, lon - area.east, 0.0))
