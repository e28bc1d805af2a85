"""The window: map in the middle, layers on the left, details on the right; it wires widgets to the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressDialog,
    QPushButton,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from geodata.catalog import Catalog
from mapapp.export import PICTURES, Options, export
from mapapp.messages import notice
from mapapp.qt.map.canvas import MapCanvas
from mapapp.qt.panels.details import DetailsPanel
from mapapp.qt.panels.layers import LayerPanel
from mapapp.qt.store import Store
from mapapp.qt.tasks import Task
from mapapp.scene import Scene, SceneBuilder
from mapapp.settings import Settings
from mapapp.texts import LANGUAGE_NAMES, t
from mapapp.view import MapView, opening_view


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
    """

    def __init__(self, catalog: Catalog, store: Store, settings: Settings, save: Callable[[Settings], None]) -> None:
        super().__init__()
        self._catalog = catalog
        self._store = store
        self._settings = settings
        self._save = save
        self._builder: SceneBuilder | None = None
        self._scene: Scene | None = None
        self.canvas = MapCanvas()
        self.waiting = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.layers = LayerPanel(store)
        self.details = DetailsPanel(catalog)
        self._build_centre()
        self._layers_dock = self._dock(self.layers, "layers", Qt.DockWidgetArea.LeftDockWidgetArea, 262)
        self._details_dock = self._dock(self.details, "details", Qt.DockWidgetArea.RightDockWidgetArea, 280)
        self._build_actions()
        self.canvas.province_clicked.connect(self.select)
        self.layers.reset.clicked.connect(self.reset)
        store.changed.connect(self._follow)
        self._retitle(store.view.language)
        self.details.show_view(store.view)

    # building

    def _build_centre(self) -> None:
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
        self.hint.setVisible(not self._settings.hint_dismissed)
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
        self.setCentralWidget(centre)

    def _dock(self, widget: QWidget, name: str, area: Qt.DockWidgetArea, width: int) -> QDockWidget:
        dock = QDockWidget(self)
        dock.setObjectName(name)
        dock.setWidget(widget)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        widget.setMinimumWidth(230)
        self.addDockWidget(area, dock)
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        return dock

    def _build_actions(self) -> None:
        self.bar = QToolBar(self)
        self.bar.setMovable(False)
        self.addToolBar(self.bar)
        self.save_action = self._action(self._choose_export, QKeySequence.StandardKey.Save)
        self.fit_action = self._action(self.canvas.fit, QKeySequence("Ctrl+0"))
        self.undo_action = self._action(self._store.undo, QKeySequence.StandardKey.Undo)
        self.redo_action = self._action(self._store.redo, QKeySequence.StandardKey.Redo)
        spacer = QWidget()
        spacer.setSizePolicy(self.canvas.sizePolicy())
        self.bar.addWidget(spacer)
        self._language_label = QLabel()
        self.bar.addWidget(self._language_label)
        self.language = QComboBox()
        for code, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, code)
        self.language.currentIndexChanged.connect(self._language_chosen)
        self.bar.addWidget(self.language)

    def _action(self, slot: Callable[[], None], keys: QKeySequence | QKeySequence.StandardKey) -> QAction:
        action = QAction(self)
        action.setShortcut(keys)
        action.triggered.connect(slot)
        self.bar.addAction(action)
        return action

    # following the store

    def set_builder(self, builder: SceneBuilder) -> None:
        """Take the compiled shapes into use and show the map."""
        self._builder = builder
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
        if (old.selection, old.language, old.date) != (new.selection, new.language, new.date):
            self.details.show_view(new)

    def _show(self, view: MapView) -> None:
        if self._builder is None:
            return
        self._scene = self._builder.build(view)
        self.canvas.set_scene(self._scene)
        self.layers.show_scene(self._scene, view)
        self.undo_action.setEnabled(self._store.can_undo)
        self.redo_action.setEnabled(self._store.can_redo)

    def _retitle(self, language: str) -> None:
        self.setWindowTitle("Dala Atlas")
        self._layers_dock.setWindowTitle(t("Layers", language))
        self._details_dock.setWindowTitle(t("Details", language))
        self.save_action.setText(t("Save map…", language))
        self.fit_action.setText(t("Whole map", language))
        self.undo_action.setText(t("Undo", language))
        self.redo_action.setText(t("Redo", language))
        self._language_label.setText(t("Language:", language) + " ")
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

    def select(self, place: str) -> None:
        """Select a province by id; an empty string or the same one again clears the selection."""
        wanted = place if place and place != self._store.view.selection else None
        self._store.apply(self._store.view.with_selection(wanted))

    def reset(self) -> None:
        """Go back to the opening map, in the language chosen."""
        self._store.apply(opening_view(self._catalog, self._store.view.language))

    def _language_chosen(self) -> None:
        language = self.language.currentData()
        self._remember(replace(self._settings, language=language))
        self._store.apply(self._store.view.with_language(language))

    def _dismiss_hint(self) -> None:
        self.hint.setVisible(False)
        self._remember(replace(self._settings, hint_dismissed=True))

    def _remember(self, settings: Settings) -> None:
        self._settings = settings
        try:
            self._save(settings)
        except OSError as error:
            self.tell(notice(error, self._store.view.language))

    def tell(self, text: str) -> None:
        """Show a notice over the map until the next one; an empty text hides it."""
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _choose_export(self) -> None:
        language = self._store.view.language
        folder = Path(self._settings.export_folder or Path.home())
        kinds = ";;".join(
            (
                t("Picture", language) + " (*.png)", "PDF (*.pdf)", "SVG (*.svg)",
                t("Web page", language) + " (*.html)", "GeoPackage (*.gpkg)", "GeoJSON (*.geojson)",
            )
        )  # fmt: skip
        name = str(folder / (t("famine-map", language) + ".png"))
        chosen, kind = QFileDialog.getSaveFileName(self, t("Save map", language), name, kinds)
        if chosen:
            suffix = kind[kind.rfind("*") + 1 : -1]
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_suffix(suffix))

    def save_to(self, path: Path) -> None:
        """Write the map shown to a file; pages and data are written by a process of their own."""
        if self._scene is None:
            return
        self._remember(replace(self._settings, export_folder=str(path.parent)))
        if path.suffix.lower() in PICTURES:
            from mapapp.qt.writers import WRITERS

            try:
                self._saved(str(export(self._scene, path, Options(), WRITERS)))
            except Exception as error:  # whatever a disk or a codec answers is told in words
                self.tell(notice(error, self._store.view.language))
            return
        view = self._store.view
        layers = {layer.id: layer.opacity for layer in view.layers if layer.visible}
        arguments = {"path": str(path), "language": view.language, "date": view.date, "layers": layers}
        self._run("mapapp.export:export_view", arguments, self._saved)

    def _run(self, job: str, arguments: Mapping[str, object], done: Callable[[str], None]) -> None:
        language = self._store.view.language
        task = Task(job, arguments, parent=self)
        progress = QProgressDialog(t("Working…", language), t("Cancel", language), 0, 0, self)
        progress.setMinimumDuration(400)
        progress.canceled.connect(task.cancel)
        for signal in (task.done, task.failed):
            signal.connect(progress.reset)
            signal.connect(task.deleteLater)
        task.done.connect(done)
        task.failed.connect(self.tell)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End work that is still under way; its file was never put in place."""
        for task in self.findChildren(Task):
            task.cancel()
            task.wait(5)
        super().closeEvent(event)

    def _saved(self, path: str) -> None:
        self.tell(t("Saved: {path}", self._store.view.language, path=path))
