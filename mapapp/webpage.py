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
from folium.template import Template

from geodata.geometry import MAP_CRS
from geodata.report import ReadError
from mapapp import symbols
from mapapp.pagedata import features, payload
from mapapp.scene import Scene
from mapapp.texts import LANGUAGE_NAMES, t

_SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
"""A note for developers by which a browser's tools would ask for another file."""
_PICTURE: Final = re.compile(r"^[^{};]*:\s*url\([^)]*\)[^;}]*;?", re.MULTILINE)
"""A declaration of Leaflet's style sheet that names a file beside it; the page uses none of them."""
_WEB: Final = Path(__file__).resolve().parent / "web"
_SCRIPTS: Final = (
    "vendor/leaflet.js", "vendor/proj4.js", "vendor/proj4leaflet.js", "page.js", "looks.js", "labels.js", "telling.js",
)  # fmt: skip
_RESOLUTIONS: Final = (16000, 8000, 4000, 2000, 1000, 500, 250, 125)
"""Metres a pixel at the zoom levels 0, 1, 2 ..."""


class _Albers(folium.MacroElement):
    """Gives Leaflet the equal-area CRS under the name ``Albers``; folium knows a CRS by its name only."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.CRS.Albers = new L.Proj.CRS("dala-atlas", {{ this.definition|tojson }}, {resolutions: {{ this.levels }}});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.definition = MAP_CRS
        self.levels = list(_RESOLUTIONS)


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


def _named(element: Any, name: str) -> Any:
    """Give an element a fixed id instead of folium's random one, so that two exports are alike."""
    element._name = "layer"
    element._id = name
    return element


def _folium_map(scene: Scene) -> _OfflineMap:
    """Build the map with folium: a FeatureGroup and a GeoJson a layer, and a LayerControl.

    Elements are named by the layer's number, and the control's entries are empty until the page sets their
    texts: nothing that came from a data file is ever written into script or markup.
    """
    made: _OfflineMap = _named(
        _OfflineMap(
            location=[49, 62], zoom_start=2, tiles=None, crs="Albers", max_zoom=len(_RESOLUTIONS) - 1,
            attribution_control=False, zoom_snap=0.25,
        ),
        "atlas",
    )  # fmt: skip
    for number, layer in enumerate(scene.layers):
        entry = f'<span data-layer="{number}"></span>'
        group = _named(folium.FeatureGroup(name=entry, show=layer.visible), f"group_{number}")
        if layer.shapes.ids:
            marker = folium.CircleMarker(radius=4) if layer.shapes.kind == "point" else None
            shapes = folium.GeoJson(features(layer), embed=True, marker=marker, smooth_factor=0.5)
            group.add_child(_named(shapes, f"shapes_{number}"), name=f"shapes_{number}")
        made.add_child(group, name=f"group_{number}")
    made.add_child(_named(folium.LayerControl(collapsed=False), "control"), name="control")
    return made


def _scripts(made: _OfflineMap) -> str:
    """Return the script that folium writes for the map, without folium's page round it."""
    figure = folium.Figure()
    figure.add_child(_named(_Albers(), "albers"), name="albers")
    figure.add_child(made, name="atlas")
    figure.render()
    lines = "\n".join(child.render() for child in figure.script._children.values()).splitlines()
    # No text of the data is in it, so blanks after commas are those between coordinates: a tenth of the script.
    return "\n".join(line.strip() for line in lines if line.strip()).replace(", ", ",").replace('": ', '":')


_PAGE: Final = Template(
    """<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; \
img-src data:; style-src 'unsafe-inline'; script-src {{ hashes }}">
<meta name="generator" content="Dala Atlas">
<title>{{ title }}</title>
<style>{{ leaflet_css }}</style>
<style>{{ page_css }}</style>
</head>
<body>
<header>
<div><h1 id="title">{{ title }}</h1><p id="date">{{ date }}</p></div>
<nav id="languages"></nav>
</header>
<noscript>{% for line in noscript %}<p>{{ line }}</p>{% endfor %}</noscript>
<main>
<div id="{{ map_id }}" class="folium-map"></div>
<aside><section id="legend" aria-live="polite"></section><section id="layers"><h2></h2></section></aside>
</main>
<section id="claims"></section>
<footer id="credits">{{ credits }}</footer>
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


def page_text(scene: Scene) -> str:
    """Return the whole page.

    Parameters
    ----------
    scene
        What to hold; hidden layers are held switched off, translations become a language switch.

    Raises
    ------
    ReadError
        If a part that the page needs is missing from the installation.
    """
    made = _folium_map(scene)
    scripts = [_asset(name) for name in _SCRIPTS]
    scripts.append(f"{_scripts(made)}\nopenAtlas({made.get_name()}, layer_control);\n")
    scripts = [_SOURCE_MAP.sub("", script).replace("</script", "<\\/script").strip() for script in scripts]
    page: str = _PAGE.render(
        language=scene.language, title=escape(scene.title), date=escape(scene.date_line),
        credits=escape(scene.credits), hashes=" ".join(_hash(script) for script in scripts),
        leaflet_css=_PICTURE.sub("", _asset("vendor/leaflet.css")),
        page_css=_asset("page.css").replace("$paper", symbols.PAPER), map_id=made.get_name(),
        noscript=[escape(t("This page needs scripts to be allowed in the browser.", code)) for code in LANGUAGE_NAMES],
        payload=_safe_json(payload(scene)), scripts=scripts,
    )  # fmt: skip
    return page


def write_page(scene: Scene, path: Path) -> None:
    """Write the page to a file."""
    path.write_text(page_text(scene), encoding="utf-8", newline="\n")
