"""Every command of the window once: its words, its keys, and where it stands in the menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from mapapp.qt.look.icons import has, icon
from mapapp.qt.look.theme import Theme
from mapapp.texts import N_, t

Keys = QKeySequence.StandardKey | str | None

_TITLES: Final = {
    "file": N_("File"), "edit": N_("Edit"), "view": N_("View"), "layer": N_("Layer"), "help": N_("Help"),
}  # fmt: skip


MENUS: Final[dict[str, tuple[tuple[str, str, Keys] | None, ...]]] = {
    "file": (
        ("open_view", N_("Open view…"), QKeySequence.StandardKey.Open),
        ("save_view", N_("Save view…"), QKeySequence.StandardKey.SaveAs),
        None,
        ("add_file", N_("Add boundary file…"), "Ctrl+Shift+O"),
        ("library", N_("Library…"), "Ctrl+Shift+L"),
        ("watch", N_("Watch data folder"), None),
        None,
        ("save", N_("Export map…"), QKeySequence.StandardKey.Save),
        ("print", N_("Print…"), QKeySequence.StandardKey.Print),
        None,
        ("quit", N_("Quit"), QKeySequence.StandardKey.Quit),
    ),
    "edit": (
        ("undo", N_("Undo"), QKeySequence.StandardKey.Undo),
        ("redo", N_("Redo"), QKeySequence.StandardKey.Redo),
        None,
        ("copy_map", N_("Copy map picture"), "Ctrl+Shift+C"),
        ("find", N_("Find…"), QKeySequence.StandardKey.Find),
    ),
    "view": (
        ("fit", N_("Whole map"), "Ctrl+0"),
        ("zoom_in", N_("Zoom in"), QKeySequence.StandardKey.ZoomIn),
        ("zoom_out", N_("Zoom out"), QKeySequence.StandardKey.ZoomOut),
        ("legend", N_("Legend"), "F6"),
        ("clear", N_("Clear selection"), "Esc"),
        ("web", N_("Web view"), "Ctrl+B"),
        None,
    ),
    "layer": (
        ("style", N_("Style…"), "Ctrl+Return"),
        ("rename", N_("Rename"), "F2"),
        ("zoom_to_layer", N_("Zoom to layer"), "Ctrl+L"),
        ("raise", N_("Move up"), "Alt+Up"),
        ("lower", N_("Move down"), "Alt+Down"),
        ("remove", N_("Remove layer"), None),
        None,
        ("reset", N_("Opening map"), None),
    ),
    "help": (("about", N_("About Dala Atlas"), None),),
}
"""A row is (name, message, keys); None draws a line."""
_SWITCHES: Final = frozenset({"legend", "watch"})
"""Those that show whether they are on."""


class Actions:
    """The window's actions and menus.

    Parameters
    ----------
    window
        Gets the menus.
    slots
        What each action does, by name.
    """

    def __init__(self, window: QMainWindow, slots: dict[str, Callable[[], object]]) -> None:
        self._messages: dict[str, str] = {}
        self._by_name: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for menu_name, rows in MENUS.items():
            menu = QMenu(window)
            window.menuBar().addMenu(menu)
            self.menus[menu_name] = menu
            for row in rows:
                if row is None:
                    menu.addSeparator()
                    continue
                name, message, keys = row
                action = QAction(window)
                if keys is not None:
                    action.setShortcut(QKeySequence(keys))
                action.setCheckable(name in _SWITCHES)
                action.triggered.connect(lambda _checked=False, slot=slots[name]: slot())
                menu.addAction(action)
                window.addAction(action)
                self._by_name[name] = action
                self._messages[name] = message

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def retitle(self, language: str) -> None:
        """Write all titles in a language."""
        for name, action in self._by_name.items():
            words = t(self._messages[name], language)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setText(words)
            action.setToolTip(words.rstrip("…") + (f" ({keys})" if keys else ""))
        for name, menu in self.menus.items():
            menu.setTitle(t(_TITLES[name], language))

    def tint(self, theme: Theme) -> None:
        """Give every action that has an icon the one of a theme."""
        for name, action in self._by_name.items():
            if has(name):
                action.setIcon(icon(name, theme))
