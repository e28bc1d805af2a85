"""A report of `geodata.contribute.inspect` as one page with a map: no script, nothing fetched, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from geodata.proposal import Proposal
from geodata.report import Finding
from mapapp.checkreport import facts, joined, to_do, verdict

_WIDTH: Final = 860.0
_MARGIN: Final = 20.0
_SQUEEZE: Final = 0.64
"""How much shorter a degree of longitude is than one of latitude, in the middle of the region."""
_MOST_POINTS: Final = 2000
_COLOURS: Final = {"error": "#a02020", "warning": "#8a5a00", "note": "#3f6a86"}
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = """
body { font: 15px/1.45 "DejaVu Sans", sans-serif; color: #22262b; background: #fff; max-width: 60rem; }
body { margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin-bottom: .2rem; }
h2 { font-size: 1.1rem; margin-top: 1.6rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .3rem .5rem; vertical-align: top; }
th { white-space: nowrap; overflow-wrap: normal; }
.findings td:nth-child(-n+3) { white-space: nowrap; }
.findings td:nth-child(1) { text-align: right; color: #5b6168; }
tr { border-top: 1px solid #ddd; } tr:target { background: #fdf3cf; } .quiet { color: #5b6168; }
.error { color: #a02020; } .warning { color: #8a5a00; } .note { color: #3f6a86; }
svg { display: block; width: 100%; height: auto; max-height: 65vh; background: #fbfaf6; border: 1px solid #ddd; }
svg text { font: bold 9px "DejaVu Sans", sans-serif; fill: #fff; text-anchor: middle; dominant-baseline: central; }
@media (max-width: 40rem) {
  body { margin: 1rem auto; }
  .findings tr { display: block; padding: .4rem 0; }
  .findings td { display: inline-block; padding: 0 .4rem 0 0; }
  .findings td:nth-child(n+4) { display: block; }
  th { white-space: normal; }
  svg circle { r: 18px; } svg text { font-size: 20px; }
}
"""

Place = tuple[int, Finding, list[list[list[float]]]]


def _parts(item: Any) -> Iterator[list[list[float]]]:
    """Yield the rings and lines of GeoJSON coordinates, a point as a line of one."""
    if not item:
        return
    if isinstance(item[0], int | float):
        yield [item]
    elif isinstance(item[0][0], int | float):
        yield item
    else:
        for part in item:
            yield from _parts(part)


def _map(found: Proposal) -> str:
    """Draw the outlines of the file, and over them the findings that have a place, numbered as in the table."""
    places: list[Place] = [
        (number, it, list(_parts(it.geometry.get("coordinates"))))
        for number, it in enumerate(found.findings, 1)
        if it.geometry
    ]
    every = [xy for ring in found.preview for xy in ring]
    every += [xy for _, _, parts in places for part in parts for xy in part]
    if not every:
        return ""
    west, east = min(xy[0] for xy in every), max(xy[0] for xy in every)
    south, north = min(xy[1] for xy in every), max(xy[1] for xy in every)
    scale = _WIDTH / max((east - west) * _SQUEEZE, (north - south) * 1.4, 1e-6)

    def path(points: Sequence[Sequence[float]]) -> str:
        return "L".join(
            f"{(xy[0] - west) * _SQUEEZE * scale + _MARGIN:.1f},{(north - xy[1]) * scale + _MARGIN:.1f}"
            for xy in points
        )

    rings = "".join(f'<path d="M{path(ring)}Z"/>' for ring in found.preview if ring)
    marks = "".join(_mark(number, it, [path(part) for part in parts]) for number, it, parts in places if parts)
    width, height = ((east - west) * _SQUEEZE * scale + 2 * _MARGIN, (north - south) * scale + 2 * _MARGIN)
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="Map of the findings">'
        f'<g fill="#eef0ea" stroke="#8b8d90" stroke-width=".6">{rings}</g>{marks}</svg>'
    )


def _mark(number: int, it: Finding, parts: list[str]) -> str:
    """Draw one finding: its areas where they are not too large to draw, and a numbered dot that leads to its row."""
    colour, kind = _COLOURS[it.severity.value], str((it.geometry or {}).get("type"))
    points = [point.split(",") for part in parts for point in part.split("L")]
    area = ""
    if "Polygon" in kind and len(points) < _MOST_POINTS:
        rings = "".join(f"M{part}Z" for part in parts)
        area = f'<path d="{rings}" fill="{colour}" fill-opacity=".35" fill-rule="evenodd" stroke="{colour}"/>'
    xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return (
        f'<a href="#f{number}">{area}<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="{colour}" stroke="#fff"/>'
        f'<text x="{x:.1f}" y="{y:.1f}">{number}</text><title>{escape(f"{it.code}: {it.message}")}</title></a>'
    )


def _row(number: int, it: Finding, found: Proposal) -> str:
    hint = f"<br><span class='quiet'>{escape(to_do(found, it.hint))}</span>" if it.hint else ""
    level = it.severity.value
    return (
        f'<tr id="f{number}"><td>{number}</td><td class="{level}">{level}</td><td>{escape(it.where)}</td>'
        f"<td>{escape(it.message)} <span class='quiet'>({escape(it.code)})</span>{hint}</td></tr>"
    )


def as_html(found: Proposal) -> str:
    """Return a report as one page."""
    name = escape(", ".join(Path(it).name for it in found.paths))
    read = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in facts(found))
    sides = "".join(f"<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>" for a, b in joined(found))
    names = f"<h2>Names</h2><table><tr><th>In the file</th><th>Place</th></tr>{sides}</table>" if sides else ""
    rows = "".join(_row(number, it, found) for number, it in enumerate(found.findings, 1))
    findings = f"<h2>Findings</h2><table class='findings'>{rows}</table>" if rows else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><style>{_STYLE}</style></head><body>'
        f"<h1>{name}</h1><p>{escape(verdict(found))}</p>{_map(found)}{findings}"
        f"<h2>What was read</h2><table>{read}</table>{names}</body></html>\n"
    )


def write_html(found: Proposal, path: Path) -> None:
    """Write the page by a temporary name.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    part.write_text(as_html(found), encoding="utf-8")
    part.replace(path)
