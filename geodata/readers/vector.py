"""Boundary files of every kind, read into a `Frame`: shapes, columns, and how they were understood."""

from __future__ import annotations

import math
import sqlite3
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geodata.readers import about, crs, curves
from geodata.readers.encodings import Encoding, by_ldid, decide, decode, python_codec
from geodata.readers.formats import Located, gather, locate
from geodata.readers.limits import Limits, refuse_above
from geodata.report import CrsError, ReadError

_ALWAYS_DEGREES: Final = frozenset({"GeoJSON", "TopoJSON", "KML"})
_BLANK_KML: Final = frozenset({"timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility",
                               "draworder", "icon", "description", "id"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A layer of a file: its name, number of features and kind of geometry."""

    name: str
    features: int
    geometry: str


@dataclass(frozen=True, eq=False)
class Frame:
    """A layer as read: nothing dropped, nothing mended.

    Parameters
    ----------
    geometry
        Shapely geometries, shape (features,), in the file's own coordinates, without heights; None for a null.
    broken
        Row to the reason why its geometry could not even be read.
    columns
        Values by column name, each of length features.
    crs
        Definition of the reference system; empty where there is none. `crs_how` is ``declared``, ``format`` or
        ``chosen``.
    notes
        (code, values) of what was noticed on the way.
    """

    format: str
    layer: str
    layers: tuple[LayerInfo, ...]
    geometry: Any
    broken: Mapping[int, str]
    columns: Mapping[str, Sequence[Any]]
    crs: str
    crs_how: str
    encoding: Encoding
    about: about.About
    notes: tuple[tuple[str, Mapping[str, Any]], ...] = field(default=())


def _tie_down() -> None:
    """Switch off whatever in GDAL could reach for another file or the network."""
    import pyogrio

    pyogrio.set_gdal_config_options(
        {
            "CPL_VSIL_CURL_ALLOWED_FILENAME": "none", "GDAL_HTTP_MAX_RETRY": "0", "GDAL_HTTP_CONNECTTIMEOUT": "1",
            "SHAPE_RESTORE_SHX": "YES", "OGR_SQLITE_LOAD_EXTENSIONS": None, "OGR_GEOJSON_MAX_OBJ_SIZE": "500",
            "OGR_ORGANIZE_POLYGONS": "DEFAULT",
        }
    )  # fmt: skip


@contextmanager
def _in_words(name: str) -> Iterator[list[str]]:
    """Turn what a reader raises into one sentence, and gather what it warns of."""
    import pyogrio

    said: list[str] = []
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            yield said
        said += dict.fromkeys(str(it.message).splitlines()[0][:200] for it in heard)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError,
            pyogrio.errors.GeometryError, sqlite3.Error, UnicodeDecodeError, ValueError, OSError) as error:  # fmt: skip
        reason = str(error).replace("\n", " ").rstrip(".")[:200]
        raise ReadError(
            f"Expected a sound map in {name}, but it cannot be read: {reason}.",
            "Open it where it was made and save it again; GeoPackage is the safest.", "not-readable",
        ) from error  # fmt: skip


def read(
    paths: Sequence[Path], scratch: Path, *, layer: str = "", encoding: str = "", crs_text: str = "",
    limits: Limits | None = None, known: Callable[[str], bool] = lambda _name: False,
) -> Frame:  # fmt: skip
    """Read one layer of a boundary file.

    Parameters
    ----------
    paths
        A file with its side files, or a folder.
    scratch
        An empty folder of ours to copy and unpack into.
    layer, encoding, crs_text
        What a person chose; empty to take what the file says.
    limits
        What the file may cost.
    known
        Whether a name is one of the atlas, which helps to tell encodings apart.

    Raises
    ------
    ReadError
        With a code, where nothing can be read or the file is refused.
    CrsError
        If `crs_text` names no reference system.
    """
    bounds = limits or Limits()
    files = gather(paths, scratch, bounds)
    maps = locate(files, paths[0])
    _tie_down()
    if maps[0].format == "empty":
        return _nothing(maps[0], paths[0])
    found = _layers(maps)
    name, chosen = _choose(found, layer)
    refuse_above(name.features, bounds.features, "features", "too-many")
    return _frame(chosen, name, [it for it, _ in found], bool(layer), files, encoding, crs_text, bounds, known)


def _nothing(located: Located, given: Path) -> Frame:
    return Frame(located.format, given.stem, (), np.array([], dtype=object), {}, {}, "", "", Encoding("utf-8", "plain"),
                 about.About())  # fmt: skip


def _layers(maps: Sequence[Located]) -> list[tuple[LayerInfo, Located]]:
    found: list[tuple[LayerInfo, Located]] = []
    for located in maps:
        with _in_words(located.path.name):
            found += [(info, located) for info in _infos(located)]
    if not found:
        raise ReadError("Expected a layer in the file, found none.", "Save it again where it was made.", "not-readable")
    return found


def _infos(located: Located) -> list[LayerInfo]:
    if located.format == "GeoParquet":
        import pyarrow
        import pyarrow.parquet

        try:
            rows = pyarrow.parquet.ParquetFile(located.path).metadata.num_rows
        except pyarrow.ArrowException as error:
            raise ValueError(str(error)) from error
        return [LayerInfo(located.path.stem, rows, "Unknown")]
    import pyogrio

    if located.format == "GeoPackage":
        _refuse_virtual(located.path)
    infos = []
    for name, kind in pyogrio.list_layers(located.path).tolist():
        info = pyogrio.read_info(located.path, layer=name, force_feature_count=True)
        infos.append(LayerInfo(str(name), int(info["features"]), str(kind or "none")))
    return infos


def _refuse_virtual(path: Path) -> None:
    """Refuse a GeoPackage whose tables are made by a module that reads other files."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        rows = base.execute("select name, sql from sqlite_master where sql like '%virtual table%'").fetchall()
    for name, sql in rows:
        if not any(word in str(sql).lower() for word in ("using rtree", "using fts")):
            raise ReadError(
                f"Expected plain tables, found {name!r}, which draws in another file.",
                "Nothing is followed: copy the data into a table.", "points-elsewhere",
            )  # fmt: skip


def _choose(found: Sequence[tuple[LayerInfo, Located]], layer: str) -> tuple[LayerInfo, Located]:
    if layer:
        for info, located in found:
            if info.name == layer:
                return info, located
        names = ", ".join(info.name for info, _ in found)
        raise ReadError(f"Expected a layer of the file, found {layer!r}.", f"Possible: {names}.", "layer-unknown")
    areas = [it for it in found if "Polygon" in it[0].geometry and it[0].features]
    return (areas or [it for it in found if it[0].features and it[0].geometry != "none"] or list(found))[0]


def _frame(
    located: Located, layer: LayerInfo, layers: Sequence[LayerInfo], told_layer: bool, files: Sequence[Path],
    encoding: str, crs_text: str, limits: Limits, known: Callable[[str], bool],
) -> Frame:  # fmt: skip
    with _in_words(located.path.name) as heard:
        wkb, columns, declared_crs, told = _rows(located, layer)
    geometry, broken, notes = _geometry(wkb)
    refuse_above(int(shapely.get_num_coordinates(geometry).sum()), limits.vertices, "vertices", "too-large")
    areas = [it for it in layers if "Polygon" in it.geometry and it.features]
    if len(areas) > 1 and not told_layer:
        notes.append(("several-layers", {"layer": layer.name, "layers": ", ".join(it.name for it in areas)}))
    notes += [("reader-note", {"text": text}) for text in heard]
    used = Encoding(*located.encoding, declared="" if located.encoding[1] == "format" else "utf-8")
    if located.format == "Shapefile":
        columns, used, more = _decoded(located.path, files, columns, encoding, known)
        notes += more
    definition, how = _crs(located, declared_crs, crs_text, geometry)
    says = about.beside(files).filled(told).filled(_about(located)).filled(about.from_columns(columns))
    return Frame(located.format, layer.name, tuple(layers), geometry, broken, columns, definition, how, used, says,
                 tuple(notes))  # fmt: skip


def _rows(located: Located, layer: LayerInfo) -> tuple[list[bytes | None], dict[str, list[Any]], str, about.About]:
    if located.format == "GeoParquet":
        return _parquet(located.path)
    import pyogrio

    raw = "ISO-8859-1" if located.format == "Shapefile" else None
    meta, table = pyogrio.raw.read_arrow(located.path, layer=layer.name, encoding=raw, datetime_as_string=True)
    info = pyogrio.read_info(located.path, layer=layer.name)
    names = {str(meta.get("geometry_name") or "wkb_geometry"), "wkb_geometry", "geometry"} & set(table.column_names)
    said = {**(info.get("dataset_metadata") or {}), **(info.get("layer_metadata") or {})}
    columns = {name: table.column(name).to_pylist() for name in table.column_names if name not in names}
    if located.format == "KML":
        columns = {key: values for key, values in columns.items() if key.lower() not in _BLANK_KML or any(values)}
    shapes = table.column(names.pop()).to_pylist() if names else [None] * table.num_rows
    return shapes, columns, str(meta.get("crs") or ""), about.from_mapping(said)


def _parquet(path: Path) -> tuple[list[bytes | None], dict[str, list[Any]], str, about.About]:
    import json

    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except pyarrow.ArrowException as error:
        raise ValueError(str(error)) from error
    said = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    name = said.get("primary_column", "geometry")
    column = said.get("columns", {}).get(name, {})
    if name not in table.column_names or column.get("encoding", "WKB") != "WKB":
        raise ValueError("no geometry column in WKB")
    definition = column.get("crs", crs.WGS84)
    if isinstance(definition, dict):
        definition.pop("$schema", None)
        definition = json.dumps(definition)
    text = str(definition or "")
    columns = {key: table.column(key).to_pylist() for key in table.column_names if key != name}
    return table.column(name).to_pylist(), columns, text, about.from_mapping(said)


def _geometry(wkb: Sequence[bytes | None]) -> tuple[Any, dict[int, str], list[tuple[str, dict[str, Any]]]]:
    """Make shapes of bytes; tell of heights and curves, and keep the reason for what cannot be read."""
    bent = [index for index, raw in enumerate(wkb) if raw is not None and curves.is_curved(raw)]
    plain: list[bytes | None] = list(wkb)
    for index in bent:
        plain[index] = None
    found = shapely.from_wkb(np.array(plain, dtype=object), on_invalid="ignore")
    broken = {}
    for index in bent:
        try:
            found[index] = curves.linear(wkb[index] or b"")
        except ValueError as error:
            broken[index] = str(error)
    broken |= {i: "its bytes are no geometry" for i, raw in enumerate(plain) if raw is not None and found[i] is None}
    notes: list[tuple[str, dict[str, Any]]] = []
    if bent:
        notes.append(("curves-drawn-as-chords", {"count": len(bent)}))
    if bool(shapely.has_z(found).any()):
        notes.append(("heights-left-out", {"count": int(shapely.has_z(found).sum())}))
        found = shapely.force_2d(found)
    return found, broken, notes


def _decoded(
    path: Path, files: Sequence[Path], columns: Mapping[str, Sequence[Any]], chosen: str, known: Callable[[str], bool]
) -> tuple[dict[str, list[Any]], Encoding, list[tuple[str, dict[str, Any]]]]:
    """Read the names of a Shapefile's table, which came byte for byte, with the encoding that fits."""
    notes: list[tuple[str, dict[str, Any]]] = []
    beside = {file.name.lower() for file in files}
    for end in (".dbf", ".shx"):
        if path.stem.lower() + end not in beside:
            notes.append(("shapefile-incomplete", {"missing": end}))
    raw = [value.encode("latin-1") for values in columns.values() for value in values if isinstance(value, str)]
    headers = [name.encode("latin-1", "replace") for name in columns]
    declared = _declared(path)
    used = decide(raw + headers, declared, python_codec(chosen), known)
    if chosen and not python_codec(chosen):
        raise ReadError(f"Expected an encoding, found {chosen!r}.", "Give utf-8, cp1251, kz1048, ptcp154 or cp866.",
                        "encoding-unknown")  # fmt: skip

    def text(value: Any) -> Any:
        return decode(value.encode("latin-1", "replace"), used) if isinstance(value, str) else value

    return {text(name): [text(value) for value in values] for name, values in columns.items()}, used, notes


def _declared(path: Path) -> str:
    sides = {it.suffix.lower(): it for it in path.parent.iterdir() if it.stem.lower() == path.stem.lower()}
    page, table = sides.get(".cpg"), sides.get(".dbf")
    if page is not None:
        found = python_codec(page.read_bytes()[:40].decode("ascii", "replace"))
        if found:
            return found
    if table is None:
        return ""
    with table.open("rb") as file:
        head = file.read(30)
    return by_ldid(head[29]) if len(head) == 30 else ""


def _crs(located: Located, declared: str, chosen: str, geometry: Any) -> tuple[str, str]:
    if chosen:
        crs.parse(chosen)
        return chosen, "chosen"
    real = geometry[~shapely.is_missing(geometry)] if len(geometry) else geometry
    bounds = shapely.total_bounds(real) if len(real) else np.array([math.nan])
    degrees = bool(np.isfinite(bounds).all()) and bool(np.abs(bounds[[0, 2]]).max() <= 360) if len(bounds) > 1 else True
    if located.format in _ALWAYS_DEGREES and (not declared or crs.is_degrees(declared)):
        return (crs.WGS84, "format") if degrees else ("", "")
    try:
        crs.parse(declared)
    except CrsError:
        return "", ""
    return declared, "declared"


def _about(located: Located) -> about.About:
    if located.format in {"GeoJSON", "TopoJSON"}:
        return about.from_json(located.path)
    return about.from_kml(located.path) if located.format == "KML" else about.About()
