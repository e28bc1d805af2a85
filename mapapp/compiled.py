"""Shapes projected once and kept on disk as raw numbers, so that the first map needs neither numpy nor shapely.

The file is a header line of JSON followed by float64 pairs. It is keyed by the data and the code; a damaged or
foreign file is built anew. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.catalog import Catalog
from geodata.model import ContributedSet
from geodata.report import ReadError
from geodata.resources import fingerprint
from mapapp import setfiles
from mapapp.files import write_whole
from mapapp.shapes import Shapes

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Shapes", "build", "cache_key", "compile_shapes", "default_path", "kept", "load", "read", "ship", "write"]

_FORMAT: Final = "dala-atlas-shapes-3"
SHIPPED: Final = Path(__file__).resolve().parent / "assets" / "shapes.bin"
"""Made when the program is built; it is of no use once its data are changed."""
_KIND_OF: Final = {"Polygon": "polygon", "MultiPolygon": "polygon", "Point": "point"}


def _shapes(features: list[tuple[str, str, BaseGeometry]]) -> Shapes:
    """Flatten (id, tag, geometry in degrees) features into projected `Shapes`."""
    import shapely

    from geodata.geometry import project

    parts, anchors, chunks, vertices = [], [], [], 0
    projected = [project(geometry) for _id, _tag, geometry in features]
    for flat in projected:
        own = []
        for ring in _rings(flat):
            coords = shapely.get_coordinates(ring)
            own.append((vertices, len(coords)))
            vertices += len(coords)
            chunks.append(coords.astype("float64").tobytes())
        parts.append(tuple(own))
        anchors.append(_anchor(flat))
    first = features[0][2].geom_type if features else "LineString"
    return Shapes(
        _KIND_OF.get(first, "line"),
        tuple(item[0] for item in features),
        tuple(item[1] for item in features),
        tuple(parts),
        tuple(anchors),
        b"".join(chunks),
        tuple(_size(geometry, flat) for (_id, _tag, geometry), flat in zip(features, projected, strict=True)),
    )


def _size(geometry: BaseGeometry, flat: BaseGeometry) -> float:
    from geodata.geometry import length_km

    if geometry.geom_type.endswith("Polygon"):
        return float(flat.area) / 1e6
    return 0.0 if geometry.geom_type == "Point" else length_km(geometry)


def _rings(geometry: BaseGeometry) -> list[BaseGeometry]:
    import shapely

    found: list[BaseGeometry] = []
    for part in shapely.get_parts(geometry):
        found += [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
    return found


def _anchor(geometry: BaseGeometry) -> tuple[float, float]:
    import shapely

    if geometry.geom_type.endswith("Polygon"):
        point = shapely.get_point(shapely.maximum_inscribed_circle(geometry, tolerance=1000), 0)
    elif geometry.geom_type == "Point":
        point = geometry
    else:
        longest = max(shapely.get_parts(geometry), key=lambda line: float(line.length))
        point = longest.interpolate(0.5, normalized=True)
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def _tag(properties: Mapping[str, Any]) -> str:
    """Return what a line's look depends on: its rank or its confidence."""
    return str(properties.get("rank") or properties.get("confidence", ""))


def compile_shapes(catalog: Catalog) -> dict[str, Shapes]:
    """Project every shape that the atlas's own layers draw; `mapapp.setfiles` does those that people added.

    Returns
    -------
    dict
        By file name for base files and routes, ``points/<role>`` for places, and ``provinces@<day>``,
        ``outer@<day>``, ``inner@<day>`` for each day on which the provinces change; ``differences/<id>`` for each set
        of governorates that people added.
    """
    from shapely.geometry import Point

    from geodata.arcs import pieces, province_lines, provinces, read_arcs, read_features

    found: dict[str, Shapes] = {}
    for spec in catalog.layers:
        if spec.kind in {"water", "lines"}:
            features = read_features(spec.data, catalog.root)
            found[spec.data] = _shapes(
                [(item.properties["id"], _tag(item.properties), item.geometry) for item in features]
            )
        elif spec.kind == "points":
            roles = spec.data.split("|")
            found[f"points/{spec.data}"] = _shapes(
                [(p.id, str(p.rank), Point(p.lon, p.lat)) for p in catalog.points if p.role in roles]
            )
    arcs = read_arcs(catalog.root)
    drawn = pieces(arcs)
    found["pieces"] = _shapes([(name, "", shape) for name, shape in drawn.items()])
    for day in catalog.periods():
        found[f"provinces@{day}"] = _shapes(
            [(name, "", shape) for name, shape in provinces(catalog, day, drawn).items()]
        )
        lines = province_lines(catalog, day, arcs)
        for key, outer in (("outer", True), ("inner", False)):
            found[f"{key}@{day}"] = _shapes(
                [("", confidence.value, line) for (confidence, flag), line in lines.items() if flag is outer]
            )
    for own in _compared(catalog):
        with suppress(ReadError):  # a damaged set is told of by the catalog
            found[f"differences/{own.id}"] = _differences(own, catalog)
    return found


def _compared(catalog: Catalog) -> list[ContributedSet]:
    """Return the sets that may stand in for the governorates of the atlas, and so are compared with them."""
    return [own for own in catalog.sets if own.role == "provinces"]


def _differences(own: ContributedSet, catalog: Catalog) -> Shapes:
    """Return where a set differs from the atlas: ids and tags hold the place in the set and in the atlas."""
    from geodata.differences import differences

    found = differences(own, catalog)
    return replace(
        _shapes([(it.here or "", it.there or "", it.shape) for it in found]),
        kind="polygon", sizes=tuple(it.km2 for it in found),
    )  # fmt: skip


def cache_key(catalog: Catalog) -> str:
    """Return what the compiled shapes depend on: data files, sets compared with them, and the code that compiles."""
    code = ("arcs.py", "geometry.py", "differences.py")
    bodies = [
        (Path(__file__).parent / name).read_bytes()
        for name in ("compiled.py", "shapes.py", *(f"../geodata/{name}" for name in code))
    ]
    compared = [f"{own.id} {own.hash} {own.period}" for own in _compared(catalog)]
    parts = (fingerprint(catalog.root), *compared, *(f"{len(body)} {zlib.crc32(body):08x}" for body in bodies))
    return "\n".join(parts)


def write(path: Path, shapes: Mapping[str, Shapes], key: str) -> None:
    """Write compiled shapes to a temporary file and rename it into place."""
    table = {
        name: {
            "kind": it.kind, "ids": it.ids, "tags": it.tags, "parts": it.parts, "anchors": it.anchors,
            "sizes": it.sizes, "bytes": memoryview(it.xy).nbytes,
        }
        for name, it in shapes.items()
    }  # fmt: skip
    body = b"".join(it.xy for it in shapes.values())
    header = {
        "format": _FORMAT, "key": key, "order": sys.byteorder, "crc": zlib.crc32(body), "shapes": table,
    }  # fmt: skip
    write_whole(path, json.dumps(header, separators=(",", ":")).encode() + b"\n" + body)


def read(path: Path, key: str) -> dict[str, Shapes] | None:
    """Read compiled shapes, or return None if the file is missing, damaged or of another key."""
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        header = json.loads(head)
        expected = (_FORMAT, key, sys.byteorder, zlib.crc32(body))
        if (header["format"], header["key"], header["order"], header["crc"]) != expected:
            return None
        found, offset = {}, 0
        for name, it in header["shapes"].items():
            end = offset + it["bytes"]
            parts = tuple(tuple((first, count) for first, count in own) for own in it["parts"])
            anchors = tuple((x, y) for x, y in it["anchors"])
            found[name] = Shapes(
                it["kind"], tuple(it["ids"]), tuple(it["tags"]), parts, anchors, body[offset:end], tuple(it["sizes"])
            )
            offset = end
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found


def kept(path: Path, key: str) -> dict[str, Shapes] | None:
    """Return the shapes of a key from a person's cache or, as they came with the program, from its own files."""
    return read(path, key) or read(SHIPPED, key)


def ship() -> None:
    """Compile the shapes of the atlas into the program's own files, where a first start finds them."""
    from geodata.catalog import read_catalog

    catalog = read_catalog()
    key = cache_key(catalog)
    if read(SHIPPED, key) is None:
        write(SHIPPED, compile_shapes(catalog), key)


def default_path() -> Path:
    """Return where the compiled shapes are kept for this person."""
    from platformdirs import user_cache_path

    return user_cache_path("dala-atlas", appauthor=False) / "shapes.bin"


def build(root: str | None = None, path: str | None = None, library: str | None = None) -> None:
    """Compile what is not compiled yet and keep it; the window lets a process of its own do this.

    Parameters
    ----------
    root, library
        Data folder and library; the shipped one and none unless given.
    path
        Where the atlas's own shapes are kept; contributed sets are kept in a folder beside.
    """
    from geodata.catalog import read_catalog

    catalog = read_catalog(Path(root) if root else None, Path(library) if library else None)
    where, key = Path(path) if path else default_path(), cache_key(catalog)
    if kept(where, key) is None:
        write(where, compile_shapes(catalog), key)
    for own in setfiles.stale(catalog.sets, where):
        with suppress(ReadError):  # a damaged set must not cost the others their map; the catalog tells of it
            setfiles.build(own, where)


def load(catalog: Catalog, path: Path | None = None) -> dict[str, Shapes]:
    """Return the compiled shapes, from disk where they are fresh, else made now and kept if possible."""
    where = path or default_path()
    key = cache_key(catalog)
    shapes = kept(where, key)
    if shapes is None:
        shapes = compile_shapes(catalog)
        with suppress(OSError):
            write(where, shapes, key)
    for own in catalog.sets:
        if own.kind == "boundaries":
            with suppress(ReadError):
                shapes[f"set/{own.id}"] = setfiles.load(own, where)
    return shapes
