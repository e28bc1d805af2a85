"""What kinds of maps, papers and parts of a sheet are called, and the file names that follow from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mapapp.paper.sheet import FURNITURE, KINDS, PAPERS
from mapapp.texts import N_, t

KIND_TITLES: Final[Mapping[str, str]] = dict(
    zip(
        KINDS,
        (
            N_("Colour map"), N_("Greyscale map"), N_("High-contrast map"), N_("Black-and-white map"),
            N_("Outline map"), N_("Worksheet"),
        ),
        strict=True,
    )
)  # fmt: skip
PAPER_TITLES: Final[Mapping[str, str]] = dict(
    zip(
        PAPERS,
        (
            N_("A4, landscape"), N_("A4, portrait"), N_("A3, landscape"), N_("A3, portrait"), N_("Slide 16:9"),
            N_("Square"),
        ),
        strict=True,
    )
)  # fmt: skip
FURNITURE_TITLES: Final[Mapping[str, str]] = dict(
    zip(
        FURNITURE,
        (
            N_("Title"), N_("Subtitle"), N_("Date of the boundaries"), N_("Legend"), N_("What the figures mean"),
            N_("How many are stated"), N_("Scale"), N_("North arrow"), N_("Locator map"), N_("Sources and licence"),
            N_("Version"), N_("Line for a pupil's name"),
        ),
        strict=True,
    )
)  # fmt: skip


def file_stem(words: str) -> str:
    """Return words as a file name: lower case, hyphens between them, letters of every script kept."""
    return "-".join(re.findall(r"[\w-]+", words.lower())) or "map"


def kind_stem(kind: str, language: str) -> str:
    """Return a file name for a kind of map, in the language of the map."""
    name = t("famine-map", language)
    return name if kind == "colour" else f"{name}-{file_stem(t(KIND_TITLES[kind], language))}"
