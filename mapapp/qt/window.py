"""The window: map in the middle, layers on the left, details on the right; it wires widgets to the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMessageBox,
    QProgressDialog,
    QPushButton,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from geodata.catalog import Catalog
from geodata.events import first_day
from mapapp import __version__, viewfile
from mapapp.export import PICTURES, Options, export
from mapapp.messages import notice
from mapapp.qt.actions import Actions
from mapapp.qt.map.canvas import MapCanvas
from mapapp.qt.memory import Memory
from mapapp.qt.panels.details import DetailsPanel
from mapapp.qt.panels.layers import LayerPanel
from mapapp.qt.panels.search import SearchBox
from mapapp.qt.panels.table import TablePanel
from mapapp.qt.panels.timeline import Timeline
from mapapp.qt.panels.webview import WebDock
from mapapp.qt.store import Store
from mapapp.qt.tasks import Task
from mapapp.qt.viewfiles import ViewFiles
from mapapp.scene import Scene, SceneBuilder
from mapapp.settings import Settings
from mapapp.texts import LANGUAGE_NAMES, t
from mapapp.view import Extent, MapView, opening_view


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
    keep
        Keeps the view for the next session; None keeps nothing.
    """

    def __init__(
        self,
        catalog: Catalog,
        store: Store,
        settings: Settings,
        save: Callable[[Settings], None],
        keep: Callable[[MapView], None] | None = None,
    ) -> None:
        super().__init__()
        self._catalog = catalog
        self._store = store
        self._memory = Memory(settings, save)
        self._memory.failed = lambda error: self.tell(notice(error, store.view.language))
        self._keep = keep
        self._builder: SceneBuilder | None = None
        self._scene: Scene | None = None
        self._keep_soon = QTimer(self, singleShot=True, interval=500)
        self._keep_soon.timeout.connect(self._keep_view)
        self.web: WebDock | None = None
        self.canvas = MapCanvas()
        self.layers = LayerPanel(catalog, store)
        self.details = DetailsPanel(catalog)
        self.table = TablePanel(catalog)
        self.search = SearchBox(catalog)
        self.views = ViewFiles(self, catalog, store, self._memory, self.tell)
        self.actions_ = Actions(self, self._slots())
        self.timeline = Timeline(catalog, store)
        self._build_centre()
        self._layers_dock = self._dock(self.layers, "layers", Qt.DockWidgetArea.LeftDockWidgetArea, 262)
        self._details_dock = self._dock(self.details, "details", Qt.DockWidgetArea.RightDockWidgetArea, 280)
        self._table_dock = self._dock(self.table, "table", Qt.DockWidgetArea.BottomDockWidgetArea, 200)
        self._table_dock.hide()
        self.layers.context.addActions(self.actions_.menus["layer"].actions())
        self._build_bar()
        self._wire()
        self.setAcceptDrops(True)
        self._retitle(store.view.language)
        self.details.show_view(store.view)
        self.table.show_view(store.view)

    # building

    def _slots(self) -> dict[str, Callable[[], object]]:
        return {
            "open_view": self.views.choose, "save_view": self.views.choose_target, "save": self._choose_export,
            "quit": lambda: self.window().close(), "undo": self._store.undo, "redo": self._store.redo,
            "find": lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason), "fit": self.canvas.fit,
            "zoom_in": lambda: self.canvas.zoom(1.25), "zoom_out": lambda: self.canvas.zoom(0.8),
            "clear": lambda: self.select(""), "web": self._show_web, "style": self.layers.edit_style,
            "rename": self.layers.rename,
            "zoom_to_layer": self._zoom_to_layer, "raise": lambda: self.layers.shift(1),
            "lower": lambda: self.layers.shift(-1), "remove": self.layers.remove, "reset": self.reset,
            "about": self._about,
        }  # fmt: skip

    def _build_centre(self) -> None:
        self.waiting = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.waiting)
        self._stack.addWidget(self.canvas)
        self.hint = QFrame()
        self.hint.setFrameShape(QFrame.Shape.StyledPanel)
        self._hint_text = QLabel(wordWrap=True)
        self._hint_close = QPushButton()
        self._hint_close.clicked.connect(self._dismiss_hint)
        row = QHBoxLayout(self.hint)
        row.addWidget(self._hint_text, 1)
        row.addWidget(self._hint_close, 0, Qt.AlignmentFlag.AlignBottom)
        self.hint.setVisible(not self._memory.settings.hint_dismissed)
        self.notice = QLabel(wordWrap=True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notice.setContentsMargins(10, 6, 10, 6)
        self.notice.setVisible(False)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.hint)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        column.addWidget(self.timeline)
        self.setCentralWidget(centre)

    def _dock(self, widget: QWidget, name: str, area: Qt.DockWidgetArea, size: int) -> QDockWidget:
        dock = QDockWidget(self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        feature = QDockWidget.DockWidgetFeature
        dock.setFeatures(feature.DockWidgetMovable | feature.DockWidgetClosable)
        self.addDockWidget(area, dock)
        lying = area is Qt.DockWidgetArea.BottomDockWidgetArea
        if not lying:
            widget.setMinimumWidth(230)
        self.resizeDocks([dock], [size], Qt.Orientation.Vertical if lying else Qt.Orientation.Horizontal)
        toggle = dock.toggleViewAction()
        toggle.setShortcut({"layers": "F7", "details": "F8", "table": "F9"}[name])
        self.actions_.menus["view"].addAction(toggle)
        return dock

    def _build_bar(self) -> None:
        self.actions_.menus["file"].insertMenu(self.actions_["save_view"], self.views.recent)
        self.bar = QToolBar(self)
        self.bar.setObjectName("bar")
        self.bar.setMovable(False)
        self.addToolBar(self.bar)
        for name in ("save", "fit", "undo", "redo", "web"):
            self.bar.addAction(self.actions_[name])
        spacer = QWidget()
        spacer.setSizePolicy(self.canvas.sizePolicy())
        self.bar.addWidget(spacer)
        self.bar.addWidget(self.search)
        self._language_label = QLabel()
        self.bar.addWidget(self._language_label)
        self.language = QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, code)
        self._language_label.setBuddy(self.language)
        self.bar.addWidget(self.language)

    def _wire(self) -> None:
        self.canvas.province_clicked.connect(self.select)
        self.canvas.frame_changed.connect(self._frame_moved)
        self.table.province_chosen.connect(self._choose)
        self.search.place_chosen.connect(self._go_to)
        self.search.claim_chosen.connect(self._show_claim)
        self.details.told.connect(self.tell)
        self.layers.reset.clicked.connect(self.reset)
        self.layers.extent_wanted.connect(self._zoom_to_layer)
        self.language.currentIndexChanged.connect(self._language_chosen)
        self._store.changed.connect(self._follow)

    # following the store

    def set_builder(self, builder: SceneBuilder) -> None:
        """Take the compiled shapes into use and show the map."""
        self._builder = builder
        self.details.set_shapes(builder.shapes)
        self._stack.setCurrentWidget(self.canvas)
        self._show(self._store.view)

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
            self.table.show_view(new)
            self.timeline.show_view(new)

    def _show(self, view: MapView) -> None:
        if self._builder is None:
            return
        self._scene = self._builder.build(view)
        self.canvas.set_scene(self._scene)
        self.layers.show_scene(self._scene, view)
        self.actions_["undo"].setEnabled(self._store.can_undo)
        self.actions_["redo"].setEnabled(self._store.can_redo)

    def _keep_view(self) -> None:
        if self._keep is None:
            return
        try:
            self._keep(self._store.view)
        except OSError as error:
            self.tell(notice(error, self._store.view.language))

    def _retitle(self, language: str) -> None:
        self.setWindowTitle("Dala Atlas")
        self.actions_.retitle(language)
        self.views.recent.setTitle(t("Open recent", language))
        self._layers_dock.setWindowTitle(t("Layers", language))
        self._details_dock.setWindowTitle(t("Details", language))
        self._table_dock.setWindowTitle(t("Table", language))
        self.search.retitle(language)
        self._language_label.setText(" " + t("Language:", language) + " ")
        self.waiting.setText(t("The map is being prepared…", language))
        self._hint_close.setText(t("Got it", language))
        self._hint_text.setText(
            "\n".join(
                t(line, language)
                for line in (
                    "Choose your language at the top right.",
                    "Switch layers on the left; turn the wheel to zoom, drag to move the map.",
                    "Click a governorate to read its figures and the words they rest on.",
                )
            )
        )
        with QSignalBlocker(self.language):
            self.language.setCurrentIndex(self.language.findData(language))

    # what a person does

    def _frame_moved(self, frame: Extent | None) -> None:
        self._store.apply(self._store.view.with_frame(frame), step="frame")

    def select(self, place: str) -> None:
        """Select a province by id; an empty string or the same one again clears the selection."""
        self._choose(place if place and place != self._store.view.selection else None)

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
        if place in self._provinces():
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
        self._details_dock.show()
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

    def _show_web(self) -> None:
        """Open the web page beside the map, or close it, which ends Chromium."""
        if self.web is not None and self.web.isVisible():
            self.web.close()
            return
        if self.web is None:
            self.web = WebDock(self._store, self)
            self.web.closed.connect(lambda: self.resizeDocks([self._details_dock], [280], Qt.Orientation.Horizontal))
            self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.web)
        # The page tells what the details tell, so it takes their place and as much room as the map has.
        self.tabifyDockWidget(self._details_dock, self.web)
        self.web.show()
        self.web.raise_()
        self.resizeDocks([self.web], [(self.width() - self.layers.width()) // 2], Qt.Orientation.Horizontal)
        if self.web.view is None:
            self.web.start()

    def reset(self) -> None:
        """Go back to the opening map, in the language chosen."""
        self._store.apply(opening_view(self._catalog, self._store.view.language))

    def _language_chosen(self) -> None:
        language = self.language.currentData()
        self._memory.remember(language=language)
        self._store.apply(self._store.view.with_language(language))

    def _dismiss_hint(self) -> None:
        self.hint.setVisible(False)
        self._memory.remember(hint_dismissed=True)

    @property
    def language_now(self) -> str:
        """The language in which the window speaks."""
        return self._store.view.language

    def tell(self, text: str) -> None:
        """Show a notice over the map until the next one; an empty text hides it."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _about(self) -> None:
        language = self._store.view.language
        credits = self._scene.credits if self._scene else ""
        QMessageBox.about(self, t("About Dala Atlas", language), f"Dala Atlas {__version__}\n\n{credits}")

    # files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files only."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        for path in paths[:1]:
            self.views.open(path)

    def _choose_export(self) -> None:
        language = self._store.view.language
        kinds = ";;".join(
            (
                t("Picture", language) + " (*.png)", "PDF (*.pdf)", "SVG (*.svg)",
                t("Web page", language) + " (*.html)", "GeoPackage (*.gpkg)", "GeoJSON (*.geojson)",
                "CSV (*.csv)", "CSV, Excel (*.csv)",
            )
        )  # fmt: skip
        name = str(Path(self._memory.folder) / (t("famine-map", language) + ".png"))
        chosen, kind = QFileDialog.getSaveFileName(self, t("Save map", language), name, kinds)
        if chosen:
            suffix = kind[kind.rfind("*") + 1 : -1]
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_suffix(suffix), excel="Excel" in kind)

    def save_to(self, path: Path, excel: bool = False) -> None:
        """Write the map shown to a file; pages and data are written by a process of their own."""
        if self._scene is None:
            return
        self._memory.remember(export_folder=str(path.parent))
        if path.suffix.lower() in PICTURES:
            from mapapp.qt.writers import WRITERS

            try:
                self._saved(str(export(self._scene, path, Options(), WRITERS)))
            except Exception as error:  # whatever a disk or a codec answers is told in words
                self.tell(notice(error, self._store.view.language))
            return
        arguments = {"path": str(path), "view": viewfile.dumps(self._store.view), "excel": excel}
        self._run("mapapp.export:export_view", arguments, self._saved)

    def _run(self, job: str, arguments: Mapping[str, object], done: Callable[[str], None]) -> None:
        language = self._store.view.language
        task = Task(job, arguments, parent=self, language=language)
        progress = QProgressDialog(t("Working…", language), t("Cancel", language), 0, 0, self)
        progress.setMinimumDuration(400)
        progress.canceled.connect(task.cancel)
        for signal in (task.done, task.failed):
            signal.connect(progress.reset)
            signal.connect(task.deleteLater)
        task.done.connect(done)
        task.failed.connect(self.tell)

    def _saved(self, path: str) -> None:
        self.tell(t("Saved: {path}", self._store.view.language, path=path))

    def closeEvent(self, event: QCloseEvent) -> None:
        """End work that is still under way; its file was never put in place."""
        if self.web is not None:
            self.web.stop()
        for task in self.findChildren(Task):
            task.cancel()
            task.wait(5)
        self._memory.remember(window=(self.window().width(), self.window().height()))
        self._keep_soon.stop()
        self._keep_view()
        super().closeEvent(event)
