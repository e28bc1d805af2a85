"""A picture of drawn arcs beside the reference, as plain SVG: what one looks at while redrawing a line."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from geodata.arcs import OUTSIDE, Arc, pieces, read_arcs
from geodata.catalog import Catalog
from geodata.geometry import project
from geodata.measure import KINDS, Distance, Reference, distances
from geodata.model import Confidence
from geodata.report import UnknownError

_WIDTH: Final = 1400.0
_MARGIN_M: Final = 40_000.0
_COLOURS: Final = {"uezd-1897": "#b9770e", "shore": "#2e86c1", "river": "#85c1e9", "modern-border": "#8e44ad"}
_CHOSEN: Final = "#c0392b"
_INK: Final = "#111111"
_ROW: Final = 19.0
_DASHES: Final = {Confidence.DOCUMENTED: "", Confidence.APPROXIMATE: "9 4", Confidence.CONJECTURAL: "2 4"}


class _Canvas:
    """Collects SVG elements of a window of map metres."""

    def __init__(self, window: tuple[float, float, float, float]) -> None:
        self.west, self.south, self.east, self.north = window
        self.scale = _WIDTH / (self.east - self.west)
        self.height = (self.north - self.south) * self.scale
        self.elements: list[str] = []
        self.frame = box(*window)

    def line(self, geometry: BaseGeometry, colour: str, width: float, dash: str = "") -> None:
        """Draw what of a projected line lies in the window."""
        for part in shapely.get_parts(shapely.intersection(geometry, self.frame)):
            if part.geom_type == "LineString":
                points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self._at(*xy) for xy in part.coords))
                self.elements.append(
                    f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
                    f'stroke-dasharray="{dash}"/>'
                )

    def dot(self, point: Point, radius: float, colour: str) -> None:
        x, y = self._at(point.x, point.y)
        self.elements.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}"/>')

    def text(self, point: Point, words: str, size: float, colour: str) -> None:
        x, y = self._at(point.x, point.y)
        self.words(x + 5, y - 4, words, size, colour)

    def words(self, x: float, y: float, words: str, size: float, colour: str) -> None:
        for look in ('stroke="#fff" stroke-width="4" fill="#fff"', f'fill="{colour}"'):
            at = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"'
            self.elements.append(f"<text {at} {look}>{escape(words)}</text>")

    def sample(self, y: float, words: str, colour: str, dash: str = "") -> None:
        """Write a line of the legend, with a piece of line before it."""
        drawn = f'stroke="{colour}" stroke-width="2.4" stroke-dasharray="{dash}"'
        self.elements.append(f'<line x1="14" y1="{y - 5:.1f}" x2="44" y2="{y - 5:.1f}" {drawn}/>')
        self.words(52, y, words, 14, _INK)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def svg(self) -> str:
        body = "\n".join(self.elements)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:.0f}" height="{self.height:.0f}" '
            f'font-family="DejaVu Sans, sans-serif">\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
        )


def draw_arcs(catalog: Catalog, arc_id: str, reference: Path | None, out: Path) -> Iterator[str]:
    """Rebuild the pieces, draw an arc with its neighbours, and tell how far it runs from what it follows.

    Parameters
    ----------
    catalog
        The metadata, and where the arcs lie.
    arc_id
        Id of an arc; empty for all of them.
    reference
        Folder of reference geography; without it nothing is drawn beside, or measured.
    out
        SVG file to write.

    Yields
    ------
    str
        Lines for the terminal.

    Raises
    ------
    UnknownError
        If there is no such arc.
    ReadError
        If the arcs do not enclose their pieces any more.
    """
    arcs = read_arcs(catalog.root)
    chosen = [arc for arc in arcs if arc_id in ("", arc.id)]
    if not chosen:
        raise UnknownError(f"Expected the id of an arc, found {arc_id!r}.", f"Known: {', '.join(a.id for a in arcs)}.")
    shapes = pieces(arcs)
    known = Reference(reference) if reference else None
    canvas = _Canvas(_window(chosen))
    _draw(canvas, arcs, chosen, known)
    _write_names(canvas, catalog, shapes)
    found = list(distances(chosen, known)) if known else []
    lines = [_heading(chosen[0]), *map(_told, found)] if arc_id else [f"{len(arcs)} arcs, {len(shapes)} pieces"]
    _write_legend(canvas, lines, known is not None)
    out.write_text(canvas.svg(), encoding="utf-8")
    yield from lines
    yield f"Drawn: {out}"


def _draw(canvas: _Canvas, arcs: tuple[Arc, ...], chosen: list[Arc], known: Reference | None) -> None:
    """Draw the reference, all arcs over it, and the vertices of an arc that is alone."""
    for kind in KINDS if known else ():
        assert known is not None
        canvas.line(known.lines[kind], _COLOURS[kind], 2.2)
    for arc in arcs:
        colour, width = (_CHOSEN, 2.4) if arc in chosen else (_INK, 1.1)
        canvas.line(project(arc.line), colour, width, _DASHES[arc.confidence])
    if len(chosen) == 1:
        for lon, lat in chosen[0].line.coords:
            canvas.dot(project(Point(lon, lat)), 3.2, _CHOSEN)


def _write_legend(canvas: _Canvas, lines: list[str], beside: bool) -> None:
    """Write the heading lines, and below them, on a plate, what each colour and dash is."""
    for row, words in enumerate(lines):
        canvas.words(14, 24 + _ROW * row, words, 14, _INK)
    samples = [(f"ours, {confidence.value}", _CHOSEN, dash) for confidence, dash in _DASHES.items()]
    samples += [(kind, colour, "") for kind, colour in _COLOURS.items() if beside]
    top, high = 8 + _ROW * len(lines), 6 + _ROW * len(samples)
    plate = f'<rect x="6" y="{top:.0f}" width="190" height="{high:.0f}" fill="#fff" fill-opacity="0.88"/>'
    canvas.elements.append(plate)
    for row, (words, colour, dash) in enumerate(samples):
        canvas.sample(24 + _ROW * (len(lines) + row), words, colour, dash)


def _window(arcs: list[Arc]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds([project(arc.line) for arc in arcs])
    high = max(north - south, (east - west) * 0.45)
    middle = (north + south) / 2
    return west - _MARGIN_M, middle - high / 2 - _MARGIN_M, east + _MARGIN_M, middle + high / 2 + _MARGIN_M


def _write_names(canvas: _Canvas, catalog: Catalog, shapes: dict[str, BaseGeometry]) -> None:
    for name, shape in shapes.items():
        seen = shapely.intersection(project(shape), canvas.frame)
        if not seen.is_empty and name not in OUTSIDE:
            canvas.text(seen.representative_point(), name, 15, "#666666")
    for point in catalog.points:
        at = project(Point(point.lon, point.lat))
        if point.role in {"town", "uezd-centre"} and canvas.frame.contains(at):
            canvas.dot(at, 3, "#111111")
            canvas.text(at, catalog.name(point.id, "en"), 12, "#111111")


def _heading(arc: Arc) -> str:
    return f"{arc.id}: {arc.left} | {arc.right}; {arc.confidence.value}; follows {arc.follows}. {arc.course}"


def _told(found: Distance) -> str:
    told = f"{found.kind}: {found.length_km:,.0f} km, median {found.median_km:.1f}, p90 {found.p90_km:.1f} km"
    return "; ".join((told, *found.faults))
