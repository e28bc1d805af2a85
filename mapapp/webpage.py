"""Scene to one self-contained web page, made with folium: the only file that imports it.

The page asks nothing of any network: Leaflet, proj4 and proj4leaflet are written into it. Every text travels as
JSON data and is set as text, never as markup; a content security policy forbids all other scripts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any, Final

import folium
from branca.element import Figure
from jinja2 import Template

from geodata.geometry import MAP_CRS
from geodata.report import ReadError
from mapapp import symbols
from mapapp.scene import LegendRow, Scene, SceneLayer
from mapapp.symbols import Symbol
from mapapp.tables import layer_records
from mapapp.texts import t

_SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
"""A note for developers by which a browser's tools would ask for another file."""
_WEB: Final = Path(__file__).resolve().parent / "web"


class _OfflineMap(folium.Map):
    """A folium map whose lists of remote files are its own, and empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.default_js = []
        self.default_css = []


def _asset(name: str) -> str:
    path = _WEB / name
    if not path.is_file():
        raise ReadError(f"Expected {name} with the program, but it is missing.", "Install the program again.")
    return path.read_text(encoding="utf-8")


def _style(symbol: Symbol) -> dict[str, object]:
    """Return Leaflet's path options for a symbol; a hatch is named for the page's own patterns."""
    hatch = f"hatch{symbol.hatch.angle:g}".replace("-", "m") if symbol.hatch else ""
    return {
        "stroke": symbol.line is not None or symbol.fill is not None,
        "color": symbol.line or symbol.fill or "#000000",
        "weight": symbol.width_mm * 3 if symbol.line else 0.5,
        "dashArray": " ".join(f"{part * 3:g}" for part in symbol.dash_mm) or None,
        "fill": symbol.fill is not None or symbol.hatch is not None,
        "fillColor": symbol.fill or "#ffffff",
        "fillOpacity": 1.0 if symbol.fill else 0.0,
        "hatch": hatch,
        "hatchColour": symbol.hatch.colour if symbol.hatch else "",
        "radius": symbol.size_mm * 2.2,
    }


def _feature_text(scene: Scene, layer: SceneLayer, index: int) -> list[str]:
    """Return the lines of a feature's popup: what it is, its figure, and the words that bear it."""
    lines = [line for line in layer.tips[index].split("\n") if line]
    if layer.figures:
        row = dict(layer.figures[index])
        if row["fragment"]:
            lines.append(f"«{row['fragment']}»")
            lines.append(t("line {line}", scene.language, line=row["line"]))
    return lines


def _legend(rows: tuple[LegendRow, ...]) -> list[dict[str, Any]]:
    return [{"text": row.text, "shape": row.shape, "style": _style(row.symbol)} for row in rows]


def _payload(scene: Scene) -> dict[str, object]:
    """Return all that the page says, as plain data."""
    layers: list[dict[str, object]] = [
        {
            "id": layer.id,
            "title": layer.title,
            "subject": layer.subject,
            "legend": _legend(layer.legend),
            "styles": [_style(symbol) for symbol in layer.symbols],
            "texts": [_feature_text(scene, layer, index) for index in range(len(layer.shapes.ids))],
            "opacity": layer.opacity,
            "notes": [label.text for label in layer.labels if label.style == "bracket"],
        }
        for layer in scene.visible
    ]
    return {
        "title": scene.title, "date": scene.date_line, "credits": scene.credits, "crs": MAP_CRS,
        "coverage": [*scene.coverage, *scene.notices], "layers": layers, "paper": symbols.PAPER,
        "extent": list(scene.extent), "places": _place_labels(scene),
    }  # fmt: skip


def _place_labels(scene: Scene) -> list[dict[str, Any]]:
    import shapely

    from geodata.geometry import unproject

    found: list[dict[str, Any]] = []
    for layer in scene.visible:
        for label in layer.labels:
            if label.style in {"province", "bracket"}:
                point = unproject(shapely.Point(label.x, label.y))
                found.append({"text": label.text, "at": [round(point.y, 4), round(point.x, 4)]})
    return found


def _collection(layer: SceneLayer, rows: list[dict[str, Any]]) -> dict[str, object]:
    import shapely

    features = []
    for index, row in enumerate(rows):
        if layer.symbol_of[index] < 0:
            continue
        shape = json.loads(shapely.to_geojson(shapely.set_precision(row["geometry"], 1e-4)))
        properties = {"n": index, "s": layer.symbol_of[index]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


def _folium_map(scene: Scene) -> _OfflineMap:
    """Build the map with folium: a FeatureGroup and a GeoJson a layer, and a LayerControl."""
    made = _OfflineMap(location=[49, 62], zoom_start=4, tiles=None, control_scale=True, crs="Albers", max_zoom=7)
    _fix_name(made, "atlas")
    records = layer_records(scene)
    records |= {"provinces": records["province-lines"]} if "province-lines" in records else {}
    for layer in scene.visible:
        if layer.id not in records or layer.kind == "bracket":
            continue
        group = folium.FeatureGroup(name=escape(layer.title))
        _fix_name(group, f"group_{layer.id}")
        shapes = folium.GeoJson(
            _collection(layer, records[layer.id]), embed=True,
            marker=folium.CircleMarker(radius=4) if layer.shapes.kind == "point" else None,
        )  # fmt: skip
        _fix_name(shapes, f"shapes_{layer.id}")
        group.add_child(shapes, name=f"shapes_{layer.id}")
        made.add_child(group, name=f"group_{layer.id}")
    control = folium.LayerControl(collapsed=False)
    _fix_name(control, "control")
    made.add_child(control, name="control")
    return made


def _fix_name(element: Any, name: str) -> None:
    """Give an element a fixed id instead of folium's random one, so that two exports are alike."""
    element._name = "layer"
    element._id = name.replace("-", "_")


def _scripts(made: _OfflineMap) -> str:
    """Return the script that folium writes for the map, without folium's page round it."""
    figure = Figure()
    figure.add_child(made)
    figure.render()
    return "\n".join(child.render() for child in figure.script._children.values())


_PAGE: Final = Template(
    """<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {{ hashes }}">
<title>{{ title }}</title>
<style>{{ leaflet_css }}</style>
<style>{{ page_css }}</style>
</head>
<body>
<header><h1>{{ title }}</h1><p>{{ date }}</p></header>
<main>
<div id="{{ map_id }}" class="folium-map" role="application" aria-label="{{ title }}"></div>
<aside id="legend"></aside>
</main>
<section id="table"></section>
<footer>{{ credits }}</footer>
<script type="application/json" id="payload">{{ payload }}</script>
{% for script in scripts %}<script>{{ script }}</script>
{% endfor %}</body>
</html>
"""
)


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def _safe_json(data: object) -> str:
    """Return JSON that can stand inside a script element whatever the texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _table(scene: Scene) -> dict[str, object]:
    """Return the claims of the visible layers as rows for the table under the map."""
    head = [t(word, scene.language) for word in ("Layer", "Place", "Value", "Words of the source", "Line")]
    rows = []
    for layer in scene.visible:
        for index, figures in enumerate(layer.figures):
            row = dict(figures)
            place, _, said = layer.tips[index].partition("\n")
            rows.append([layer.title, place, said.partition(": ")[2], row["fragment"] or "—", str(row["line"] or "—")])
    return {"head": head, "rows": rows, "caption": t("Claims as a table", scene.language)}


def page_text(scene: Scene) -> str:
    """Return the whole page.

    Parameters
    ----------
    scene
        What to show; hidden layers stay out.

    Raises
    ------
    ReadError
        If a part that the page needs is missing from the installation.
    """
    made = _folium_map(scene)
    scripts = [_asset("vendor/leaflet.js"), _asset("vendor/proj4.js"), _asset("vendor/proj4leaflet.js")]
    scripts += [_asset("page.js"), _scripts(made).replace("</", "<\\/") + "\nfinishAtlas(" + made.get_name() + ");\n"]
    scripts = [_SOURCE_MAP.sub("", script).replace("</script", "<\\/script").strip() for script in scripts]
    page: str = _PAGE.render(
        language=scene.language, title=escape(scene.title), date=escape(scene.date_line),
        credits=escape(scene.credits), hashes=" ".join(_hash(script) for script in scripts),
        leaflet_css=_asset("vendor/leaflet.css"), page_css=_asset("page.css"), map_id=made.get_name(),
        payload=_safe_json(_payload(scene) | {"table": _table(scene)}), scripts=scripts,
    )  # fmt: skip
    return page


def write_page(scene: Scene, path: Path, paper: str, dpi: int) -> None:
    """Write the page to a file."""
    path.write_text(page_text(scene), encoding="utf-8", newline="\n")
