"""The application of a process that writes pictures and opens no window."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from mapapp.qt.look.fonts import load_fonts


def headless_application() -> QCoreApplication:
    """Return an application that needs no display, with the bundled fonts."""
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(["mapapp"])
    load_fonts()
    return application
