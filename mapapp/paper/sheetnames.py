"""What kinds of maps, papers and parts of a sheet are called, and the file names that follow from it."""

from __future__ import annotations

import re
from typing import Final

from mapapp.texts import N_, t

KIND_TITLES: Final = {
    "colour": N_("Colour map"), "grey": N_("Greyscale map"), "contrast": N_("High-contrast map"),
    "black": N_("Black-and-white map"), "outline": N_("Outline map"), "worksheet": N_("Worksheet"),
}  # fmt: skip
PAPER_TITLES: Final = {
    "a4": N_("A4, landscape"), "a4-portrait": N_("A4, portrait"),
    "a3": N_("A3, landscape"), "a3-portrait": N_("A3, portrait"),
    "slide": N_("Slide 16:9"), "square": N_("Square"),
}  # fmt: skip
FURNITURE_TITLES: Final = {
    "title": N_("Title"), "subtitle": N_("Subtitle"), "date": N_("Date of the boundaries"), "legend": N_("Legend"),
    "subject": N_("What the figures mean"), "coverage": N_("How many are stated"), "scale": N_("Scale"),
    "north": N_("North arrow"), "locator": N_("Locator map"), "credits": N_("Sources and licence"),
    "version": N_("Version"), "name": N_("Line for a pupil's name"),
}  # fmt: skip


def file_stem(words: str) -> str:
    """Return words as a file name: lower case, hyphens between them, letters of every script kept."""
    return "-".join(re.findall(r"[\w-]+", words.lower())) or "map"


def kind_stem(kind: str, language: str) -> str:
    """Return a file name for a kind of map, in the language of the map."""
    name = t("famine-map", language)
    return name if kind == "colour" else f"{name}-{file_stem(t(KIND_TITLES[kind], language))}"
