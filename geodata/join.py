"""Boundaries and figures meet here, and both sides of the meeting are reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from geodata import claims as claims_module
from geodata.arcs import provinces, read_features
from geodata.catalog import Catalog
from geodata.events import first_day
from geodata.geometry import area_km2, length_km
from geodata.model import Claim, Qualifier
from geodata.report import Finding, JoinError, Report, Severity

FIGURES_DAY: Final = "1921-08-01"
"""The figures speak of the provinces of this day."""


@dataclass(frozen=True)
class Choropleth:
    """The provinces of a day with the figures of one measure; a row a province, none dropped."""

    measure: str
    day: str
    values: dict[str, claims_module.Value]
    report: Report


def choropleth_values(catalog: Catalog, measure: str, day: str) -> Choropleth:
    """Join the claims of a measure to the provinces of a day.

    Parameters
    ----------
    catalog
        The metadata.
    measure
        Id of a measure.
    day
        ISO day that picks the provinces.

    Raises
    ------
    JoinError
        If the measure is unknown or the day has no provinces.
    """
    if measure not in catalog.measures:
        known = ", ".join(sorted(catalog.measures))
        raise JoinError(f"Expected the id of a measure, found {measure!r}.", f"Possible: {known}.")
    ids = catalog.province_ids(day)
    if not ids:
        raise JoinError(
            f"Expected a date with provinces, found {day}.",
            f"The boundaries cover {catalog.periods()[0]} to {catalog.periods()[-1]}.",
        )
    found = claims_module.values(catalog.claims, measure, ids)
    return Choropleth(measure, day, found, Report.of(_findings(catalog, measure, day, found)))


def _findings(catalog: Catalog, measure: str, day: str, found: dict[str, claims_module.Value]) -> list[Finding]:
    findings = []
    if catalog.province_of(day) != catalog.province_of(FIGURES_DAY):
        message = "The figures speak of the provinces of August 1921; those of this date have other boundaries."
        findings.append(Finding("other-boundaries", Severity.WARNING, day, message, "Take the date 1921-08."))
    for place, value in found.items():
        if value.qualifier is None:
            findings.append(Finding("no-claim", Severity.NOTE, place, f"No statement speaks of {place}."))
        elif value.qualifier is Qualifier.NOT_STATED:
            findings.append(Finding("not-stated", Severity.NOTE, place, f"{place} is named without a figure."))
    for claim in catalog.claims:
        if claim.measure == measure and claim.place not in found:
            findings.append(
                Finding("claim-without-boundary", Severity.WARNING, claim.id, f"{claim.place} has no boundary.")
            )
    return findings


def _claims(catalog: Catalog, ids: tuple[str, ...]) -> tuple[Claim, ...]:
    return tuple(catalog.claims_by_id[claim] for claim in ids)


def choropleth_frame(catalog: Catalog, measure: str, date: str) -> Any:
    """Return the choropleth of a measure as a GeoDataFrame.

    Parameters
    ----------
    catalog
        The metadata.
    measure
        Id of a measure.
    date
        EDTF; its first day picks the provinces.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``id``, ``name``, ``low``, ``high``, ``qualifier``, ``claims`` (tuple of `Claim`), ``area_km2``
        and ``geometry`` (EPSG:4326). What the source does not state is NaN, with its reason in ``qualifier``.
        ``attrs["findings"]`` tells what did not meet.

    Raises
    ------
    JoinError
        If the measure is unknown or the date has no provinces.
    """
    import geopandas

    day = first_day(date)
    joined = choropleth_values(catalog, measure, day)
    shapes = provinces(catalog, day)
    frame = geopandas.GeoDataFrame(
        [
            {
                "id": place,
                "name": catalog.name(place, "en"),
                "low": value.low,
                "high": value.high,
                "qualifier": value.qualifier.value if value.qualifier else "no statement",
                "claims": _claims(catalog, value.claims),
                "area_km2": round(area_km2(shapes[place])),
                "geometry": shapes[place],
            }
            for place, value in joined.values.items()
        ],
        crs="EPSG:4326",
    ).astype({"low": "float64", "high": "float64"})
    frame.attrs["findings"] = [finding.message for finding in joined.report]
    return frame


def provinces_frame(catalog: Catalog, date: str) -> Any:
    """Return the provinces of a date as a GeoDataFrame (EPSG:4326) with columns ``id``, ``name``, ``area_km2``.

    Raises
    ------
    JoinError
        If the date has no provinces.
    """
    import geopandas

    shapes = provinces(catalog, first_day(date))
    if not shapes:
        raise JoinError(f"Expected a date with provinces, found {date}.", "Take one of 1921 to 1928.")
    return geopandas.GeoDataFrame(
        [
            {"id": id_, "name": catalog.name(id_, "en"), "area_km2": round(area_km2(area)), "geometry": area}
            for id_, area in shapes.items()
        ],
        crs="EPSG:4326",
    )


_LINES: Final = ("routes/turksib.geojson", "routes/railways.geojson", "base/rivers.geojson", "base/water.geojson")


def _drawn(catalog: Catalog, day: str) -> dict[str, Any]:
    """Return the geometry of every place that is drawn, in degrees: provinces of a day, points, lines and waters."""
    import shapely

    parts: dict[str, list[Any]] = {point.id: [shapely.Point(point.lon, point.lat)] for point in catalog.points}
    for name in _LINES:
        for feature in read_features(name, catalog.root):
            parts.setdefault(str(feature.properties["id"]), []).append(feature.geometry)
    return {place: shapely.union_all(found) for place, found in parts.items()} | provinces(catalog, day)


def statements_frame(catalog: Catalog, date: str, language: str) -> Any:
    """Return every claim as a row of a GeoDataFrame.

    Parameters
    ----------
    catalog
        The metadata.
    date
        EDTF; its first day picks the provinces whose shapes claims get.
    language
        ``kk``, ``ru`` or ``en``, of names, titles, translations and notes.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``claim``, ``place``, ``name``, ``measure``, ``title``, ``low``, ``high``, ``unit``, ``qualifier``,
        ``period``, ``source``, ``line``, ``fragment``, ``translation``, ``note``, ``contradicts`` and ``geometry``
        (EPSG:4326). What the source does not state is NaN, with its reason in ``qualifier``, and so is the number of
        a statement in words; a place that is not drawn, such as the whole republic, has no geometry.
    """
    import geopandas

    shapes = _drawn(catalog, first_day(date))
    rows = [
        {
            "claim": claim.id, "place": claim.place, "name": catalog.name(claim.place, language),
            "measure": claim.measure, "title": catalog.measures[claim.measure].titles[language], "low": claim.low,
            "high": claim.high, "unit": claim.unit, "qualifier": claim.qualifier.value, "period": claim.period,
            "source": claim.source, "line": claim.line or None, "fragment": claim.fragment,
            "translation": claim.translations[language], "note": claim.notes[language],
            "contradicts": "|".join(claim.contradicts), "geometry": shapes.get(claim.place),
        }
        for claim in (*catalog.claims, *catalog.others)
    ]  # fmt: skip
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326").astype(
        {"low": "float64", "high": "float64", "line": "Int64"}
    )


def routes_frame(catalog: Catalog, language: str) -> Any:
    """Return the railways as a GeoDataFrame, a row a section.

    Parameters
    ----------
    catalog
        The metadata.
    language
        ``kk``, ``ru`` or ``en``, of names and notes.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``id``, ``name``, ``section``, ``opened`` (EDTF), ``confidence``, ``source``, ``note``, ``length_km``
        (on the ellipsoid) and ``geometry`` (EPSG:4326).
    """
    import geopandas

    rows = []
    for name in _LINES[:2]:
        for feature in read_features(name, catalog.root):
            given = feature.properties
            rows.append(
                {
                    "id": given["id"], "name": catalog.name(given["id"], language),
                    "section": given.get("section", ""), "opened": given.get("opened", ""),
                    "confidence": given["confidence"], "source": given["source"],
                    "note": given.get(f"opened_note_{language}", ""),
                    "length_km": round(length_km(feature.geometry), 1), "geometry": feature.geometry,
                }
            )  # fmt: skip
    return geopandas.GeoDataFrame(rows, crs="EPSG:4326")
