"""A contributed file as the window looks at it: the proposal, and its shapes and findings in metres of the map.

`look` runs in the worker; the rest is light and runs in the window.
"""

from __future__ import annotations

import array
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from geodata.desk import Desk
from geodata.proposal import Proposal
from mapapp.adding import compile_ahead
from mapapp.shapes import Shapes

LOOK: Final = "mapapp.proposals:look"
READY: Final = "mapapp.proposals:ready"
"""The names of `look` and `ready` as jobs of the worker."""
OPEN: Final = frozenset({"near", "none"})
"""Kinds of matches that wait for a person."""
_SMALL: Final = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A square"}, "geometry": '
    '{"type": "Polygon", "coordinates": [[[60, 49], [61, 49], [61, 50], [60, 50], [60, 49]]]}}]}'
)
_MOST_LISTED: Final = 1000
"""Names that are handed to the window, those that wait for a person first."""
_MOST_PLAIN: Final = 200
"""The same of names that mean no place."""
_MOST_MISSING: Final = 12
_FEW: Final = 40
"""A file of more features is hardly one of governorates, so it is looked at as units."""

MOST_RINGS: Final = 1500
"""Rings that are drawn in the small map, the largest first."""

Flat = Sequence[float]
"""x0, y0, x1, y1 ... in metres."""


@dataclass(frozen=True, eq=False)
class Looked:
    """What the window knows of a file.

    Parameters
    ----------
    proposal
        As `geodata.inspection.inspect` returns it, but of names and missing places only those to be listed.
    missing
        How many places no row means, listed or not.
    outline
        Rings of the file's shapes.
    places
        For each finding its kind (``point``, ``line``, ``polygon``) and parts, or None where it has no place.
    spots
        For each name that is listed where its first feature lies, x and y, or None.
    wordings
        Message and hint of each code that was found, with its values left open.
    place_names
        Names of the places of a contributed set that values may be joined to.
    """

    proposal: Proposal
    missing: int
    outline: Sequence[Flat]
    places: Sequence[tuple[str, Sequence[Flat]] | None]
    spots: Sequence[tuple[float, float] | None]
    wordings: Mapping[str, Sequence[str]]
    place_names: Mapping[str, str]

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Looked:
        """Read what `look` returned."""
        places = [None if it is None else (it["kind"], it["parts"]) for it in found["places"]]
        spots = [None if it is None else (it[0], it[1]) for it in found["spots"]]
        return cls(
            Proposal.from_dict(found["proposal"]), found["missing"], found["outline"], places, spots,
            found["wordings"], found["place_names"],
        )  # fmt: skip


def ready(library: str, desk: Desk) -> None:
    """Bring everything in that a file needs while it is still on its way, by looking at a small map of our own.

    Parameters
    ----------
    library
        The person's library.
    desk
        Where its catalog will lie.
    """
    with tempfile.TemporaryDirectory(prefix="dala-atlas-") as folder:
        path = Path(folder) / "small.geojson"
        path.write_text(_SMALL, encoding="utf-8")
        look([str(path)], library=library, desk=desk)


def look(
    paths: Sequence[str], choices: Mapping[str, Any] | None = None, library: str = "", update: str = "",
    progress: Callable[[float, str], None] = lambda _share, _what: None, desk: Desk | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Inspect a file in the worker.

    Parameters
    ----------
    paths
        One file with its side files, or one folder.
    choices
        What a person decided; None for the first look, at which the role is proposed (governorates where a name is
        that of one, else units), or the set that a table is of.
    library
        The person's library.
    update
        Id of the set that the file is to renew; the first look takes the choices made for it.
    progress
        Told the share done, 0 to 1, and what is being done.
    desk
        What looks before this one left.
    """
    from geodata.checks.codes import CODES
    from geodata.contribute import inspect, kept_choices
    from geodata.library import folder_of
    from geodata.readers.formats import TABLES
    from geodata.sets import PACKAGE

    at_hand = desk or Desk()
    if choices is None and update:
        choices = vars(
            kept_choices(json.loads((folder_of(Path(library), update) / PACKAGE).read_text(encoding="utf-8")))
        )

    def inspected(chosen: Mapping[str, Any], most: int | None = None) -> Proposal:
        return inspect(
            paths, chosen, library=library or None, most_provinces=most, progress=progress, desk=at_hand,
            seen=lambda key, degrees: compile_ahead(key, degrees, at_hand),
        )  # fmt: skip

    if choices is None and Path(paths[0]).suffix.lower() in TABLES:
        choices = {"join_to": _joined(Path(paths[0]), library, at_hand)}
    found = inspected(choices) if choices is not None else _proposed(inspected)
    codes = {it.code for it in found.standing().findings} & set(CODES)
    listed = _listed(found)
    return {
        "proposal": replace(found, names=listed, missing=found.missing[:_MOST_MISSING], preview=()).as_dict(),
        "missing": len(found.missing),
        "outline": _metres(found.preview[:MOST_RINGS]),
        "places": [_place(it.geometry) for it in found.findings],
        "spots": _spots(listed),
        "wordings": {code: (CODES[code].message, CODES[code].hint) for code in codes},
        "place_names": _place_names(found, library, at_hand),
    }


def _listed(found: Proposal) -> list[Mapping[str, Any]]:
    """Return the names that are worth listing, those that wait for a person first."""
    plain = all(row["how"] == "not needed" for row in found.names)
    return sorted(found.names, key=lambda row: row["how"] not in OPEN)[: _MOST_PLAIN if plain else _MOST_LISTED]


def _joined(table: Path, library: str, desk: Desk) -> str:
    """Return the set that a table nobody chose anything about is of, the atlas's own where it cannot be read."""
    from geodata.catalog import BOUNDARY_SET
    from geodata.loading import catalog_of
    from geodata.meant import likely_set
    from geodata.readers.limits import Limits
    from geodata.report import GeodataError

    try:
        return likely_set(table, catalog_of(Path(library) if library else None, desk), Limits(), desk)
    except GeodataError:
        return BOUNDARY_SET  # `inspect` says what is wrong


def _proposed(inspected: Callable[..., Proposal]) -> Proposal:
    """Look at a map nobody chose anything about: as governorates where a name is that of one, else as units.

    Names that say to be those of uyezds or districts are units, though a governorate may be called alike.
    """
    from geodata.names import is_smaller_unit

    found = inspected({}, _FEW)
    named = any((it["place"] or it["how"] == "near") and not is_smaller_unit(it["name"]) for it in found.names)
    if not found.readable or found.choices.role == "units" or named:
        return found
    return inspected({"role": "units"})


def _metres(lines: Sequence[Sequence[Sequence[float]]]) -> list[list[float]]:
    """Return lines in degrees as flat numbers in metres of the map, all of them projected at once."""
    import numpy as np

    from geodata.geometry import to_map

    if not lines:
        return []
    flat = to_map(np.concatenate([np.asarray(line, dtype=float)[:, :2] for line in lines])).round(1).ravel().tolist()
    ends = np.cumsum([2 * len(line) for line in lines]).tolist()
    return [flat[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _spots(listed: Sequence[Mapping[str, Any]]) -> list[list[float] | None]:
    placed = iter(_metres([[it["at"]] for it in listed if it.get("at")]))
    return [next(placed) if it.get("at") else None for it in listed]


def _place(geometry: Mapping[str, object] | None) -> dict[str, Any] | None:
    import shapely
    from shapely.geometry import shape

    if geometry is None:
        return None
    parts = shapely.get_parts(shapely.get_parts(shape(dict(geometry))))
    kinds = {"Point": "point", "LineString": "line", "Polygon": "polygon"}
    parts = [it for it in parts if it.geom_type in kinds and not it.is_empty]
    if not parts:
        return None
    kind = kinds[parts[0].geom_type]
    rings = [ring for part in parts for ring in ((part.exterior, *part.interiors) if kind == "polygon" else (part,))]
    return {"kind": kind, "parts": _metres([list(ring.coords) for ring in rings])}


def _place_names(found: Proposal, library: str, desk: Desk) -> dict[str, str]:
    from geodata.loading import catalog_of
    from geodata.meant import join_places
    from geodata.report import GeodataError

    if found.kind != "values":
        return {}
    try:
        catalog = catalog_of(Path(library) if library else None, desk)
        return join_places(catalog, found.choices.join_to, desk)
    except GeodataError:
        return {}


def shapes_of(kind: str, features: Mapping[str, Sequence[Flat]]) -> Shapes:
    """Return features by id, each a list of flat parts, as `Shapes` whose anchors are the middles of their boxes."""
    parts, anchors, numbers, vertices = [], [], array.array("d"), 0
    for own in features.values():
        spans = []
        for flat in own:
            spans.append((vertices, len(flat) // 2))
            vertices += len(flat) // 2
            numbers.extend(flat)
        parts.append(tuple(spans))
        anchors.append(middle(own))
    return Shapes(kind, tuple(features), ("",) * len(features), tuple(parts), tuple(anchors), numbers.tobytes())


def middle(parts: Sequence[Flat]) -> tuple[float, float]:
    """Return the middle of the box of flat parts, in metres."""
    xmin, ymin, xmax, ymax = bounds(parts)
    return (xmin + xmax) / 2, (ymin + ymax) / 2


def bounds(parts: Sequence[Flat]) -> tuple[float, float, float, float]:
    """Return (xmin, ymin, xmax, ymax) of flat parts, in metres."""
    xs = [x for flat in parts for x in flat[::2]]
    ys = [y for flat in parts for y in flat[1::2]]
    return min(xs), min(ys), max(xs), max(ys)
