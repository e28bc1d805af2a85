"""Files of other people on their way to the map: chosen or dropped, looked at one after the other, taken or left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

from geodata.resources import clear_unfinished
from mapapp.qt.files.library import Library
from mapapp.qt.memory import Memory
from mapapp.qt.panels.layers import LayerPanel
from mapapp.qt.store import Store
from mapapp.qt.work.jobs import Jobs
from mapapp.qt.work.tasks import Helper, Task
from mapapp.texts import t
from mapapp.view import with_set

if TYPE_CHECKING:
    from geodata.proposal import Proposal
    from mapapp.qt.dialogs.contribute import ProposalDialog
    from mapapp.qt.dialogs.library import LibraryDialog

VIEWS: Final = frozenset({".dala", ".png"})
"""What is opened as a view."""

_KINDS: Final = "*.gpkg *.geojson *.json *.shp *.zip *.kml *.kmz *.topojson *.fgb *.parquet *.csv"
_SIDES: Final = frozenset({".shp", ".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".xml"})
"""Files of one Shapefile."""


def grouped(paths: Sequence[Path]) -> list[list[Path]]:
    """Return the files that belong together: a Shapefile with its side files, any other file alone."""
    groups: dict[tuple[Path, str], list[Path]] = {}
    for path in paths:
        side = path.suffix.lower() in _SIDES
        groups.setdefault((path.parent, path.name.split(".")[0].lower() if side else path.name), []).append(path)
    return [sorted(group, key=lambda it: it.suffix.lower() != ".shp") for group in groups.values()]


def _bring_in() -> None:
    """Import the dialog while the person still moves the mouse."""
    import mapapp.qt.dialogs.contribute  # noqa: F401


class Contributions:
    """Leads files from a drop to a layer.

    One process reads them. It comes in when files are about to come, keeps what it read from one choice to the next,
    and goes a moment after nothing is on its way any more.

    Parameters
    ----------
    window
        Over which dialogs stand.
    store, memory, jobs, library
        The view, what is remembered, other processes, and the library that files go into.
    layers
        Selects what was added.
    open_view
        Opens a saved view.
    tell
        Shows a notice.
    """

    def __init__(
        self, window: QWidget, store: Store, memory: Memory, jobs: Jobs, library: Library, layers: LayerPanel,
        open_view: Callable[[Path], None], tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._window = window
        self._store, self._memory, self._jobs, self._library = store, memory, jobs, library
        self._layers, self._open_view, self._tell = layers, open_view, tell
        self._queue: list[tuple[list[Path], str]] = []
        self._count = self._done = 0
        self._looking: Task | None = None
        self.reader = Helper(window)
        self.dialog: ProposalDialog | None = None
        self.library_dialog: LibraryDialog | None = None

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return what the actions of this part do."""
        return {"add_file": self.choose, "library": self.open_library}

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._store.view.language, **values)

    def expect(self) -> None:
        """Let the reader come in while files are still on their way."""
        from mapapp.proposals import READY

        if self.reader.start():
            job = {"library": str(self._library.folder)}
            made = Task(READY, job, parent=self._window, language=self._store.view.language, helper=self.reader)
            for signal in (made.done, made.failed):
                signal.connect(made.deleteLater)
            QTimer.singleShot(0, self._window, _bring_in)
            self._library.expect()

    def leave(self) -> None:
        """Let the reader go in a moment, unless a file is on its way."""
        if self.dialog is None and self._looking is None and not self._queue:
            self.reader.leave()

    def choose(self) -> None:
        """Ask which files to add."""
        self.expect()
        chosen, _kind = QFileDialog.getOpenFileNames(
            self._window, self._t("Add boundary file"), self._memory.add_folder, self._kinds()
        )
        self.take([Path(it) for it in chosen])

    def _kinds(self) -> str:
        return f"{self._t('Maps and tables of values')} ({_KINDS});;{self._t('All files')} (*)"

    def choose_newer(self, set_id: str) -> None:
        """Ask which file a set is to be renewed from."""
        self.expect()
        chosen, _kind = QFileDialog.getOpenFileName(
            self._library_window(), self._t("Update a set"), self._memory.add_folder, self._kinds()
        )
        if chosen:
            self.update(set_id, Path(chosen))
        else:
            self.leave()

    def drop(self, urls: Sequence[QUrl]) -> None:
        """Take what was dropped, and say so where it is no file of this computer, such as a link of a page."""
        if paths := [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]:
            self.take(paths)
        else:
            self.leave()
            self._tell(self._t("What was dropped is no file of this computer. Save it first, then drop the file."))

    def take(self, paths: Sequence[Path]) -> None:
        """Open a dropped view, or look at dropped files one after the other."""
        for path in [it for it in paths if it.suffix.lower() in VIEWS][:1]:
            self._open_view(path)
        groups = grouped([it for it in paths if it.suffix.lower() not in VIEWS])
        if groups and self._library.builder is None:
            self._tell(self._t("The map is being prepared. Add the file again in a moment."))
            groups = []
        if groups:
            self._memory.remember(add_folder=str(groups[-1][0].parent))
        self._queue += [(group, "") for group in groups]
        self._count += len(groups)
        self._next()

    def update(self, set_id: str, path: Path) -> None:
        """Look at a newer file of a set, with the choices made for the old one."""
        self._queue.append(([path], set_id))
        self._count += 1
        self._next()

    def _next(self) -> None:
        if self.dialog is not None or self._looking is not None:
            return
        if not self._queue:
            self._count = self._done = 0
            self.leave()
            return
        self.expect()
        paths, update = self._queue.pop(0)
        self._done += 1
        job = {"paths": [str(it) for it in paths], "library": str(self._library.folder), "update": update}
        from mapapp.proposals import LOOK

        self._looking = self._jobs.run(
            LOOK, job, lambda found: self._looked(found, update), self._not_looked, self.reader, tries=2
        )  # fmt: skip

    def _looked(self, found: Mapping[str, Any], update: str) -> None:
        from mapapp.qt.dialogs.contribute import ProposalDialog

        self._looking = None
        assert self._library.builder is not None
        many = f"{self._done}/{self._count}" if self._count > 1 else ""
        over = self._library_window() if update else self._window
        self.dialog = dialog = ProposalDialog(
            self._library.builder, self._store.view, self._library.folder, found, update, many, over, self.reader
        )
        dialog.taken.connect(lambda proposal: self._accept(dialog, proposal, update))
        dialog.finished.connect(lambda _result: self._left(dialog))
        dialog.open()

    def _not_looked(self, text: str) -> None:
        self._looking = None
        self._tell(text or self._t("Cancelled; nothing was added."))
        self._next()

    def _left(self, dialog: ProposalDialog) -> None:
        self.dialog = None
        dialog.deleteLater()
        self._next()

    def _accept(self, dialog: ProposalDialog, proposal: Proposal, update: str) -> None:
        from mapapp.adding import ACCEPT

        job = {
            "proposal": proposal.ticket(), "library": str(self._library.folder), "renew": bool(update),
            "cache": str(self._library.cache),
        }  # fmt: skip
        task = Task(ACCEPT, job, parent=dialog, language=self._store.view.language, helper=self.reader)

        if (writer := self.reader.process) is not None:
            # Cancelled, the process leaves what it was writing behind.
            begun = partial(clear_unfinished, self._library.folder, writer.processId())
            writer.finished.connect(lambda *_how: begun())

        def accepted(done: Mapping[str, Any]) -> None:
            title = proposal.choices.title or proposal.choices.measure
            dialog.accept()
            self._library.take_in(Path(done["folder"]), lambda: self._added(str(done["id"]), title, update))

        task.done.connect(accepted)
        dialog.wait_for(task)

    def _added(self, set_id: str, title: str, update: str) -> None:
        if update:
            self._tell(self._t("Updated: {title}. The set before is in the trash.", title=title))
            return
        self._store.apply(with_set(self._store.view, self._library.catalog, set_id))
        self._layers.choose(set_id)
        if self._library.catalog.set(set_id).kind == "values":
            words = self._t(
                "Added: {title}. One colour fill shows at a time; undo brings the others back.", title=title
            )
            self._tell(words)
            return
        self._tell(self._t("Added: {title}. Undo takes it off the map; it stays in your library.", title=title))

    # the library

    def _library_window(self) -> QWidget:
        shown = self.library_dialog is not None and self.library_dialog.isVisible()
        return self.library_dialog if shown and self.library_dialog is not None else self._window

    def open_library(self) -> None:
        """Show the sets that were added."""
        from mapapp.qt.dialogs.library import LibraryDialog

        if self.library_dialog is None:
            self.library_dialog = LibraryDialog(self._library, self._store, self._window)
            self.library_dialog.add_wanted.connect(self.choose)
            self.library_dialog.update_wanted.connect(self.choose_newer)
        self.library_dialog.show()
        self.library_dialog.raise_()
        self._library.check()
