"""A sheet laid out in millimetres: where title, map, legend, scale bar, north arrow and credits stand."""

from __future__ import annotations

from math import atan2, degrees
from typing import Final

from geodata.report import GeodataError
from mapapp.labels import Box, Measure, Viewport, fit, place
from mapapp.legend import Column, legend
from mapapp.pagetypes import MapFrame, North, Page, ScaleBar, Text
from mapapp.scene import Scene
from mapapp.sheet import PAPERS, Options
from mapapp.symbols import QUIET_INK
from mapapp.texts import number, t

_APEX_M: Final = 5_550_000.0
"""Distance from the map's origin to the cone's apex, metres."""

_ROUND_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


def scale_bar(viewport: Viewport, x: float, y: float, longest_mm: float, language: str) -> ScaleBar:
    """Return the longest scale bar of a round number of kilometres that fits."""
    fitting = [km for km in _ROUND_KM if km * 1000 * viewport.scale <= longest_mm]
    km = fitting[-1] if fitting else _ROUND_KM[0]
    return ScaleBar(x, y, km * 1000 * viewport.scale, f"{number(km, language)} {t('km', language)}")


def north_angle(viewport: Viewport, x_mm: float, y_mm: float) -> float:
    """Return the lean of the meridian at a place of the frame, in degrees clockwise."""
    x, y = viewport.to_map(x_mm, y_mm)
    return -degrees(atan2(x, _APEX_M - y))


def page(scene: Scene, options: Options, measure: Measure) -> Page:
    """Lay a scene out on a sheet.

    Parameters
    ----------
    scene
        What to show, already turned into the kind of `options` (`kinds.as_kind`).
    options
        Paper, words and furniture.
    measure
        Tells how large a text comes out.

    Raises
    ------
    GeodataError
        If the legend has no room on the paper: nothing is ever cut off in silence.
    """
    options.check()
    paper = PAPERS[options.paper]
    width, height, margin, column_width = paper.width, paper.height, paper.margin, 62.0
    inner = width - 2 * margin
    title = scene.title if options.title is None else options.title
    head = Column(inner, measure)
    head.write(title, 17, bold=True)
    head.write(scene.date_line, 9.5, colour=QUIET_INK)
    foot = Column(inner, measure)
    foot.write(scene.credits, 6.8, colour=QUIET_INK)
    top, bottom = margin + head.y + 3, height - margin - foot.y - 2
    upright = height > width
    rows = legend(scene, inner if upright else column_width, measure)
    if upright:
        box = (margin, top, width - margin, bottom - rows.height - 4)
        legend_at = (margin, bottom - rows.height)
    else:
        box = (margin, top, width - margin - column_width - 5, bottom)
        legend_at = (width - margin - column_width, top)
    if legend_at[1] + rows.height > bottom + 0.1 or box[3] - box[1] < 60:
        raise GeodataError(
            "Expected a legend that fits the sheet, found too many rows.", "Switch layers off.", code="room"
        )
    texts = [Text(it.text, it.x + margin, it.y + margin, it.size_pt, it.bold, it.colour) for it in head.texts]
    texts += [Text(it.text, it.x + margin, it.y + bottom + 2, it.size_pt, it.bold, it.colour) for it in foot.texts]
    return Page(
        width, height, title, options.kind, _framed(scene, box, measure), tuple(texts), legends=((rows, legend_at),)
    )


def _framed(scene: Scene, box: Box, measure: Measure) -> MapFrame:
    viewport = fit(scene.extent, box[2] - box[0], box[3] - box[1])
    wide, tall = viewport.width_mm, viewport.height_mm
    bar = scale_bar(viewport, 5, tall - 6, 55, scene.language)
    taken = [(wide - 16.0, 0.0, wide, 15.0), (0.0, tall - 14.0, bar.width + 14.0, tall)]
    north = North(wide - 9, 7, north_angle(viewport, wide - 9, 7), t("N", scene.language))
    return MapFrame(scene, box, viewport, tuple(place(scene, viewport, measure, taken)), bar, north)
