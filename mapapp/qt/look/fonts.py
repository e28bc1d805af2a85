"""The bundled font, so that Kazakh letters are whole on a machine that has no fonts at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from mapapp.labels import Measure
from mapapp.units import MM_PER_POINT

FAMILY: Final = "DejaVu Sans Condensed"
_FONTS: Final = Path(__file__).resolve().parents[2] / "assets" / "fonts"
_LIGATURES: Final = QFont.Tag("liga")
_PROBE: Final = 64  # pixels: large enough that hinting does not disturb a width


def load_fonts() -> None:
    """Make the bundled faces known to Qt; once an application exists."""
    for path in sorted(_FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def font(size_px: float, bold: bool = False, italic: bool = False) -> QFont:
    """Return the bundled font at a size in pixels of the painter."""
    made = QFont(FAMILY)
    made.setPixelSize(max(round(size_px), 1))
    made.setBold(bold)
    made.setItalic(italic)
    made.setFeature(_LIGATURES, 0)  # whoever copies or searches a text wants the letters
    return made


def text_measure() -> Measure:
    """Return a function that measures texts in millimetres, independent of any screen."""
    metrics = {bold: QFontMetricsF(font(_PROBE, bold)) for bold in (False, True)}

    def measure(text: str, size_pt: float, bold: bool) -> tuple[float, float]:
        factor = size_pt * MM_PER_POINT / _PROBE
        found = metrics[bold]
        return found.horizontalAdvance(text) * factor, found.height() * factor

    return measure
