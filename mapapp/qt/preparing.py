"""From a catalog to a scene builder: the shapes come from disk where they are kept, else from a process of its own.

Large sets are read in a thread. When they are on the map, a process generalises them for small scales, and the
builder that draws from those levels is handed over as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from geodata.catalog import Catalog
from geodata.model import ContributedSet
from mapapp import compiled, setfiles
from mapapp.qt.tasks import Task
from mapapp.scene import SceneBuilder
from mapapp.shapes import Shapes
from mapapp.texts import t

_AT_ONCE_BYTES: Final = 2_000_000
"""Compiled sets up to this size are read without a thread: the map stands at the first paint."""
_CALM_MS: Final = 2000
"""How long after a set came to the map its levels are made."""

Done = Callable[[SceneBuilder], object]
Failed = Callable[[str], object]


class _Reading(QThread):
    """Reads compiled sets; numpy, which they are drawn with, comes in here as well."""

    def __init__(self, sets: Sequence[ContributedSet], cache: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._sets = sets
        self._cache = cache
        self.found: dict[str, Shapes | None] = {}

    def run(self) -> None:
        """Read."""
        import numpy  # noqa: F401

        self.found = {own.id: setfiles.read(own, self._cache) for own in self._sets}


class Preparer(QObject):
    """Prepares catalogs for showing.

    Parameters
    ----------
    cache
        File in which compiled shapes are kept; contributed sets lie in a folder beside.

    Signals
    -------
    renewed
        A builder over the same catalog, whose large layers are drawn faster.
    """

    renewed = Signal(object)

    def __init__(self, cache: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache
        self._wanted: Catalog | None = None
        self._builder: SceneBuilder | None = None
        self._atlas: dict[str, Shapes] = {}
        self._sets: dict[str, tuple[str, Shapes]] = {}
        self._levels: Task | None = None
        self._tried: set[str] = set()
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._make_levels)

    def prepare(self, catalog: Catalog, language: str, done: Done, failed: Failed) -> Task | None:
        """Hand a builder to `done`, soon where the shapes are kept; else return the task that compiles them.

        Parameters
        ----------
        catalog
            What is to be shown.
        language
            Of what `failed` is told.
        done, failed
            Called once, one of them; neither where another catalog was asked for meanwhile.
        """
        self._wanted = catalog
        key = compiled.cache_key(catalog)
        atlas = compiled.read(self._cache, key)
        if atlas is not None and all(setfiles.kept_at(own, self._cache) for own in _boundaries(catalog)):
            self._atlas = atlas
            self._gather(catalog, done)
            return None
        job = {"root": str(catalog.root), "path": str(self._cache)}
        job |= {"library": str(catalog.library)} if catalog.library else {}
        task = Task("mapapp.compiled:build", job, parent=self, language=language)

        def ready() -> None:
            made = compiled.read(self._cache, key)
            if made is None:
                failed(t("Expected the prepared map to read back, but it does not. Check the disk.", language))
            elif self._wanted is catalog:
                self._atlas = made
                self._gather(catalog, done)

        task.done.connect(ready)
        task.failed.connect(failed)
        return task

    def stop(self) -> None:
        """Wait for what is being read."""
        self._calm.stop()
        for thread in self.findChildren(_Reading):
            thread.wait()

    def _gather(self, catalog: Catalog, done: Done) -> None:
        """Read the sets that were not read yet, then hand the builder over."""
        present = {own.id: own.hash for own in catalog.sets}
        self._sets = {name: kept for name, kept in self._sets.items() if present.get(name) == kept[0]}
        wanted = [own for own in _boundaries(catalog) if own.id not in self._sets]
        size = sum(path.stat().st_size for own in wanted if (path := setfiles.kept_at(own, self._cache)) is not None)
        if size <= _AT_ONCE_BYTES:
            self._take(catalog, {own.id: setfiles.read(own, self._cache) for own in wanted}, done)
        else:
            self._read(catalog, wanted, done)

    def _read(self, catalog: Catalog, sets: Sequence[ContributedSet], done: Done) -> None:
        reading = _Reading(sets, self._cache, self)

        def take() -> None:
            if self._wanted is catalog:
                self._take(catalog, reading.found, done)
            reading.deleteLater()

        reading.finished.connect(take)
        reading.start()

    def _take(self, catalog: Catalog, found: dict[str, Shapes | None], done: Done) -> None:
        self._sets |= {name: (catalog.set(name).hash, made) for name, made in found.items() if made is not None}
        shapes = self._atlas | {f"set/{name}": kept[1] for name, kept in self._sets.items()}
        same = self._builder is not None and self._builder.catalog is catalog
        self._builder = self._builder.over(shapes) if self._builder and same else SceneBuilder(catalog, shapes)
        done(self._builder)
        if catalog.library is not None:
            setfiles.forget_others(catalog.sets, self._cache)
        self._calm.start()

    # levels

    def _make_levels(self) -> None:
        """Generalise the next large set that has no levels yet."""
        catalog = self._wanted
        if catalog is None or self._levels is not None:
            return
        own = next((own for own in _boundaries(catalog) if self._wants(own)), None)
        if own is None:
            return
        self._tried.add(own.hash)
        paths = {"quick": setfiles.path_of(own, self._cache), "full": setfiles.path_of(own, self._cache, levels=True)}
        job = {name: str(path) for name, path in paths.items()}
        self._levels = Task("mapapp.setfiles:build_levels", job, parent=self)
        self._levels.done.connect(lambda _path: self._levelled(catalog, own))
        self._levels.failed.connect(lambda _words: self._end_levels())  # drawing goes on from full shapes

    def _wants(self, own: ContributedSet) -> bool:
        kept = self._sets.get(own.id)
        return kept is not None and own.hash not in self._tried and setfiles.wants_levels(kept[1])

    def _levelled(self, catalog: Catalog, own: ContributedSet) -> None:
        self._end_levels()
        if self._wanted is catalog:
            self._read(catalog, [own], self.renewed.emit)
        else:
            self._calm.start()

    def _end_levels(self) -> None:
        if self._levels is not None:
            self._levels.deleteLater()
            self._levels = None


def _boundaries(catalog: Catalog) -> list[ContributedSet]:
    return [own for own in catalog.sets if own.kind == "boundaries"]
