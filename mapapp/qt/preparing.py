"""From a catalog to a scene builder: the shapes come from disk where they are kept, else from a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from geodata.catalog import Catalog
from mapapp import compiled
from mapapp.qt.tasks import Task
from mapapp.scene import SceneBuilder
from mapapp.texts import t


class Preparer(QObject):
    """Prepares catalogs for showing.

    Parameters
    ----------
    cache
        File in which compiled shapes are kept.
    """

    def __init__(self, cache: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = cache

    def prepare(
        self, catalog: Catalog, language: str, done: Callable[[SceneBuilder], None], failed: Callable[[str], None]
    ) -> Task | None:
        """Hand a builder to `done`, at once where the shapes are kept; else return the task that compiles them.

        Parameters
        ----------
        catalog
            What is to be shown.
        language
            Of what `failed` is told.
        done, failed
            Called once, one of them.
        """
        key = compiled.cache_key(catalog)
        shapes = compiled.read(self._cache, key)
        if shapes is not None:
            done(SceneBuilder(catalog, shapes))
            return None
        job = {"root": str(catalog.root), "path": str(self._cache)}
        job |= {"library": str(catalog.library)} if catalog.library else {}
        task = Task("mapapp.compiled:build", job, parent=self, language=language)

        def ready() -> None:
            made = compiled.read(self._cache, key)
            if made is not None:
                done(SceneBuilder(catalog, made))
            else:
                failed(t("Expected the prepared map to read back, but it does not. Check the disk.", language))

        task.done.connect(ready)
        task.failed.connect(failed)
        return task
