"""Garbage is collected in the window's thread alone: a widget that another thread found would be destroyed there."""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QTimer

_held = 0


def hold() -> None:
    """Collect nothing from now on: for the window's thread, before it starts another."""
    global _held
    _held += 1
    gc.disable()


def release() -> None:
    """Collect again as soon as the window's thread comes to it: for the other thread, at its end."""
    app = QCoreApplication.instance()
    if app is not None:
        QTimer.singleShot(0, app, _released)


def _released() -> None:
    global _held
    _held -= 1
    if not _held:
        gc.collect(1)  # here and now, lest the thread on its last steps makes up the number that starts a collection
        gc.enable()
