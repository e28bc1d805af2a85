"""Checks of the shipped data: each a small generator of findings, in one registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata.arcs import Arc, pieces, provinces, read_arcs, read_features
from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.claims import fragment_hash, rows, split
from geodata.geometry import area_km2, coverage_is_valid, length_km, project
from geodata.latin import latin
from geodata.measure import (
    KINDS,
    LEAST_MEASURED_KM,
    Distance,
    Reference,
    distance_of,
    distances,
    lengths_km,
    may_be_exempt,
    read_reference,
    station_distances,
)
from geodata.model import Claim, Confidence, Event
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
STATION_KM: Final = 2.0
WATER: Final = "base/water.geojson"
WET_KM2: Final = 5.0
BASE_LINES: Final = {
    "base/rivers.geojson": ("natural-earth", "river"),
    "base/border.geojson": ("ocha-kz", "modern-border"),
    WATER: ("marx-1905", "shore"),
}
"""Lines of the base map: those read off a source (`source`) are measured against it; a few were read off no lines."""
TURKSIB_KM: Final = (1380.0, 1420.0)
"""What a line through all stations can measure: more than they joined straight, less than the track with its curves."""
_AREA_OF: Final = {"area": "", "area-oblast": ", former oblast or horde"}
UYEZD_AREA_SHARE: Final = 0.1
"""By which share the pieces of an uyezd of 1897 may depart from its published area."""


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
    ids = Counter([claim.id for claim in (*catalog.claims, *catalog.others)] + [event.id for event in catalog.events])
    for name, count in ids.items():
        if count > 1:
            yield _error("duplicate-id", name, f"Expected one statement {name}, found {count}.", "Rename one.")
    for claim in (*catalog.claims, *catalog.others):
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
        if listed.pop(statement.id, None) != (found := fragment_hash(statement)):
            yield _error(
                "fragment-hash", statement.id, "Expected the quotation with the committed hash, found another.",
                "Restore the quotation, or compare it with the essay and write into essay/fragments.sha256: "
                f"{statement.id} {found}",
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
        found = error.strerror if isinstance(error, OSError) else error
        raise ReadError(f"Expected a UTF-8 text at {path}, found: {found}.", "Check the path.") from error


def check_coverage(subject: Subject) -> Iterator[Finding]:
    """Compare the pieces of arcs and table, and see that they fit without gap or overlap."""
    named = {piece.piece for piece in subject.catalog.pieces}
    for name in sorted(named ^ set(subject.pieces)):
        yield _error("piece", name, "Expected the piece in pieces.csv and in arcs.geojson, found it in one.")
    flat = [project(shape) for shape in subject.pieces.values()]
    if not coverage_is_valid(flat, GAP_WIDTH_M):
        yield _error("coverage", "arcs", "Expected pieces that fit without gap or overlap.", "Mend shared vertices.")


def check_water(subject: Subject) -> Iterator[Finding]:
    """See that no piece reaches into a sea or a lake that the map draws."""
    water = shapely.union_all([project(it.geometry) for it in read_features(WATER, subject.catalog.root)])
    for name, piece in subject.pieces.items():
        wet = float(project(piece).intersection(water).area) / 1e6
        if wet > WET_KM2:
            message = f"Expected dry land, found {wet:,.0f} km2 of it under water."
            yield Finding("water", Severity.ERROR, name, message, "Give shore and arc the same vertices.", wet)


def check_areas(subject: Subject) -> Iterator[Finding]:
    """Hold the areas of August 1921 to their bounds; published areas, and the essay's for all, stand beside."""
    shapes = provinces(subject.catalog, DAY, subject.pieces)
    for name, (low, high) in AREA_BOUNDS_KM2.items():
        if name not in shapes:
            yield _error("area", name, "Expected the province in August 1921, found none.")
            continue
        ours = area_km2(shapes[name])
        printed = subject.catalog.published_areas(name)
        published = "; ".join(f"{it.low:,.0f} ({it.period}{_AREA_OF[it.measure]})" for it in printed)
        good = low <= ours <= high
        message = f"{ours:,.0f} km2" + ("" if good else f"; expected {low:,} to {high:,}.")
        cells = (("ours km2", f"{ours:,.0f}"), ("published km2", published or "none"))
        severity = Severity.NOTE if good else Severity.ERROR
        yield Finding("area", severity, name, message, "" if good else "Look at its arcs.", ours, cells=cells)
    total = sum(area_km2(shape) for shape in shapes.values())
    essay = next(claim.low for claim in subject.catalog.claims if claim.measure == "famine-area")
    yield Finding(
        "area-of-all", Severity.NOTE, DAY, f"{total:,.0f} km2 together; the essay's famine area: {essay:,.0f}."
    )


def check_uyezds_1897(subject: Subject) -> Iterator[Finding]:
    """Set the pieces that made up an uyezd of 1897 beside its published area: what inner lines are argued from."""
    for row in rows(data_file(f"boundaries/{BOUNDARY_SET}/uyezds-1897.csv", subject.catalog.root)):
        ours = sum(area_km2(subject.pieces[piece]) for piece in split(row["pieces"]))
        published = float(row["area_km2"])
        share = ours / published - 1
        cells = (
            ("ours km2", f"{ours:,.0f}"), ("published km2", f"{published:,.0f}"), ("difference", f"{share:+.1%}"),
            ("pieces", ", ".join(split(row["pieces"]))),
        )  # fmt: skip
        severity = Severity.NOTE if abs(share) <= UYEZD_AREA_SHARE else Severity.ERROR
        message = f"{share:+.1%} beside the published area; expected within {UYEZD_AREA_SHARE:.0%}."
        yield Finding("uyezd-1897", severity, row["uyezd"], message, area_km2=ours, cells=cells)


def check_names(subject: Subject) -> Iterator[Finding]:
    """See that the Kazakh names in Latin letters are those that the table of letters gives."""
    for place in subject.catalog.places.values():
        if place.latin != latin(place.names["kk"]):
            yield _error("latin", place.id, f"Expected {latin(place.names['kk'])!r}, found {place.latin!r}.")


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
    low, high = TURKSIB_KM
    if not low <= length <= high:
        yield _error("turksib", "length", f"Expected {low:,.0f} to {high:,.0f} km drawn, found {length:,.0f}.")
    else:
        yield Finding("turksib", Severity.NOTE, "length", f"{length:,.0f} km drawn, {len(stations)} stations.")


def check_follows(subject: Subject) -> Iterator[Finding]:
    """See that every arc can be measured, or may be exempt, and that enough is measured."""
    for arc in subject.arcs:
        kinds = set(arc.follows.split("|"))
        if unknown := kinds - set(KINDS) - {"drawn"}:
            yield _error("follows", arc.id, f"Expected one of {', '.join(KINDS)} or drawn, found {unknown}.")
        if "drawn" in kinds and (len(kinds) > 1 or not may_be_exempt(arc)):
            yield _error("exempt", arc.id, "Expected an arc that follows a source; its sides are not exempt.")
        if "drawn" in kinds and arc.confidence is Confidence.DOCUMENTED:
            yield _error("exempt", arc.id, "Expected a measured arc, as it is called documented.", "Call it otherwise.")
    measured, exempt = lengths_km(subject.arcs)
    message = f"{measured:,.0f} km follow a source and are measured, {exempt:,.0f} km are exempt"
    if measured < LEAST_MEASURED_KM:
        yield _error("measured", "arcs", f"{message}; expected at least {LEAST_MEASURED_KM:,.0f} km measured.")
    else:
        yield Finding("measured", Severity.NOTE, "arcs", f"{message}.")


def check_distances(subject: Subject) -> Iterator[Finding]:
    """Measure how far each arc, river, border and shore runs from what it follows."""
    if subject.reference is None:
        return
    reference = Reference(subject.reference)
    for found in distances(subject.arcs, reference):
        yield _distance("distance", found)
    for name, (source, kind) in BASE_LINES.items():
        for feature in read_features(name, subject.catalog.root):
            if feature.properties["source"] == source:
                shape = feature.geometry
                line = reference.within_reach(shape.boundary if shape.geom_type.endswith("Polygon") else shape, kind)
                place = str(feature.properties["id"])
                yield _distance("base-line", distance_of(place, line, kind, Confidence.APPROXIMATE, reference))


def _distance(code: str, found: Distance) -> Finding:
    cells = (
        ("follows", found.kind), ("km", f"{found.length_km:,.0f}"), ("median km", f"{found.median_km:.1f}"),
        ("p90 km", f"{found.p90_km:.1f}"), ("confidence", found.confidence.value),
    )  # fmt: skip
    message = f"{found.kind}: median {found.median_km:.1f} km, 90th percentile {found.p90_km:.1f} km"
    severity = Severity.ERROR if found.faults else Severity.NOTE
    return Finding(
        code,
        severity,
        found.arc,
        "; ".join((message, *found.faults)),
        cells=cells if code == "distance" else cells[:-1],
    )


def check_stations(subject: Subject) -> Iterator[Finding]:
    """Measure how far each reference station of Turksib lies from our line; the old crossing goes its own way."""
    if subject.reference is None:
        return
    sections = read_features("routes/turksib.geojson", subject.catalog.root)
    line = shapely.MultiLineString([section.geometry for section in sections])
    for found in station_distances(line, subject.reference):
        off = found.away_km > STATION_KM and not found.old_crossing
        remark = "old crossing, approximate" if found.old_crossing else ""
        cells = (("name", found.name), ("km off", f"{found.away_km:.2f}"), ("remark", remark))
        message = f"{found.name}: {found.away_km:.2f} km from the line; expected at most {STATION_KM:g}."
        yield Finding("station", Severity.ERROR if off else Severity.NOTE, str(found.seq), message, cells=cells)


def check_not_traced(subject: Subject) -> Iterator[Finding]:
    """See that we drew and did not trace: hardly a vertex of ours is one of the reference."""
    if subject.reference is None:
        return
    theirs = [
        shapely.get_coordinates(geometry)
        for path in sorted(subject.reference.rglob("*.geojson"))
        if "stations" not in path.name and "railways" not in path.name and "places" not in path.name
        for geometry in read_reference(subject.reference, str(path.relative_to(subject.reference)))
    ]
    tree = shapely.STRtree(shapely.points(shapely.get_coordinates(project(shapely.MultiPoint(np.vstack(theirs))))))
    ours = [arc.line for arc in subject.arcs]
    for name in (WATER, "base/rivers.geojson", "base/border.geojson"):
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
    check_references, check_fragments, check_names, check_coverage, check_water, check_areas, check_uyezds_1897,
    check_turksib, check_follows, check_distances, check_stations, check_not_traced,
)  # fmt: skip


def run(subject: Subject) -> Report:
    """Run every check and gather what they found."""
    data_file("essay/fragments.sha256", subject.catalog.root)
    return Report.of(finding for check in CHECKS for finding in check(subject))
