"""The areas of a boundary set on disk: as text that can be compared, or where that would take long as FlatGeobuf.

Either is one file that QGIS opens and edits, and opening it leaves every byte as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geodata.model import ContributedSet
from geodata.readers.formats import sniff
from geodata.readers.lean import import_pyogrio
from geodata.report import ReadError
from geodata.sets import AREAS, LARGE_AREAS

OWN: Final = ("atlas_id", "atlas_name")
"""The columns that the atlas adds to those of a file."""
_MOST_AS_TEXT: Final = 50_000
"""Vertices: some two megabytes of text."""
_DIGITS: Final = 7
_FIRST: Final = '{"type": "FeatureCollection", "features": ['
_FEATURE: Final = '{"type": "Feature", "properties": '
_GEOMETRY: Final = ', "geometry": '
_LAST: Final = "]}"

Columns = Mapping[str, Sequence[Any]]


def is_large(degrees: Any) -> bool:
    """Tell whether shapes are written as FlatGeobuf, which keeps every digit and is quick."""
    return int(shapely.get_num_coordinates(degrees).sum()) > _MOST_AS_TEXT


def as_written(degrees: Any) -> Any:
    """Return shapes with the digits that are written: all of them, or those of a text."""
    return degrees if is_large(degrees) else rounded(degrees)


def rounded(degrees: Any) -> Any:
    """Return shapes with the digits of a text, about a centimetre."""
    return shapely.transform(degrees, lambda xy: np.round(xy, _DIGITS))


def kind_of(values: Sequence[Any]) -> str:
    """Return the type of a column's values: ``boolean``, ``integer``, ``number`` or ``string``."""
    kinds = {type(value) for value in values if value is not None}
    if kinds and kinds <= {bool}:
        return "boolean"
    return "integer" if kinds and kinds <= {int} else "number" if kinds and kinds <= {int, float} else "string"


def in_bytes(degrees: Any) -> Any:
    """Return large shapes as they are written, an array of pyarrow; None for those that are written as text."""
    if not is_large(degrees):
        return None
    import pyarrow

    return pyarrow.array(shapely.to_wkb(degrees), pyarrow.binary())


def write_areas(
    folder: Path, ids: Sequence[str], names: Sequence[str], columns: Columns, degrees: Any, packed: Any = None
) -> str:  # fmt: skip
    """Write shapes in WGS84 degrees with the columns as they were read, and return the name of the file.

    Parameters
    ----------
    folder
        Of the set.
    ids, names
        Of each feature; they stand as ``atlas_id`` and ``atlas_name`` beside the columns.
    columns
        Values by column.
    degrees
        Shapely geometries, as `as_written` returns them.
    packed
        What `in_bytes` makes of them, where that is there.
    """
    own = dict(zip(OWN, (ids, names), strict=True))
    every = own | {key: values for key, values in columns.items() if key not in own}
    if is_large(degrees):
        write_large(folder / LARGE_AREAS, every, degrees, packed)
        return LARGE_AREAS
    write_text(folder / AREAS, every, degrees)
    return AREAS


def write_text(path: Path, columns: Columns, degrees: Any) -> None:
    """Write GeoJSON, a feature a line."""
    texts = shapely.to_geojson(degrees)
    rows = zip(*columns.values(), strict=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_FIRST + "\n")
        for row, (text, values) in enumerate(zip(texts, rows, strict=True), 1):
            said = json.dumps(dict(zip(columns, values, strict=True)), ensure_ascii=False, default=str)
            end = "\n" if row == len(texts) else ",\n"
            file.write(f"{_FEATURE}{said}{_GEOMETRY}{text}}}{end}")
        file.write(_LAST + "\n")


def write_large(path: Path, columns: Columns, degrees: Any, packed: Any = None) -> None:
    """Write FlatGeobuf in the order of the rows, which an index would change."""
    import_pyogrio()
    import pyarrow
    from pyogrio.raw import write_arrow

    geometry = "geometry"
    while geometry in columns:
        geometry += "_"
    shapes = packed if packed is not None else pyarrow.array(shapely.to_wkb(degrees), pyarrow.binary())
    table = pyarrow.table({key: _column(values) for key, values in columns.items()} | {geometry: shapes})
    kinds = {shapely.GeometryType(kind).name for kind in np.unique(shapely.get_type_id(degrees)).tolist()}
    names = {"POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon"}
    write_arrow(
        table, path, driver="FlatGeobuf", geometry_name=geometry, crs="EPSG:4326", SPATIAL_INDEX="NO",
        geometry_type=names.get(kinds.pop(), "Unknown") if len(kinds) == 1 else "Unknown",
    )  # fmt: skip


def _column(values: Sequence[Any]) -> Any:
    import pyarrow

    kinds = {"boolean": pyarrow.bool_(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
    kind = kinds.get(kind_of(values))
    if kind is not None:
        return pyarrow.array(values, kind)
    return pyarrow.array([None if value is None else str(value) for value in values], pyarrow.string())


def read_areas(added: ContributedSet) -> tuple[list[str], list[str], Any]:
    """Return ids, names and shapes (WGS84 degrees) of a boundary set.

    Raises
    ------
    ReadError
        If the file is gone or damaged.
    """
    return areas_in(Path(added.folder))


def areas_in(folder: Path) -> tuple[list[str], list[str], Any]:
    """Return what `read_areas` does, of the folder of a boundary set."""
    columns, shapes = columns_in(folder)
    return list(map(str, columns[OWN[0]])), list(map(str, columns[OWN[1]])), shapes


def columns_in(folder: Path) -> tuple[dict[str, list[Any]], Any]:
    """Return all columns and the shapes of a boundary set.

    Raises
    ------
    ReadError
        If the file is gone or damaged.
    """
    return _read(folder, with_shapes=True)


def set_names(added: ContributedSet) -> dict[str, str]:
    """Return the places of a boundary set: id to name.

    Raises
    ------
    ReadError
        If the file is gone or damaged.
    """
    columns, _shapes = _read(Path(added.folder), with_shapes=False)
    return dict(zip(map(str, columns[OWN[0]]), map(str, columns[OWN[1]]), strict=True))


def _read(folder: Path, with_shapes: bool) -> tuple[dict[str, list[Any]], Any]:
    large = folder / LARGE_AREAS
    try:
        columns, shapes = _large(large, with_shapes) if large.is_file() else _text(folder / AREAS, with_shapes)
        missing = [name for name in OWN if None in columns.get(name, [None])]
    except (OSError, ValueError, LookupError, TypeError, RuntimeError, shapely.errors.ShapelyError) as error:
        raise _damaged(folder, error) from error
    if missing:
        raise _damaged(folder, KeyError(missing[0]))
    return columns, shapes


def _damaged(folder: Path, error: Exception) -> ReadError:
    return ReadError(
        "Expected the areas of the set {id}, found {error}.", "Restore its folder or remove it.",
        code="set-damaged", id=folder.name, error=error,
    )  # fmt: skip


def _large(path: Path, with_shapes: bool) -> tuple[dict[str, list[Any]], Any]:
    if sniff(path) != "FlatGeobuf":  # a reader of any format might follow what it finds there
        raise ValueError("another format")
    import_pyogrio()
    import pyogrio

    meta, table = pyogrio.raw.read_arrow(path, columns=None if with_shapes else list(OWN), read_geometry=with_shapes)
    name = str(meta.get("geometry_name") or "wkb_geometry")
    columns = {key: table.column(key).to_pylist() for key in table.column_names if key != name}
    return columns, shapely.from_wkb(np.array(table.column(name).to_pylist(), dtype=object)) if with_shapes else None


def _text(path: Path, with_shapes: bool) -> tuple[dict[str, list[Any]], Any]:
    text = path.read_text(encoding="utf-8")
    said, drawn = _as_written(text) or _as_json(text)
    keys = dict.fromkeys(key for row in said for key in row)
    columns = {key: [row.get(key) for row in said] for key in keys}
    return columns or {name: [] for name in OWN}, shapely.from_geojson(drawn) if with_shapes else None


def _as_written(text: str) -> tuple[list[Any], list[str]] | None:
    """Return properties and geometries of a file that `write_text` wrote, without a Python object a vertex."""
    lines = text.rstrip("\n").split("\n")
    if lines[:1] != [_FIRST] or lines[-1:] != [_LAST]:
        return None
    said, drawn = [], []
    for line in lines[1:-1]:
        before, mark, after = line.rstrip(",").rpartition(_GEOMETRY)
        if not mark or not before.startswith(_FEATURE) or not after.endswith("}"):
            return None
        said.append(json.loads(before[len(_FEATURE) :]))
        drawn.append(after[:-1])
    return said, drawn


def _as_json(text: str) -> tuple[list[Any], list[str]]:
    """Return properties and geometries of any GeoJSON, such as one that was written anew by another program."""
    found = json.loads(text)["features"]
    return [it["properties"] for it in found], [json.dumps(it["geometry"]) for it in found]
