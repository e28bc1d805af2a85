"""Files read back: size, texts, legend and layers of a sheet must be in what was written, or it is not kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from PySide6.QtGui import QColor, QImage

from geodata.report import GeodataError
from mapapp import viewfile
from mapapp.labels import Box
from mapapp.paper.pagetypes import MapFrame, Page, Swatch
from mapapp.paper.sheet import Options
from mapapp.pngtext import read_texts
from mapapp.scene import SceneLayer
from mapapp.texts import N_
from mapapp.units import MM_PER_INCH, MM_PER_POINT

if TYPE_CHECKING:
    from pypdf import PageObject

_SAMPLES: Final = 80
_PROBES: Final = 24
_MOST: Final = 0.6
"""Share of the places tried where something must be drawn: names, with the white round them, cover some."""
_SOME: Final = 0.2
_FEW: Final = 5
_FINE: Final = 4.0
PDF_DPI: Final = 1200
_ANY: Final = 2**40
_SVG: Final = "{http://www.w3.org/2000/svg}"
_PDF_TOKEN: Final = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")
_PDF_COLOUR: Final = re.compile(rb" (?:scn|SCN)\n")


def _wrong(error: str, what: object) -> GeodataError:
    return GeodataError(
        "Expected the written file to read back, but it does not: {error} ({what}).", "Check the disk and try again.",
        error=error, what=what,
    )  # fmt: skip


def words_of(page: Page) -> list[str]:
    """Return every text that a sheet must hold."""
    found = [text.text for text in page.texts]
    found += [text.text for rows, _at in page.legends for text in rows.texts]
    if page.map is not None:
        found += [label.label.text for label in page.map.labels]
        found += [it.text for it in (page.map.scale_bar, page.map.north) if it is not None]
    return found


def drawn_layers(frame: MapFrame) -> Iterator[tuple[SceneLayer, list[int]]]:
    """Give each visible layer that has something in the frame, with the features that surely are."""
    for layer in frame.scene.visible:
        if layer.opacity <= 0:
            continue
        inside = [
            index
            for index, (anchor, which) in enumerate(zip(layer.shapes.anchors, layer.symbol_of, strict=True))
            if which >= 0 and _is_inside(frame, anchor, 1.0)
        ]
        if inside:
            yield layer, inside


def _is_inside(frame: MapFrame, place: tuple[float, float], by_mm: float) -> bool:
    x, y = frame.viewport.to_mm(*place)
    return by_mm < x < frame.viewport.width_mm - by_mm and by_mm < y < frame.viewport.height_mm - by_mm


def _inks(layer: SceneLayer, features: Sequence[int]) -> set[str]:
    """Return the colours in which features of a layer are drawn."""
    found: set[str | None] = set()
    for symbol in {layer.symbols[layer.symbol_of[index]] for index in features}:
        hatched = symbol.hatch.colour if symbol.hatch else None
        found |= {symbol.fill, symbol.line if symbol.width_mm else None, hatched}
    return {QColor(colour).name() for colour in found if colour}


# PNG


def check_png(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Hold a PNG against its sheet: pixels, resolution, legend, layers, and the view that it carries.

    Raises
    ------
    GeodataError
        If something is missing.
    """
    (page,) = pages
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    px = options.dpi / MM_PER_INCH
    if (image.width(), image.height()) != (round(page.width * px), round(page.height * px)):
        raise _wrong(N_("its size is another one"), f"{image.width()} x {image.height()}")
    if image.dotsPerMeterX() != round(options.dpi / 0.0254):
        raise _wrong(N_("its resolution is another one"), image.dotsPerMeterX())
    for rows, at in page.legends:
        for swatch in rows.swatches:
            _check_swatch(image, swatch, at, px)
    if page.map is not None:
        _check_layers(image, page.map, px)
        view = page.map.scene.view
        if view is not None and read_texts(path).get(viewfile.PNG_KEY) != viewfile.dumps(view):
            raise _wrong(N_("the view is not in it"), viewfile.PNG_KEY)


def _sampled(image: QImage, box: Box, px: float) -> Iterator[list[int]]:
    """Give numbers of colours of a picture (RGB32) in a box in millimetres, by rows, some of those that there are."""
    x0, y0, x1, y1 = (round(side * px) for side in box)
    across, down = max((x1 - x0) // 40, 1), max((y1 - y0) // 120, 1)
    pixels, wide = memoryview(image.constBits()).cast("I"), image.width()
    left, right = max(x0, 0), min(max(x1, x0 + 1), wide)
    for y in range(max(y0, 0), min(max(y1, y0 + 1), image.height()), down):
        yield pixels[y * wide + left : y * wide + right : across].tolist()


def _colours(image: QImage, box: Box, px: float) -> set[str]:
    """Return the colours of a picture (RGB32) in a box given in millimetres."""
    found = {colour for row in _sampled(image, box, px) for colour in row}
    return {f"#{colour & 0xFFFFFF:06x}" for colour in found}


def _near(a: str, b: str) -> bool:
    return all(abs(int(a[i : i + 2], 16) - int(b[i : i + 2], 16)) <= 6 for i in (1, 3, 5))


def _check_swatch(image: QImage, swatch: Swatch, at: tuple[float, float], px: float) -> None:
    x0, y0, x1, y1 = swatch.box
    seen = _colours(image, (at[0] + x0, at[1] + y0, at[0] + x1, at[1] + y1), px)
    symbol = swatch.row.symbol
    fills = [symbol.fill] if symbol.fill and swatch.row.shape == "area" else []
    blank = len(seen) < 2 and px >= _FINE  # a coarser picture may lose the hairline round a white box
    if blank or not all(any(_near(colour, QColor(fill).name()) for colour in seen) for fill in fills):
        raise _wrong(N_("a row of the legend is missing"), swatch.row.text)


def _check_layers(image: QImage, frame: MapFrame, px: float) -> None:
    ground = QColor(frame.ground).name()
    seen = list(frame.scene.visible)
    for layer, inside in drawn_layers(frame):
        some = inside[:: max(len(inside) // _SAMPLES, 1)]
        places = [it for it in _places(layer, some, ground) if _is_inside(frame, it[0], it[1])]
        tried = places[:: max(len(places) // _SAMPLES, 1)]
        drawn = sum(_is_drawn(image, frame, place, reach, px, ground) for place, reach in tried)
        bare = all(it.shapes.kind == "point" for it in seen[seen.index(layer) + 1 :])
        if drawn < _MOST * len(tried) or (bare and not _has_inks(image, frame, layer, some, px)):
            raise _wrong(N_("a layer is missing"), layer.title)


def _has_inks(image: QImage, frame: MapFrame, layer: SceneLayer, features: Sequence[int], px: float) -> bool:
    """Whether lines over which only markers stand are seen in their own colour, where they are wide enough for it."""
    drawn = {layer.symbols[layer.symbol_of[index]] for index in features}
    narrow = any(symbol.core is not None or symbol.width_mm * px < 2 for symbol in drawn)
    if layer.shapes.kind != "line" or layer.opacity < 1 or narrow:
        return True
    inks = _inks(layer, features)
    covered = [*_marker_boxes(frame), *(label.box for label in frame.labels)]
    found = free = 0
    for place in (vertex for index in features for vertex in _vertices(layer, index)):
        x, y = frame.viewport.to_mm(*place)
        if not _is_inside(frame, place, 1.0) or any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in covered):
            continue
        free += 1
        colour = image.pixelColor(round((frame.box[0] + x) * px), round((frame.box[1] + y) * px)).name()
        found += any(_near(colour, own) for own in inks)
    return found >= _SOME * free or free < _FEW


def _marker_boxes(frame: MapFrame) -> Iterator[Box]:
    for layer in frame.scene.visible:
        if layer.shapes.kind == "point":
            for anchor, which in zip(layer.shapes.anchors, layer.symbol_of, strict=True):
                x, y = frame.viewport.to_mm(*anchor)
                half = layer.symbols[which].size_mm / 2 + 0.5 if which >= 0 else 0.0
                yield x - half, y - half, x + half, y + half


def _places(layer: SceneLayer, features: Sequence[int], ground: str) -> Iterator[tuple[tuple[float, float], float]]:
    """Give places of the map where features of a layer are drawn, each with how far from it in millimetres."""
    for index in features:
        symbol = layer.symbols[layer.symbol_of[index]]
        filled = symbol.fill is not None and QColor(symbol.fill).name() != ground
        if layer.shapes.kind == "point":
            yield layer.shapes.anchors[index], symbol.size_mm / 2 + 0.2
        elif filled:
            yield layer.shapes.anchors[index], 0.6
        elif symbol.hatch is not None:
            yield layer.shapes.anchors[index], symbol.hatch.spacing_mm
        if layer.shapes.kind != "point" and symbol.line and symbol.width_mm:
            yield from ((vertex, 0.6) for vertex in _vertices(layer, index))


def _vertices(layer: SceneLayer, index: int) -> Iterator[tuple[float, float]]:
    for part in layer.shapes.parts[index]:
        ring = layer.shapes.ring(part)
        step = 2 * max(len(ring) // 2 // _SAMPLES, 1)
        yield from ((ring[i], ring[i + 1]) for i in range(0, len(ring) - 1, step))


def _is_drawn(image: QImage, frame: MapFrame, place: tuple[float, float], reach: float, px: float, ground: str) -> bool:
    x, y = frame.viewport.to_mm(*place)
    left, top, far = frame.box[0] + x, frame.box[1] + y, max(reach, 1.5 / px)
    bare = QColor(ground).rgb()
    rows = _sampled(image, (left - far, top - far, left + far, top + far), px)
    return any(row.count(bare) < len(row) for row in rows)


# PDF


def check_pdf(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Hold a PDF against its sheets: number and size of pages, embedded fonts, every text, the colours of every layer.

    Raises
    ------
    GeodataError
        If something is missing.
    """
    from pypdf import PdfReader, apply_configuration
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it would warn of is said here
    try:
        # pypdf guards against hostile files; this one is our own, and a large map is long.
        with (
            apply_configuration(
                zlib_maximum_output_length=_ANY,
                maximum_declared_stream_length=_ANY,
                stream_decoding_work_maximum_length=_ANY,
            ),
            PdfReader(path) as reader,
        ):
            if len(reader.pages) != len(pages):
                raise _wrong(N_("the number of pages is another one"), len(reader.pages))
            for page, written in zip(pages, reader.pages, strict=True):
                _check_pdf_page(page, written)
    except PyPdfError as error:
        raise _wrong(N_("it is cut off"), path.suffix) from error


def _check_pdf_page(page: Page, written: PageObject) -> None:
    wide, tall = float(written.mediabox.width) * MM_PER_POINT, float(written.mediabox.height) * MM_PER_POINT
    if abs(wide - page.width) > 0.6 or abs(tall - page.height) > 0.6:
        raise _wrong(N_("its size is another one"), f"{wide:.0f} x {tall:.0f} mm")
    stream: bytes = written["/Contents"].get_object().get_data()  # type: ignore[union-attr]
    fonts: dict[str, Any] = {
        name.lstrip("/"): font.get_object()
        for name, font in written["/Resources"].get("/Font", {}).items()  # type: ignore[attr-defined]
    }
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        if "/FontFile2" not in descriptor and "/FontFile3" not in descriptor:
            raise _wrong(N_("a font is not embedded"), font["/BaseFont"])
    said = pdf_text(stream, {name: characters(font["/ToUnicode"].get_data()) for name, font in fonts.items()})
    missing = [words for words in words_of(page) if _folded(words) not in said]
    if missing:
        raise _wrong(N_("a text is missing"), missing[0])
    if page.map is not None:
        inks = _pdf_inks(stream)
        for layer, inside in drawn_layers(page.map):
            if not _inks(layer, inside) <= inks or not _has_corners(page.map, layer, inside, stream):
                raise _wrong(N_("a layer is missing"), layer.title)


def _has_corners(frame: MapFrame, layer: SceneLayer, features: Sequence[int], stream: bytes) -> bool:
    """Whether corners of a layer's lines and areas are among those of the paths that a page holds, by a sample."""
    if layer.shapes.kind == "point" or layer.opacity < 1:  # Qt writes what shines through in another way
        return True
    px = PDF_DPI / MM_PER_INCH
    some = features[:: max(len(features) // _PROBES, 1)]
    places = [vertex for index in some for vertex in _vertices(layer, index) if _is_inside(frame, vertex, 0.5)]
    tried = places[:: max(len(places) // _PROBES, 1)]
    found = 0
    for place in tried:
        x, y = (_about(part * px) for part in frame.viewport.to_mm(*place))
        found += re.search(rb"\n(?:%s)(?:\.\d+)? (?:%s)(?:\.\d+)? [ml]" % (x, y), stream) is not None
    return found >= _MOST * len(tried)


def _about(number: float) -> bytes:
    """Return the whole parts that a number may have where it was rounded, as alternatives of a pattern."""
    return b"|".join(str(whole).encode() for whole in sorted({int(number - 0.02), int(number + 0.02)}))


def _pdf_inks(stream: bytes) -> set[str]:
    """Return the colours that a page sets."""
    lines = {stream[stream.rfind(b"\n", 0, it.start()) + 1 : it.start()] for it in _PDF_COLOUR.finditer(stream)}
    parts = [line.split() for line in lines]
    return {"#" + "".join(f"{round(float(part) * 255):02x}" for part in own) for own in parts if len(own) == 3}


def _folded(words: str) -> str:
    return "".join(words.split())


def characters(cmap: bytes) -> Mapping[int, str]:
    """Return the character of each glyph number of a font, from its table for copying text."""
    found = {}
    for start, _end, listed in re.findall(rb"<(\w+)> <(\w+)> \[([^\]]*)\]", cmap):
        for offset, value in enumerate(re.findall(rb"<(\w+)>", listed)):
            found[int(start, 16) + offset] = bytes.fromhex(value.decode()).decode("utf-16-be")
    return found


def pdf_text(stream: bytes, fonts: Mapping[str, Mapping[int, str]]) -> str:
    """Return the texts of a page in the order of drawing, without white space.

    A page of many thousand shapes is a stream of many megabytes, which a general reader of PDF takes minutes for.
    """
    found: list[str] = []
    font: Mapping[int, str] = {}
    for name, glyphs in _PDF_TOKEN.findall(stream):
        if name:
            font = fonts.get(name.decode(), {})
        else:
            found += (font.get(int(glyphs[i : i + 4], 16), "") for i in range(0, len(glyphs), 4))
    return _folded("".join(found))


# SVG


def check_svg(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Hold an SVG against its sheet: size, a filled group a layer, every text, and names that are there once only.

    Raises
    ------
    GeodataError
        If something is missing.
    """
    (page,) = pages
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise _wrong(N_("it is cut off"), path.suffix) from error
    if (root.get("width"), root.get("height")) != (f"{page.width:g}mm", f"{page.height:g}mm"):
        raise _wrong(N_("its size is another one"), root.get("width"))
    said = _folded("".join("".join(it.itertext()) for it in root.iter(f"{_SVG}text")))
    missing = [words for words in words_of(page) if _folded(words) not in said]
    if missing:
        raise _wrong(N_("a text is missing"), missing[0])
    names = [it.get("id") for it in root.iter() if it.get("id")]
    if len(names) != len(set(names)):
        raise _wrong(N_("a name stands twice"), "id")
    shapes = (f"{_SVG}path", f"{_SVG}polyline", f"{_SVG}rect", f"{_SVG}circle", f"{_SVG}ellipse", f"{_SVG}line")
    for layer, _inside in drawn_layers(page.map) if page.map is not None else ():
        group = next((it for it in root.iter(f"{_SVG}g") if it.get("id") == f"layer-{layer.id}"), None)
        if group is None or not any(it.tag in shapes for it in group.iter()):
            raise _wrong(N_("a layer is missing"), layer.title)
