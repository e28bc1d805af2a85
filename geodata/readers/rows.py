"""The rows of one layer: geometries as WKB, columns as plain values, and what the layer says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geodata.readers import about, crs

if TYPE_CHECKING:
    from pathlib import Path

_BLANK_KML: Final = frozenset({"timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility",
                               "draworder", "icon", "description", "id"})  # fmt: skip
"""Columns that the reader of KML makes of its own accord."""
_BLANK: Final = (None, "", "-1", -1)


@dataclass(frozen=True, eq=False)
class Rows:
    """A layer as its reader gave it; `crs` is empty where the file names none."""

    wkb: Sequence[bytes | None]
    columns: Mapping[str, Sequence[Any]]
    crs: str
    about: about.About


def by_gdal(path: Path, layer: str, kind: str) -> Rows:
    """Read a layer with GDAL, the names of a Shapefile byte for byte.

    Parameters
    ----------
    path, layer
        The file and the layer in it.
    kind
        Its format, such as ``KML``.
    """
    import pyogrio

    raw = "ISO-8859-1" if kind == "Shapefile" else None
    meta, table = pyogrio.raw.read_arrow(path, layer=layer, encoding=raw, datetime_as_string=True)
    info = pyogrio.read_info(path, layer=layer)
    names = {str(meta.get("geometry_name") or "wkb_geometry"), "wkb_geometry", "geometry"} & set(table.column_names)
    said = {**(info.get("dataset_metadata") or {}), **(info.get("layer_metadata") or {})}
    columns = {name: table.column(name).to_pylist() for name in table.column_names if name not in names}
    if kind == "KML":
        columns = {
            key: values
            for key, values in columns.items()
            if key.lower() not in _BLANK_KML or any(value not in _BLANK for value in values)
        }
    shapes = table.column(names.pop()).to_pylist() if names else [None] * table.num_rows
    return Rows(shapes, columns, str(meta.get("crs") or ""), about.from_mapping(said))


def parquet(path: Path) -> Rows:
    """Read GeoParquet, with shapes in WKB or in the columns of GeoArrow.

    Raises
    ------
    ValueError
        If it is damaged, or a table without shapes.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except pyarrow.ArrowException as error:
        raise ValueError(str(error)) from error
    said = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    name = said.get("primary_column", "geometry")
    column = said.get("columns", {}).get(name)
    if column is None or name not in table.column_names:
        raise ValueError("it is a table without shapes, as it names no column of them")
    if column.get("encoding", "WKB") == "WKB":
        shapes = table.column(name).to_pylist()
    else:
        import geopandas

        shapes = geopandas.read_parquet(path, columns=[name])[name].to_wkb().tolist()
    definition = column.get("crs", crs.WGS84)
    if isinstance(definition, dict):
        definition.pop("$schema", None)
        definition = json.dumps(definition)
    columns = {key: table.column(key).to_pylist() for key in table.column_names if key != name}
    return Rows(shapes, columns, str(definition or ""), about.from_mapping(said))
