"""The person's library in the window: whatever changes it goes to another process, and the map follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from geodata.catalog import Catalog, read_catalog
from geodata.resources import library
from geodata.sets import VALUES, read_set
from mapapp.qt.memory import Memory
from mapapp.qt.store import Store
from mapapp.qt.work.jobs import Jobs
from mapapp.qt.work.preparing import Preparer
from mapapp.scene import SceneBuilder
from mapapp.texts import t
from mapapp.view import LayerState, MapView, with_set


@dataclass(frozen=True, slots=True)
class Row:
    """A set as the library lists it; `problem` says what is wrong, `on_map` whether a layer of it is in the list."""

    id: str
    title: str
    role: str
    period: str
    licence: str
    source: str
    problem: str
    on_map: bool


class Library(QObject):
    """Changes the library and keeps catalog and map in step with it.

    Parameters
    ----------
    catalog
        As it is now.
    store, memory, jobs, preparer
        The view, what is remembered, other processes, and the maker of scene builders.
    show
        Takes a scene builder into use.
    tell
        Shows a notice.

    Signals
    -------
    changed
        Sets came, went or changed.
    """

    changed = Signal()

    def __init__(
        self, catalog: Catalog, store: Store, memory: Memory, jobs: Jobs, preparer: Preparer,
        show: Callable[[SceneBuilder], None], tell: Callable[[str], None], parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.catalog = catalog
        self.folder = catalog.library or library()
        self.builder: SceneBuilder | None = None
        self._store, self._memory, self._jobs, self._preparer = store, memory, jobs, preparer
        self._show, self.tell = show, tell
        self.problems: frozenset[str] = frozenset()
        """Ids of the sets that the last listing found damaged."""

    @property
    def cache(self) -> Path:
        """Where the compiled shapes are kept."""
        return self._preparer.cache

    @property
    def view(self) -> MapView:
        """The view on show."""
        return self._store.view

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._store.view.language, **values)

    def set_builder(self, builder: SceneBuilder) -> None:
        """Follow the atlas on show."""
        self.builder, self.catalog = builder, builder.catalog
        self._memory.remember(sets=tuple(it.id for it in builder.catalog.sets))
        self.changed.emit()

    def expect(self) -> None:
        """Get ready for a set that may be large."""
        self._preparer.expect()

    def reload(self) -> None:
        """Read the library again, compile what is new, and show it."""
        root, folder = self.catalog.root, self.folder
        self._renew(lambda: read_catalog(root, folder), lambda: None)

    def take_in(self, folder: Path, then: Callable[[], object]) -> None:
        """Show the atlas with a set that has just come to the library, and is compiled; nothing else is read again."""
        catalog = replace(self.catalog, library=self.folder)
        papers_alone = not (folder / VALUES).exists()
        self._renew(lambda: catalog.with_added(read_set(folder)), then, at_once=papers_alone)

    def _renew(self, read: Callable[[], Catalog], then: Callable[[], object], at_once: bool = False) -> None:
        def ready(builder: SceneBuilder) -> None:
            self._show(builder)
            then()

        language, progress = self._store.view.language, self._jobs.show_progress
        self._preparer.refresh(read, language, ready, self.tell, progress, at_once)

    # what there is

    def rows(self) -> list[Row]:
        """Return the sets of the library, those that are damaged or gone as well, by title."""
        shown = {layer.id.partition(".")[0] for layer in self.view.layers}
        language, known = self.view.language, {it.id for it in self.catalog.sets}
        broken = {it.id: it for it in self.catalog.problems}
        damaged = self._t(
            "Its files are damaged, or were changed since they were added. Restore its folder, or move it to the trash."
        )
        rows = [
            Row(it.id, it.titles[language], it.role or "values", it.period, it.source.licence, it.source.title,
                damaged if it.id in self.problems else "", it.id in shown)
            for it in self.catalog.sets if Path(it.folder).parent == self.folder
        ]  # fmt: skip
        rows += [Row(it.id, it.title or it.id, "", "", "", "", damaged, it.id in shown) for it in broken.values()]
        specs = {spec.id.partition(".")[0] for spec in self.catalog.layers}
        gone = sorted(shown - specs - known - set(broken))
        words = self._t("Its folder is gone from the library. Put it back, or take its layers off the map.")
        rows += [Row(name, name, "", "", "", "", words, True) for name in gone]
        return sorted(rows, key=lambda row: row.title.casefold())

    def check(self) -> None:
        """Compare every set with its hash, in another process; what is wrong is listed, and its layers are marked."""

        def listed(rows: list[Mapping[str, Any]]) -> None:
            self.problems = frozenset(str(row["id"]) for row in rows if row["problem"])
            present = {row["id"] for row in rows if not row["problem"]}
            own = {it.id for it in self.catalog.sets if Path(it.folder).parent == self.folder}
            if own != present:
                self.reload()
            self.changed.emit()

        self._jobs.run("geodata.library:listing", {"library": str(self.folder)}, listed, lambda _text: None)

    # changing it

    def show_set(self, set_id: str) -> None:
        """Put the layers of a set on the map."""
        self._store.apply(with_set(self.view, self.catalog, set_id))
        self.changed.emit()

    def hide_set(self, set_id: str) -> None:
        """Take the layers of a set off the map."""
        view = self.view
        for layer in view.layers:
            if layer.id.partition(".")[0] == set_id:
                view = view.without(layer.id)
        self._store.apply(view)
        self.changed.emit()

    def rename(self, set_id: str, title: str) -> None:
        """Give a set another title."""
        self._do("rename", {"set_id": set_id, "title": title}, lambda _done: self.reload())

    def remove(self, set_id: str) -> None:
        """Move a set to the trash and take its layers off the map."""

        def removed(_done: object) -> None:
            if self.view.boundaries == set_id:
                self.stand_in("")
            self.hide_set(set_id)
            self.reload()
            self.tell(self._t("“{title}” is in the trash of this computer.", title=title))

        title = next((row.title for row in self.rows() if row.id == set_id), set_id)

        if any(row.id == set_id and row.problem and not (self.folder / set_id).exists() for row in self.rows()):
            self.hide_set(set_id)
        else:
            self._do("remove", {"set_id": set_id}, removed)

    def pack(self, set_id: str, folder: Path) -> None:
        """Copy a set whole into a folder, ready to be proposed."""

        def packed(path: str) -> None:
            self.tell(self._t("Packed: {path}. CONTRIBUTING.md says how to propose it.", path=path))

        self._do("pack", {"set_id": set_id, "target": str(folder)}, packed)

    def _do(self, function: str, arguments: Mapping[str, object], done: Callable[[Any], object]) -> None:
        self._jobs.run(f"geodata.library:{function}", dict(arguments) | {"library": str(self.folder)}, done)

    # what it does to the map

    def compare(self, set_id: str) -> None:
        """Draw where a set of governorates differs from the atlas."""
        shown = with_set(self.view, self.catalog, set_id)
        name = f"{set_id}.differences"
        self._store.apply(shown.with_added(LayerState(name, visible=True)).with_visible(name, visible=True))

    def stand_in(self, set_id: str) -> None:
        """Let a set stand in for the boundaries of August 1921; an empty id brings the atlas's own back."""
        self._store.apply(self.view.with_boundaries(set_id))
        self.changed.emit()
