"""Labels of the map in the window, painted from pictures: stroking a halo anew costs more than all layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from time import perf_counter
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from mapapp.labels import Box, Measure, PlacedLabel, TextStyle, Viewport, place_names
from mapapp.qt.map.pictures import SLICE_S, draw_moved
from mapapp.qt.painter import HALO_ALPHA, HALO_MM, paint_halo, paint_label_frame, paint_words, set_label
from mapapp.scene import Scene
from mapapp.symbols import HALO

_MARGIN_MM: Final = 1.5
_MOST: Final = 1000


class Names:
    """Paints placed labels.

    Parameters
    ----------
    px_per_mm
        Logical pixels a millimetre.
    """

    def __init__(self, px_per_mm: float) -> None:
        self._px_per_mm = px_per_mm
        self._sprites: dict[tuple[str, TextStyle, float], QImage] = {}

    def paint(self, p: QPainter, placed: list[PlacedLabel], ratio: float) -> None:
        """Paint labels for a device pixel ratio."""
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for item in placed:
            key = (item.label.text, item.style, ratio)
            if key not in self._sprites:
                if len(self._sprites) >= _MOST:
                    self._sprites.clear()
                self._sprites[key] = self._sprite(item, ratio)
            corner = QPointF(item.box[0] - _MARGIN_MM, item.box[1] - _MARGIN_MM) * self._px_per_mm
            p.drawImage(corner.toPoint(), self._sprites[key])

    def _sprite(self, item: PlacedLabel, ratio: float) -> QImage:
        px = self._px_per_mm * ratio
        x0, y0, x1, y1 = item.box
        size = QSize(ceil((x1 - x0 + 2 * _MARGIN_MM) * px), ceil((y1 - y0 + 2 * _MARGIN_MM) * px))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        moved = replace(item, box=(_MARGIN_MM, _MARGIN_MM, x1 - x0 + _MARGIN_MM, y1 - y0 + _MARGIN_MM))
        _paint(painter, moved, px)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image


def _paint(p: QPainter, item: PlacedLabel, px: float) -> None:
    """Paint a label on nothing as it looks on paper; its halo is drawn whole, which is quick, and thinned out then."""
    face, baseline = set_label(item, px)
    outline = QPainterPath()
    outline.addText(baseline, face, item.label.text)
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.setPen(QPen(QColor(HALO), HALO_MM * px))
    paint_halo(p, outline)
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    p.fillRect(p.viewport(), QColor(0, 0, 0, HALO_ALPHA))
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if item.label.style == "bracket":
        paint_label_frame(p, item, px)
    paint_words(p, item, face, baseline)


class _Wanted(NamedTuple):
    """What a picture of names depends on: whose names, where, what they may not cover, and pixels a logical one."""

    names: tuple[object, ...]
    viewport: Viewport
    taken: tuple[Box, ...]
    ratio: float


class ManyNames(QObject):
    """Names of very many areas: placed and painted in slices once the map rests; until then the last ones move with it.

    Parameters
    ----------
    names
        Paints one of them.
    measure
        Tells how large a text comes out.
    px_per_mm
        Logical pixels a millimetre.

    Signals
    -------
    ready
        The names that were being painted are there.
    """

    ready = Signal()

    def __init__(self, names: Names, measure: Measure, px_per_mm: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names, self._measure, self._px_per_mm = names, measure, px_per_mm
        self._shown: tuple[_Wanted, QImage] | None = None
        self._work: tuple[_Wanted, QImage, Iterator[PlacedLabel | None]] | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self.advance)

    @property
    def busy(self) -> bool:
        """Whether names are being painted."""
        return self._work is not None

    def paint(self, p: QPainter, scene: Scene, viewport: Viewport, taken: tuple[Box, ...], moving: bool) -> None:
        """Paint the names that there are, and begin to make those that there should be.

        Parameters
        ----------
        p
            Of the canvas.
        scene, viewport
            Whose names, and the map frame.
        taken
            Boxes where no name may stand, in millimetres of the frame.
        moving
            Whether the map is being moved: nothing is begun then.
        """
        names = tuple((layer.names, layer.shapes) for layer in scene.visible if layer.names and layer.opacity > 0)
        wanted = _Wanted(names, viewport, taken, p.device().devicePixelRatioF())
        if self._shown is not None and self._shown[0].names == names:
            there, image = self._shown
            draw_moved(p, image, there.viewport, viewport, self._px_per_mm)
            if there == wanted:
                return
        else:
            self._shown = None
        if not names or moving:
            self._stop()
        elif self._work is None or self._work[0] != wanted:
            image = QImage(self._size(wanted), QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            image.setDevicePixelRatio(wanted.ratio)
            self._work = (wanted, image, place_names(scene, viewport, self._measure, taken))
            self._slices.start()

    def _size(self, wanted: _Wanted) -> QSize:
        px = self._px_per_mm * wanted.ratio
        return QSize(round(wanted.viewport.width_mm * px), round(wanted.viewport.height_mm * px))

    def advance(self) -> None:
        """Work for one slice of time."""
        if self._work is None:
            return
        wanted, image, names = self._work
        end = perf_counter() + SLICE_S
        painter = QPainter(image)
        while perf_counter() < end:
            try:
                found = next(names)
            except StopIteration:
                self._stop()
                self._shown = (wanted, image)
                self.ready.emit()
                break
            if found is not None:
                self._names.paint(painter, [found], wanted.ratio)
        painter.end()

    def _stop(self) -> None:
        self._work = None
        self._slices.stop()
