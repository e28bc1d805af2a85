"""Files that are edited beside the window, as in QGIS, are shown anew as soon as they are saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from geodata.catalog import Catalog, read_catalog
from geodata.sets import DATA
from mapapp.qt.work.preparing import Preparer
from mapapp.qt.work.tasks import Task
from mapapp.scene import SceneBuilder
from mapapp.texts import t

_SETTLE_MS: Final = 300
"""How long no file may change before what changed is read: editors write in several steps."""
_SUFFIXES: Final = frozenset({".csv", ".toml", ".json", ".geojson", ".fgb"})

Stamps = Mapping[Path, tuple[int, int]]


class FolderWatch(QObject):
    """Tells when data files below some folders change, also where an editor puts a new file in the place of the old.

    Signals
    -------
    changed
        Paths of the files that are new, gone, or other than before.
    """

    changed = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders: tuple[Path, ...] = ()
        self._stamps: Stamps = {}
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._compare)
        self._watcher.fileChanged.connect(lambda _path: self._settle.start())
        self._watcher.directoryChanged.connect(lambda _path: self._settle.start())

    def start(self, *folders: Path) -> None:
        """Watch folders, with all that is below them, from now on."""
        self._folders = folders
        self._stamps = self._look()

    def stop(self) -> None:
        """Watch nothing."""
        self._settle.stop()
        self._folders, self._stamps = (), {}
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)

    def _look(self) -> Stamps:
        """Return size and time of every data file, and watch those that are not watched, or no longer."""
        stamps, paths = {}, []
        for folder in self._folders:
            for path in (folder, *folder.rglob("*")):
                if path.is_dir():
                    paths.append(path)
                elif path.suffix in _SUFFIXES and not path.name.startswith("."):
                    about = path.stat()
                    stamps[path] = (about.st_size, about.st_mtime_ns)
                    paths.append(path)
        known = {*self._watcher.files(), *self._watcher.directories()}
        fresh = [text for path in paths if (text := str(path)) not in known]
        if fresh:
            self._watcher.addPaths(fresh)
        return stamps

    def _compare(self) -> None:
        try:
            now = self._look()
        except OSError:  # a file went away while it was looked at: look again when all is calm
            self._settle.start()
            return
        before, self._stamps = self._stamps, now
        other = [path for path in before.keys() | now.keys() if before.get(path) != now.get(path)]
        if other:
            self.changed.emit(sorted(other))


class LiveData(QObject):
    """Draws the map anew from data folder and library whenever a file of them was edited.

    An edit that cannot be drawn is told in words, and the map before it stays.

    Parameters
    ----------
    preparer
        Makes scene builders.
    catalog
        Returns the catalog in use.
    library
        The library, which need not be there.
    show
        Shows another builder.
    language
        Returns the language of notices.
    tell
        Shows a notice.
    """

    def __init__(
        self, preparer: Preparer, catalog: Callable[[], Catalog], library: Path, show: Callable[[SceneBuilder], None],
        language: Callable[[], str], tell: Callable[[str], None], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._preparer, self._catalog, self._library = preparer, catalog, library
        self._show, self._language, self._tell = show, language, tell
        self._waiting: set[Path] = set()
        self._busy = False
        self.on = False
        self.watch = FolderWatch(self)
        self.watch.changed.connect(self._changed)

    def switch(self, on: bool) -> None:
        """Begin to watch, or end it."""
        self.on = on
        if not on:
            self.watch.stop()
            self._tell("")
            return
        root = self._catalog().root
        self.watch.start(*(folder for folder in (root, self._library) if folder.is_dir()))
        self._say("Watching {folder}: what is saved there is drawn at once.", folder=root)

    def _say(self, message: str, **values: object) -> None:
        self._tell(t(message, self._language(), **values))

    def _changed(self, paths: list[Path]) -> None:
        self._waiting.update(paths)
        if not self._busy:
            self._draw()

    def _draw(self) -> None:
        """Take the edits of sets first, whose descriptions must follow them; then read and compile all."""
        paths, self._waiting = sorted(self._waiting), set()
        self._busy = True
        names = ", ".join(dict.fromkeys(path.name for path in paths[:3]))
        self._say("{names} changed: drawing anew…", names=names)
        sets = sorted({str(path.parent) for path in paths if path.name in DATA and path.exists()})
        if not sets:
            self._refresh(names)
            return
        task = Task("geodata.edits:take_edits", {"folders": sets}, parent=self, language=self._language())
        task.done.connect(lambda _ids: self._refresh(names))
        task.failed.connect(self._refused)
        for signal in (task.done, task.failed):
            signal.connect(task.deleteLater)

    def _refresh(self, names: str) -> None:
        def ready(builder: SceneBuilder) -> None:
            self._show(builder)
            self._end(t("Drawn anew: {names}.", self._language(), names=names))

        root, library = self._catalog().root, self._library if self._library.is_dir() else None
        self._preparer.refresh(lambda: read_catalog(root, library), self._language(), ready, self._refused)

    def _refused(self, reason: Any) -> None:
        words = t("The edit cannot be drawn, the map before it stays. {reason}", self._language(), reason=reason)
        self._end(words if reason else "")

    def _end(self, words: str) -> None:
        self._tell(words)
        self._busy = False
        if self._waiting:
            self._draw()
