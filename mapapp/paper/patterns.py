"""Looks of the kinds of maps that are printed without colour: greys and patterns that no copying machine mixes up.

Patterns are line geometry in millimetres. The greys of neighbouring classes stand at least 1.7 : 1 apart, fill against
fill and with their patterns; after a threshold to black and white the patterns alone tell the classes apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from mapapp.symbols import BLACK, Hatch, Symbol, grey

WHITE: Final = "#ffffff"

_DOTS: Final = Hatch(0, 1.7, 0.7, BLACK, dash_mm=(0.0, 2.4))
_LINES: Final = Hatch(45, 1.8, 0.36, BLACK)
_CROSS: Final = Hatch(45, 1.6, 0.4, BLACK, crossed=True)
_WATER: Final = Hatch(0, 1.1, 0.12, "#666666")


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind draws.

    `classes` are the five steps of a ramp, light to dark, and `spread` says which of them a ramp of fewer steps takes;
    `between` are for figures that may lie in several classes; `lines` gives a line another look by its shipped colour.
    `mono` brings every other colour to black or white instead of its grey; `markers` tells whether a fill above the
    first one becomes a marker instead of a hatch. `casing_mm` of white on both sides of a boundary keep it in sight
    between two areas of one dark class, on a copy too.
    """

    classes: tuple[Symbol, ...]
    spread: Mapping[int, tuple[int, ...]]
    not_stated: Symbol
    no_statement: Symbol
    outside: Symbol
    listed: Symbol
    parts: Symbol
    pieces: Symbol
    between: tuple[Symbol, ...]
    water: Symbol
    lines: Mapping[str, Symbol]
    ground: str = WHITE
    edge: str = BLACK
    mono: bool = True
    markers: bool = True
    casing_mm: float = 0.0


_SPREAD: Final = {1: (2,), 2: (0, 2), 3: (0, 2, 3), 4: (0, 1, 2, 3), 5: (0, 1, 2, 3, 4)}
_BROKEN: Final = Hatch(-45, 3.0, 0.35, BLACK, dash_mm=(2.4, 1.5))
_SHORT: Final = Hatch(0, 3.2, 0.3, BLACK, dash_mm=(1.0, 3.4))
_UPRIGHT: Final = Hatch(90, 1.5, 0.25, BLACK)
_PARTS: Final = Symbol(hatch=Hatch(-45, 6.5, 0.55, BLACK, halo_mm=0.5))
_PIECES: Final = Symbol(hatch=Hatch(90, 5.0, 0.55, BLACK, halo_mm=0.5))
_BETWEEN: Final = tuple(
    Symbol(fill=WHITE, hatch=Hatch(0, spacing, 0.3, BLACK, crossed=True)) for spacing in (3.0, 2.0, 4.5)
)
"""Upright grids, for what lies somewhere within several classes."""


def _line(width: float, dash: tuple[float, ...] = (), core: Symbol | None = None) -> Symbol:
    return Symbol(line=BLACK, width_mm=width, dash_mm=dash, core=core)


_TRACK: Final = _line(1.2, core=Symbol(line=WHITE, width_mm=0.7, dash_mm=(2.0, 2.0)))
_PRINT_LINES: Final = {
    "#86aec6": Symbol(line="#5a5a5a", width_mm=0.22),
    "#8f7aa0": _line(0.3, (2.6, 0.8, 0.4, 0.8)),
    "#8b8d90": _line(0.7, core=Symbol(line=WHITE, width_mm=0.38, dash_mm=(1.2, 1.2))),
    "#12395b": _TRACK,
    "#5b2a6e": _line(0.45, (3.2, 0.7, 0.7, 0.7, 0.7, 0.7)),
    "#66583a": _line(0.2),
}  # fmt: skip

GREY: Final = Look(
    classes=(
        Symbol(fill=WHITE),
        Symbol(fill="#c4c4c4", hatch=_DOTS),
        Symbol(fill="#949494", hatch=_LINES),
        Symbol(fill="#5c5c5c"),
        Symbol(fill=BLACK, hatch=Hatch(45, 7.0, 0.6, "#c4c4c4")),
    ),
    spread=_SPREAD,
    not_stated=Symbol(fill=WHITE, hatch=_BROKEN),
    no_statement=Symbol(fill=WHITE, hatch=_SHORT),
    outside=Symbol(fill=WHITE, hatch=_UPRIGHT),
    listed=Symbol(fill="#d6d6d6", hatch=_DOTS),
    parts=_PARTS,
    pieces=_PIECES,
    between=_BETWEEN,
    water=Symbol(fill=WHITE, hatch=_WATER, line="#666666", width_mm=0.2),
    lines=_PRINT_LINES,
    edge="#777777",
    mono=False,
    casing_mm=0.3,
)  # fmt: skip

BLACK_ONLY: Final = Look(
    classes=(
        Symbol(fill=WHITE),
        Symbol(fill=WHITE, hatch=_DOTS),
        Symbol(fill=WHITE, hatch=_LINES),
        Symbol(fill=WHITE, hatch=_CROSS),
        Symbol(fill=BLACK, hatch=Hatch(45, 3.0, 0.6, WHITE)),
    ),
    spread=_SPREAD,
    not_stated=Symbol(fill=WHITE, hatch=_BROKEN),
    no_statement=Symbol(fill=WHITE, hatch=_SHORT),
    outside=Symbol(fill=WHITE, hatch=_UPRIGHT),
    listed=Symbol(fill=WHITE, hatch=_DOTS),
    parts=_PARTS,
    pieces=_PIECES,
    between=_BETWEEN,
    water=Symbol(fill=WHITE, hatch=replace(_WATER, colour=BLACK, width_mm=0.1), line=BLACK, width_mm=0.15),
    lines={**_PRINT_LINES, "#86aec6": _line(0.18)},
    casing_mm=0.3,
)

OUTLINE: Final = replace(
    BLACK_ONLY,
    casing_mm=0.0,
    water=Symbol(fill=WHITE, hatch=replace(_WATER, colour="#8a8a8a"), line="#5a5a5a", width_mm=0.2),
    lines=_PRINT_LINES,
)

CONTRAST: Final = Look(
    classes=tuple(Symbol(fill=fill) for fill in ("#ffffff", "#f2b600", "#d95b00", "#8f1300", "#1f0000")),
    spread=_SPREAD,
    not_stated=Symbol(fill=WHITE, hatch=Hatch(-45, 2.6, 0.5, BLACK)),
    no_statement=Symbol(fill="#d0d0d0"),
    outside=Symbol(fill=WHITE, hatch=Hatch(90, 1.6, 0.35, BLACK)),
    listed=Symbol(fill="#f2b600"),
    parts=_PARTS,
    pieces=_PIECES,
    between=_BETWEEN,
    water=Symbol(fill="#bfe0f7", line="#00507a", width_mm=0.35),
    lines={
        "#86aec6": Symbol(line="#00507a", width_mm=0.4),
        "#8f7aa0": _line(0.4, (2.6, 0.8, 0.5, 0.8)),
        "#8b8d90": _line(0.4),
        "#12395b": Symbol(line=BLACK, width_mm=1.2),
        "#8fb0c3": Symbol(line="#00507a", width_mm=0.35),
        "#5b2a6e": Symbol(line="#5b006e", width_mm=0.7),
        "#66583a": _line(0.3),
    },
)  # fmt: skip

LOOKS: Final = {"grey": GREY, "contrast": CONTRAST, "black": BLACK_ONLY, "outline": OUTLINE, "worksheet": OUTLINE}


def tone(colour: str, look: Look) -> str:
    """Return what a colour that no rule names becomes: black or white, or a grey of its own lightness."""
    light = grey(colour)
    if look.mono:
        return WHITE if light > 0.75 else BLACK
    level = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return f"#{round(level * 255):02x}" + f"{round(level * 255):02x}" * 2
