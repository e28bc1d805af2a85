"""Pictures on disk: PNG, PDF and SVG of laid-out sheets, all by the window's own painter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from geodata.report import GeodataError
from mapapp import __version__, png, viewfile
from mapapp.export import Format, Pictures
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import Options
from mapapp.qt.look.fonts import text_measure
from mapapp.qt.paper.pdfproof import PDF_DPI, check_pdf
from mapapp.qt.paper.pngproof import check_png
from mapapp.qt.paper.sheetpainter import paint_page
from mapapp.qt.paper.svg import svg_text
from mapapp.qt.paper.svgproof import check_svg
from mapapp.units import MM_PER_INCH

AUTHOR = "Dala Atlas contributors"
_LEAST_DPI = 280
"""Fonts have whole pixels: a coarser picture is drawn finer and scaled, so that no text is wider than measured."""
_BAND_ROWS = 32
_INKED = bytes(0 if level < 190 else 255 for level in range(256))
"""What is more than a quarter ink becomes black, so that hairlines survive."""


def _in_two_tones(image: QImage) -> QImage:
    """Return a picture of black and white alone, as a laser printer would make it."""
    greys = image.convertToFormat(QImage.Format.Format_Grayscale8)
    inked = bytes(greys.constBits()).translate(_INKED)
    made = QImage(inked, greys.width(), greys.height(), greys.bytesPerLine(), greys.format())
    made = made.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)
    made.setDotsPerMeterX(image.dotsPerMeterX())
    made.setDotsPerMeterY(image.dotsPerMeterY())
    return made


def image(page: Page, dpi: int) -> QImage:
    """Return a sheet as a picture of a resolution in dots an inch."""
    finer = max(ceil(_LEAST_DPI / dpi), 1)
    px = dpi * finer / MM_PER_INCH
    made = QImage(
        round(page.width * dpi / MM_PER_INCH), round(page.height * dpi / MM_PER_INCH), QImage.Format.Format_RGB32
    )
    made.setDotsPerMeterX(round(dpi / 0.0254))
    made.setDotsPerMeterY(round(dpi / 0.0254))
    painter = QPainter(made)
    painter.scale(1 / finer, 1 / finer)
    paint_page(painter, page, px)
    painter.end()
    return _in_two_tones(made) if page.kind == "black" else made


def write_png(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Write one sheet as a PNG with its sources in text chunks."""
    (page,) = pages
    texts = {"Title": page.title, "Software": f"Dala Atlas {__version__}"}
    texts["Creation Time"] = datetime.now(UTC).isoformat(timespec="seconds")
    if page.map is not None:
        scene = page.map.scene
        texts |= {"Source": scene.credits, "Language": scene.language}
        if scene.view is not None:
            texts[viewfile.PNG_KEY] = viewfile.dumps(scene.view)
    save_png(image(page, options.dpi), path, texts)


def save_png(picture: QImage, path: Path, texts: Mapping[str, str]) -> None:
    """Write a picture with texts by keyword; one of two tones is written with a bit a pixel."""
    if picture.format() == QImage.Format.Format_Mono:
        for keyword, words in texts.items():
            picture.setText(keyword, words)
        if not picture.save(str(path), "PNG", 80):  # type: ignore[call-overload]
            raise _unwritten(path)
        return
    size = (picture.width(), picture.height())
    png.write_png(path, size, _bands(picture), picture.dotsPerMeterX() * 0.0254, texts)


def _bands(picture: QImage) -> Iterator[png.Pixels]:
    """Give a picture some rows at a time as red, green and blue."""
    for top in range(0, picture.height(), _BAND_ROWS):
        rows = min(_BAND_ROWS, picture.height() - top)
        band = picture.copy(0, top, picture.width(), rows).convertToFormat(QImage.Format.Format_RGB888)
        yield png.Pixels(band.width(), rows, memoryview(band.constBits()), band.bytesPerLine())


def _unwritten(path: Path) -> GeodataError:
    return GeodataError(
        "Expected to write {name}, but it could not be saved.", "Check the folder and the disk.", name=path.name
    )


def page_layout(page: Page) -> QPageLayout:
    """Return what a PDF or a printer needs to know of a sheet's size; there are no margins."""
    size = QPageSize(QSizeF(min(page.width, page.height), max(page.width, page.height)), QPageSize.Unit.Millimeter)
    upright = page.height >= page.width
    way = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    return QPageLayout(size, way, QMarginsF(0, 0, 0, 0))


def write_pdf(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Write sheets as one PDF: vectors, embedded fonts and selectable text, with a bookmark a sheet."""
    writer = QPdfWriter(str(path))
    writer.setResolution(PDF_DPI)
    writer.setTitle(pages[0].title)
    writer.setCreator(f"Dala Atlas {__version__}")
    painter = QPainter()
    for page in pages:
        writer.setPageLayout(page_layout(page))
        if not painter.isActive():
            if not painter.begin(writer):
                raise _unwritten(path)
        elif not writer.newPage():
            raise _unwritten(path)
        paint_page(painter, page, PDF_DPI / MM_PER_INCH)
    painter.end()
    _finish_pdf(pages, path)


def _finish_pdf(pages: Sequence[Page], path: Path) -> None:
    """Add what Qt cannot write: bookmarks, author, language, and a space that is copied as a space."""
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, StreamObject, TextStringObject

    scenes = [page.map.scene for page in pages if page.map is not None]
    made = PdfWriter(clone_from=path)
    about = {"/Title": pages[0].title, "/Author": AUTHOR, "/Creator": f"Dala Atlas {__version__}"}
    if scenes:
        about["/Subject"] = scenes[0].credits
        made.root_object[NameObject("/Lang")] = TextStringObject(scenes[0].language)
    made.add_metadata(about)
    for index, page in enumerate(pages):
        made.add_outline_item(title=page.title, page_number=index)
    for page_object in made.pages:
        for font in page_object["/Resources"].get("/Font", {}).values():  # type: ignore[attr-defined]
            table = font.get_object()["/ToUnicode"].get_object()
            assert isinstance(table, StreamObject)
            table.set_data(table.get_data().replace(b"<0009>", b"<0020>"))
    made.write(path)
    made.close()


def write_svg(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Write one sheet as an SVG: text as text, and a group of its own for each layer."""
    (page,) = pages
    path.write_text(svg_text(page), encoding="utf-8", newline="\n")


def pictures() -> Pictures:
    """Return what `export` needs for pictures; once an application with the bundled fonts exists."""
    formats = {
        ".png": Format(write_png, check_png), ".pdf": Format(write_pdf, check_pdf, many=True),
        ".svg": Format(write_svg, check_svg),
    }  # fmt: skip
    return Pictures(text_measure(), formats)
