"""Sheets painted in a thread of their own: preview, clipboard and printer never hold the window up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from mapapp.paper.pages import pages
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import Options
from mapapp.qt.look.fonts import text_measure
from mapapp.qt.paper.writers import image
from mapapp.qt.work.aside import Aside, drop
from mapapp.scene import Scene
from mapapp.units import MM_PER_INCH

_PRINTED_DPI = 200


class Draughtsman(QObject):
    """Draws what was wanted last; what is wanted meanwhile replaces what waits.

    Signals
    -------
    drawn
        With the result of the last job.
    refused
        With the exception that stopped it.
    """

    drawn = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: Aside | None = None
        self._next: Callable[[], object] | None = None
        self._stopped = False

    @property
    def busy(self) -> bool:
        """Whether something is being drawn."""
        return self._running is not None

    def want(self, job: Callable[[], object]) -> None:
        """Draw this as soon as may be."""
        if self._stopped:
            return
        self._next = job
        if self._running is None:
            self._start()

    def stop(self) -> None:
        """Wait until nothing is drawn any more, and draw nothing from then on."""
        self._stopped = True
        self._next = None
        drop(self)

    def _start(self) -> None:
        assert self._next is not None
        job, self._next = self._next, None
        self._running = Aside(job, self._finished, self)

    def _finished(self, found: object) -> None:
        self._running = None
        if self._next is not None:
            self._start()
        elif isinstance(found, Exception):
            self.refused.emit(found)
        else:
            self.drawn.emit(found)


@dataclass(frozen=True, eq=False)
class Drawn:
    """All sheets of a map, laid out, and one of them painted; `of` tells what they were made of."""

    sheets: tuple[Page, ...]
    index: int
    image: QImage
    of: object


def lay_out(scene: Scene, options: Options) -> tuple[Page, ...]:
    """Return the sheets of a scene, measured with the bundled font."""
    return pages(scene, options, text_measure())


def fitting(sheets: tuple[Page, ...], index: int, size: QSize, of: object) -> Drawn:
    """Paint one sheet as large as a size in pixels holds it."""
    index = min(max(index, 0), len(sheets) - 1)
    page = sheets[index]
    px = min(size.width() / page.width, size.height() / page.height)
    made = image(page, max(round(px * MM_PER_INCH), 1))
    if made.format() == QImage.Format.Format_Mono:
        # As paper shows it from afar: coarse dots of a small picture would not come out of any printer.
        fine = image(page, _PRINTED_DPI).convertToFormat(QImage.Format.Format_Grayscale8)
        made = fine.scaled(made.size(), mode=Qt.TransformationMode.SmoothTransformation)
    return Drawn(sheets, index, made, of)
