"""Sheets on a printer, by the painter that draws them everywhere else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from geodata.report import GeodataError
from mapapp.paper.pagetypes import Page
from mapapp.qt.paper.sheetpainter import paint_page
from mapapp.qt.paper.writers import page_layout
from mapapp.units import MM_PER_INCH


def make_printer(page: Page, title: str) -> QPrinter:
    """Return the printer of this computer, set to a sheet's paper and direction."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout(page))
    printer.setFullPage(True)
    printer.setDocName(title.rstrip("."))  # a file printed to is named by it, with a dot of its own
    printer.setCreator("Dala Atlas")
    return printer


def chosen_sheets(printer: QPrinter, sheets: Sequence[Page]) -> Sequence[Page]:
    """Return those of the sheets that the person chose in the print dialog."""
    first, last = printer.fromPage(), printer.toPage()
    return sheets[first - 1 : last] if 0 < first <= last else sheets


def print_sheets(printer: QPrinter, sheets: Sequence[Page]) -> int:
    """Print sheets; one that is larger than the printer's paper is made smaller, whole and in the middle.

    Returns
    -------
    int
        How many were printed.

    Raises
    ------
    GeodataError
        If the printer does not take them.
    """
    painter = QPainter()
    for number, page in enumerate(sheets):
        _turn(printer, page)
        if not (painter.begin(printer) if number == 0 else printer.newPage()):
            raise GeodataError("Expected a printer that takes the map, but it did not.", "Look at the printer.")
        px = printer.resolution() / MM_PER_INCH
        paper = printer.paperRect(QPrinter.Unit.Millimeter)
        shrunk = min(paper.width() / page.width, paper.height() / page.height, 1.0)
        painter.save()
        painter.translate(
            (paper.width() - page.width * shrunk) / 2 * px, (paper.height() - page.height * shrunk) / 2 * px
        )
        painter.scale(shrunk, shrunk)
        paint_page(painter, page, px)
        painter.restore()
    painter.end()
    return len(sheets)


def _turn(printer: QPrinter, page: Page) -> None:
    """Turn the paper as the sheet lies; its size is what the person put into the printer."""
    layout = printer.pageLayout()
    layout.setOrientation(page_layout(page).orientation())
    printer.setPageLayout(layout)
