"""A written PDF is held against its sheets."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QRectF

from mapapp.paper.pagetypes import MapFrame, Page
from mapapp.paper.sheet import Options
from mapapp.qt.painter import feature_paths, hatching, map_transform
from mapapp.qt.paper.proof import MOST, drawn_layers, folded, inks, is_inside, vertices, words_of, wrong
from mapapp.scene import SceneLayer
from mapapp.texts import N_
from mapapp.units import MM_PER_INCH, MM_PER_POINT

if TYPE_CHECKING:
    from pypdf import PageObject

PDF_DPI: Final = 1200
_PROBES: Final = 24
_ANY: Final = 2**40
_PDF_TOKEN: Final = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")
_PDF_COLOUR: Final = re.compile(rb" (?:scn|SCN)\n")


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
                raise wrong(N_("the number of pages is another one"), len(reader.pages))
            for page, written in zip(pages, reader.pages, strict=True):
                _check_pdf_page(page, written)
    except PyPdfError as error:
        raise wrong(N_("it is cut off"), path.suffix) from error


def _check_pdf_page(page: Page, written: PageObject) -> None:
    wide, tall = float(written.mediabox.width) * MM_PER_POINT, float(written.mediabox.height) * MM_PER_POINT
    if abs(wide - page.width) > 0.6 or abs(tall - page.height) > 0.6:
        raise wrong(N_("its size is another one"), f"{wide:.0f} x {tall:.0f} mm")
    stream: bytes = written["/Contents"].get_object().get_data()  # type: ignore[union-attr]
    fonts: dict[str, Any] = {
        name.lstrip("/"): font.get_object()
        for name, font in written["/Resources"].get("/Font", {}).items()  # type: ignore[attr-defined]
    }
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        if "/FontFile2" not in descriptor and "/FontFile3" not in descriptor:
            raise wrong(N_("a font is not embedded"), font["/BaseFont"])
    said = pdf_text(stream, {name: characters(font["/ToUnicode"].get_data()) for name, font in fonts.items()})
    missing = [words for words in words_of(page) if folded(words) not in said]
    if missing:
        raise wrong(N_("a text is missing"), missing[0])
    if page.map is not None:
        seen = _pdf_inks(stream)
        for layer, inside in drawn_layers(page.map):
            if not inks(layer, inside) <= seen or not _has_corners(page.map, layer, inside, stream):
                raise wrong(N_("a layer is missing"), layer.title)


def _has_corners(frame: MapFrame, layer: SceneLayer, features: Sequence[int], stream: bytes) -> bool:
    """Whether corners of a layer's lines and areas are among those of the paths that a page holds, by a sample."""
    if layer.shapes.kind == "point" or layer.opacity < 1:  # Qt writes what shines through in another way
        return True
    some = features[:: max(len(features) // _PROBES, 1)]
    places = [place for index in some for place in _corners(frame, layer, index)]
    tried = places[:: max(len(places) // _PROBES, 1)]
    found = 0
    for x, y in ((_about(x), _about(y)) for x, y in tried):
        found += re.search(rb"\n(?:%s)(?:\.\d+)? (?:%s)(?:\.\d+)? [ml]" % (x, y), stream) is not None
    return found >= MOST * len(tried)


def _corners(frame: MapFrame, layer: SceneLayer, index: int) -> Iterator[tuple[float, float]]:
    """Give corners of a feature in dots from the frame's top left: of a hatch alone, where its marks begin."""
    symbol, px, edge = layer.symbols[layer.symbol_of[index]], PDF_DPI / MM_PER_INCH, 0.5
    if symbol.fill or symbol.line:
        yield from (
            (x * px, y * px)
            for x, y in (frame.viewport.to_mm(*it) for it in vertices(layer, index) if is_inside(frame, it, edge))
        )
    elif symbol.hatch:
        path = map_transform(frame.viewport, px).map(feature_paths(layer.shapes)[index])
        inside = QRectF(0, 0, frame.viewport.width_mm * px, frame.viewport.height_mm * px)
        inside.adjust(edge * px, edge * px, -edge * px, -edge * px)
        begins = (mark.p1() for mark in hatching(path, symbol.hatch, px))
        yield from ((it.x(), it.y()) for it in begins if inside.contains(it))


def _about(number: float) -> bytes:
    """Return the whole parts that a number may have where it was rounded, as alternatives of a pattern."""
    return b"|".join(str(whole).encode() for whole in sorted({int(number - 0.02), int(number + 0.02)}))


def _pdf_inks(stream: bytes) -> set[str]:
    """Return the colours that a page sets."""
    lines = {stream[stream.rfind(b"\n", 0, it.start()) + 1 : it.start()] for it in _PDF_COLOUR.finditer(stream)}
    parts = [line.split() for line in lines]
    return {"#" + "".join(f"{round(float(part) * 255):02x}" for part in own) for own in parts if len(own) == 3}


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
    return folded("".join(found))
