"""A report of `geodata.contribute.inspect` in words, and as a page with a map that needs no network."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from geodata.proposal import Choices, Proposal
from geodata.report import Finding

_WIDTH: Final = 860.0
_COLOURS: Final = {"error": "#a02020", "warning": "#8a5a00", "note": "#3f6a86"}
_STYLE: Final = """
body { font: 15px/1.45 "DejaVu Sans", sans-serif; color: #22262b; max-width: 60rem; }
body { margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: .2rem; } h2 { font-size: 1.1rem; margin-top: 1.6rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .3rem .5rem; vertical-align: top; overflow-wrap: anywhere; }
.findings td:nth-child(-n+3) { white-space: nowrap; }
tr { border-top: 1px solid #ddd; } tr:target { background: #fdf3cf; } .quiet { color: #5b6168; }
.error { color: #a02020; } .warning { color: #8a5a00; } .note { color: #3f6a86; }
svg { width: 100%; height: auto; background: #fbfaf6; border: 1px solid #ddd; } svg a circle { cursor: pointer; }
"""


def command(verb: str, found: Proposal, *more: str) -> str:
    """Return a command on the file of a report, with the choices that led to it, as a person would type it.

    Parameters
    ----------
    verb
        ``check`` or ``add``.
    found
        The report.
    *more
        What is added at the end.
    """
    chosen, standard = found.choices, Choices()
    words = ["mapapp", verb, *found.paths]
    for name, flag in (("layer", "--layer"), ("role", "--role"), ("encoding", "--encoding"), ("crs", "--crs"),
                       ("name_field", "--name-field"), ("join_to", "--join-to")):  # fmt: skip
        if (value := getattr(chosen, name)) != getattr(standard, name):
            words += [flag, value]
    words += ["--swap-axes"] if chosen.swap_axes else []
    words += (
        ["--breaks", ",".join(f"{it:g}" for it in chosen.breaks)] if tuple(chosen.breaks) != standard.breaks else []
    )
    for name, place in chosen.matches.items():
        words += ["--match", f"{name}={place}"]
    return (subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)) + "".join(f" {it}" for it in more)


def _to_do(found: Proposal, hint: str) -> str:
    """Return a hint whose commands name the file in question and the choices made so far."""
    for verb in ("check", "add"):
        hint = hint.replace(f"mapapp {verb} FILE", command(verb, found))
    return hint


def _facts(found: Proposal) -> list[tuple[str, str]]:
    """Return what was read, as (name, words)."""
    rows = [("File", f"{', '.join(Path(it).name for it in found.paths)}, {found.bytes:,} bytes")]
    if not found.readable:
        return rows
    layer = f", layer {found.layer}" if found.layer else ""
    rows.append(("Read as", f"{found.format}{layer}: {found.features:,} features, {found.vertices:,} vertices"))
    if len(found.layers) > 1:
        rows.append(("Layers", ", ".join(f"{it['name']} ({it['features']}, {it['geometry']})" for it in found.layers)))
    if found.kind == "boundaries":
        used = f"{found.crs['title']} ({found.crs['how']})" if found.crs.get("used") else "none"
        rows.append(("Reference system", used))
    used_name = found.encoding["used"]
    samples: list[str] = next((it["samples"] for it in found.encoding["candidates"] if it["encoding"] == used_name), [])
    shown = f": {', '.join(samples[:4])}" if samples else ""
    rows.append(("Encoding", f"{found.encoding['used']} ({found.encoding['how']}){shown}"))
    if found.encoding["how"] == "detected":
        others = [it for it in found.encoding["candidates"] if it["encoding"] != found.encoding["used"]]
        rows += [("", f"or {it['encoding']}: {', '.join(it['samples'][:3])}") for it in others[:3]]
    rows.append(("Names from", found.name_field or "no column"))
    for name in ("title", "period", "source", "licence", "authors"):
        if value := getattr(found.choices, name):
            rows.append((name.capitalize(), value))
    return rows


def _meant(row: dict[str, Any]) -> str:
    if row["place"]:
        return f"{row['place']} ({row['how']})"
    options = ", ".join(f"{it['place']} {it['score']:g}" for it in row["candidates"])
    return (
        f"to be confirmed: {options}" if row["how"] == "near" else f"none{f' (nearest: {options})' if options else ''}"
    )


def _joined(found: Proposal) -> list[tuple[str, str]]:
    """Return both sides of the join: names and what they mean, then places without a shape."""
    rows = [(str(it["name"]), _meant(dict(it))) for it in found.names if it["how"] != "not needed"]
    return rows + [("(no row)", f"{place}") for place in found.missing]


def _verdict(found: Proposal) -> str:
    counts = found.counts()
    words = ", ".join(f"{counts[key]} {key}{'' if counts[key] == 1 else 's'}" for key in ("error", "warning", "note"))
    if not found.readable:
        return "The file could not be opened, or was refused."
    if not found.ok:
        return f"{words}. It cannot be added as it is."
    needed = {"licence": "LICENCE", "source": "SOURCE", "period": "PERIOD"}
    if found.kind == "values":
        needed |= {"measure": "MEASURE", "subject": "SUBJECT"}
    lacking = [f"--{name} {word}" for name, word in needed.items() if not getattr(found.choices, name)]
    return f"{words}. It can be added: {command('add', found, '--id ID', *lacking)}"


def as_text(found: Proposal) -> str:
    """Return a report for a terminal."""
    lines = [f"{name:17} {words}" for name, words in _facts(found)]
    joined = _joined(found)
    if joined:
        lines += ["", "Names"] + [f"  {name:32} {words}" for name, words in joined[:60]]
        lines += [f"  and {len(joined) - 60} more"] if len(joined) > 60 else []
    lines.append("")
    for it in found.findings:
        lines.append(f"{it.severity.value:8} {it.code}: {it.where}: {it.message}")
        if it.hint:
            lines.append(f"         -> {_to_do(found, it.hint)}")
    return "\n".join([*lines, "", _verdict(found)])


def _points(geometry: Any) -> list[list[float]]:
    """Return every position of a GeoJSON geometry."""
    found: list[list[float]] = []

    def walk(item: Any) -> None:
        if item and isinstance(item[0], int | float):
            found.append(item)
        else:
            for part in item:
                walk(part)

    walk(geometry.get("coordinates") or [])
    return found


def _map(found: Proposal) -> str:
    placed = [(n, it, _points(it.geometry)) for n, it in enumerate(found.findings) if it.geometry]
    every = [xy for ring in found.preview for xy in ring] + [xy for _, _, points in placed for xy in points]
    if not every:
        return ""
    west, east = min(xy[0] for xy in every), max(xy[0] for xy in every)
    south, north = min(xy[1] for xy in every), max(xy[1] for xy in every)
    squeeze = 0.64
    scale = _WIDTH * 0.94 / max((east - west) * squeeze, (north - south) * 1.4, 1e-6)

    def at(xy: Sequence[float]) -> str:
        return f"{(xy[0] - west) * squeeze * scale + 20:.1f},{(north - xy[1]) * scale + 20:.1f}"

    width, height = (east - west) * squeeze * scale + 40, (north - south) * scale + 40
    rings = "".join(f'<path d="M{"L".join(at(xy) for xy in ring)}Z"/>' for ring in found.preview if ring)
    marks = "".join(_mark(n, it, [at(xy) for xy in points]) for n, it, points in placed if points)
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="Map of the findings">'
        f'<g fill="#eef0ea" stroke="#8b8d90" stroke-width=".6">{rings}</g>{marks}</svg>'
    )


def _mark(number: int, it: Finding, points: list[str]) -> str:
    colour = _COLOURS[it.severity.value]
    kind = str((it.geometry or {}).get("type"))
    area = ""
    if kind == "Polygon" and len(points) < 2000:
        area = f'<path d="M{"L".join(points)}Z" fill="{colour}" fill-opacity=".35" stroke="{colour}"/>'
    xs, ys = zip(*((float(x), float(y)) for x, y in (point.split(",") for point in points)), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    title = escape(f"{it.code}: {it.message}")
    return (
        f'<a href="#f{number}">{area}<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{colour}" stroke="#fff">'
        f"<title>{title}</title></circle></a>"
    )


def as_html(found: Proposal) -> str:
    """Return a report as one page: no script, nothing fetched, every word of the file escaped."""
    name = escape(", ".join(Path(it).name for it in found.paths))
    facts = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in _facts(found))
    joined = "".join(f"<tr><td>{escape(a)}</td><td>{escape(b)}</td></tr>" for a, b in _joined(found))
    names = f"<h2>Names</h2><table><tr><th>In the file</th><th>Place</th></tr>{joined}</table>" if joined else ""
    rows = "".join(
        f'<tr id="f{n}"><td class="{it.severity.value}">{it.severity.value}</td><td>{escape(it.code)}</td>'
        f"<td>{escape(it.where)}</td>"
        f"<td>{escape(it.message)}<br><span class='quiet'>{escape(_to_do(found, it.hint))}</span></td></tr>"
        for n, it in enumerate(found.findings)
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{_STYLE}</style></head><body>'
        f"<h1>{name}</h1><p>{escape(_verdict(found))}</p>{_map(found)}"
        f"<h2>What was read</h2><table>{facts}</table>{names}"
        f"<h2>Findings</h2><table class='findings'>{rows}</table></body></html>\n"
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
