"""The quick way into the window: nothing is imported before the last picture stands on the screen."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from mapapp.qt.startup import stills
from mapapp.qt.startup.shell import Shell
from mapapp.qt.work import garbage

if TYPE_CHECKING:
    from mapapp.settings import Settings

_STYLE: Final = ("-style", "fusion")
"""Said where the application is made: afterwards Qt would hand over its style, whose enumerations take their time."""

_SETTLED_MS: Final = 3000


def application() -> QApplication:
    """Return the one application; without a display it paints offscreen."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    existing = QApplication.instance()
    made = existing if isinstance(existing, QApplication) else QApplication(["mapapp", *_STYLE])
    QGuiApplication.setDesktopFileName("dala-atlas")
    made.setApplicationName("Dala Atlas")
    return made


def folders() -> tuple[Path, Path]:
    """Return where this person's settings and this person's caches lie."""
    from platformdirs import user_cache_path, user_config_path

    return user_config_path("dala-atlas", appauthor=False), user_cache_path("dala-atlas", appauthor=False)


def shown_from(config: Path) -> tuple[Path, ...]:
    """Return the files and folders that the window shows, besides the data of the program."""
    from platformdirs import user_data_path

    library = user_data_path("dala-atlas", appauthor=False) / "library"
    return (config / "settings.toml", config / "session.dala", library)


def window_size(remembered: Settings) -> QSize:
    """Return how large the window was, or is at first, and never larger than the screen."""
    available = QGuiApplication.primaryScreen().availableGeometry().size()
    wanted = QSize(*remembered.window) if len(remembered.window) == 2 else QSize(1480, 900)
    return wanted.boundedTo(available)


def _show_name(application: QApplication, shell: Shell, remembered_at: Path) -> None:
    from mapapp import settings
    from mapapp.qt.look.theme import wanted

    remembered = settings.load(remembered_at)
    theme = wanted(application, remembered.appearance)
    shell.show_name(window_size(remembered), theme.window, theme.quiet)


def run(
    language: str | None = None, selection: str | None = None, opened: Path | None = None, watched: Path | None = None
) -> int:  # fmt: skip
    """Open the window and stay until it is closed.

    Parameters
    ----------
    language, selection
        What the command line asks for, if anything.
    opened
        A view file or a picture made by the atlas to open.
    watched
        A data folder to show and to watch.
    """
    garbage.rest()  # a start makes what stays
    made = application()
    config, cache = folders()
    shell = Shell()
    failures: list[BaseException] = []

    def furnish() -> None:
        from mapapp.qt.startup.app import furnish

        try:
            furnish(shell, config, cache, language, selection, opened, watched)
        except Exception as error:  # raised again below, outside of Qt's event loop
            failures.append(error)
            made.quit()
        QTimer.singleShot(_SETTLED_MS, garbage.settle)

    still = None
    if not (language or selection or opened or watched):
        still = stills.read(cache / "still.bin", shown_from(config))
    shell.pictured.connect(lambda: QTimer.singleShot(0, furnish))
    if still is not None:
        shell.show_still(still)
    else:
        _show_name(made, shell, config / "settings.toml")
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = made.exec()
    delete(shell)  # while the application still stands: the interpreter's end has no order that Qt could rely on
    if failures:
        raise failures[0]
    return code
