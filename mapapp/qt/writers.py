"""Pictures on disk: PNG, PDF and SVG of a laid-out sheet, all by the window's own painter."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from geodata.report import GeodataError
from mapapp import __version__
from mapapp.labels import PlacedLabel, place
from mapapp.layout import Page, page
from mapapp.qt.fonts import text_measure
from mapapp.qt.painter import paint_page
from mapapp.scene import Scene


def _laid_out(scene: Scene, paper: str) -> tuple[Page, list[PlacedLabel]]:
    measure = text_measure()
    sheet = page(scene, paper, measure)
    box = sheet.map_box
    width, height = box[2] - box[0], box[3] - box[1]
    taken = [(width - 16.0, 0.0, width, 15.0), (0.0, height - 14.0, sheet.scale_bar.width + 14.0, height)]
    return sheet, place(scene, sheet.viewport, measure, taken)


def _painted(painter: QPainter, path: Path) -> None:
    if not painter.isActive():
        raise GeodataError(f"Expected to write {path.name}, but the file could not be opened.", "Check the folder.")


def write_png(scene: Scene, path: Path, paper: str, dpi: int) -> None:
    """Write a PNG of a sheet at a resolution in dots an inch, with its sources in text chunks."""
    sheet, placed = _laid_out(scene, paper)
    px = dpi / 25.4
    image = QImage(round(sheet.width * px), round(sheet.height * px), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    painter = QPainter(image)
    paint_page(painter, scene, sheet, placed, px)
    painter.end()
    image.setText("Title", scene.title)
    image.setText("Source", scene.credits)
    image.setText("Software", f"Dala Atlas {__version__}")
    if not image.save(str(path), "PNG", 80):  # type: ignore[call-overload]
        raise GeodataError(f"Expected to write {path.name}, but it could not be saved.", "Check the folder.")


def write_pdf(scene: Scene, path: Path, paper: str, dpi: int) -> None:
    """Write a PDF of a sheet: vectors, embedded fonts and selectable text."""
    sheet, placed = _laid_out(scene, paper)
    writer = QPdfWriter(str(path))
    writer.setResolution(1200)
    writer.setTitle(scene.title)
    writer.setCreator(f"Dala Atlas {__version__}")
    size = QPageSize(QSizeF(min(sheet.width, sheet.height), max(sheet.width, sheet.height)), QPageSize.Unit.Millimeter)
    upright = sheet.height > sheet.width
    way = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    writer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    _painted(painter, path)
    paint_page(painter, scene, sheet, placed, 1200 / 25.4)
    painter.end()


def write_svg(scene: Scene, path: Path, paper: str, dpi: int) -> None:
    """Write an SVG of a sheet, text as text."""
    from PySide6.QtSvg import QSvgGenerator

    sheet, placed = _laid_out(scene, paper)
    px = 90 / 25.4
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setTitle(scene.title)
    generator.setDescription(scene.credits)
    generator.setResolution(90)
    generator.setViewBox(QRectF(0, 0, sheet.width * px, sheet.height * px))
    painter = QPainter(generator)
    _painted(painter, path)
    paint_page(painter, scene, sheet, placed, px)
    painter.end()


WRITERS = {".png": write_png, ".pdf": write_pdf, ".svg": write_svg}
