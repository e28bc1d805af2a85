"""A report of `geodata.contribute.inspect` in words, with commands that can be typed as they stand."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from geodata.proposal import Choices, Proposal

_MOST_NAMES: Final = 60


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
                       ("name_field", "--name-field"), ("value_field", "--value-field"), ("high_field", "--high-field"),
                       ("join_to", "--join-to")):  # fmt: skip
        if (value := getattr(chosen, name)) != getattr(standard, name):
            words += [flag, value]
    words += ["--swap-axes"] if chosen.swap_axes else []
    words += (
        ["--breaks", ",".join(f"{it:.15g}" for it in chosen.breaks)] if tuple(chosen.breaks) != standard.breaks else []
    )
    for name, place in chosen.matches.items():
        words += ["--match", f"{name}={place}"]
    return typed(words) + "".join(f" {it}" for it in more)


def typed(words: Sequence[str]) -> str:
    """Return words of a command as they are typed in the shell of this system."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def to_do(found: Proposal, hint: str) -> str:
    """Return a hint whose commands name the file in question and the choices made so far."""
    for verb in ("check", "add"):
        hint = hint.replace(f"mapapp {verb} FILE", command(verb, found))
    return hint


def facts(found: Proposal) -> list[tuple[str, str]]:
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
    if found.choices.value_field:
        rows.append(("Figures from", found.choices.value_field))
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


def joined(found: Proposal) -> list[tuple[str, str]]:
    """Return both sides of the join: names and what they mean, then places without a shape."""
    rows = [(str(it["name"]), _meant(dict(it))) for it in found.names if it["how"] != "not needed"]
    return rows + [("(no row)", f"{place}") for place in found.missing]


def verdict(found: Proposal) -> str:
    """Return in a sentence or two what was found, and how to go on."""
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
    lines = [f"{name:17} {words}" for name, words in facts(found)]
    names = joined(found)
    if names:
        lines += ["", "Names"] + [f"  {name:32} {words}" for name, words in names[:_MOST_NAMES]]
        lines += [f"  and {len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    lines.append("")
    for it in found.findings:
        lines.append(f"{it.severity.value:8} {it.code}: {it.where}: {it.message}")
        if it.hint:
            lines.append(f"         -> {to_do(found, it.hint)}")
    return "\n".join([*lines, "", verdict(found)])
