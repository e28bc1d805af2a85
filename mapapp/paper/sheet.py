"""What a person chooses of a sheet: paper, kind, resolution, words, and which furniture stands on it. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from geodata.report import GeodataError
from mapapp.texts import N_


@dataclass(frozen=True, slots=True)
class Paper:
    """Size in millimetres, text sizes in points, and the factor by which the labels of the map grow.

    `short` asks for the short form of the credits, where the text is too large for the long one.
    """

    width: float
    height: float
    margin: float = 10.0
    title_pt: float = 18.0
    body_pt: float = 8.5
    small_pt: float = 6.6
    labels: float = 1.0
    short: bool = False


PAPERS: Final = {
    "a4": Paper(297.0, 210.0),
    "a4-portrait": Paper(210.0, 297.0),
    "a3": Paper(420.0, 297.0, 12.0, 25.0, 11.5, 9.0, 1.35),
    "a3-portrait": Paper(297.0, 420.0, 12.0, 25.0, 11.5, 9.0, 1.35),
    "slide": Paper(338.7, 190.5, 8.0, 30.0, 24.0, 24.0, 2.0, short=True),
    "square": Paper(200.0, 200.0, 8.0),
}
"""Sheets by name; a slide is read from the last row: text of at least 24 pt, place labels of at least 14 pt."""

KINDS: Final = ("colour", "grey", "contrast", "black", "outline", "worksheet")

FURNITURE: Final = (
    "title", "subtitle", "date", "legend", "subject", "coverage", "scale", "north", "locator", "credits", "version",
    "name",
)  # fmt: skip
"""What stands round the map and can be left out; ``name`` is the line for a pupil's name on what is filled in."""

LEAST_DPI: Final = 30
MOST_DPI: Final = 1200


@dataclass(frozen=True, slots=True)
class Options:
    """How a picture is laid out, and whether a CSV file is made for Excel.

    Parameters
    ----------
    paper, kind
        One of `PAPERS` and of `KINDS`.
    dpi
        Dots an inch of a PNG, `LEAST_DPI` to `MOST_DPI`.
    title, subtitle, credits
        The words of the sheet; None means the map's own, an empty text none.
    without
        Names of `FURNITURE` that are left out.
    whole
        Whether the whole map is drawn even where the view shows a part of it.
    number, of
        Number of the first sheet and how many there are in all, as both are printed; 0 for none.
    excel
        Whether a CSV file is made for Excel.
    """

    paper: str = "a4"
    kind: str = "colour"
    dpi: int = 300
    title: str | None = None
    subtitle: str | None = None
    credits: str | None = None
    without: frozenset[str] = frozenset()
    whole: bool = False
    number: int = 0
    of: int = 0
    excel: bool = False

    def has(self, name: str) -> bool:
        """Whether a piece of furniture is on the sheet."""
        return name not in self.without

    def record(self) -> dict[str, object]:
        """Return the choices as plain values, for JSON and settings."""
        return asdict(self) | {"without": sorted(self.without)}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Options:
        """Return the choices that `record` wrote."""
        return cls(**{**record, "without": frozenset(record.get("without", ()))})

    @property
    def numbering(self) -> str:
        """The page number as it is printed, empty for none."""
        return f"{self.number} / {self.of}" if self.number else ""

    def check(self) -> None:
        """Make sure that every choice can be.

        Raises
        ------
        GeodataError
            If the paper, kind or a name of furniture is unknown, or the resolution is out of range.
        """
        for message, chosen, known in (
            (N_("Expected a paper size, found “{chosen}”."), [self.paper], tuple(PAPERS)),
            (N_("Expected a kind of map, found “{chosen}”."), [self.kind], KINDS),
            (N_("Expected a part of the sheet, found “{chosen}”."), sorted(self.without), FURNITURE),
        ):
            for name in chosen:
                if name not in known:
                    raise GeodataError(message, "Possible: {known}.", chosen=name, known=", ".join(known))
        if not LEAST_DPI <= self.dpi <= MOST_DPI:
            raise GeodataError("Expected 30 to 1200 dots an inch, found {dpi}.", "300 suits print.", dpi=self.dpi)
