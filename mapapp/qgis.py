"""Symbols and labels as QGIS styles (QML), so that a GeoPackage opens in QGIS looking like the map."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from mapapp.labels import STYLES
from mapapp.scene import SceneLayer
from mapapp.symbols import Hatch, Symbol

_KINDS: Final = {"polygon": "fill", "line": "line", "point": "marker"}
_PLACEMENTS: Final = {"polygon": "1", "line": "3", "point": "6"}
"""QGIS's numbers: over the middle, along the line, at the cartographic positions round a point."""

_LABELLED: Final = {"river": 'CASE WHEN "tag" = \'1\' THEN "name" END', "figure": '"label"'}
"""What is written at a feature where it is not its name."""

_TABLE: Final = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""


def _colour(text: str | None, alpha: int = 255) -> str:
    """Return ``#rrggbb`` as QGIS writes colours."""
    given = text or "#000000"
    return ",".join(str(int(given[start : start + 2], 16)) for start in (1, 3, 5)) + f",{alpha}"


def _symbol_layer(parent: Element, kind: str, options: dict[str, str]) -> Element:
    layer = SubElement(parent, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    table = SubElement(layer, "Option", {"type": "Map"})
    for name, value in options.items():
        SubElement(table, "Option", {"type": "QString", "name": name, "value": value})
    return layer


def _stroke(colour: str | None, width_mm: float, dash_mm: tuple[float, ...] = ()) -> dict[str, str]:
    return {
        "line_color": _colour(colour), "line_width": f"{width_mm:g}", "line_width_unit": "MM", "line_style": "solid",
        "capstyle": "flat", "joinstyle": "round", "use_custom_dash": str(int(bool(dash_mm))),
        "customdash": ";".join(f"{part:g}" for part in dash_mm) or "5;2", "customdash_unit": "MM",
    }  # fmt: skip


def _hatch(parent: Element, hatch: Hatch, angle: float, name: str) -> None:
    # QGIS turns counter-clockwise; our angles are those of the painter, whose y axis points down.
    options = {
        "angle": f"{-angle:g}", "distance": f"{hatch.spacing_mm:g}", "distance_unit": "MM",
        "color": _colour(hatch.colour), "line_width": f"{hatch.width_mm:g}", "line_width_unit": "MM",
        "offset": "0", "offset_unit": "MM",
    }  # fmt: skip
    layer = _symbol_layer(parent, "LinePatternFill", options)
    inner = SubElement(layer, "symbol", {"type": "line", "name": name, "alpha": "1", "clip_to_extent": "1"})
    _symbol_layer(inner, "SimpleLine", _stroke(hatch.colour, hatch.width_mm, hatch.dash_mm))


def _fill(parent: Element, symbol: Symbol, name: str) -> None:
    # A hairline of the same colour closes the pale seam between neighbours, as on the map.
    edge = symbol.line or symbol.fill
    options = {
        "color": _colour(symbol.fill), "style": "solid" if symbol.fill else "no", "joinstyle": "round",
        "outline_color": _colour(edge), "outline_style": "solid" if edge else "no",
        "outline_width": f"{symbol.width_mm if symbol.line else 0.08:g}", "outline_width_unit": "MM",
    }  # fmt: skip
    _symbol_layer(parent, "SimpleFill", options)
    if symbol.hatch is not None:
        turns = (0, 90) if symbol.hatch.crossed else (0,)
        for number, turn in enumerate(turns, start=1):
            _hatch(parent, symbol.hatch, symbol.hatch.angle + turn, f"@{name}@{number}")


def _symbol(parent: Element, kind: str, symbol: Symbol, name: str) -> None:
    made = SubElement(
        parent, "symbol", {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    )
    if kind == "fill":
        _fill(made, symbol, name)
    elif kind == "line":
        _symbol_layer(made, "SimpleLine", _stroke(symbol.line, symbol.width_mm, symbol.dash_mm))
    else:
        options = {
            "name": symbol.marker or "circle", "color": _colour(symbol.fill), "size": f"{symbol.size_mm:g}",
            "size_unit": "MM", "outline_color": _colour(symbol.line), "outline_style": "solid",
            "outline_width": f"{symbol.width_mm:g}", "outline_width_unit": "MM",
        }  # fmt: skip
        _symbol_layer(made, "SimpleMarker", options)


def _labelling(root: Element, layer: SceneLayer, shape: str) -> None:
    style = layer.labels[0].style
    look = STYLES[style]
    settings = SubElement(SubElement(root, "labeling", {"type": "simple"}), "settings", {"calloutType": "simple"})
    text = SubElement(
        settings,
        "text-style",
        {
            "fieldName": _LABELLED.get(style, '"name"'),
            "isExpression": "1", "fontFamily": "DejaVu Sans Condensed",
            "namedStyle": "Bold" if look.bold else "Italic" if look.italic else "Book",
            "fontWeight": "75" if look.bold else "50", "fontItalic": str(int(look.italic)),
            "fontSize": f"{look.size_pt:g}", "fontSizeUnit": "Point", "textColor": _colour(look.colour),
            "textOpacity": "1", "useSubstitutions": "0",
        },
    )  # fmt: skip
    SubElement(
        text,
        "text-buffer",
        {
            "bufferDraw": "1", "bufferSize": "0.4", "bufferSizeUnits": "MM", "bufferColor": _colour("#ffffff", 225),
            "bufferOpacity": "1", "bufferJoinStyle": "128", "bufferNoFill": "1",
        },
    )  # fmt: skip
    SubElement(
        settings,
        "placement",
        {
            "placement": _PLACEMENTS[shape], "dist": "0.6", "distUnits": "MM", "placementFlags": "10",
            "priority": str(max(0, 10 - min(label.rank for label in layer.labels))), "centroidInside": "1",
            "predefinedPositionOrder": "R,L,TR,BR,TL,BL,T,B",
        },
    )  # fmt: skip
    SubElement(settings, "rendering", {"drawLabels": "1", "obstacle": "1", "displayAll": "0"})


def style_qml(layer: SceneLayer, classes: Iterable[tuple[str, Symbol]], shape: str) -> str:
    """Return the QGIS style of a layer.

    Parameters
    ----------
    layer
        Gives opacity and labels.
    classes
        Value of the column ``class`` and its symbol, in the legend's order.
    shape
        ``polygon``, ``line`` or ``point``.
    """
    labelled = str(int(bool(layer.labels)))
    root = Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Labeling", "labelsEnabled": labelled})
    renderer = SubElement(
        root, "renderer-v2", {"type": "categorizedSymbol", "attr": "class", "symbollevels": "0", "forceraster": "0"}
    )
    categories, drawn = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, (text, symbol) in enumerate(classes):
        SubElement(categories, "category", {"value": text, "label": text, "symbol": str(number), "render": "true"})
        _symbol(drawn, _KINDS[shape], symbol, str(number))
    if layer.labels:
        _labelling(root, layer, shape)
    SubElement(root, "layerOpacity").text = f"{layer.opacity:g}"
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ElementTree.tostring(root, encoding="unicode")


def write_styles(path: Path, styles: dict[str, str]) -> None:
    """Add QGIS styles, by layer name, to a GeoPackage; QGIS takes them up when it opens the layers."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_TABLE)
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
            ("layer_styles", "layer_styles"),
        )
        for name, qml in styles.items():
            database.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "styleName, styleQML, styleSLD, useAsDefault, description, owner) "
                "VALUES ('', '', ?, 'geom', ?, ?, '', 1, 'Dala Atlas', '')",
                (name, name[:30], qml),
            )
