"""The window: map in the middle, layers on the left, details on the right; it wires widgets to the store.

What it does beside following stands in parts of its own: `centre` (hint, notices, map), `bar`, `docks`, `exporting`,
`viewfiles`, `jobs`. A part that answers commands has `slots()`, by the names of `actions.MENUS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from geodata.catalog import Catalog
from geodata.events import first_day
from mapapp import __version__
from mapapp.messages import notice
from mapapp.qt.actions import Actions
from mapapp.qt.bar import Bar
from mapapp.qt.centre import Centre
from mapapp.qt.docks import Docks
from mapapp.qt.files.contributions import Contributions
from mapapp.qt.files.exporting import Exporting
from mapapp.qt.files.library import Library
from mapapp.qt.files.viewfiles import ViewFiles
from mapapp.qt.look.appearance import Appearance
from mapapp.qt.look.icons import icon
from mapapp.qt.look.qtwords import QtWords
from mapapp.qt.look.theme import current, dress
from mapapp.qt.map.canvas import MapCanvas
from mapapp.qt.memory import Memory
from mapapp.qt.panels.details import DetailsPanel
from mapapp.qt.panels.layers import LayerPanel
from mapapp.qt.panels.search import SearchBox
from mapapp.qt.panels.timeline import Timeline
from mapapp.qt.store import Store
from mapapp.qt.work.jobs import Jobs
from mapapp.qt.work.preparing import Preparer
from mapapp.qt.work.watching import LiveData
from mapapp.scene import Scene, SceneBuilder
from mapapp.settings import Settings
from mapapp.texts import t
from mapapp.view import Extent, MapView, opening_view

if TYPE_CHECKING:
    from mapapp.qt.panels.table import TablePanel

_KEEP_MS = 500
"""A view is kept when nothing has changed for so long."""
_PAGES_MS = 30
"""How long panels of words wait for the map, which is painted first."""
_WORDED = ("save",)
_CONTROLS = ("zoom_in", "zoom_out", "fit")


class MainWindow(QMainWindow):
    """The atlas on the desktop.

    Parameters
    ----------
    catalog
        The metadata.
    store
        The view that every part follows.
    settings, save
        What was remembered, and how to remember it.
    preparer
        Makes scene builders, also after sets came or went.
    keep
        Keeps the view for the next session; None keeps nothing.
    parent
        The widget that this window fills; without one it is a window of its own.
    """

    def __init__(
        self,
        catalog: Catalog,
        store: Store,
        settings: Settings,
        save: Callable[[Settings], None],
        preparer: Preparer,
        keep: Callable[[MapView], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if parent is not None:
            self.setWindowFlags(Qt.WindowType.Widget)
        self._catalog = catalog
        self._store = store
        self._memory = Memory(settings, save)
        self._memory.failed = lambda error: self.tell(notice(error, store.view.language))
        self._keep = keep
        self._builder: SceneBuilder | None = None
        self.preparer = preparer
        preparer.setParent(self)
        self._scene: Scene | None = None
        self._keep_soon = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keep_soon.timeout.connect(self._keep_view)
        self._pages_soon = QTimer(self, singleShot=True, interval=_PAGES_MS)
        self._pages_soon.timeout.connect(self._write_pages)
        self.canvas = MapCanvas()
        self.layers = LayerPanel(catalog, store)
        self.details = DetailsPanel(catalog)
        self._table: TablePanel | None = None
        self.search = SearchBox(catalog)
        self.timeline = Timeline(catalog, store)
        self.centre = Centre(self.canvas, self.timeline)
        self.jobs = Jobs(self, store, self.tell)
        self.views = ViewFiles(self, catalog, store, self._memory, self.tell)
        self.exporting = Exporting(self, store, self._memory, lambda: self._builder, self.tell)
        self.library = Library(
            catalog, store, self._memory, self.jobs, preparer, self.set_builder, self.tell, self
        )  # fmt: skip
        self.live = LiveData(
            preparer, lambda: self._catalog, self.library.folder, self.set_builder, lambda: self.language_now,
            self.tell, self,
        )  # fmt: skip
        self.contributions = Contributions(
            self, store, self._memory, self.jobs, self.library, self.layers, self.views.open, self.tell
        )
        self.actions_ = Actions(self, self._slots())
        self._place(settings.appearance)
        self._wire()
        self.setAcceptDrops(True)
        self.setWindowTitle("Dala Atlas")
        self._tint()
        self._retitle(store.view.language)
        self.details.show_view(store.view)

    # building

    def _place(self, appearance: str) -> None:
        panels: dict[str, QWidget | None] = {"layers": self.layers, "details": self.details, "table": None}
        menu = self.actions_.menus["view"]
        self.docks = Docks(self, self._store, menu, lambda: self._catalog.selectable, panels)
        self.docks["table"].hide()
        self.actions_["undo"].triggered.connect(lambda: self.tell(""))  # a notice told of what is taken back
        shown = [self.actions_[name] for name in ("undo", "redo")]
        panes = [self.docks["table"].toggleViewAction(), self.actions_["legend"], self.actions_["web"]]
        self.bar = Bar([self.actions_[name] for name in _WORDED], [None, *shown, None, *panes], self.search, self)
        self.addToolBar(self.bar)
        self.centre.set_controls([self.actions_[name] for name in _CONTROLS])
        self.appearance = Appearance(appearance, self)
        self.qt_words = QtWords(self)
        self.setCentralWidget(self.centre)

    def _slots(self) -> dict[str, Callable[[], object]]:
        store = self._store
        return {
            **self.views.slots(), **self.contributions.slots(), **self.exporting.slots(), **self.layers.slots(),
            "watch": lambda: self.live.switch(not self.live.on),
            "quit": lambda: self.window().close(), "undo": store.undo, "redo": store.redo,
            "find": lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason), "fit": self.canvas.fit,
            "zoom_in": lambda: self.canvas.zoom(1.25), "zoom_out": lambda: self.canvas.zoom(0.8),
            "legend": lambda: store.apply(store.view.with_legend(not store.view.legend)),
            "clear": lambda: self.select(""), "web": lambda: self.docks.show_web(),
            "zoom_to_layer": self._zoom_to_layer, "reset": self.reset, "about": self._about,
        }  # fmt: skip

    def _wire(self) -> None:
        self.actions_.menus["file"].insertMenu(self.actions_["save_view"], self.views.recent)
        self.actions_.menus["view"].addMenu(self.appearance)
        self.appearance.chosen.connect(self._appear)
        self.docks["table"].visibilityChanged.connect(lambda on: self.table if on else None)
        self.docks["table"].toggleViewAction().triggered.connect(lambda on: self.table.view.setFocus() if on else None)
        self.layers.set_actions([self.actions_[name] for name in ("zoom_to_layer", "raise", "lower", "remove")])
        self.layers.context.addActions(self.actions_.menus["layer"].actions())
        self.layers.more = [self.actions_[name] for name in ("add_file", "library")]
        self.canvas.province_clicked.connect(self.select)
        self.canvas.frame_changed.connect(self._frame_moved)
        self.search.place_chosen.connect(self._go_to)
        self.search.claim_chosen.connect(self._show_claim)
        self.details.told.connect(self.tell)
        self.details.place_chosen.connect(self._choose)
        self.layers.reset.clicked.connect(self.reset)
        self.layers.extent_wanted.connect(self._zoom_to_layer)
        self.bar.language_chosen.connect(self._language_chosen)
        self.centre.hint.setVisible(not self._memory.settings.hint_dismissed)
        self.centre.hint.dismissed.connect(self._dismiss_hint)
        self.centre.hint.language_chosen.connect(self._language_chosen)
        self._store.changed.connect(self._follow)
        self._switch(self._store.view)

    # following the store

    def set_builder(self, builder: SceneBuilder) -> None:
        """Take compiled shapes and the catalog that they belong to into use, and show the map."""
        self._builder = builder
        if self._catalog is not builder.catalog:
            self._catalog = builder.catalog
            for part in (self.layers, self.details, self._table, self.search, self.views, self.timeline):
                if part is not None:
                    part.set_catalog(builder.catalog)
        self.library.set_builder(builder)
        self.centre.show_map()
        self._show(self._store.view)
        if self.isVisible():
            self._pages_soon.start()
        else:
            self._write_pages()

    def _write_pages(self) -> None:
        """Let the panels of words follow another catalog or other shapes, once the map stands."""
        if self.canvas.pictures.busy:
            self._pages_soon.start()
        elif self._builder is not None:
            self.details.set_shapes(self._builder.shapes)
            if self._table is not None:
                QTimer.singleShot(0, self._table, lambda: self.table.show_view(self._store.view))

    @property
    def table(self) -> TablePanel:
        """The table; it is made when it is first asked for."""
        if self._table is None:
            from mapapp.qt.panels.table import TablePanel

            self._table = TablePanel(self._catalog)
            self._table.province_chosen.connect(self._choose)
            self._table.show_view(self._store.view)
            self.docks["table"].setWidget(self._table)
        return self._table

    @property
    def catalog(self) -> Catalog:
        """The metadata in use."""
        return self._catalog

    @property
    def scene(self) -> Scene | None:
        """The scene on show, None before the shapes are there."""
        return self._scene

    def _follow(self, old: MapView, new: MapView) -> None:
        if old.language != new.language:
            self._retitle(new.language)
        self._show(new)
        self._keep_soon.start()
        if (old.selection, old.language, old.date) != (new.selection, new.language, new.date):
            self.details.show_view(new)
            if self._table is not None:
                self._table.show_view(new)
            self.timeline.show_view(new)

    def _show(self, view: MapView) -> None:
        if self._builder is None:
            return
        self._scene = self._builder.build(view)
        self.canvas.set_scene(self._scene)
        self.layers.show_scene(self._scene, view)
        self._switch(view)

    def _switch(self, view: MapView) -> None:
        self.actions_["undo"].setEnabled(self._store.can_undo)
        self.actions_["redo"].setEnabled(self._store.can_redo)
        self.actions_["legend"].setChecked(view.legend)

    def _keep_view(self) -> None:
        if self._keep is None:
            return
        try:
            self._keep(self._store.view)
        except OSError as error:
            self.tell(notice(error, self._store.view.language))

    def _retitle(self, language: str) -> None:
        for part in (
            self.qt_words, self.actions_, self.docks, self.views, self.search, self.bar, self.centre, self.appearance,
        ):  # fmt: skip
            part.retitle(language)

    def _tint(self) -> None:
        """Give icons and pages the colours of the theme."""
        theme = current()
        self.actions_.tint(theme)
        self.docks["table"].toggleViewAction().setIcon(icon("table", theme))
        self.search.tint(theme)

    def _appear(self, appearance: str) -> None:
        self._memory.remember(appearance=appearance)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, appearance)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another appearance."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "appearance"):
            self._tint()
            self._retitle(self._store.view.language)
            self.details.show_again()
            self.canvas.update()

    # what a person does

    def _frame_moved(self, frame: Extent | None) -> None:
        self._store.apply(self._store.view.with_frame(frame), step="frame")

    def select(self, place: str) -> None:
        """Select a place by id; an empty string, the same one again or an unknown one clears the selection."""
        known = place in self._catalog.selectable and place != self._store.view.selection
        self._choose(place if known else None)

    def _choose(self, place: str | None) -> None:
        self._store.apply(self._store.view.with_selection(place))

    def _go_to(self, place: str) -> None:
        """Show a place that was searched for; a province is selected as well."""
        if self._builder is None:
            return
        found = self._builder.locate(place, self._store.view)
        if found is None:
            self.tell(t("{name} has no place on this map.", self._store.view.language, name=self._name(place)))
            return
        self.tell("")
        if place in self._provinces() or place in self._catalog.points_by_id or place == "turksib":
            self._choose(place)
        self.canvas.show_extent(found)
        self.canvas.point_out(found)

    def _provinces(self) -> tuple[str, ...]:
        return self._catalog.province_ids(first_day(self._store.view.date))

    def _name(self, place: str) -> str:
        return self._catalog.name(place, self._store.view.language)

    def _show_claim(self, claim_id: str) -> None:
        claim = self._catalog.claims_by_id[claim_id]
        if claim.place in self._provinces():
            self._choose(claim.place)
        self.docks["details"].show()
        self.details.show_claim(claim)

    def _zoom_to_layer(self) -> None:
        layer_id = self.layers.current
        if self._scene is None or layer_id is None:
            return
        shapes = self._scene.layer(layer_id).shapes
        if shapes.ids:
            self.canvas.show_extent(shapes.bounds())
        else:
            self.tell(t("This layer has no shapes to zoom to.", self._store.view.language))

    def reset(self) -> None:
        """Go back to the opening map, in the language chosen."""
        self._store.apply(opening_view(self._catalog, self._store.view.language))

    def _language_chosen(self, language: str) -> None:
        self._memory.remember(language=language)
        self._store.apply(self._store.view.with_language(language))

    def _dismiss_hint(self) -> None:
        self.centre.hint.setVisible(False)
        self._memory.remember(hint_dismissed=True)

    @property
    def language_now(self) -> str:
        """The language in which the window speaks."""
        return self._store.view.language

    def tell(self, text: str, *offers: tuple[str, Callable[[], object]]) -> None:
        """Show a notice over the map until the next one, with buttons (title, act); an empty text hides it."""
        self.centre.tell(text, *offers)

    def _about(self) -> None:
        from PySide6.QtWidgets import QMessageBox

        language = self._store.view.language
        credits = self._scene.credits if self._scene else ""
        QMessageBox.about(self, t("About Dala Atlas", language), f"Dala Atlas {__version__}\n\n{credits}")

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files only."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.contributions.expect()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """See that the files do not come after all."""
        self.contributions.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a view that was dropped, or lead boundary files and tables of values to the map."""
        self.contributions.drop(event.mimeData().urls())

    def closeEvent(self, event: QCloseEvent) -> None:
        """End work that is still under way; its file was never put in place."""
        self.docks.stop()
        self.live.watch.stop()
        self.jobs.stop()
        self.contributions.reader.end()
        self.exporting.stop()
        self.preparer.stop()
        self._memory.remember(window=(self.window().width(), self.window().height()))
        self._keep_soon.stop()
        self._keep_view()
        super().closeEvent(event)
