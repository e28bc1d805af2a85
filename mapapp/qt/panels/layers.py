"""The layer panel: a checkbox a layer under its group, topmost first; it follows the store and asks the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodata.catalog import Catalog
from mapapp.qt.look.icons import action_button
from mapapp.qt.panels.layertree import GROUP, ID, LayerTree, children, swatch_icon
from mapapp.qt.store import Store
from mapapp.scene import Scene, SceneLayer
from mapapp.texts import N_, t
from mapapp.view import LayerState, MapView

GROUPS: Final = {
    "figures": N_("Figures"), "base": N_("Waters"), "boundaries": N_("Boundaries"), "routes": N_("Railways"),
    "places": N_("Places"), "second-sources": N_("Second sources"), "contributed": N_("Added layers"),
}  # fmt: skip


class LayerPanel(QWidget):
    """Switches, orders, names and styles layers.

    Parameters
    ----------
    catalog
        Knows the group of each layer, and which layers could be added.
    store
        Asked for every change, and followed.

    Signals
    -------
    extent_wanted
        The current layer should fill the map.
    """

    extent_wanted = Signal()

    def __init__(self, catalog: Catalog, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._store = store
        self._filling = False
        self._scene: Scene | None = None
        self._icons: dict[str, tuple[bool, object, float]] = {}
        self.setObjectName("layers-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._drag = 0
        self.tree = LayerTree(self)
        self.tree.itemChanged.connect(self._changed)
        self.tree.currentItemChanged.connect(self._show_opacity)
        self.tree.dropped.connect(self._dropped)
        self.tree.removal_wanted.connect(self.remove)
        self.tree.itemDoubleClicked.connect(lambda item: self.edit_style() if item.data(0, ID) else None)
        self.tree.customContextMenuRequested.connect(self._context_menu)
        self.context = QMenu(self)
        self.more: list[QAction] = []
        """Actions at the end of the menu of layers that can be added."""
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setRange(0, 100)
        self.opacity.setPageStep(10)
        self.opacity.sliderPressed.connect(self._begin_drag)
        self.opacity.valueChanged.connect(self._slid)
        self._opacity_label = QLabel(self)
        self._percent = QLabel(self)
        self._opacity_label.setBuddy(self.opacity)
        self.style_button = QPushButton(self)
        self.style_button.clicked.connect(self.edit_style)
        self.add_button = QPushButton(self)
        self.add_menu = QMenu(self)
        self.add_menu.aboutToShow.connect(self._fill_add_menu)
        self.add_button.setMenu(self.add_menu)
        self.reset = QPushButton(self)
        self._lay_out()
        self._retitle(store.view.language)

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return what the actions of this part do to the current layer."""
        return {
            "style": self.edit_style, "rename": self.rename, "remove": self.remove,
            "raise": lambda: self.shift(1), "lower": lambda: self.shift(-1),
        }  # fmt: skip

    def set_actions(self, actions: list[QAction]) -> None:
        """Give the current layer the buttons of these actions, beside its style."""
        for action in actions:
            self._buttons.addWidget(action_button(action))

    def _lay_out(self) -> None:
        foot = QWidget()
        foot.setObjectName("layers-foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sliding, more = QHBoxLayout(), QHBoxLayout()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2)
        sliding.addWidget(self._opacity_label)
        sliding.addWidget(self.opacity, 1)
        sliding.addWidget(self._percent)
        self._percent.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._buttons.addWidget(self.style_button, 1)
        more.addWidget(self.add_button, 1)
        more.addWidget(self.reset, 1)
        under = QVBoxLayout(foot)
        under.setContentsMargins(10, 8, 10, 10)
        under.setSpacing(7)
        for row in (sliding, self._buttons, more):
            under.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tree, 1)
        layout.addWidget(foot)

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self._catalog = catalog

    # following

    def show_scene(self, scene: Scene, view: MapView) -> None:
        """Fill or refresh the rows from a scene, topmost layer first, a heading over each run of one group."""
        self._filling = True
        self._scene = scene
        language = view.language
        wanted = [(self._group(layer.id), layer.id) for layer in reversed(scene.layers)]
        if wanted != [(self._group(item.data(0, ID)), item.data(0, ID)) for item in self._items()]:
            self._rebuild(wanted)
        for heading in self.tree.headings():
            self._refresh_heading(heading, scene, language)
        for item in self._items():
            self._refresh(item, scene.layer(item.data(0, ID)))
        self.tree.fit_rows()
        self._filling = False
        self._show_opacity()
        self._retitle(language)

    def _retitle(self, language: str) -> None:
        self._opacity_label.setText(t("Opacity", language))
        self.style_button.setText(t("Style…", language))
        self.add_button.setText(t("Add layer", language))
        self.reset.setText(t("Opening map", language))
        self.tree.setAccessibleName(t("Layers", language))
        self.opacity.setAccessibleName(t("Opacity", language))

    def _rebuild(self, wanted: list[tuple[str, str]]) -> None:
        current = self.current
        self.tree.clear()
        self._icons.clear()
        for group, rows in groupby(wanted, key=lambda row: row[0]):
            heading = self.tree.add_heading(group)
            for _group, layer_id in rows:
                self.tree.add_layer(heading, layer_id)
            heading.setExpanded(True)
        names = [layer_id for _group, layer_id in wanted]
        if names:
            self.tree.setCurrentItem(self.item(current if current in names else names[0]))

    def _refresh_heading(self, heading: QTreeWidgetItem, scene: Scene, language: str) -> None:
        heading.setText(0, t(GROUPS[heading.data(0, GROUP)], language))
        shown = [scene.layer(item.data(0, ID)).visible for item in children(heading)]
        state = Qt.CheckState.Checked if all(shown) else Qt.CheckState.Unchecked
        heading.setCheckState(0, Qt.CheckState.PartiallyChecked if any(shown) and not all(shown) else state)

    def _refresh(self, item: QTreeWidgetItem, layer: SceneLayer) -> None:
        gone = layer.kind == "missing"
        if item.text(0) != layer.title:
            item.setText(0, layer.title)
        item.setToolTip(0, self._why_gone(layer.title) if gone else layer.title)
        look = (gone, layer.legend, self.devicePixelRatioF())
        if self._icons.get(layer.id) != look:
            self._icons[layer.id] = look
            item.setIcon(0, self._warning() if gone else swatch_icon(layer, self.devicePixelRatioF()))
        item.setCheckState(0, Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked)

    def _warning(self) -> QIcon:
        from PySide6.QtWidgets import QStyle  # its enumerations take as long as all rows

        return self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)

    def _why_gone(self, title: str) -> str:
        return t(
            "The layer “{title}” is kept, but its data is gone. Put the file back or remove it.",
            self._store.view.language, title=title,
        )  # fmt: skip

    def _group(self, layer_id: str) -> str:
        group = next((spec.group for spec in self._catalog.layers if spec.id == layer_id), "contributed")
        return group if group in GROUPS else "contributed"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give long titles the lines that they need."""
        super().resizeEvent(event)
        self._filling = True
        self.tree.fit_rows()
        self._filling = False

    def item(self, layer_id: str) -> QTreeWidgetItem:
        """Return the row of a layer."""
        return next(item for item in self._items() if item.data(0, ID) == layer_id)

    def choose(self, layer_id: str) -> None:
        """Make a layer the current one."""
        self.tree.setCurrentItem(self.item(layer_id))
        self.tree.scrollToItem(self.item(layer_id))

    def _items(self) -> Iterator[QTreeWidgetItem]:
        return self.tree.layers()

    @property
    def current(self) -> str | None:
        """Id of the layer that buttons and keys act on."""
        item = self.tree.currentItem()
        return item.data(0, ID) if item is not None else None

    # asking the store

    def _changed(self, item: QTreeWidgetItem) -> None:
        if self._filling:
            return
        view, layer_id = self._store.view, item.data(0, ID)
        visible = item.checkState(0) is not Qt.CheckState.Unchecked
        if not layer_id:
            for child in children(item):
                view = view.with_visible(child.data(0, ID), visible)
        elif self._scene is not None and item.text(0) != self._scene.layer(layer_id).title:
            view = view.with_name(layer_id, item.text(0))
        else:
            view = view.with_visible(layer_id, visible)
        self._store.apply(view)
        if self._scene is not None and layer_id:
            self._filling = True
            item.setText(0, self._scene.layer(layer_id).title)
            self._filling = False

    def _show_opacity(self) -> None:
        layer_id = self.current
        for widget in (self.opacity, self.style_button):
            widget.setEnabled(layer_id is not None)
        if layer_id is not None:
            with QSignalBlocker(self.opacity):
                self.opacity.setValue(round(self._store.view.layer(layer_id).opacity * 100))
        self._percent.setText(f"{self.opacity.value()} %")

    def _begin_drag(self) -> None:
        self._drag += 1

    def _slid(self, value: int) -> None:
        layer_id = self.current
        if layer_id is not None:
            view = self._store.view.with_opacity(layer_id, value / 100)
            self._store.apply(view, step=f"opacity of {layer_id}, drag {self._drag}")

    def shift(self, steps: int) -> None:
        """Move the current layer up (1) or down (-1) by one."""
        layer_id = self.current
        if layer_id is None:
            return
        order = [layer.id for layer in self._store.view.layers]
        index = min(max(order.index(layer_id) + steps, 0), len(order) - 1)
        self._store.apply(self._store.view.with_moved(layer_id, index))

    def _dropped(self, layer_id: str, row: QTreeWidgetItem | None, above: bool) -> None:
        order = [item.data(0, ID) for item in self._items()]  # top to bottom
        if row is None:
            target = len(order)
        elif row.data(0, ID):
            target = order.index(row.data(0, ID)) + (0 if above else 1)
        else:
            target = order.index(next(children(row)).data(0, ID))
        before = order.index(layer_id)
        place = target - (1 if before < target else 0)
        self._store.apply(self._store.view.with_moved(layer_id, len(order) - 1 - place))

    def rename(self) -> None:
        """Let the person write another name; an empty one brings the layer's own back."""
        item = self.tree.currentItem()
        if item is not None and self.current:
            self.tree.editItem(item, 0)

    def remove(self) -> None:
        """Take the current layer off the map; undo and "Add layer" bring it back."""
        if self.current is not None:
            self._store.apply(self._store.view.without(self.current))

    def edit_style(self) -> None:
        """Open the style of the current layer; its changes show at once and can be undone."""
        from mapapp.qt.dialogs.style import StyleDialog

        if self.current is None or self._scene is None:
            return
        self.style_dialog = StyleDialog(self._catalog, self._store, self.current, self._scene, self)
        self.style_dialog.show()

    def _fill_add_menu(self) -> None:
        self.add_menu.clear()
        language = self._store.view.language
        present = {layer.id for layer in self._store.view.layers}
        for spec in self._catalog.layers:
            if spec.id not in present:
                action = self.add_menu.addAction(spec.titles[language])
                action.triggered.connect(lambda _checked=False, layer_id=spec.id: self._add(layer_id))
        if self.add_menu.isEmpty():
            self.add_menu.addAction(t("All layers are in the list.", language)).setEnabled(False)
        self.add_menu.addSeparator()
        self.add_menu.addActions(self.more)

    def _add(self, layer_id: str) -> None:
        self._store.apply(self._store.view.with_added(LayerState(layer_id, visible=True)))
        self.tree.setCurrentItem(self.item(layer_id))

    def _context_menu(self, at: object) -> None:
        item = self.tree.itemAt(at)  # type: ignore[call-overload]
        if item is not None and item.data(0, ID):
            self.tree.setCurrentItem(item)
            self.context.popup(self.tree.viewport().mapToGlobal(at))  # type: ignore[call-overload]
