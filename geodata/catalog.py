"""All metadata of the atlas in one frozen value; geometry stays in its files until it is compiled."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from geodata.claims import read_claims, read_other_claims, rows, split, texts
from geodata.events import between, read_events
from geodata.model import (
    LANGUAGES,
    Claim,
    Comparison,
    Confidence,
    ContributedSet,
    Event,
    LayerSpec,
    Measure,
    Piece,
    Place,
    Point,
    Province,
    RouteDate,
    Section,
    Source,
)
from geodata.report import ReadError, UnknownError
from geodata.resources import data_file, shipped
from geodata.sets import GROUP, Problem, discover
from geodata.sets import layers as set_layers

BOUNDARY_SET = "august-1921"
AREA_MEASURES = frozenset({"area", "area-oblast"})
"""Measures of second sources that are areas: of a governorate, and of the oblast or horde that it was made of."""


@dataclass(frozen=True)
class Catalog:
    """Everything that the atlas knows but the shapes.

    `claims` are the essay's; `others` are figures of second sources, which stand beside them and never replace them.
    `layers` run bottom to top. `root` is the data folder that it was read from. `sets` are those that people added,
    `problems` those of them that cannot be used, `library` the folder of the person's own.
    """

    root: Path
    sources: Mapping[str, Source]
    places: Mapping[str, Place]
    measures: Mapping[str, Measure]
    claims: tuple[Claim, ...]
    events: tuple[Event, ...]
    pieces: tuple[Piece, ...]
    provinces: tuple[Province, ...]
    points: tuple[Point, ...]
    layers: tuple[LayerSpec, ...]
    comparisons: tuple[Comparison, ...] = ()
    others: tuple[Claim, ...] = ()
    sections: tuple[Section, ...] = ()
    route_dates: tuple[RouteDate, ...] = ()
    railways: tuple[Section, ...] = ()
    sets: tuple[ContributedSet, ...] = ()
    problems: tuple[Problem, ...] = ()
    library: Path | None = None

    @cached_property
    def claims_by_id(self) -> Mapping[str, Claim]:
        """Claims by id, those of second sources as well."""
        return {claim.id: claim for claim in (*self.claims, *self.others)}

    @cached_property
    def points_by_id(self) -> Mapping[str, Point]:
        """Towns, works and stations by id."""
        return {point.id: point for point in self.points}

    @cached_property
    def told_by(self) -> tuple[tuple[str, str], ...]:
        """Every source with each measure that it tells of, in the order of the claims."""
        return tuple(dict.fromkeys((claim.source, claim.measure) for claim in (*self.claims, *self.others)))

    @cached_property
    def claims_of(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims of the essay and of contributed sets by measure."""
        return _grouped(self.claims, "measure")

    @cached_property
    def claims_at(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims of the essay and of contributed sets by place."""
        return _grouped(self.claims, "place")

    @cached_property
    def claims_named(self) -> tuple[Claim, ...]:
        """Claims about places that the atlas itself has a name for."""
        return tuple([claim for claim in self.claims if claim.place in self.places])

    @cached_property
    def selectable(self) -> frozenset[str]:
        """Ids that can be selected on the map: every province of any time, Turksib, and every point."""
        return frozenset({piece.province for piece in self.pieces} | {"turksib", *self.points_by_id})

    def layer(self, layer_id: str) -> LayerSpec:
        """Return a layer's specification.

        Raises
        ------
        UnknownError
            If there is no such layer; the message lists those there are.
        """
        for spec in self.layers:
            if spec.id == layer_id:
                return spec
        known = ", ".join(spec.id for spec in self.layers)
        raise UnknownError(f"Expected the id of a layer, found {layer_id!r}.", f"Possible: {known}.")

    def province_of(self, day: str) -> dict[str, str]:
        """Return the province that each piece belonged to on an ISO day; empty where there were none."""
        return {piece.piece: piece.province for piece in self.pieces if piece.period.covers(day)}

    def province_ids(self, day: str) -> tuple[str, ...]:
        """Return the provinces of an ISO day, in the order of the data."""
        return tuple(dict.fromkeys(self.province_of(day).values()))

    def periods(self) -> tuple[str, ...]:
        """Return the days on which the assignment of pieces changes, in order."""
        days = {piece.period.start for piece in self.pieces} | {piece.period.end for piece in self.pieces}
        return tuple(sorted(day for day in days if day is not None))

    def province(self, province_id: str, day: str) -> Province | None:
        """Return what is known of a province on a day, or None."""
        for province in self.provinces:
            if province.id == province_id and province.period.covers(day):
                return province
        return None

    def published_areas(self, place: str) -> tuple[Claim, ...]:
        """Return the areas that second sources print for a place, or for what it was made of."""
        return tuple(claim for claim in self.others if claim.place == place and claim.measure in AREA_MEASURES)

    def set(self, set_id: str) -> ContributedSet:
        """Return a contributed set.

        Raises
        ------
        UnknownError
            If there is no such set; the message lists those there are.
        """
        for found in self.sets:
            if found.id == set_id:
                return found
        known = ", ".join(found.id for found in self.sets) or "none yet"
        raise UnknownError(f"Expected the id of a set, found {set_id!r}.", f"There are: {known}.")

    def with_set(self, added: ContributedSet) -> Catalog:
        """Return the catalog with a contributed set and its layers; one with the same id is replaced.

        Fills come above the last fill of the atlas, outlines above all boundaries.
        """
        base = self.without_set(added.id)
        measures = dict(base.measures) | ({added.measure.id: added.measure} if added.measure else {})
        layers = list(base.layers)
        for spec in set_layers(added, base.measures):
            fill = spec.kind in {"figures", "differences"}
            like = {"choropleth", "category", "parts", "figures", "differences"} if fill else {"outlines", "areas"}
            at = max((index for index, it in enumerate(layers) if it.kind in like), default=len(layers) - 1)
            layers.insert(at + 1, spec)
        return replace(
            base, sources=dict(base.sources) | {added.id: added.source}, measures=measures,
            claims=base.claims + added.claims, layers=tuple(layers), sets=(*base.sets, added),
        )  # fmt: skip

    def with_added(self, added: ContributedSet) -> Catalog:
        """Return the catalog as it is read when a set has come to its folder, or another of its id was there."""
        beside = [it for it in self.sets if Path(it.folder).parent == Path(added.folder).parent and it.id != added.id]
        base = replace(self, problems=tuple(it for it in self.problems if it.id != added.id))
        for it in (*beside, added):
            base = base.without_set(it.id)
        return _with_sets(base, (*beside, added))

    def without_set(self, set_id: str) -> Catalog:
        """Return the catalog without a contributed set; the same where there is none."""
        if all(found.id != set_id for found in self.sets):
            return self
        return replace(
            self, sources={key: it for key, it in self.sources.items() if key != set_id},
            measures={key: it for key, it in self.measures.items() if key != set_id},
            claims=tuple(it for it in self.claims if it.source != set_id),
            layers=tuple(it for it in self.layers if not self.is_of_set(it, set_id)),
            sets=tuple(it for it in self.sets if it.id != set_id),
        )  # fmt: skip

    def is_of_set(self, spec: LayerSpec, set_id: str) -> bool:
        """Tell whether a layer comes of a contributed set: its areas, or figures on them."""
        return spec.group == GROUP and (spec.id == set_id or spec.style.get("set") == set_id)

    def name(self, place_id: str, language: str) -> str:
        """Return the short name of a place in a language, or its id where it has none."""
        place = self.places.get(place_id)
        return place.names[language] if place else place_id


def _grouped(claims: tuple[Claim, ...], name: str) -> dict[str, tuple[Claim, ...]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(getattr(claim, name), []).append(claim)
    return {key: tuple(own) for key, own in found.items()}


def _sources(root: Path) -> dict[str, Source]:
    names = ("id", "title", "authors", "year", "licence", "url", "trust")
    return {
        row["id"]: Source(
            **{name: row[name] for name in names}, titles=texts(row, "title"), writers=texts(row, "authors")
        )
        for row in rows(data_file("sources.csv", root))
    }


def _places(root: Path) -> dict[str, Place]:
    return {
        row["id"]: Place(
            row["id"],
            row["kind"],
            {language: row[language] for language in LANGUAGES},
            row["kk_latn"],
            split(row["aliases"]),
        )
        for row in rows(data_file("names.csv", root))
    }


def _measures(root: Path) -> dict[str, Measure]:
    return {
        row["id"]: Measure(
            row["id"],
            row["kind"],
            row["unit"],
            tuple(float(part) for part in split(row["breaks"])),
            texts(row, "title"),
            texts(row, "subject"),
        )
        for row in rows(data_file("measures.csv", root))
    }


def _pieces(root: Path) -> tuple[Piece, ...]:
    return tuple(
        Piece(row["piece"], row["province"], between(row["start"], row["end"]), row["source"], row["note"])
        for row in rows(data_file(f"boundaries/{BOUNDARY_SET}/pieces.csv", root))
    )


def _provinces(root: Path) -> tuple[Province, ...]:
    return tuple(
        Province(row["province"], between(row["start"], row["end"]), texts(row, "state"))
        for row in rows(data_file(f"boundaries/{BOUNDARY_SET}/provinces.csv", root))
    )


def _points(root: Path) -> tuple[Point, ...]:
    return tuple(
        Point(
            row["id"],
            row["role"],
            float(row["lon"]),
            float(row["lat"]),
            int(row["rank"] or 4),
            row["position"],
            int(row["seq"]) if row["seq"] else None,
            row["period"],
            row["source"],
            texts(row, "note"),
        )
        for row in rows(data_file("places/places.csv", root))
    )


def _layers(root: Path) -> tuple[LayerSpec, ...]:
    tables = tomllib.loads(data_file("layers.toml", root).read_text(encoding="utf-8"))["layers"]
    known = {"id", "group", "kind", "data", "title", "visible"}
    return tuple(
        LayerSpec(
            table["id"],
            table["group"],
            table["kind"],
            table["data"],
            table["title"],
            table["visible"],
            {key: value for key, value in table.items() if key not in known},
        )
        for table in tables
    )


def _comparisons(root: Path) -> tuple[Comparison, ...]:
    tables = tomllib.loads(data_file("comparisons.toml", root).read_text(encoding="utf-8"))["comparisons"]
    return tuple(Comparison(it["id"], it["place"], tuple(it["measures"]), it["title"]) for it in tables)


def _route(name: str, root: Path) -> list[dict[str, str]]:
    told = json.loads(data_file(name, root).read_text(encoding="utf-8"))["features"]
    return [feature["properties"] for feature in told]


def _railways(root: Path) -> tuple[Section, ...]:
    return tuple(
        Section(
            it["id"], {}, "", it["opened"], Confidence(it["confidence"]), split(it["source"]), texts(it, "opened_note")
        )
        for it in _route("routes/railways.geojson", root)
    )  # fmt: skip


def _sections(root: Path) -> tuple[Section, ...]:
    return tuple(
        Section(
            it["section"], texts(it, "title"), it["begun"], it["opened"], Confidence(it["confidence"]),
            split(it["source"]), texts(it, "note"),
        )
        for it in _route("routes/turksib.geojson", root)
    )  # fmt: skip


def read_catalog(root: Path | None = None, library: Path | None = None) -> Catalog:
    """Read all metadata.

    Parameters
    ----------
    root
        The data folder; the shipped one unless given. Every packed set below its ``boundaries`` is a layer.
    library
        A person's library, whose sets are layers too. One that is damaged is told of in `problems`.

    Raises
    ------
    ReadError
        If a file is missing or damaged; the message names it.
    """
    base = root or shipped()
    try:
        found = Catalog(
            root=base,
            sources=_sources(base),
            places=_places(base),
            measures=_measures(base),
            claims=read_claims(data_file("essay/claims.csv", base)),
            events=read_events(data_file("essay/events.csv", base)),
            pieces=_pieces(base),
            provinces=_provinces(base),
            points=_points(base),
            layers=_layers(base),
            comparisons=_comparisons(base),
            others=read_other_claims(data_file("other/claims.csv", base)),
            sections=_sections(base),
            railways=_railways(base),
            route_dates=tuple(
                RouteDate(row["when"], texts(row, "text"), split(row["source"]))
                for row in rows(data_file("routes/turksib-dates.csv", base))
            ),
        )
    except (KeyError, ValueError) as error:
        raise ReadError(
            "Expected a data folder of the atlas, found a file with {error}.",
            "Install the program again, or mend the file.",
            error=error,
        ) from error
    found = _with_found(found, base / "boundaries")
    return replace(_with_found(found, library), library=library) if library else found


def _with_found(catalog: Catalog, folder: Path) -> Catalog:
    sets, problems = discover(folder)
    return replace(_with_sets(catalog, sets), problems=(*catalog.problems, *problems))


def _with_sets(catalog: Catalog, sets: Iterable[ContributedSet]) -> Catalog:
    for added in sorted(sets, key=lambda it: (it.kind != "boundaries", it.id)):
        catalog = catalog.with_set(added)
    return catalog
