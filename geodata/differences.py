"""Where a contributed set of governorates differs from the atlas: areas that another one holds, or only one of both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import shapely

from geodata.arcs import provinces
from geodata.areas import read_areas
from geodata.catalog import Catalog, read_catalog
from geodata.geometry import area_km2
from geodata.inspection import day_of
from geodata.model import ContributedSet
from geodata.report import ReadError

LEAST_KM2: Final = 0.01
"""What is smaller lies within the rounding of coordinates."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An area that the set and the atlas give to different governorates.

    Parameters
    ----------
    here, there
        Place id in the set and in the atlas; None where it is no governorate's.
    km2
        Its area.
    shape
        Polygons in WGS84 degrees.
    """

    here: str | None
    there: str | None
    km2: float
    shape: Any


def differences(own: ContributedSet, catalog: Catalog) -> list[Difference]:
    """Return the areas in which a set of governorates differs from the atlas's, the largest first.

    Parameters
    ----------
    own
        A set in role provinces.
    catalog
        The atlas; its governorates are those of August 1921 where the period of the set holds it.

    Raises
    ------
    ReadError
        If the set is no set of governorates, or cannot be read.
    """
    if own.role != "provinces":
        raise ReadError(f"Expected a set of governorates, found {own.id}.", "Compare a set in role provinces.")
    ids, _names, shapes = read_areas(own)
    theirs = dict(zip(ids, shapely.make_valid(shapes), strict=True))
    ours = provinces(catalog, day_of(own.period))
    found = [
        _difference(here, there, shapely.intersection(theirs[here], ours[there]))
        for here in theirs for there in ours if here != there
    ]  # fmt: skip
    all_theirs, all_ours = shapely.union_all(list(theirs.values())), shapely.union_all(list(ours.values()))
    found += [_difference(here, None, shapely.difference(shape, all_ours)) for here, shape in theirs.items()]
    found += [_difference(None, there, shapely.difference(shape, all_theirs)) for there, shape in ours.items()]
    return sorted((it for it in found if it.km2 >= LEAST_KM2), key=lambda it: -it.km2)


def _difference(here: str | None, there: str | None, shape: Any) -> Difference:
    parts = [it for it in shapely.get_parts(shapely.get_parts(shape)) if it.geom_type == "Polygon"]
    flat = shapely.multipolygons(parts)
    return Difference(here, there, area_km2(flat) if parts else 0.0, flat)


def compare(set_id: str, library: str) -> list[dict[str, Any]]:
    """Return the differences of a set of a library as plain values, without their shapes.

    Raises
    ------
    GeodataError
        If there is no such set, or it is none of governorates.
    """
    catalog = read_catalog(library=Path(library))
    return [
        {"here": it.here, "there": it.there, "km2": round(it.km2, 2)}
        for it in differences(catalog.set(set_id), catalog)
    ]
