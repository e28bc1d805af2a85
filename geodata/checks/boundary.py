"""What boundary files are checked for: one generator of findings a theme, all in one registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from itertools import islice
from typing import Any, Final, SupportsIndex

import numpy as np
import numpy.typing as npt
import shapely

from geodata.catalog import Catalog
from geodata.checks.codes import found, placed
from geodata.geometry import finite, to_map
from geodata.matching import Match
from geodata.readers import crs
from geodata.readers.vector import Frame
from geodata.report import Finding
from geodata.rings import in_halves, number_of_rings

ROLES: Final = ("provinces", "units", "context")
SLIVER_M: Final = 200.0
"""A strip that is narrower on average is a sliver."""
OVERLAP_ERROR_KM2: Final = 1.0
LEAST_KM2: Final = 0.0001
"""What is smaller lies within the rounding of coordinates."""
FEW_VERTICES: Final = 8
MANY_VERTICES: Final = 2000
NEAREST_SPACING_M: Final = 10.0
_MOST_OF_A_CODE: Final = 50
_DEGREE_M: Final = 111_000.0
_LONG_DEGREES: Final = 0.25
"""Longer edges are divided before they are projected."""
_MOST_DEGREE_M: Final = 111_700.0 * 1.05
_LEAST_SQUARE_DEGREE_M2: Final = 110_570.0 * 111_310.0
_GLOBE: Final = 360.0


@dataclass(frozen=True)
class Boundary:
    """A boundary file under check.

    Parameters
    ----------
    frame
        As read.
    role
        One of `ROLES`.
    names
        A label a row, for the report.
    matches
        In role provinces, what each distinct name means; empty otherwise.
    name_field, name_fields
        The column that was taken and those that it could have been.
    catalog
        The atlas, to compare with.
    shipped
        Province id to its shape in the atlas at the file's time, WGS84 degrees.
    chosen
        Whether a person chose the name column.
    """

    frame: Frame
    role: str
    names: Sequence[str]
    matches: Mapping[str, Match]
    name_field: str
    name_fields: Sequence[str]
    catalog: Catalog
    shipped: Mapping[str, Any]
    day: str
    chosen: bool = False

    def take_over(self, other: Boundary) -> None:
        """Take over what was worked out of the same shapes, called otherwise."""
        known = {it.name for it in fields(self)}
        self.__dict__.update({name: found for name, found in other.__dict__.items() if name not in known})

    def label(self, row: SupportsIndex) -> str:
        """Return how a row is called in the report."""
        row = int(row)
        return self.names[row] or f"row {row + 1}"

    def where(self, row: SupportsIndex) -> str:
        """Return where a finding about a row lies."""
        return f"row {int(row) + 1}"

    @cached_property
    def areal(self) -> npt.NDArray[np.bool_]:
        """Whether a row holds polygons that are there at all."""
        shapes = self.frame.geometry
        kinds = shapely.get_type_id(shapes)
        plain = np.isin(kinds, (3, 6)) & ~shapely.is_empty(shapes)
        for row in np.flatnonzero(kinds == 7):
            parts = shapely.get_parts(shapes[row])
            plain[row] = len(parts) > 0 and bool(np.isin(shapely.get_type_id(parts), (3, 6)).all())
        return np.asarray(plain)

    @cached_property
    def valid(self) -> npt.NDArray[np.bool_]:
        """Whether a row holds valid polygons."""
        good = self.areal.copy()
        shapes = self.frame.geometry[good]
        good[good] = in_halves(shapely.is_valid, shapes, int(shapely.get_num_coordinates(shapes).sum()))
        return np.asarray(good)

    @cached_property
    def measured(self) -> npt.NDArray[np.bool_]:
        """Whether a row holds valid polygons that lie on the Earth, so that lengths and areas mean something."""
        return np.asarray(self.valid & self.on_earth)

    @cached_property
    def outside(self) -> npt.NDArray[np.bool_]:
        """Whether a row lies wholly outside the region; False where it has no place."""
        west, south, east, north = crs.REGION
        box = self.bounds
        out = (box[:, 0] > east) | (box[:, 2] < west) | (box[:, 1] > north) | (box[:, 3] < south)
        return np.asarray(np.isfinite(box).all(axis=1) & out)

    @cached_property
    def on_earth(self) -> npt.NDArray[np.bool_]:
        """Whether all coordinates of a row are degrees of the globe."""
        good = np.asarray((np.abs(self.bounds) <= _GLOBE).all(axis=1))
        # A valid polygon has numbers only; a box would not tell, as it passes over what is no number.
        unsure = np.flatnonzero(good & ~(self.valid & crs.is_degrees(self.frame.crs)))
        good[unsure] = finite(self.degrees[unsure])
        return good

    @cached_property
    def degrees(self) -> Any:
        """The shapes in WGS84 degrees; None a row where there is no shape or no reference system."""
        if crs.is_degrees(self.frame.crs):
            return self.frame.geometry
        return moved(self.frame.geometry, lambda xy: crs.to_degrees(xy, self.frame.crs))

    @cached_property
    def bounds(self) -> npt.NDArray[np.float64]:
        """West, south, east, north of every row in degrees, shape (features, 4); NaN where there is none."""
        return np.asarray(shapely.bounds(self.degrees), dtype=np.float64)

    def to_place(self, geometry: Any) -> Mapping[str, object] | None:
        """Return a geometry of the file as GeoJSON in degrees; None where it cannot be placed."""
        if not self.frame.crs or geometry is None or shapely.is_empty(geometry):
            return None
        flat = moved(np.array([geometry], dtype=object), lambda xy: crs.to_degrees(xy, self.frame.crs))[0]
        return as_geojson(flat)

    def place_in(self, geometry: Any) -> Mapping[str, object] | None:
        """Return a point in a geometry of the file as GeoJSON in degrees; None where it cannot be placed."""
        return self.to_place(shapely.point_on_surface(geometry))

    def file_units(self, metres: float) -> float:
        """Return a length in the units of the file; of degrees those of longitude, the shorter ones."""
        system = crs.parse(self.frame.crs)
        if not system.is_geographic:
            return metres / float(system.axis_info[0].unit_conversion_factor or 1.0)
        box = self.bounds[np.isfinite(self.bounds).all(axis=1)]
        middle = float(box[:, [1, 3]].mean()) if len(box) else 0.0
        return metres / _DEGREE_M / max(float(np.cos(np.radians(middle))), 0.1)

    def flat(self, geometries: Any) -> Any:
        """Return geometries of the file in metres of the map, edges bent as meridians and parallels are."""
        shapes = np.array(geometries, dtype=object)
        if crs.is_degrees(self.frame.crs):
            box = shapely.bounds(shapes)
            long = np.fmax(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) > _LONG_DEGREES
            shapes[long] = shapely.segmentize(shapes[long], _LONG_DEGREES)
        return moved(shapes, lambda xy: to_map(crs.to_degrees(xy, self.frame.crs)))

    def km2(self, geometries: Any) -> npt.NDArray[np.float64]:
        """Return areas in km2 of geometries of the file, shape (n,)."""
        return np.asarray(shapely.area(self.flat(geometries))) / 1e6

    def km2_and_width(self, geometries: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return areas in km2 and mean widths in metres, twice the area by the perimeter, each of shape (n,)."""
        flat = self.flat(geometries)
        area = np.asarray(shapely.area(flat))
        return area / 1e6, 2 * area / np.maximum(shapely.length(flat), 1e-9)


def moved(shapes: Any, move: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]) -> Any:
    """Return shapes with all coordinates moved at once; None stays None."""
    copy = np.array(shapes, dtype=object)
    xy = shapely.get_coordinates(copy)
    return shapely.set_coordinates(copy, move(xy)) if len(xy) else copy


def as_geojson(geometry: Any) -> Mapping[str, object] | None:
    """Return a geometry in degrees as a GeoJSON mapping with six decimals; None where it lies off the globe."""
    import json

    if not (np.abs(shapely.get_coordinates(geometry)) <= _GLOBE).all():
        return None
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, 6))
    made: Mapping[str, object] = json.loads(shapely.to_geojson(rounded))
    return made


def point(lon: float, lat: float) -> Mapping[str, object] | None:
    """Return a GeoJSON point; None where it lies off the globe."""
    if not max(abs(lon), abs(lat)) <= _GLOBE:
        return None
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def at(lon: float, lat: float) -> str:
    """Write a position for people."""
    return f"{lon:.2f}° E, {lat:.2f}° N"


def check_location(subject: Boundary) -> Iterator[Finding]:
    """See that the file says where it lies, and that it lies in the region."""
    frame = subject.frame
    if not len(frame.geometry):
        yield found("empty-file", "file")
        return
    if not frame.crs:
        yield found("no-crs", "file", advice=_advice(frame))
        return
    if not crs.is_degrees(frame.crs):
        yield found("reprojected", "file", crs=crs.short_name(frame.crs))
    west, south, east, north = crs.REGION
    box = subject.bounds
    seen = np.isfinite(box).all(axis=1)
    out = subject.outside
    beyond = seen & ~out & ((box[:, 0] < west) | (box[:, 2] > east) | (box[:, 1] < south) | (box[:, 3] > north))
    for row in np.flatnonzero(out):
        lon, lat = (box[row, 0] + box[row, 2]) / 2, (box[row, 1] + box[row, 3]) / 2
        yield found("outside-region", subject.where(row), point(lon, lat), name=subject.label(row), at=at(lon, lat))
    for row in np.flatnonzero(beyond):
        x0, y0, x1, y1 = box[row]
        far = at(x0 if x0 < west else x1, y0 if y0 < south else y1)
        place = partial(subject.to_place, frame.geometry[row])
        yield found("reaches-outside", subject.where(row), place, name=subject.label(row), at=far)
    if _turned(box[seen]):
        yield found("swapped-axes", "file")


def _advice(frame: Frame) -> str:
    real = frame.geometry[~shapely.is_missing(frame.geometry)]
    bounds = tuple(float(value) for value in shapely.total_bounds(real)) if len(real) else (np.nan,) * 4
    options = crs.guesses(bounds)  # type: ignore[arg-type]
    if not options:
        return "Ask its author, then tell it: --crs EPSG:4326"
    first = options[0]
    others = ", ".join(f"{it.crs} ({it.title})" for it in options[1:] if it.crs.startswith("EPSG"))
    more = f" Also possible: {others}." if others else ""
    name = f'"{first.crs}"' if " " in first.crs else first.crs
    return f"By its numbers it is {first.title}, with its middle at {at(first.lon, first.lat)}: --crs {name}.{more}"


def _turned(box: npt.NDArray[np.float64]) -> bool:
    """Tell whether boxes lie mostly outside the region as they are, and all inside it turned round."""
    if not len(box):
        return False
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    west, south, east, north = crs.REGION
    as_is = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    other = (y >= west) & (y <= east) & (x >= south) & (x <= north)
    return bool(other.mean() > 0.9 and (as_is.mean() < 0.5 or _fits_better(x, y)))


def _fits_better(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> bool:
    """Tell whether points that could lie either way lie where the governorates are only when turned round."""

    def inside(lon: Any, lat: Any) -> float:
        return float(((lon > 45) & (lon < 69) & (lat > 44.5) & (lat < 55.5)).mean())

    return inside(y, x) > 0.8 and inside(x, y) < 0.4


def check_presence(subject: Boundary) -> Iterator[Finding]:
    """See that every row has a polygon that is there."""
    shapes = subject.frame.geometry
    for row in np.flatnonzero(shapely.is_missing(shapes)):
        if row not in subject.frame.broken:
            yield found("null-geometry", subject.where(row), name=subject.label(row))
    empty = ~shapely.is_missing(shapes) & shapely.is_empty(shapes)
    for row in np.flatnonzero(empty):
        yield found("empty-geometry", subject.where(row), name=subject.label(row))
    for row in np.flatnonzero(~shapely.is_missing(shapes) & ~empty & ~subject.areal):
        place = partial(subject.to_place, shapes[row])
        kind = str(shapes[row].geom_type)
        yield found("not-polygons", subject.where(row), place, name=subject.label(row), kind=kind)


def check_validity(subject: Boundary) -> Iterator[Finding]:
    """Name every polygon that is not valid, with the reason and the point."""
    for broken, reason in subject.frame.broken.items():
        yield found("invalid-geometry", subject.where(broken), name=subject.label(broken), reason=reason)
    if subject.frame.crs:
        for row in np.flatnonzero(subject.valid & ~subject.on_earth & ~subject.outside):
            yield found(
                "invalid-geometry",
                subject.where(row),
                name=subject.label(row),
                reason="its coordinates are no place on Earth",
            )
    for row in np.flatnonzero(subject.areal & ~subject.valid):
        words, _, spot = str(shapely.is_valid_reason(subject.frame.geometry[row])).partition("[")
        numbers = [float(part) for part in spot.rstrip("]").split() if part.lstrip("-")[:1].isdigit()]
        place = subject.to_place(shapely.Point(numbers[:2])) if len(numbers) >= 2 else None
        lonlat = place["coordinates"] if place else None
        where = f" at {at(*lonlat)}" if isinstance(lonlat, list) else ""
        yield found(
            "invalid-geometry", subject.where(row), place, name=subject.label(row), reason=words.strip().lower() + where
        )


def check_detail(subject: Boundary) -> Iterator[Finding]:
    """See whether polygons have far fewer or far more vertices than a boundary needs, or are mere strips."""
    shapes = subject.frame.geometry
    counts = np.zeros(len(shapes), dtype=int)
    rows = np.flatnonzero(subject.valid)
    counts[rows] = shapely.get_num_coordinates(shapes[rows]) - number_of_rings(shapes[rows])
    for row in rows[counts[rows] < FEW_VERTICES]:
        place = partial(subject.to_place, shapes[row])
        yield found("few-vertices", subject.where(row), place, name=subject.label(row), count=int(counts[row]))
    if not subject.frame.crs:
        return
    fine = np.flatnonzero(subject.measured & ((counts > MANY_VERTICES) | ~plainly_broad(subject)))
    km2, widths = subject.km2_and_width(shapes[fine])
    lengths = 2e6 * km2 / np.maximum(widths, 1e-9)
    for row, area, width, length in zip(fine, km2, widths, lengths, strict=True):
        name, where = subject.label(row), subject.where(row)
        if counts[row] > MANY_VERTICES and length / counts[row] < NEAREST_SPACING_M:
            spot = partial(subject.place_in, shapes[row])
            spacing = f"{length / counts[row]:.1f}"
            yield found("many-vertices", where, spot, name=name, count=int(counts[row]), spacing=spacing)
        if width < SLIVER_M:
            shape = partial(subject.to_place, shapes[row])
            yield found("sliver", where, shape, round(area, 4), name=name, width=round(width), area=f"{area:.3g}")


def plainly_broad(subject: Boundary) -> npt.NDArray[np.bool_]:
    """Tell of rows that are no strips without projecting them: by area and perimeter in degrees, on the safe side.

    In the region, a degree is at most `_MOST_DEGREE_M` long on the map, and a square degree at least the product of
    the least lengths of a degree, times the cosine of its latitude. Edges of up to a quarter of a degree are chords on
    the map, and depart from straight lines in degrees by less than half of the breadth that is asked for above a strip.
    """
    west, south, east, north = crs.REGION
    box = subject.bounds
    good = subject.measured & (box[:, 0] >= west) & (box[:, 2] <= east) & (box[:, 1] >= south) & (box[:, 3] <= north)
    if not crs.is_degrees(subject.frame.crs):
        good &= (box[:, 2] - box[:, 0] <= _LONG_DEGREES) & (box[:, 3] - box[:, 1] <= _LONG_DEGREES)
    shapes = subject.degrees[good]
    least_m2 = shapely.area(shapes) * _LEAST_SQUARE_DEGREE_M2 * np.cos(np.radians(box[good, 3]))
    good[good] = 2 * least_m2 >= 3 * SLIVER_M * _MOST_DEGREE_M * shapely.length(shapes)
    return np.asarray(good)


Check = Callable[[Boundary], Iterator[Finding]]


def capped(findings: Iterator[Finding], most: int = _MOST_OF_A_CODE) -> Iterator[Finding]:
    """Pass findings on, and of each code only so many; of the rest tell the number."""
    seen: dict[str, int] = {}
    for finding in findings:
        seen[finding.code] = seen.get(finding.code, 0) + 1
        if seen[finding.code] <= most:
            yield placed(finding)
    for code, count in seen.items():
        if count > most:
            yield found("more-of-the-same", "file", count=count - most, kind=code)


def run(
    subject: Boundary, checks: Sequence[Check], progress: Callable[[float, str], None] = lambda _done, _what: None
) -> tuple[Finding, ...]:
    """Run checks and gather what they found, worst first within the order of the checks.

    Parameters
    ----------
    subject
        The file.
    checks
        Generators of findings.
    progress
        Told the share done, 0 to 1, and what comes next.
    """
    gathered: list[Finding] = []
    with np.errstate(all="ignore"):  # numbers beyond all bounds are told of, not warned of
        for index, check in enumerate(checks):
            progress(index / len(checks), check.__name__.removeprefix("check_").replace("_", " "))
            gathered += capped(islice(check(subject), 200_000))
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(gathered, key=lambda it: order[it.severity.value]))
