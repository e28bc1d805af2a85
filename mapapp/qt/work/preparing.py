"""From a catalog to a scene builder: the shapes come from disk where they are kept, else from a process of its own.

Large sets are read in a thread. When they are on the map, a process generalises them for small scales, and the
builder that draws from those levels is handed over as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from geodata.catalog import Catalog
from geodata.model import ContributedSet
from geodata.report import GeodataError
from mapapp import compiled, setfiles
from mapapp.messages import notice
from mapapp.qt.work.aside import Aside, drop
from mapapp.qt.work.tasks import Task
from mapapp.scene import SceneBuilder
from mapapp.shapes import Shapes
from mapapp.texts import t

_AT_ONCE_BYTES: Final = 2_000_000
"""Compiled sets up to this size are read without a thread: the map stands at the first paint."""
_AT_ONCE_CLAIMS: Final = 2000
_CALM_MS: Final = 2000
"""How long after a set came to the map its levels are made."""

Done = Callable[[SceneBuilder], object]
Failed = Callable[[str], object]


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
        self.cache = cache
        self._wanted: Catalog | None = None
        self._builder: SceneBuilder | None = None
        self._atlas: dict[str, Shapes] = {}
        self._key = ""
        self._sets: dict[str, tuple[str, Shapes]] = {}
        self._levels: Task | None = None
        self._tried: set[str] = set()
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._make_levels)

    def prepare(self, catalog: Catalog, language: str, done: Done, failed: Failed, key: str = "") -> Task | None:
        """Hand a builder to `done`, soon where the shapes are kept; else return the task that compiles them.

        Parameters
        ----------
        catalog
            What is to be shown.
        language
            Of what `failed` is told.
        done, failed
            Called once, one of them; `failed` with an empty text where another catalog was asked for meanwhile.
        key
            What `mapapp.compiled.cache_key` says of the catalog, where that is known.
        """
        self._wanted = catalog
        key = key or compiled.cache_key(catalog)
        if self._has_atlas(key) and all(setfiles.kept_at(own, self.cache) for own in _boundaries(catalog)):
            self._gather(catalog, language, done, failed)
            return None
        job = {"root": str(catalog.root), "path": str(self.cache)}
        job |= {"library": str(catalog.library)} if catalog.library else {}
        task = Task("mapapp.compiled:build", job, parent=self, language=language)

        def ready() -> None:
            if not self._has_atlas(key):
                failed(t("Expected the prepared map to read back, but it does not. Check the disk.", language))
            elif self._wanted is catalog:
                self._gather(catalog, language, done, failed)
            else:
                failed("")

        task.done.connect(ready)
        task.failed.connect(failed)
        return task

    def expect(self) -> None:
        """Bring in, beside the window, what large layers are drawn with: a file that may be one is being looked at."""
        Aside(_large, lambda _none: None, self)

    def _has_atlas(self, key: str) -> bool:
        """Take the atlas's own shapes of a key into use, from disk unless they are in use already."""
        if self._key != key:
            atlas = compiled.kept(self.cache, key)
            if atlas is None:
                return False
            self._atlas, self._key = atlas, key
        return True

    def refresh(
        self, read: Callable[[], Catalog], language: str, done: Done, failed: Failed,
        busy: Callable[[Task], object] = lambda _task: None, at_once: bool = False,
    ) -> None:  # fmt: skip
        """Read another catalog beside the window, and prepare it.

        Parameters
        ----------
        read
            Reads it.
        language, done, failed
            As for `prepare`.
        busy
            Given the task that compiles, where there is something to compile.
        at_once
            Whether reading takes a few milliseconds: a thread would wait longer than that for its turns.
        """

        def read_with_key() -> tuple[Catalog, str]:
            catalog = read()
            return catalog, compiled.cache_key(catalog)

        def take(found: Any) -> None:
            if isinstance(found, Exception):
                failed(notice(found, language))
                return
            catalog, key = found
            task = self.prepare(catalog, language, done, failed, key)
            if task is not None:
                busy(task)

        if not at_once:
            Aside(read_with_key, take, self)
            return
        try:
            found: object = read_with_key()
        except GeodataError as error:
            found = error
        take(found)

    def stop(self) -> None:
        """Wait for what is being read, and show none of it."""
        self._calm.stop()
        if self._levels is not None:
            self._levels.cancel()
            self._levels.wait(5)
        drop(self)

    def _gather(self, catalog: Catalog, language: str, done: Done, failed: Failed) -> None:
        """Read the sets that were not read yet, then hand the builder over."""
        present = {own.id: own.hash for own in catalog.sets}
        self._sets = {name: kept for name, kept in self._sets.items() if present.get(name) == kept[0]}
        wanted = [own for own in _boundaries(catalog) if own.id not in self._sets]
        size = sum(path.stat().st_size for own in wanted if (path := setfiles.kept_at(own, self.cache)) is not None)
        few = size <= _AT_ONCE_BYTES and len(catalog.claims) <= _AT_ONCE_CLAIMS

        def take(made: Any) -> None:
            if isinstance(made, Exception) or self._wanted is not catalog:
                failed(notice(made, language) if isinstance(made, Exception) else "")
            else:
                self._take(catalog, made, done)

        def gathered() -> SceneBuilder:
            _large()
            return self._builder_of(catalog, wanted).gather()

        if few:
            take(self._builder_of(catalog, wanted))
        else:
            Aside(gathered, take, self)

    def _builder_of(self, catalog: Catalog, wanted: Sequence[ContributedSet]) -> SceneBuilder:
        """Return a builder over the shapes of the atlas, of the sets there are, and of those wanted now."""
        found = {own.id: (own.hash, made) for own in wanted if (made := setfiles.read(own, self.cache)) is not None}
        self._sets |= found
        shapes = self._atlas | {f"set/{name}": kept[1] for name, kept in self._sets.items()}
        before = self._builder
        if before is not None and before.catalog is catalog:
            return before.over(shapes)
        return SceneBuilder(catalog, shapes)

    def _take(self, catalog: Catalog, made: SceneBuilder, done: Done) -> None:
        self._builder = made
        done(made)
        if catalog.library is not None:
            setfiles.forget_others(catalog.sets, self.cache)
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
        paths = {"quick": setfiles.path_of(own, self.cache), "full": setfiles.path_of(own, self.cache, levels=True)}
        job = {name: str(path) for name, path in paths.items()}
        self._levels = Task("mapapp.setfiles:build_levels", job, parent=self)
        self._levels.done.connect(lambda _path: self._levelled(own))
        self._levels.failed.connect(lambda _words: self._end_levels())  # drawing goes on from full shapes

    def _wants(self, own: ContributedSet) -> bool:
        kept = self._sets.get(own.id)
        return kept is not None and own.hash not in self._tried and setfiles.wants_levels(kept[1])

    def _levelled(self, own: ContributedSet) -> None:
        """Draw from the levels from now on, whatever catalog came into use meanwhile, if it has that set."""
        self._end_levels()
        catalog, kept = self._wanted, self._sets.get(own.id)
        if catalog is not None and kept is not None and kept[0] == own.hash and own in catalog.sets:
            del self._sets[own.id]
            self._gather(catalog, "en", self.renewed.emit, lambda _words: None)
        else:
            self._calm.start()

    def _end_levels(self) -> None:
        if self._levels is not None:
            self._levels.deleteLater()
            self._levels = None


def _large() -> None:
    """Bring in what large layers are drawn with, which takes a while."""
    import numpy  # noqa: F401


def _boundaries(catalog: Catalog) -> list[ContributedSet]:
    return [own for own in catalog.sets if own.kind == "boundaries"]
