"""Scene to plain data for the web page: what it draws, and what it says in each language it can switch to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from mapapp import symbols
from mapapp.labels import CROWD_RANK, CROWD_SCALE, STYLES
from mapapp.scene import FILLS, LegendRow, Scene, SceneLayer, as_hatch
from mapapp.statements import Statement, hatch_notice, heading
from mapapp.symbols import Hatch, Symbol
from mapapp.tables import geometry
from mapapp.texts import LANGUAGE_NAMES, t
from mapapp.units import PX_PER_MM

_RING_PX: Final = 0.4
"""What of a marker's radius its outline hides."""
_DEGREES: Final = 1e-3
"""Vertices are rounded to about 100 m: half a tenth of a millimetre at the largest zoom of a printed page."""
_SAID: Final = ("place", "title", "subject", "figure", "translation", "where", "note", "contradictions")
_RETOLD: Final = frozenset({"pieces", "published"})
"""Kinds of layers whose claims say all that their tips say."""
_FACES: Final = frozenset({"choropleth", "category", "parts"})


def features(layer: SceneLayer) -> dict[str, object]:
    """Return a layer's shapes as GeoJSON in degrees; a feature holds its index ``n`` alone."""
    import shapely

    found = []
    for index, which in enumerate(layer.symbol_of):
        if which >= 0:
            rounded = shapely.set_precision(geometry(layer.shapes, index), _DEGREES, mode="pointwise")
            shape = json.loads(shapely.to_geojson(rounded))
            found.append({"type": "Feature", "properties": {"n": index}, "geometry": shape})
    return {"type": "FeatureCollection", "features": found}


class _Hatches:
    """Numbers the different hatches, so that the page draws one pattern of each."""

    def __init__(self) -> None:
        self._found: dict[tuple[Hatch, str | None], int] = {}

    def number(self, symbol: Symbol) -> int | None:
        """Return the number of a symbol's hatch, or None where it has none."""
        if symbol.hatch is None:
            return None
        return self._found.setdefault((symbol.hatch, symbol.fill), len(self._found))

    def payload(self) -> list[dict[str, object]]:
        """Return the patterns, sizes in pixels."""
        return [
            {
                "angle": hatch.angle, "spacing": round(hatch.spacing_mm * PX_PER_MM, 2), "colour": hatch.colour,
                "width": round(hatch.width_mm * PX_PER_MM, 2), "crossed": hatch.crossed, "fill": fill,
                "dash": [round(part * PX_PER_MM, 2) for part in hatch.dash_mm],
            }
            for hatch, fill in self._found
        ]  # fmt: skip


def _style(symbol: Symbol, hatches: _Hatches) -> dict[str, object]:
    """Return Leaflet's path options for a symbol; `hatch` is the number of a pattern."""
    area = symbol.line is None and symbol.fill is not None
    line_px = round(symbol.width_mm * PX_PER_MM, 2)
    return {
        "stroke": symbol.line is not None or area,
        "color": symbol.line or symbol.fill or symbols.INK,
        "weight": (max(line_px, 1) if symbol.marker else line_px) if symbol.line else 0.4,
        "dashArray": " ".join(f"{part * PX_PER_MM:.1f}" for part in symbol.dash_mm) or None,
        "lineCap": "butt",
        "fill": symbol.fill is not None or symbol.hatch is not None,
        "fillColor": symbol.fill or "#ffffff",
        "hatch": hatches.number(symbol),
        "radius": round(symbol.size_mm * PX_PER_MM / 2 + _RING_PX, 2) if symbol.marker else 0,
        "marker": symbol.marker,
    }


def _swatches(rows: Iterable[LegendRow], hatches: _Hatches) -> list[dict[str, object]]:
    return [{"shape": row.shape, "style": _style(row.symbol, hatches)} for row in rows]


def _looks(layer: SceneLayer, fills: int, hatches: _Hatches) -> list[dict[str, object]]:
    """Return how a layer looks as the first fill, as the second one, and so on; other layers have one look."""
    plain = layer.unhatched or layer
    drawn = [plain, *(as_hatch(plain, rank) for rank in range(1, fills))] if layer.kind in FILLS else [plain]
    return [
        {"styles": [_style(it, hatches) for it in look.symbols], "legend": _swatches(look.legend, hatches)}
        for look in drawn
    ]


def _labels(layer: SceneLayer) -> list[dict[str, object]]:
    import shapely

    from geodata.geometry import unproject

    found = []
    for label in layer.labels:
        point = unproject(shapely.Point(label.x, label.y))
        found.append(
            {
                "at": [round(point.y, 4), round(point.x, 4)], "rank": label.rank, "style": label.style,
                "position": label.position,
            }
        )  # fmt: skip
    return found


def _layer(layer: SceneLayer, fills: int, hatches: _Hatches) -> dict[str, object]:
    return {
        "id": layer.id,
        "kind": layer.kind,
        "fill": layer.kind in FILLS,
        "face": layer.kind in _FACES,
        "selects": layer.kind in _FACES or layer.kind == "points" or "turksib" in layer.shapes.ids,
        "retold": bool(layer.figures) or layer.kind in _RETOLD,
        "visible": layer.visible,
        "opacity": layer.opacity,
        "places": layer.shapes.ids,
        "symbolOf": layer.symbol_of,
        "claims": list(layer.claims),
        "unplaced": layer.unplaced,
        "looks": _looks(layer, fills, hatches),
        "labels": _labels(layer),
    }


def _ui(language: str) -> dict[str, str]:
    """Return what the page's own controls say."""
    return {
        "layers": t("Layers", language),
        "legend": t("Legend", language),
        "language": t("Language:", language),
        "caption": t("Claims as a table", language),
        "layer": t("Layer", language),
        "place": t("Place", language),
        "value": t("Value", language),
        "words": t("Words of the source", language),
        "source": t("Source and line", language),
        "notes": t("Notes", language),
        "none": t("no statement in the source", language),
        "off": t("All layers are off. Switch one on in the layer panel.", language),
        "km": t("km", language),
        "zoomIn": t("Zoom in", language),
        "zoomOut": t("Zoom out", language),
        "whole": t("Whole map", language),
        "close": t("Close", language),
    }


def _layer_words(layer: SceneLayer, language: str) -> dict[str, object]:
    return {
        "title": layer.title,
        "heading": heading(layer.kind, layer.title, language),
        "hatched": hatch_notice(layer.title, language),
        "notice": layer.notice,
        "subject": layer.subject,
        "coverage": layer.coverage,
        "legend": [row.text for row in layer.legend],
        "labels": [label.text for label in layer.labels],
        "tips": [[line for line in tip.split("\n") if line] for tip in layer.tips],
    }


def _statement_words(statement: Statement) -> dict[str, object]:
    given = {name: getattr(statement, name) for name in _SAID}
    return {name: value for name, value in given.items() if value}


def _words(scene: Scene, claims: list[str]) -> dict[str, object]:
    """Return all that the page says in the language of a scene."""
    language = scene.language
    own = {hatch_notice(layer.title, language) for layer in scene.layers} | {layer.notice for layer in scene.layers}
    return {
        "name": LANGUAGE_NAMES[language],
        "title": heading("", "", language),
        "date": scene.date_line,
        "credits": scene.credits,
        "notices": [notice for notice in scene.notices if notice not in own],
        "ui": _ui(language),
        "layers": [_layer_words(layer, language) for layer in scene.layers],
        "statements": {claim: _statement_words(scene.statements[claim]) for claim in claims},
    }


def payload(scene: Scene) -> dict[str, Any]:
    """Return all that the page draws and says beside the shapes, as plain data.

    Parameters
    ----------
    scene
        Its layers are all held; the hidden ones are switched off. Its translations become further languages.
    """
    hatches = _Hatches()
    fills = sum(layer.kind in FILLS for layer in scene.layers)
    layers = [_layer(layer, fills, hatches) for layer in scene.layers]
    named = {claim for layer in scene.layers for group in (*layer.claims, layer.unplaced) for claim in group}
    claims = [claim for claim in scene.statements if claim in named]
    by_language = {it.language: _words(it, claims) for it in (scene, *scene.translations)}
    return {
        "language": scene.language,
        "languages": [code for code in LANGUAGE_NAMES if code in by_language],
        "extent": scene.extent,
        "frame": scene.frame or scene.extent,
        "selection": scene.selection,
        "selected": symbols.SELECTED,
        "layers": layers,
        "hatches": hatches.payload(),
        "labelStyles": {name: asdict(style) for name, style in STYLES.items()},
        "crowd": {"rank": CROWD_RANK, "metres": round(1 / (CROWD_SCALE * PX_PER_MM))},
        "fragments": {claim: scene.statements[claim].claim.fragment for claim in claims},
        "words": by_language,
    }
