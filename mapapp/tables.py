"""Scene to data files: GeoPackage with QGIS styles, GeoJSON in one collection, and CSV of the statements."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from geodata.model import LANGUAGES, Claim
from geodata.report import GeodataError
from mapapp.compiled import Shapes
from mapapp.qgis import style_qml, write_styles
from mapapp.qgisproject import ProjectLayer, write_project
from mapapp.scene import Scene, SceneLayer
from mapapp.symbols import Symbol
from mapapp.texts import t

LICENCE: Final = "CC BY 4.0"


def geometry(shapes: Shapes, index: int) -> Any:
    """Return a feature's geometry in WGS84 degrees."""
    import numpy as np
    import shapely

    from geodata.geometry import unproject

    rings = [np.array(shapes.ring(part).tolist()).reshape(-1, 2) for part in shapes.parts[index]]
    if shapes.kind == "point":
        made = shapely.Point(rings[0][0])
    elif shapes.kind == "line":
        made = shapely.MultiLineString([ring.tolist() for ring in rings])
    else:
        made = shapely.make_valid(shapely.build_area(shapely.MultiLineString([r.tolist() for r in rings])))
        made = made if made.geom_type == "MultiPolygon" else shapely.MultiPolygon([made])
    return shapely.set_precision(unproject(made), 1e-6)


def _class_text(layer: SceneLayer, which: int) -> str:
    """Return what the legend says of a symbol; one of those it does not list says what its feature does."""
    if which < 0:
        return ""
    listed = {row.symbol: row.text for row in reversed(layer.legend)}
    if layer.symbols[which] in listed:
        return listed[layer.symbols[which]]
    if sum(symbol not in listed for symbol in layer.symbols) == 1:
        return layer.title
    said = layer.tips[layer.symbol_of.index(which)].split("\n") if which in layer.symbol_of else []
    return said[1] if len(said) > 1 else f"{layer.title} {which + 1}"


def _names(scene: Scene, layer: SceneLayer, index: int) -> dict[str, str]:
    """Return a feature's name, and where the scene has translations its names in every language."""
    by_language = {it.language: it.layer(layer.id).tips[index].split("\n")[0] for it in (scene, *scene.translations)}
    others = {f"name_{code}": by_language[code] for code in LANGUAGES if scene.translations and code in by_language}
    return {"name": by_language[scene.language]} | others


def _figure_label(layer: SceneLayer, index: int) -> str:
    """Return what is written at a feature that is labelled with figures, in lines."""
    if len(layer.labels) == len(layer.shapes.ids):
        return layer.labels[index].text
    return "\n".join(layer.tips[index].split("\n")[1:])


def _records(scene: Scene, layer: SceneLayer) -> list[dict[str, Any]]:
    """Return a row a feature: id, names, class, what is said of it, and its geometry."""
    rows = []
    for index, place in enumerate(layer.shapes.ids):
        row: dict[str, Any] = {"id": place} | _names(scene, layer, index)
        row |= {"tag": layer.shapes.tags[index], "class": _class_text(layer, layer.symbol_of[index])}
        row |= {"claims": "|".join(layer.claims[index]) if layer.claims else ""}
        if layer.figures:
            row |= dict(layer.figures[index])
        if layer.labels and layer.labels[0].style == "figure":
            row["label"] = _figure_label(layer, index)
        row["geometry"] = geometry(layer.shapes, index)
        rows.append(row)
    return rows


def _bracket_records(scene: Scene, layer: SceneLayer) -> list[dict[str, Any]]:
    """Return a statement about provinces that the source does not name: it has no shape."""
    import shapely

    words = [dict(figures) for figures in layer.figures]
    return [
        {"id": scene.statements[claims[0]].claim.place, "name": label.text, "tag": "", "class": layer.title}
        | figures
        | {"geometry": shapely.Point()}
        for label, claims, figures in zip(layer.labels, layer.claims, words, strict=True)
    ]


def _area_records(scene: Scene, layer: SceneLayer) -> list[dict[str, Any]]:
    """Return the provinces of the view's date as areas in km2, with their names in every language of the scene."""
    rows = []
    for index, place in enumerate(scene.areas.ids):
        names = {f"name_{it.language}": it.area_names[index] for it in (scene, *scene.translations)}
        others = {name: names[name] for name in sorted(names)} if scene.translations else {}
        row: dict[str, Any] = {"id": place, "name": scene.area_names[index]} | others
        area = {"area_km2": round(scene.areas.sizes[index])}
        rows.append(row | area | {"class": layer.title, "geometry": geometry(scene.areas, index)})
    return rows


def layer_records(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every visible layer by layer id.

    The layer ``provinces`` holds the governorates as areas with a column ``id``; their boundaries by confidence
    come as ``province-lines``.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for layer in scene.visible:
        if layer.kind == "bracket":
            found[layer.id] = _bracket_records(scene, layer)
        elif layer.id == "provinces":
            found["province-lines"] = _records(scene, layer)
            found[layer.id] = _area_records(scene, layer)
        else:
            found[layer.id] = _records(scene, layer)
    return {name: rows for name, rows in found.items() if rows}


# GeoPackage


def _project_layers(scene: Scene) -> list[ProjectLayer]:
    """Return every layer of the GeoPackage that can be drawn, bottom to top, with its QGIS style."""
    found = []
    for layer in scene.visible:
        if layer.kind == "bracket" or not layer.shapes.ids:
            continue
        classes = [(_class_text(layer, which), symbol) for which, symbol in enumerate(layer.symbols)]
        made = partial(ProjectLayer, title=layer.title, visible=layer.id not in scene.set_aside)
        if layer.id == "provinces":
            lines = style_qml(replace(layer, labels=()), classes, "line")
            areas = style_qml(layer, [(layer.title, Symbol())], "polygon")
            found += [made("province-lines", shape="line", qml=lines), made("provinces", shape="polygon", qml=areas)]
        else:
            kind = layer.shapes.kind
            found.append(made(layer.id, shape=kind, qml=style_qml(layer, classes, kind)))
    return found


def claim_rows(scene: Scene) -> list[dict[str, object]]:
    """Return every claim of the sources, in the words of the scene's language and as printed."""
    return [_claim_row(scene, claim_id) for claim_id in scene.statements]


def _claim_row(scene: Scene, claim_id: str) -> dict[str, object]:
    said = scene.statements[claim_id]
    claim: Claim = said.claim
    return {
        "claim": claim.id, "place": claim.place, "name": said.place, "measure": claim.measure, "title": said.title,
        "subject": said.subject, "value": said.figure, "low": claim.low, "high": claim.high,
        "qualifier": claim.qualifier.value, "unit": claim.unit, "unit_printed": claim.unit_printed,
        "period": claim.period, "period_printed": claim.period_printed, "source": claim.source,
        "line": claim.line or None, "fragment": claim.fragment, "translation": said.translation, "note": said.note,
        "contradicts": "|".join(claim.contradicts),
    }  # fmt: skip


def source_rows(scene: Scene) -> list[dict[str, str]]:
    """Return the sources with their licences."""
    names = ("id", "title", "authors", "year", "licence", "url", "trust")
    return [
        {name: getattr(source, name) for name in names} | {"title": source.named(scene.language)}
        for source in scene.sources
    ]


def write_geopackage(scene: Scene, path: Path) -> None:
    """Write the visible layers to a GeoPackage, with QGIS styles, a QGIS project, and tables of claims and sources."""
    import geopandas
    import pandas as pd
    import pyogrio

    path.unlink(missing_ok=True)
    created: dict[str, Any] = {
        "dataset_metadata": {
            "TITLE": scene.title, "LICENCE": LICENCE, "SOURCES": scene.credits, "DATE": scene.date_line,
        },
        "dataset_options": {"VERSION": "1.3"},  # the QGIS of Debian 12 warns of newer ones
    }  # fmt: skip
    titles = {layer.id: layer.title for layer in scene.layers}
    for name, rows in layer_records(scene).items():
        frame = geopandas.GeoDataFrame(rows, crs="EPSG:4326")
        options = {"IDENTIFIER": name, "DESCRIPTION": titles.get(name, "")}
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", layer_options=options, **created)
        created = {}
    claims = pd.DataFrame(claim_rows(scene)).astype({"line": "Int64"})
    for name, table in (("claims", claims), ("sources", pd.DataFrame(source_rows(scene)))):
        pyogrio.write_dataframe(table, path, layer=name, driver="GPKG")
    layers = _project_layers(scene)
    write_styles(path, {layer.name: layer.qml for layer in layers})
    write_project(path, scene.title, layers, scene.frame or scene.extent)


# GeoJSON


def write_geojson(scene: Scene, path: Path) -> None:
    """Write the visible layers as one FeatureCollection; each feature names its ``layer``."""
    import shapely

    features = []
    for name, rows in layer_records(scene).items():
        for row in rows:
            shape = None if row["geometry"].is_empty else json.loads(shapely.to_geojson(row["geometry"]))
            properties = {"layer": name} | {key: value for key, value in row.items() if key != "geometry"}
            features.append({"type": "Feature", "properties": properties, "geometry": shape})
    body = {
        "type": "FeatureCollection", "title": scene.title, "date": scene.date_line, "credits": scene.credits,
        "licence": LICENCE, "claims": claim_rows(scene), "sources": source_rows(scene), "features": features,
    }  # fmt: skip
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


# CSV


def statement_rows(scene: Scene) -> list[dict[str, object]]:
    """Return a row for every statement that the visible layers rest on, and one for every silence.

    A province that no statement speaks of keeps its row, with the qualifier ``no statement``.
    """
    return [row for layer in scene.visible for row in _layer_statements(scene, layer)]


def _layer_statements(scene: Scene, layer: SceneLayer) -> Iterator[dict[str, object]]:
    seen: set[str] = set()
    empty: dict[str, object] = dict.fromkeys(_claim_row(scene, next(iter(scene.statements))), "")
    said = next((_claim_row(scene, claim) for claims in layer.claims for claim in claims), empty)
    for index, claims in enumerate(layer.claims):
        if layer.figures and not claims:
            silent = {
                "measure": said["measure"], "title": said["title"],
                "place": layer.shapes.ids[index], "name": layer.tips[index].split("\n")[0], "subject": layer.subject,
                "value": t("no statement in the source", scene.language), "low": None, "high": None,
                "qualifier": "no statement", "line": None,
            }  # fmt: skip
            yield {"layer": layer.id, "layer_title": layer.title} | empty | silent
        for claim in claims:
            if claim not in seen:
                seen.add(claim)
                yield {"layer": layer.id, "layer_title": layer.title} | _claim_row(scene, claim)
    for claim in layer.unplaced:
        yield {"layer": layer.id, "layer_title": layer.title} | _claim_row(scene, claim)


def _cell(value: object, comma: bool) -> str:
    """Return a cell that no spreadsheet takes for a formula; what is missing stays empty."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",") if comma else f"{value:.15g}"
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def excel_dialect(language: str) -> tuple[str, str]:
    """Return the delimiter and the decimal sign that Excel expects where a language is spoken."""
    return (",", ".") if language == "en" else (";", ",")


def write_csv(scene: Scene, path: Path, excel: bool = False) -> None:
    """Write the statements that the visible layers rest on as UTF-8 CSV.

    Parameters
    ----------
    scene, path
        What to write, and where.
    excel
        With a byte order mark, and with the delimiter and decimal sign of Excel in the scene's language.

    Raises
    ------
    GeodataError
        If no visible layer rests on a statement.
    """
    rows = statement_rows(scene)
    if not rows:
        raise GeodataError(
            "Expected a layer that rests on statements, found none among those chosen.", "Add crop-failure, say."
        )
    delimiter, decimal = excel_dialect(scene.language) if excel else (",", ".")
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    table.writerow(rows[0])
    table.writerows([_cell(value, decimal == ",") for value in row.values()] for row in rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig" if excel else "utf-8"))
