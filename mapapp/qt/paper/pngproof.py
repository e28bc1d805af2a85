"""A written PNG is held against its sheet, pixel by pixel where something must be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtGui import QColor, QImage

from mapapp import viewfile
from mapapp.labels import Box
from mapapp.paper.pagetypes import MapFrame, Page, Swatch
from mapapp.paper.sheet import Options
from mapapp.png import Pixels, read_png
from mapapp.pngtext import read_texts
from mapapp.qt.paper.proof import MOST, SAMPLES, drawn_layers, inks, is_inside, vertices, wrong
from mapapp.scene import SceneLayer
from mapapp.texts import N_
from mapapp.units import MM_PER_INCH

_SOME: Final = 0.2
_FEW: Final = 5
_FINE: Final = 4.0
_NEAR: Final = 6
"""How far each part of a colour may be from the one that was asked for."""

Colour = tuple[int, int, int]


def check_png(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Hold a PNG against its sheet: pixels, resolution, legend, layers, and the view that it carries.

    Raises
    ------
    GeodataError
        If something is missing.
    """
    (page,) = pages
    pixels, a_metre = _two_tones(path) if page.kind == "black" else _full_colour(path)
    px = options.dpi / MM_PER_INCH
    if (pixels.width, pixels.height) != (round(page.width * px), round(page.height * px)):
        raise wrong(N_("its size is another one"), f"{pixels.width} x {pixels.height}")
    if a_metre != round(options.dpi / 0.0254):
        raise wrong(N_("its resolution is another one"), a_metre)
    for rows, at in page.legends:
        for swatch in rows.swatches:
            _check_swatch(pixels, swatch, at, px)
    if page.map is not None:
        _check_layers(pixels, page.map, px)
        view = page.map.scene.view
        if view is not None and read_texts(path).get(viewfile.PNG_KEY) != viewfile.dumps(view):
            raise wrong(N_("the view is not in it"), viewfile.PNG_KEY)


def _full_colour(path: Path) -> tuple[Pixels, int]:
    try:
        return read_png(path)
    except ValueError as error:
        raise wrong(N_("it is cut off"), path.suffix) from error


def _two_tones(path: Path) -> tuple[Pixels, int]:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    if image.isNull():
        raise wrong(N_("it is cut off"), path.suffix)
    return Pixels(image.width(), image.height(), bytes(image.constBits()), image.bytesPerLine()), image.dotsPerMeterX()


def _rgb(name: str) -> Colour:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()


def _rows(pixels: Pixels, box: Box, px: float) -> Iterator[bytes | memoryview[int]]:
    """Give rows of a picture in a box in millimetres, some of those that there are."""
    x0, y0, x1, y1 = (round(side * px) for side in box)
    left, right = max(x0, 0), min(max(x1, x0 + 1), pixels.width)
    for y in range(max(y0, 0), min(max(y1, y0 + 1), pixels.height), max((y1 - y0) // 120, 1)):
        yield pixels.row(y, left, right)


def _colours(pixels: Pixels, box: Box, px: float) -> set[Colour]:
    """Return colours of a picture in a box given in millimetres."""
    step = 3 * max(round((box[2] - box[0]) * px) // 40, 1)
    return {
        colour for row in _rows(pixels, box, px) for colour in zip(row[::step], row[1::step], row[2::step], strict=True)
    }


def _near(a: Colour, b: Colour) -> bool:
    return all(abs(one - other) <= _NEAR for one, other in zip(a, b, strict=True))


def _check_swatch(pixels: Pixels, swatch: Swatch, at: tuple[float, float], px: float) -> None:
    x0, y0, x1, y1 = swatch.box
    seen = _colours(pixels, (at[0] + x0, at[1] + y0, at[0] + x1, at[1] + y1), px)
    symbol = swatch.row.symbol
    fills = [_rgb(symbol.fill)] if symbol.fill and swatch.row.shape == "area" else []
    blank = len(seen) < 2 and px >= _FINE  # a coarser picture may lose the hairline round a white box
    if blank or not all(any(_near(colour, fill) for colour in seen) for fill in fills):
        raise wrong(N_("a row of the legend is missing"), swatch.row.text)


def _check_layers(pixels: Pixels, frame: MapFrame, px: float) -> None:
    ground = _rgb(frame.ground)
    seen = list(frame.scene.visible)
    for layer, inside in drawn_layers(frame):
        some = inside[:: max(len(inside) // SAMPLES, 1)]
        places = [it for it in _places(layer, some, ground) if is_inside(frame, it[0], it[1])]
        tried = places[:: max(len(places) // SAMPLES, 1)]
        drawn = sum(_is_drawn(pixels, frame, place, reach, px, ground) for place, reach in tried)
        bare = all(it.shapes.kind == "point" for it in seen[seen.index(layer) + 1 :])
        if drawn < MOST * len(tried) or (bare and not _has_inks(pixels, frame, layer, some, px)):
            raise wrong(N_("a layer is missing"), layer.title)


def _has_inks(pixels: Pixels, frame: MapFrame, layer: SceneLayer, features: Sequence[int], px: float) -> bool:
    """Whether lines over which only markers stand are seen in their own colour, where they are wide enough for it."""
    drawn = {layer.symbols[layer.symbol_of[index]] for index in features}
    narrow = any(symbol.core is not None or symbol.width_mm * px < 2 for symbol in drawn)
    if layer.shapes.kind != "line" or layer.opacity < 1 or narrow:
        return True
    own = [_rgb(name) for name in inks(layer, features)]
    covered = [*_marker_boxes(frame), *(label.box for label in frame.labels)]
    found = free = 0
    for place in (vertex for index in features for vertex in vertices(layer, index)):
        x, y = frame.viewport.to_mm(*place)
        if not is_inside(frame, place, 1.0) or any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in covered):
            continue
        free += 1
        column = round((frame.box[0] + x) * px)
        red, green, blue = pixels.row(round((frame.box[1] + y) * px), column, column + 1)
        found += any(_near((red, green, blue), ink) for ink in own)
    return found >= _SOME * free or free < _FEW


def _marker_boxes(frame: MapFrame) -> Iterator[Box]:
    for layer in frame.scene.visible:
        if layer.shapes.kind == "point":
            for anchor, which in zip(layer.shapes.anchors, layer.symbol_of, strict=True):
                x, y = frame.viewport.to_mm(*anchor)
                half = layer.symbols[which].size_mm / 2 + 0.5 if which >= 0 else 0.0
                yield x - half, y - half, x + half, y + half


def _places(layer: SceneLayer, features: Sequence[int], ground: Colour) -> Iterator[tuple[tuple[float, float], float]]:
    """Give places of the map where features of a layer are drawn, each with how far from it in millimetres."""
    for index in features:
        symbol = layer.symbols[layer.symbol_of[index]]
        if layer.shapes.kind == "point":
            yield layer.shapes.anchors[index], symbol.size_mm / 2 + 0.2
        elif symbol.fill is not None and _rgb(symbol.fill) != ground:
            yield layer.shapes.anchors[index], 0.6
        elif symbol.hatch is not None:
            yield layer.shapes.anchors[index], symbol.hatch.spacing_mm
        if layer.shapes.kind != "point" and symbol.line and symbol.width_mm:
            yield from ((vertex, 0.6) for vertex in vertices(layer, index))


def _is_drawn(
    pixels: Pixels, frame: MapFrame, place: tuple[float, float], reach: float, px: float, ground: Colour
) -> bool:
    """Whether anything but the bare ground is seen at a place, or not farther from it than a reach in millimetres."""
    x, y = frame.viewport.to_mm(*place)
    left, top, far = frame.box[0] + x, frame.box[1] + y, max(reach, 1.5 / px)
    bare = bytes(ground)
    return any(
        row != bare * (len(row) // 3) for row in _rows(pixels, (left - far, top - far, left + far, top + far), px)
    )
