"""The layer panel: a checkbox a layer, topmost first; it follows the store and asks the store."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mapapp.layout import Swatch
from mapapp.qt.painter import paint_swatch
from mapapp.qt.store import Store
from mapapp.scene import LegendRow, Scene, SceneLayer
from mapapp.texts import t
from mapapp.view import MapView

_ICON = QSize(26, 16)
_BESIDE_TITLE = 96  # pixels that margins, checkbox and icon take from a row
_ID = Qt.ItemDataRole.UserRole


def swatch_icon(layer: SceneLayer, ratio: float) -> QIcon:
    """Return a small picture of a layer's symbol."""
    rows = layer.legend
    row = rows[len(rows) // 2 if rows[0].shape == "area" else 0] if rows else None
    image = QImage(_ICON * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    if row is None and layer.symbols:
        row = LegendRow(layer.symbols[0], "", "area")
    if row is not None:
        px = 4.0 * ratio
        painter = QPainter(image)
        margin = 0.4
        paint_swatch(painter, Swatch(row, (margin, margin, 26 / 4 - margin, 16 / 4 - margin)), px)
        painter.end()
    image.setDevicePixelRatio(ratio)
    return QIcon(QPixmap.fromImage(image))


class LayerPanel(QWidget):
    """Switches layers and sets their opacity.

    Parameters
    ----------
    store
        Asked for every change, and followed.
    """

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._filling = False
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(10)
        self.tree.setIconSize(_ICON)
        self.tree.setWordWrap(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.itemChanged.connect(self._ticked)
        self.tree.currentItemChanged.connect(self._show_opacity)
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.valueChanged.connect(self._slid)
        self._opacity_label = QLabel(self)
        self._opacity_label.setBuddy(self.opacity)
        self.reset = QPushButton(self)
        row = QHBoxLayout()
        row.addWidget(self._opacity_label)
        row.addWidget(self.opacity, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row)
        layout.addWidget(self.reset)

    def show_scene(self, scene: Scene, view: MapView) -> None:
        """Fill or refresh the rows from a scene, topmost layer first."""
        self._filling = True
        wanted = [layer.id for layer in reversed(scene.layers)]
        if [item.data(0, _ID) for item in self._items()] != wanted:
            self.tree.clear()
            for layer_id in wanted:
                item = QTreeWidgetItem(self.tree)
                item.setData(0, _ID, layer_id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        ratio = self.devicePixelRatioF()
        for item in self._items():
            layer = scene.layer(item.data(0, _ID))
            if item.text(0) != layer.title:
                item.setText(0, layer.title)
                item.setToolTip(0, layer.title)
            item.setIcon(0, swatch_icon(layer, ratio))
            state = Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked
            item.setCheckState(0, state)
        if self.tree.currentItem() is None and wanted:
            self.tree.setCurrentItem(self.item(wanted[0]))
        self._fit_rows()
        self._filling = False
        self._show_opacity()
        self._opacity_label.setText(t("Opacity", view.language))
        self.reset.setText(t("Opening map", view.language))
        self.tree.setAccessibleName(t("Layers", view.language))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give long titles the lines that they need."""
        super().resizeEvent(event)
        self._filling = True
        self._fit_rows()
        self._filling = False

    def _fit_rows(self) -> None:
        width = self.width() - _BESIDE_TITLE
        for item in self._items():
            room = QRect(0, 0, width, 1000)
            needed = self.tree.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, item.text(0))
            item.setSizeHint(0, QSize(width, needed.height() + 4))

    def item(self, layer_id: str) -> QTreeWidgetItem:
        """Return the row of a layer."""
        return next(item for item in self._items() if item.data(0, _ID) == layer_id)

    def _items(self) -> list[QTreeWidgetItem]:
        found = [self.tree.topLevelItem(index) for index in range(self.tree.topLevelItemCount())]
        return [item for item in found if item is not None]

    def _ticked(self, item: QTreeWidgetItem) -> None:
        if not self._filling:
            visible = item.checkState(0) is Qt.CheckState.Checked
            self._store.apply(self._store.view.with_visible(item.data(0, _ID), visible))

    def _show_opacity(self) -> None:
        item = self.tree.currentItem()
        self.opacity.setEnabled(item is not None)
        if item is not None:
            self._filling = True
            self.opacity.setValue(round(self._store.view.layer(item.data(0, _ID)).opacity * 100))
            self._filling = False

    def _slid(self, value: int) -> None:
        item = self.tree.currentItem()
        if item is not None and not self._filling:
            self._store.apply(self._store.view.with_opacity(item.data(0, _ID), value / 100))
