"""Builds the objects and passes them in; starts the window."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from geodata.catalog import Catalog, read_catalog
from geodata.model import LANGUAGES
from geodata.report import GeodataError
from mapapp import __version__, compiled, settings
from mapapp.qt.fonts import font, load_fonts
from mapapp.qt.store import Store
from mapapp.qt.tasks import Task
from mapapp.qt.window import MainWindow
from mapapp.scene import SceneBuilder
from mapapp.view import MapView, opening_view

_ICON = Path(__file__).resolve().parents[1] / "assets" / "icon.svg"


def headless_application() -> QApplication:
    """Return an application that needs no display, for writing pictures from the command line."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(["mapapp"])
    load_fonts()
    return application


def _application() -> QApplication:
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["mapapp"])
    load_fonts()
    QGuiApplication.setDesktopFileName("dala-atlas")
    application.setApplicationName("Dala Atlas")
    application.setApplicationVersion(__version__)
    if not QFontDatabase.families() or QGuiApplication.platformName() == "offscreen":
        application.setFont(font(13))
    return application


def _language(chosen: str | None, remembered: str) -> str:
    system = QLocale.system().name()[:2]
    return chosen or remembered or (system if system in LANGUAGES else "kk")


def _opening(catalog: Catalog, language: str, selection: str | None) -> MapView:
    view = opening_view(catalog, language)
    if selection is None:
        return view
    known = sorted({piece.province for piece in catalog.pieces})
    if selection not in known:
        raise GeodataError(f"Expected the id of a governorate, found {selection!r}.", f"Possible: {', '.join(known)}.")
    return view.with_selection(selection)


def make_window(catalog: Catalog, view: MapView, settings_path: Path, cache_path: Path) -> tuple[MainWindow, Store]:
    """Build the window over a view; the map comes at once from the cache, else from a process of its own."""
    remembered = settings.load(settings_path)
    store = Store(view)
    window = MainWindow(catalog, store, remembered, lambda changed: settings.save(changed, settings_path))
    key = compiled.cache_key(catalog)
    shapes = compiled.read(cache_path, key)
    if shapes is not None:
        window.set_builder(SceneBuilder(catalog, shapes))
        return window, store
    task = Task("mapapp.compiled:build", {"root": str(catalog.root), "path": str(cache_path)}, parent=window)

    def ready() -> None:
        made = compiled.read(cache_path, key)
        if made is not None:
            window.set_builder(SceneBuilder(catalog, made))
        else:
            window.tell("Expected the prepared map to read back, but it does not. Check the disk.")

    task.done.connect(ready)
    task.failed.connect(window.tell)
    return window, store


def _size(text: str) -> QSize:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise GeodataError(f"Expected a size such as 1280x720, found {text!r}.")
    return QSize(int(width), int(height))


def run(language: str | None, screenshot: Path | None, size: str, selection: str | None) -> int:
    """Open the window, or paint it into a PNG and leave.

    Returns
    -------
    int
        The exit code.
    """
    wanted = _size(size)
    catalog = read_catalog()
    application = _application()
    if _ICON.is_file():
        application.setWindowIcon(QIcon(str(_ICON)))
    remembered = settings.load(settings.default_path())
    view = _opening(catalog, _language(language, remembered.language), selection)
    cache = compiled.default_path()
    if screenshot is not None:
        compiled.load(catalog, cache)
    window, _store = make_window(catalog, view, settings.default_path(), cache)
    available = application.primaryScreen().availableGeometry().size()
    window.resize(wanted if screenshot else available.boundedTo(QSize(1480, 900)))
    window.show()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if screenshot is None:
        return application.exec()
    return _shoot(application, window, screenshot)


def _shoot(application: QApplication, window: MainWindow, path: Path) -> int:
    """Save a picture of the window once it has painted."""
    result: list[bool] = []

    def grab() -> None:
        result.append(window.grab().save(str(path), "PNG"))
        application.quit()

    QTimer.singleShot(300, grab)
    application.exec()
    if not result or not result[0]:
        raise GeodataError(f"Expected to write {path}, but it could not be saved.", "Choose another folder.")
    return 0
