"""How far our drawn lines run from reference geography, and what need not be measured.

The reference is no part of the atlas: a folder with the files that `Kind.files` names, GeoJSON in WGS84 degrees.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry import Point, box, shape
from shapely.geometry.base import BaseGeometry

from geodata.arcs import Arc
from geodata.geometry import length_km, project
from geodata.model import Confidence
from geodata.report import ReadError

STEP_M: Final = 1000.0
"""A line is measured at a point every kilometre."""
LEAST_MEASURED_KM: Final = 3000.0
DOCUMENTED_MEDIAN_KM: Final = 5.0
STATIONS_FILE: Final = "context/turksib_stations_osm.geojson"
OLD_CROSSING: Final = frozenset({40, 41, 42, 43})
"""Stations (`seq`) of the detour built with the Kapchagay reservoir; the line takes the crossing of before."""

_URAL_OBLAST: Final = frozenset({"uralsk", "ilek", "dzhambeity", "kalmykov", "guryev", "uil", "temir"})
_UNMAPPED: Final = frozenset({"akbulak", "adamovka", "mozharovka", "vsesvyatskoe"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of reference line: its files, and the most km that an arc may lie off it."""

    files: tuple[str, ...]
    median_km: float
    p90_km: float | None = None


KINDS: Final = {
    "uezd-1897": Kind(("historic/ristat_uezds_1897.geojson",), 5.0, 15.0),
    "shore": Kind(("historic/marx1905_major_lakes.geojson",), 3.0),
    "river": Kind(("context/ne10m_rivers.geojson",), 3.0),
    "modern-border": Kind(("context/kaz_adm0_2018.geojson", "context/rus_border_oblasts_osm.geojson"), 5.0),
}
"""What an arc can follow; `drawn` follows nothing and is exempt from being measured where `may_be_exempt`."""


def may_be_exempt(arc: Arc) -> bool:
    """Tell whether an arc may go unmeasured: an inner line of Ural oblast, or one of a district never mapped."""
    sides = {arc.left, arc.right}
    return sides <= _URAL_OBLAST or bool(sides & _UNMAPPED)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far an arc, or another line of ours, runs from one kind of reference line.

    `median_km` and `p90_km` are taken over a point every kilometre of the arc.
    """

    arc: str
    kind: str
    confidence: Confidence
    length_km: float
    median_km: float
    p90_km: float

    @property
    def faults(self) -> tuple[str, ...]:
        """What breaks a bound, in words; empty where all is well."""
        bound = KINDS[self.kind]
        found = []
        if self.median_km > bound.median_km:
            found.append(f"median above {bound.median_km:g} km")
        if bound.p90_km is not None and self.p90_km > bound.p90_km:
            found.append(f"90th percentile above {bound.p90_km:g} km")
        if self.confidence is Confidence.DOCUMENTED and self.median_km > DOCUMENTED_MEDIAN_KM:
            found.append(f"documented needs a median of at most {DOCUMENTED_MEDIAN_KM:g} km")
        return tuple(found)


def read_reference(folder: Path, name: str) -> list[BaseGeometry]:
    """Read the geometries of one reference file, in degrees.

    Raises
    ------
    ReadError
        If the file is missing or no GeoJSON.
    """
    return [geometry for geometry, _properties in read_reference_features(folder, name)]


def read_reference_features(folder: Path, name: str) -> list[tuple[BaseGeometry, dict[str, object]]]:
    """Read geometries with their properties from one reference file; errors as `read_reference`."""
    try:
        features = json.loads((folder / name).read_text(encoding="utf-8"))["features"]
        return [(shape(item["geometry"]), item["properties"]) for item in features]
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = error.strerror if isinstance(error, OSError) else error
        raise ReadError(
            f"Expected reference geography at {folder / name}, found: {found}.", "Check the folder."
        ) from error


@dataclass(frozen=True)
class Reference:
    """A folder of reference geography."""

    folder: Path

    @cached_property
    def degrees(self) -> dict[str, BaseGeometry]:
        """The reference lines by kind, in degrees; areas give their outlines."""
        return {name: self._read(kind.files) for name, kind in KINDS.items()}

    @cached_property
    def lines(self) -> dict[str, BaseGeometry]:
        """The reference lines by kind, in the map's metres."""
        return {name: project(lines) for name, lines in self.degrees.items()}

    def within_reach(self, line: BaseGeometry, kind: str) -> BaseGeometry:
        """Return what of a line in degrees lies in the window that the files of a kind are cut to, if any does."""
        inside = line.intersection(box(*self.degrees[kind].bounds))
        return line if inside.is_empty else inside

    def _read(self, files: tuple[str, ...]) -> BaseGeometry:
        shapes = [it for name in files for it in read_reference(self.folder, name)]
        return shapely.union_all([it.boundary if it.geom_type.endswith("Polygon") else it for it in shapes])


def distances(arcs: Iterable[Arc], reference: Reference) -> Iterator[Distance]:
    """Measure every arc against each kind of line that it follows."""
    for arc in arcs:
        for kind in arc.follows.split("|"):
            if kind in KINDS:
                yield distance_of(arc.id, arc.line, kind, arc.confidence, reference)


def distance_of(name: str, line: BaseGeometry, kind: str, confidence: Confidence, reference: Reference) -> Distance:
    """Measure a line in degrees against the reference lines of a kind."""
    flat = project(line)
    points = [flat.interpolate(metres) for metres in np.arange(0, flat.length, STEP_M)]
    away = np.asarray(shapely.distance(points, reference.lines[kind])) / 1000
    return Distance(
        name, kind, confidence, flat.length / 1000, float(np.median(away)), float(np.percentile(away, 90))
    )  # fmt: skip


def lengths_km(arcs: Iterable[Arc]) -> tuple[float, float]:
    """Return the kilometres of arcs that follow something, and of those exempt."""
    measured = exempt = 0.0
    for arc in arcs:
        if arc.follows == "drawn":
            exempt += length_km(arc.line)
        else:
            measured += length_km(arc.line)
    return measured, exempt


@dataclass(frozen=True, slots=True)
class StationDistance:
    """How far a station of the reference lies from our line; `old_crossing` ones need not be near it."""

    seq: int
    name: str
    away_km: float

    @property
    def old_crossing(self) -> bool:
        """Whether it stands on the detour that came with the reservoir."""
        return self.seq in OLD_CROSSING


def station_distances(line: BaseGeometry, folder: Path) -> tuple[StationDistance, ...]:
    """Measure every reference station of Turksib, in order, against our line.

    Parameters
    ----------
    line
        Our line in degrees.
    folder
        The reference.
    """
    flat = project(line)
    return tuple(
        StationDistance(
            int(str(told["seq"])), str(told.get("name_en") or told.get("name") or told["seq"]),
            float(flat.distance(project(Point(geometry.x, geometry.y)))) / 1000,
        )
        for geometry, told in read_reference_features(folder, STATIONS_FILE)
    )  # fmt: skip
