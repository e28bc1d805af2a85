"""Boundary files of every kind, read into a `Frame`: shapes, columns, and how they were understood."""

from __future__ import annotations

import math
import os
import sqlite3
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from geodata.readers import about, crs, curves, rows, shapefile
from geodata.readers.encodings import Encoding
from geodata.readers.formats import LOG, Located, gather, locate
from geodata.readers.lean import import_pyogrio
from geodata.readers.limits import Limits, refuse_above
from geodata.readers.shapefile import Note
from geodata.report import CrsError, ReadError

_ALWAYS_DEGREES: Final = frozenset({"GeoJSON", "TopoJSON", "KML"})
_WKB_HEAD: Final = 5
"""Bytes that tell a geometry's kind."""
_NO_AREAS: Final = ("Point", "LineString", "none")


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
    notes: tuple[Note, ...] = field(default=())

    def rows(self, kept: Sequence[int]) -> Frame:
        """Return the frame with some of its rows only."""
        columns = {name: [values[row] for row in kept] for name, values in self.columns.items()}
        broken = {new: self.broken[old] for new, old in enumerate(kept) if old in self.broken}
        return replace(self, geometry=self.geometry[kept], columns=columns, broken=broken)


_TIED: Final = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none", "GDAL_HTTP_MAX_RETRY": "0", "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:1", "GDAL_VRT_ENABLE_PYTHON": "NO", "OGR_SQLITE_LOAD_EXTENSIONS": None,
    "SHAPE_RESTORE_SHX": "YES", "OGR_GEOJSON_MAX_OBJ_SIZE": "500", "OGR_ORGANIZE_POLYGONS": "DEFAULT",
}  # fmt: skip
"""What GDAL could reach other files or the network with. Nobody listens at the proxy: a last bar before any address."""
_NO_PROXY: Final = ("no_proxy", "NO_PROXY")


@contextmanager
def _tied_down() -> Iterator[None]:
    """Switch off whatever in GDAL could reach for another file or the network, while a file is read."""
    import_pyogrio()
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in _TIED}
    passed_by = {name: os.environ.pop(name) for name in _NO_PROXY if name in os.environ}
    pyogrio.set_gdal_config_options(_TIED)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
        os.environ.update(passed_by)


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
    if maps[0].format == "empty":
        return _nothing(maps[0], paths[0])
    with _tied_down():
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
        _take_in_log(located.path)
        _refuse_virtual(located.path)
    infos = []
    for name, kind in pyogrio.list_layers(located.path).tolist():
        info = pyogrio.read_info(located.path, layer=name, force_feature_count=True)
        infos.append(LayerInfo(str(name), int(info["features"]), str(kind or "none")))
    return infos


def _take_in_log(path: Path) -> None:
    """Write into our copy of a GeoPackage what another program has only noted in the log beside it so far."""
    if path.with_name(path.name + LOG).is_file():
        with closing(sqlite3.connect(path)) as base:
            base.execute("pragma journal_mode=delete")


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
    areas = [it for it in found if _may_hold_areas(it[0])]
    return (areas or [it for it in found if it[0].features and it[0].geometry != "none"] or list(found))[0]


def _may_hold_areas(layer: LayerInfo) -> bool:
    """Tell whether a layer has features that may be polygons: some formats do not say of what kind theirs are."""
    return bool(layer.features) and not any(kind in layer.geometry for kind in _NO_AREAS)


def _frame(
    located: Located, layer: LayerInfo, layers: Sequence[LayerInfo], told_layer: bool, files: Sequence[Path],
    encoding: str, crs_text: str, limits: Limits, known: Callable[[str], bool],
) -> Frame:  # fmt: skip
    with _in_words(located.path.name) as heard:
        is_parquet = located.format == "GeoParquet"
        got = rows.parquet(located.path) if is_parquet else rows.by_gdal(located.path, layer.name, located.format)
    geometry, broken, notes = _geometry(got.wkb)
    refuse_above(int(shapely.get_num_coordinates(geometry).sum()), limits.vertices, "vertices", "too-large")
    areas = [it for it in layers if _may_hold_areas(it)]
    if located.crs_left_out and not crs_text:
        notes.append(("crs-unread", {"said": located.crs_left_out}))
    if len(areas) > 1 and not told_layer:
        notes.append(("several-layers", {"layer": layer.name, "layers": ", ".join(it.name for it in areas)}))
    notes += [("reader-note", {"text": text}) for text in heard]
    used = Encoding(*located.encoding, declared="" if located.encoding[1] == "format" else "utf-8")
    columns: Mapping[str, Sequence[Any]] = got.columns
    if located.format == "Shapefile":
        columns, used, more = shapefile.decoded(located.path, files, columns, encoding, known)
        notes += more
    definition, how = _crs(located, got.crs, crs_text, geometry)
    says = about.beside(files).filled(got.about).filled(_about(located)).filled(about.from_columns(columns))
    return Frame(located.format, layer.name, tuple(layers), geometry, broken, columns, definition, how, used, says,
                 tuple(notes))  # fmt: skip


def _geometry(wkb: Sequence[bytes | None]) -> tuple[Any, dict[int, str], list[Note]]:
    """Make shapes of bytes; tell of heights and curves, and keep the reason for what cannot be read."""
    curved = {head for head in {raw[:_WKB_HEAD] for raw in wkb if raw is not None} if curves.is_curved(head)}
    bent = [row for row, raw in enumerate(wkb) if raw is not None and raw[:_WKB_HEAD] in curved] if curved else []
    plain: list[bytes | None] = list(wkb)
    for index in bent:
        plain[index] = None
    with np.errstate(all="ignore"):
        found = shapely.from_wkb(np.array(plain, dtype=object), on_invalid="ignore")
    broken = {}
    for index in bent:
        try:
            found[index] = curves.linear(wkb[index] or b"")
        except ValueError as error:
            broken[index] = str(error)
    unread = [int(row) for row in np.flatnonzero(shapely.is_missing(found)) if plain[row] is not None]
    broken |= dict.fromkeys(unread, "its bytes are no geometry")
    notes: list[Note] = []
    if bent:
        notes.append(("curves-drawn-as-chords", {"count": len(bent)}))
    if bool(shapely.has_z(found).any()):
        notes.append(("heights-left-out", {"count": int(shapely.has_z(found).sum())}))
        found = shapely.force_2d(found)
    return found, broken, notes


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
