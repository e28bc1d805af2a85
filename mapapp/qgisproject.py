"""A QGIS project inside a GeoPackage: its layers in the map's order, ticked as in the map, in the map's projection."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from geodata.geometry import MAP_CRS
from mapapp import symbols
from mapapp.view import Extent

_NAME: Final = "Dala Atlas"
_GEOMETRIES: Final = {"polygon": "Polygon", "line": "Line", "point": "Point"}
_TABLE: Final = "CREATE TABLE qgis_projects(name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"
"""As QGIS itself makes it."""


@dataclass(frozen=True, slots=True)
class ProjectLayer:
    """A layer of the GeoPackage as a project shows it; `shape` is ``polygon``, ``line`` or ``point``."""

    name: str
    title: str
    visible: bool
    shape: str
    qml: str

    @property
    def id(self) -> str:
        """Its id in the project; QGIS gives another one to a layer whose id is short."""
        return f"dala-atlas-{self.name}"


def _crs(parent: Element, tag: str, proj4: str, code: int | None = None) -> None:
    """Write a reference system by its definition, and by its number where it has one."""
    import pyproj

    system = SubElement(SubElement(parent, tag), "spatialrefsys")
    known = pyproj.CRS(code or proj4)
    SubElement(system, "wkt").text = known.to_wkt()
    SubElement(system, "proj4").text = proj4
    if code:
        SubElement(system, "srid").text = str(code)
        SubElement(system, "authid").text = f"EPSG:{code}"
    SubElement(system, "geographicflag").text = str(known.is_geographic).lower()


def _canvas(root: Element, extent: Extent) -> None:
    canvas = SubElement(root, "mapcanvas", {"name": "theMapCanvas"})
    SubElement(canvas, "units").text = "meters"
    box = SubElement(canvas, "extent")
    for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        SubElement(box, tag).text = f"{value:.0f}"
    _crs(canvas, "destinationsrs", MAP_CRS)
    properties = SubElement(root, "properties")
    system = SubElement(properties, "SpatialRefSys")
    SubElement(system, "ProjectionsEnabled", {"type": "int"}).text = "1"
    paper = SubElement(properties, "Gui")
    for part, start in (("Red", 1), ("Green", 3), ("Blue", 5)):
        shade = SubElement(paper, f"CanvasColor{part}Part", {"type": "int"})
        shade.text = str(int(symbols.PAPER[start : start + 2], 16))


def _layer(layers: Element, layer: ProjectLayer, source: str) -> None:
    styled = ElementTree.fromstring(layer.qml.split("\n", 1)[1])
    labelled = {"labelsEnabled": styled.get("labelsEnabled", "0")}
    made = SubElement(layers, "maplayer", {"type": "vector", "geometry": _GEOMETRIES[layer.shape]} | labelled)
    SubElement(made, "id").text = layer.id
    SubElement(made, "datasource").text = source
    SubElement(made, "layername").text = layer.title
    _crs(made, "srs", "+proj=longlat +datum=WGS84 +no_defs", 4326)
    SubElement(made, "provider", {"encoding": "UTF-8"}).text = "ogr"
    made.extend(styled)


def project_xml(file_name: str, title: str, layers: Sequence[ProjectLayer], extent: Extent) -> str:
    """Return the project as QGIS reads it.

    Parameters
    ----------
    file_name
        Name of the GeoPackage, which the layers are sought in.
    title
        Title of the project.
    layers
        Bottom to top.
    extent
        What is shown when it is opened, in metres of the map.
    """
    root = Element("qgis", {"version": "3.22.0", "projectname": title})
    SubElement(root, "title").text = title
    _crs(root, "projectCrs", MAP_CRS)
    tree = SubElement(root, "layer-tree-group")
    drawn = SubElement(root, "projectlayers")
    for layer in reversed(layers):
        source = f"./{file_name}|layername={layer.name}"
        ticked = "Qt::Checked" if layer.visible else "Qt::Unchecked"
        SubElement(
            tree, "layer-tree-layer",
            {"id": layer.id, "name": layer.title, "source": source, "providerKey": "ogr", "checked": ticked,
             "expanded": "0"},
        )  # fmt: skip
        _layer(drawn, layer, source)
    _canvas(root, extent)
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ElementTree.tostring(root, encoding="unicode")


def write_project(path: Path, title: str, layers: Sequence[ProjectLayer], extent: Extent) -> None:
    """Add a project to a GeoPackage; QGIS lists it under the file and opens it with a double click."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dala-atlas.qgs", project_xml(path.name, title, layers, extent))
    about = {"last_modified_time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}", "last_modified_user": _NAME}
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_TABLE)
        row = (_NAME, json.dumps(about), packed.getvalue().hex())
        database.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", row)
