"""Scene to data files: GeoPackage with a layer each, and GeoJSON in one collection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mapapp.compiled import Shapes
from mapapp.scene import Scene, SceneLayer


def _geometry(shapes: Shapes, index: int) -> Any:
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


def _records(layer: SceneLayer) -> list[dict[str, Any]]:
    """Return a row a feature: id, name, what is said of it, and its geometry."""
    rows = []
    for index, place in enumerate(layer.shapes.ids):
        row: dict[str, Any] = {"id": place, "name": layer.tips[index].split("\n")[0], "tag": layer.shapes.tags[index]}
        if layer.figures:
            row |= dict(layer.figures[index])
        row["geometry"] = _geometry(layer.shapes, index)
        rows.append(row)
    return rows


def _bracket_record(scene: Scene, layer: SceneLayer) -> list[dict[str, Any]]:
    import shapely

    return [{"id": layer.id, "name": label.text, "tag": "", "geometry": shapely.Point()} for label in layer.labels]


def layer_records(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every visible layer by layer id.

    The layer ``provinces`` holds the governorates as areas with a column ``id``; their boundaries by confidence
    come as ``province-lines``.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for layer in scene.visible:
        if layer.kind == "bracket":
            found[layer.id] = _bracket_record(scene, layer)
        elif layer.id == "provinces":
            found[layer.id] = [
                {"id": place, "name": name, "geometry": _geometry(scene.areas, index)}
                for index, (place, name) in enumerate(zip(scene.areas.ids, scene.area_names, strict=True))
            ]
            found["province-lines"] = _records(layer)
        else:
            found[layer.id] = _records(layer)
    return {name: rows for name, rows in found.items() if rows}


def write_geopackage(scene: Scene, path: Path, paper: str, dpi: int) -> None:
    """Write the visible layers as layers of a GeoPackage, named by layer id."""
    import geopandas

    path.unlink(missing_ok=True)
    for name, rows in layer_records(scene).items():
        frame = geopandas.GeoDataFrame(rows, crs="EPSG:4326")
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")


def write_geojson(scene: Scene, path: Path, paper: str, dpi: int) -> None:
    """Write the visible layers as one FeatureCollection; each feature names its ``layer``."""
    import shapely

    features = []
    for name, rows in layer_records(scene).items():
        for row in rows:
            geometry = row["geometry"]
            shape = None if geometry.is_empty else json.loads(shapely.to_geojson(geometry))
            properties = {"layer": name} | {key: value for key, value in row.items() if key != "geometry"}
            features.append({"type": "Feature", "properties": properties, "geometry": shape})
    body = {"type": "FeatureCollection", "title": scene.title, "credits": scene.credits, "features": features}
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
