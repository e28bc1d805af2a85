"""Checks of the shipped data: each a small generator of findings, in one registry."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from geodata.arcs import Arc, pieces, provinces, read_arcs, read_features
from geodata.catalog import Catalog
from geodata.claims import fragment_hash
from geodata.geometry import area_km2, coverage_is_valid, length_km, project
from geodata.model import Claim, Event
from geodata.report import Finding, ReadError, Report, Severity
from geodata.resources import data_file

DAY: Final = "1921-08-01"
GAP_WIDTH_M: Final = 1000.0
AREA_BOUNDS_KM2: Final = {
    "kostanay": (220_000, 262_000),
    "bokei": (70_000, 102_000),
    "orenburg": (64_000, 84_000),
    "ural": (170_000, 240_000),
    "aktobe": (280_000, 360_000),
}
"""Within which our areas must fall for August 1921, water out; set before the lines were drawn."""

NEAR_M: Final = 50.0
MOST_NEAR_SHARE: Final = 0.02
EXEMPT: Final = {"drawn"}
_MEDIAN_KM: Final = {"uezd-1897": 5.0, "shore": 3.0, "modern-border": 5.0, "river": 3.0}


@dataclass(frozen=True)
class Subject:
    """What is checked: the catalog, and the essay and reference folder where they are at hand."""

    catalog: Catalog
    essay: Path | None = None
    reference: Path | None = None

    @cached_property
    def arcs(self) -> tuple[Arc, ...]:
        """The arcs of the boundary set."""
        return read_arcs(self.catalog.root)

    @cached_property
    def pieces(self) -> dict[str, BaseGeometry]:
        """The pieces that the arcs enclose, in degrees."""
        return pieces(self.arcs)


def _error(code: str, where: str, message: str, hint: str = "") -> Finding:
    return Finding(code, Severity.ERROR, where, message, hint)


def check_references(subject: Subject) -> Iterator[Finding]:
    """See that every id named exists once, and that contradictions are told on both sides."""
    catalog = subject.catalog
    ids = Counter([claim.id for claim in catalog.claims] + [event.id for event in catalog.events])
    for name, count in ids.items():
        if count > 1:
            yield _error("duplicate-id", name, f"Expected one statement {name}, found {count}.", "Rename one.")
    for claim in catalog.claims:
        for kind, name, known in (
            ("place", claim.place, catalog.places),
            ("measure", claim.measure, catalog.measures),
            ("source", claim.source, catalog.sources),
        ):
            if name not in known:
                yield _error("unknown-id", claim.id, f"Expected a known {kind}, found {name!r}.", "Add its row.")
        for other in claim.contradicts:
            back = catalog.claims_by_id.get(other)
            if back is None or claim.id not in back.contradicts:
                yield _error("one-sided", claim.id, f"Expected {other} to name it as well.", "Link both claims.")
        if claim.low is not None and claim.high is not None and claim.low > claim.high:
            yield _error("low-above-high", claim.id, f"Found low {claim.low:g} above high {claim.high:g}.")
    for place in {point.id for point in catalog.points} | {piece.piece for piece in catalog.pieces}:
        if place not in catalog.places:
            yield _error("unknown-id", place, "Expected a row in names.csv, found none.", "Add its names.")


def check_fragments(subject: Subject) -> Iterator[Finding]:
    """Compare every quotation with its committed hash, and with the essay where that is at hand."""
    listed = dict(line.split() for line in _lines(subject.catalog.root / "essay" / "fragments.sha256"))
    statements: list[Claim | Event] = [*subject.catalog.claims, *subject.catalog.events]
    for statement in statements:
        if listed.pop(statement.id, None) != fragment_hash(statement):
            yield _error(
                "fragment-hash", statement.id, "Expected the quotation with the committed hash, found another.",
                "Restore the fragment, or commit its new hash after comparing with the essay.",
            )  # fmt: skip
    for name in listed:
        yield _error("fragment-hash", name, "Expected a statement for this hash, found none.", "Remove the line.")
    if subject.essay is not None:
        lines = ["", *_lines(subject.essay)]
        for statement in statements:
            if statement.line >= len(lines) or statement.fragment not in lines[statement.line]:
                yield _error("fragment", statement.id, f"Line {statement.line} does not hold the quotation.")
        yield Finding("fragments-proved", Severity.NOTE, "essay", f"{len(statements)} quotations stand in the essay.")


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"Expected a UTF-8 text at {path}, found {error}.", "Check the path.") from error


def check_coverage(subject: Subject) -> Iterator[Finding]:
    """Compare the pieces of arcs and table, and see that they fit without gap or overlap."""
    named = {piece.piece for piece in subject.catalog.pieces}
    for name in sorted(named ^ set(subject.pieces)):
        yield _error("piece", name, "Expected the piece in pieces.csv and in arcs.geojson, found it in one.")
    flat = [project(shape) for shape in subject.pieces.values()]
    if not coverage_is_valid(flat, GAP_WIDTH_M):
        yield _error("coverage", "arcs", "Expected pieces that fit without gap or overlap.", "Mend shared vertices.")


def check_areas(subject: Subject) -> Iterator[Finding]:
    """Hold the areas of August 1921 to their bounds; published areas stand beside."""
    shapes = provinces(subject.catalog, DAY, subject.pieces)
    for name, (low, high) in AREA_BOUNDS_KM2.items():
        if name not in shapes:
            yield _error("area", name, "Expected the province in August 1921, found none.")
            continue
        ours = area_km2(shapes[name])
        province = subject.catalog.province(name, DAY)
        published = "; ".join(
            f"{area.km2:,.0f} published ({area.year}, {area.source}), difference {ours - area.km2:+,.0f}"
            for area in (province.published if province else ())
        )
        message = f"{ours:,.0f} km2; {published or 'none published'}"
        if low <= ours <= high:
            yield Finding("area", Severity.NOTE, name, message, area_km2=ours)
        else:
            yield _error("area", name, f"{message}; expected {low:,} to {high:,}.", "Look at its arcs.")


def check_turksib(subject: Subject) -> Iterator[Finding]:
    """See that the route is one line through its stations, and tell its drawn length."""
    sections = read_features("routes/turksib.geojson", subject.catalog.root)
    length = sum(length_km(section.geometry) for section in sections)
    stations = [point for point in subject.catalog.points if point.role == "station"]
    if len(stations) < 25:
        yield _error("stations", "turksib", f"Expected at least 25 stations, found {len(stations)}.")
    for first, second in pairwise(sections):
        if first.geometry.coords[-1] != second.geometry.coords[0]:
            yield _error("route-broken", str(second.properties["section"]), "Expected sections that meet.")
    line = project(shapely.MultiLineString([section.geometry for section in sections]))
    for station in stations:
        away = float(line.distance(project(Point(station.lon, station.lat)))) / 1000
        if away > 2:
            yield _error("station-off-route", station.id, f"Expected within 2 km of the line, found {away:.1f} km.")
    yield Finding("turksib", Severity.NOTE, "length", f"{length:,.0f} km drawn, {len(stations)} stations.")


def _reference(folder: Path, name: str) -> list[BaseGeometry]:
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as error:
        raise ReadError(
            f"Expected reference geography at {folder / name}, found {error}.", "Check the folder."
        ) from error
    return [shape(item["geometry"]) for item in found]


_REFERENCES: Final = {
    "uezd-1897": ("historic/ristat_uezds_1897.geojson",),
    "shore": ("historic/marx1905_major_lakes.geojson",),
    "modern-border": ("context/kaz_adm0_2018.geojson", "context/rus_border_oblasts_osm.geojson"),
    "river": ("context/ne10m_rivers.geojson",),
}


def _distances_km(line: BaseGeometry, reference: BaseGeometry) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the distance of a point every kilometre of a projected line from the reference."""
    points = [line.interpolate(metres) for metres in np.arange(0, line.length, 1000.0)]
    return np.asarray(shapely.distance(points, reference), dtype=np.float64) / 1000


def check_reference(subject: Subject) -> Iterator[Finding]:
    """Measure how far our arcs run from the reference lines, and that we drew and did not trace."""
    if subject.reference is None:
        return
    measured, exempted = 0.0, 0.0
    for kind, names in _REFERENCES.items():
        arcs = [arc for arc in subject.arcs if arc.follows == kind]
        if not arcs:
            continue
        shapes = [part for name in names for part in _reference(subject.reference, name)]
        lines = project(shapely.union_all([s.boundary if s.geom_type.endswith("Polygon") else s for s in shapes]))
        for arc in arcs:
            flat = project(arc.line)
            away = _distances_km(flat, lines)
            measured += flat.length / 1000
            median, ninth = float(np.median(away)), float(np.percentile(away, 90))
            severity = Severity.NOTE if median <= _MEDIAN_KM[kind] else Severity.WARNING
            message = f"{kind}: {flat.length / 1000:,.0f} km, median {median:.1f} km, 90th percentile {ninth:.1f} km"
            yield Finding("distance", severity, arc.id, message)
    exempted = sum(project(arc.line).length / 1000 for arc in subject.arcs if arc.follows in EXEMPT)
    yield Finding("measured", Severity.NOTE, "arcs", f"{measured:,.0f} km measured, {exempted:,.0f} km exempted.")
    yield from _check_not_traced(subject)


def _check_not_traced(subject: Subject) -> Iterator[Finding]:
    assert subject.reference is not None
    theirs = [
        shapely.get_coordinates(geometry)
        for path in sorted(subject.reference.rglob("*.geojson"))
        if "stations" not in path.name and "railways" not in path.name and "places" not in path.name
        for geometry in _reference(subject.reference, str(path.relative_to(subject.reference)))
    ]
    tree = shapely.STRtree(shapely.points(shapely.get_coordinates(project(shapely.MultiPoint(np.vstack(theirs))))))
    ours = [arc.line for arc in subject.arcs]
    for name in ("base/water.geojson", "base/rivers.geojson", "base/border.geojson"):
        ours += [feature.geometry for feature in read_features(name, subject.catalog.root)]
    unique = np.unique(np.vstack([shapely.get_coordinates(line) for line in ours]), axis=0)
    flat = shapely.points(shapely.get_coordinates(project(shapely.MultiPoint(unique))))
    _nearest, away = tree.query_nearest(flat, return_distance=True, all_matches=False)
    share = float(np.mean(away < NEAR_M))
    message = f"{share:.2%} of {len(unique)} vertices lie within {NEAR_M:g} m of a reference vertex"
    if share < MOST_NEAR_SHARE:
        yield Finding("drawn", Severity.NOTE, "lines", message)
    else:
        yield _error("traced", "lines", f"{message}; expected under {MOST_NEAR_SHARE:.0%}.", "Draw, do not trace.")


Check = Callable[[Subject], Iterator[Finding]]
CHECKS: Final[Sequence[Check]] = (
    check_references, check_fragments, check_coverage, check_areas, check_turksib, check_reference,
)  # fmt: skip


def run(subject: Subject) -> Report:
    """Run every check and gather what they found."""
    data_file("essay/fragments.sha256", subject.catalog.root)
    return Report.of(finding for check in CHECKS for finding in check(subject))
