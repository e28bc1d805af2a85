"""The rows of the layer panel: how they look, and where a dragged one was dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QIcon, QImage, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from mapapp.paper.pagetypes import Swatch
from mapapp.qt.painter import paint_swatch
from mapapp.scene import LegendRow, SceneLayer
from mapapp.symbols import PAPER

ID: Final = Qt.ItemDataRole.UserRole
GROUP: Final = Qt.ItemDataRole.UserRole + 1
_ICON: Final = QSize(28, 17)
_PX_PER_MM: Final = 4.0
_INDENT: Final = 14
_BESIDE_TITLE: Final = 112  # pixels that indent, checkbox, icon and scroll bar take from a row
_HEADING: Final = 12  # pixels that a heading is taller than its text


def _strips(rows: tuple[LegendRow, ...]) -> list[LegendRow]:
    """Return the rows of a legend that an icon has room for: the classes side by side, else the first row."""
    classes = [row for row in rows if row.shape == "area" and row.symbol.fill is not None and row.symbol.hatch is None]
    return classes[:5] if len(classes) > 1 else list(rows[:1])


def swatch_icon(layer: SceneLayer, ratio: float) -> QIcon:
    """Return a small picture of a layer's symbol, on the map's paper; classes stand side by side."""
    rows = _strips(layer.legend)
    if not rows and layer.symbols:
        rows = [LegendRow(layer.symbols[0], "", "area")]
    image = QImage(_ICON * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(PAPER))
    px = _PX_PER_MM * ratio
    painter = QPainter(image)
    margin, width, height = 0.4, _ICON.width() / _PX_PER_MM, _ICON.height() / _PX_PER_MM
    step = (width - 2 * margin) / max(len(rows), 1)
    for index, row in enumerate(rows):
        left = margin + index * step
        paint_swatch(painter, Swatch(row, (left, margin, left + step, height - margin)), px)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#b9b5ab"), ratio))
    painter.drawRect(QRectF(image.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
    painter.end()
    image.setDevicePixelRatio(ratio)
    pixmap = QPixmap.fromImage(image)
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


class LayerTree(QTreeWidget):
    """Tells where a row was dropped, and that one should go; moving and removing are the store's.

    Signals
    -------
    dropped
        Layer, row under the pointer or None, whether to go above it.
    removal_wanted
        The Delete key was pressed on a layer.
    """

    dropped = Signal(str, object, bool)
    removal_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setIndentation(_INDENT)
        self.setIconSize(_ICON)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def add_heading(self, group: str) -> QTreeWidgetItem:
        """Add a heading under which layers stand."""
        heading = QTreeWidgetItem(self, [group])
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        heading.setData(0, GROUP, group)
        face = heading.font(0)
        face.setBold(True)
        heading.setFont(0, face)
        heading.setSizeHint(0, QSize(0, self.fontMetrics().height() + _HEADING))
        heading.setExpanded(True)
        return heading

    def add_layer(self, heading: QTreeWidgetItem, layer_id: str) -> None:
        """Add the row of a layer under a heading."""
        item = QTreeWidgetItem(heading)
        item.setData(0, ID, layer_id)
        flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
        item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable)

    def headings(self) -> Iterator[QTreeWidgetItem]:
        """Return the headings, topmost first."""
        for index in range(self.topLevelItemCount()):
            heading = self.topLevelItem(index)
            if heading is not None:
                yield heading

    def layers(self) -> Iterator[QTreeWidgetItem]:
        """Return the rows of the layers, topmost first."""
        for heading in self.headings():
            yield from children(heading)

    def fit_rows(self) -> None:
        """Give long titles the lines that they need."""
        width = self.width() - _BESIDE_TITLE
        for item in self.layers():
            room = QRect(0, 0, width, 1000)
            needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, item.text(0))
            hint = QSize(width, max(needed.height() + 8, _ICON.height() + 8))
            if item.sizeHint(0) != hint:
                item.setSizeHint(0, hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the current layer with Delete."""
        if event.key() == Qt.Key.Key_Delete and self.state() is not QAbstractItemView.State.EditingState:
            self.removal_wanted.emit()
            return
        super().keyPressEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Let a layer be dropped everywhere: the half of the row under the pointer tells above from below."""
        super().dragMoveEvent(event)
        if event.source() is self:
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        moved = self.currentItem()
        at = event.position().toPoint()
        row = self.itemAt(at)
        above = row is not None and at.y() < self.visualItemRect(row).center().y()
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if moved is not None and moved.data(0, ID):
            self.dropped.emit(moved.data(0, ID), row, above)


def children(heading: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    """Return the rows under a heading, topmost first."""
    for index in range(heading.childCount()):
        child = heading.child(index)
        if child is not None:
            yield child
