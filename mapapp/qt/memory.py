"""What is remembered between two starts, as the window's parts ask for it and change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from mapapp.settings import Settings

_RECENT: Final = 8


class Memory:
    """Holds the settings and writes each change.

    Parameters
    ----------
    settings
        As they were read.
    save
        Writes them; may raise OSError.
    """

    def __init__(self, settings: Settings, save: Callable[[Settings], None]) -> None:
        self._settings = settings
        self._save = save
        self.failed: Callable[[OSError], None] = lambda error: None

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    @property
    def folder(self) -> str:
        """Where files were saved last, or the person's home."""
        return self._settings.export_folder or str(Path.home())

    @property
    def add_folder(self) -> str:
        """Where the last added file came from, or the person's home."""
        known = self._settings.add_folder
        return known if known and Path(known).is_dir() else str(Path.home())

    def remember(self, **changes: object) -> None:
        """Change settings by name; a disk that refuses is told through `failed`."""
        changed = replace(self._settings, **changes)  # type: ignore[arg-type]
        if changed == self._settings:
            return
        self._settings = changed
        try:
            self._save(changed)
        except OSError as error:
            self.failed(error)

    def note_recent(self, path: Path) -> None:
        """Put a file first among the recent ones."""
        others = [name for name in self._settings.recent if name != str(path)]
        self.remember(recent=(str(path), *others)[:_RECENT])

    def forget_recent(self, path: Path) -> None:
        """Drop a file that could not be opened from the recent ones."""
        self.remember(recent=tuple(name for name in self._settings.recent if name != str(path)))
