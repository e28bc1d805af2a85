"""Builds the objects and passes them in; starts the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from geodata.catalog import Catalog, read_catalog
from geodata.model import LANGUAGES
from geodata.report import GeodataError
from geodata.resources import library, shipped
from mapapp import compiled, settings, viewfile
from mapapp.messages import notice
from mapapp.qt.look.fonts import font, load_fonts
from mapapp.qt.look.theme import dress
from mapapp.qt.startup import stills
from mapapp.qt.startup.shell import Shell
from mapapp.qt.startup.start import application, shown_from, window_size
from mapapp.qt.store import Store
from mapapp.qt.window import MainWindow
from mapapp.qt.work.preparing import Preparer
from mapapp.view import MapView, opening_view, with_new_sets

_ICON = Path(__file__).resolve().parents[2] / "assets" / "icon.svg"


def dressed(appearance: str = "") -> QApplication:
    """Return the application with the bundled fonts, the icon, and the appearance that the person chose."""
    made = application()
    load_fonts()
    if QGuiApplication.platformName() == "offscreen" or not QFontDatabase.families():
        made.setFont(font(13))
    if _ICON.is_file():
        made.setWindowIcon(QIcon(str(_ICON)))
    dress(made, appearance)
    return made


def _language(chosen: str | None, remembered: str) -> str:
    if chosen or remembered:
        return chosen or remembered
    from PySide6.QtCore import QLocale  # knows every country of the world, and takes its time

    system = QLocale.system().name()[:2]
    return system if system in LANGUAGES else "kk"


def _known(catalog: Catalog, selection: str) -> str:
    if selection not in catalog.selectable:
        known = ", ".join(sorted(catalog.selectable))
        raise GeodataError(f"Expected the id of a governorate, found {selection!r}.", f"Possible: {known}.")
    return selection


def _opening(catalog: Catalog, language: str, selection: str | None) -> MapView:
    view = opening_view(catalog, language)
    return view.with_selection(_known(catalog, selection)) if selection else view


def make_window(
    catalog: Catalog, view: MapView, settings_path: Path, cache_path: Path, session_path: Path | None = None,
    parent: QWidget | None = None,
) -> tuple[MainWindow, Store]:  # fmt: skip
    """Build the window over a view; the map comes at once from the cache, else from a process of its own.

    Parameters
    ----------
    catalog
        The metadata.
    view
        What to show.
    settings_path, cache_path
        Where settings and compiled shapes are kept.
    session_path
        Where the view is kept after each change; nowhere unless given.
    parent
        The widget that the window will fill, if any.
    """
    remembered = settings.load(settings_path)
    store = Store(view)
    keep: Callable[[MapView], None] | None = None
    if session_path is not None:
        kept_at = session_path

        def keep(now: MapView) -> None:
            viewfile.write(now, kept_at)

    preparer = Preparer(cache_path)
    window = MainWindow(
        catalog, store, remembered, lambda changed: settings.save(changed, settings_path), preparer, keep, parent
    )
    preparer.renewed.connect(window.set_builder)
    preparer.prepare(catalog, view.language, window.set_builder, window.tell)
    return window, store


def _session(path: Path, catalog: Catalog, language: str) -> tuple[MapView | None, str]:
    """Return the view of the last session, and what is wrong with it; a damaged one is kept beside as ``.bak``."""
    if not path.is_file():
        return None, ""
    try:
        return viewfile.read(path, catalog), ""
    except GeodataError as error:
        path.replace(path.with_suffix(".dala.bak"))
        return None, notice(error, language)


def furnish(
    shell: Shell, config: Path, cache: Path, language: str | None, selection: str | None, opened: Path | None,
    watched: Path | None = None,
) -> MainWindow:  # fmt: skip
    """Let the living window move into the shell, with the session of last time.

    Parameters are those of `mapapp.qt.startup.start.run`, and where settings and caches lie.
    """
    remembered = settings.load(config / "settings.toml")
    made = dressed(remembered.appearance)
    made.styleHints().colorSchemeChanged.connect(
        lambda: dress(made, settings.load(config / "settings.toml").appearance)
    )
    catalog = read_catalog(watched, library())
    session, trouble = _session(config / "session.dala", catalog, _language(language, remembered.language))
    session = session and with_new_sets(session, catalog, remembered.sets)
    view = session or _opening(catalog, _language(language, remembered.language), None)
    if language:
        view = view.with_language(language)
    if selection:
        view = view.with_selection(_known(catalog, selection))
    window, _store = make_window(
        catalog, view, config / "settings.toml", cache / "shapes.bin", config / "session.dala", shell
    )
    shell.move_in(window, window_size(remembered))
    if trouble:
        window.tell(trouble)
    if opened is not None:
        window.views.open(opened)
    if watched is not None:
        window.actions_["watch"].trigger()
    if catalog.root == shipped():
        shell.closing.connect(lambda: _keep_still(shell, window, config, cache))
    return window


def _keep_still(shell: Shell, window: MainWindow, config: Path, cache: Path) -> None:
    """Keep the window's picture for the next start; without one that start is only slower."""
    still = stills.Still(window.grab().toImage(), window.windowTitle(), shell.x(), shell.y(), shell.isMaximized())
    try:
        stills.write(cache / "still.bin", still, shown_from(config))
    except OSError as error:
        window.tell(notice(error, window.language_now))


def _size(text: str) -> QSize:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise GeodataError(f"Expected a size such as 1280x720, found {text!r}.")
    return QSize(int(width), int(height))


def screenshot(path: Path, language: str | None, size: str, selection: str | None) -> int:
    """Paint the window over the opening map, or over what is asked for, into a PNG and leave.

    Returns
    -------
    int
        The exit code.
    """
    wanted = _size(size)
    catalog = read_catalog(library=library())
    remembered = settings.load(settings.default_path())
    made = dressed(remembered.appearance)
    view = _opening(catalog, _language(language, remembered.language), selection)
    cache = compiled.default_path()
    compiled.load(catalog, cache)
    window, _store = make_window(catalog, view, settings.default_path(), cache)
    window.resize(wanted)
    window.show()
    return _shoot(made, window, path)


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
