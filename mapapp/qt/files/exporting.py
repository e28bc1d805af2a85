"""The map leaves the window: as a file, on paper, over the clipboard. Other processes write the files.

What draws and saves is imported when it is first needed, so that the window opens no later for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from geodata.report import GeodataError
from mapapp import viewfile
from mapapp.messages import notice
from mapapp.qt.memory import Memory
from mapapp.qt.store import Store
from mapapp.scene import SceneBuilder
from mapapp.texts import t
from mapapp.view import MapView

if TYPE_CHECKING:
    from mapapp.paper.sheet import Options
    from mapapp.qt.files.saving import Job
    from mapapp.qt.paper.drawing import Draughtsman
    from mapapp.staging import Staging

Done = Callable[[Path, int], None]
"""(file or folder that was written, number of files) -> None."""
Tell = Callable[[str], None]
_COPIED_DPI = 150


class Exporting:
    """Has the map shown written, printed and copied.

    Parameters
    ----------
    window
        Over which dialogs stand.
    store, memory
        What is shown, and what is remembered.
    builder
        Returns what makes scenes, None before the shapes are there.
    tell
        Shows a notice.
    """

    def __init__(
        self, window: QWidget, store: Store, memory: Memory, builder: Callable[[], SceneBuilder | None], tell: Tell
    ) -> None:
        self._window = window
        self._store = store
        self._memory = memory
        self._builder = builder
        self._tell = tell
        self._draughtsman: Draughtsman | None = None

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return what the actions of this part do."""
        return {"save": self.show_dialog, "print": lambda: self.show_dialog(printing=True), "copy_map": self.copy}

    def show_dialog(self, printing: bool = False) -> None:
        """Show the map as it will come out, with all choices."""
        from mapapp.qt.dialogs.export import ExportDialog

        builder = self._builder()
        if builder is not None:
            dialog = ExportDialog(self, builder, self._store.view, printing, self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def copy(self) -> None:
        """Put the map shown on the clipboard, as a sheet of the kind and paper chosen last."""
        from mapapp.qt.paper.drawing import Draughtsman, lay_out
        from mapapp.qt.paper.writers import image

        builder = self._builder()
        if builder is None:
            return
        if self._draughtsman is None:
            self._draughtsman = Draughtsman(self._window)
            self._draughtsman.drawn.connect(self._copied)
            self._draughtsman.refused.connect(lambda error: self._tell(notice(error, self._store.view.language)))
        scene, options = builder.build(self._store.view), self.remembered_options
        self._draughtsman.want(lambda: image(lay_out(scene, options)[0], _COPIED_DPI))

    def _copied(self, picture: QImage) -> None:
        QGuiApplication.clipboard().setImage(picture)
        self._tell(t("The picture is on the clipboard.", self._store.view.language))

    def stop(self) -> None:
        """Wait for what is being drawn, here and in dialogs."""
        if "mapapp.qt.paper.drawing" in sys.modules:
            from mapapp.qt.paper.drawing import Draughtsman

            for waiting in self._window.findChildren(Draughtsman):
                waiting.stop()

    # what is remembered

    @property
    def folder(self) -> Path:
        """Where files were saved last, or the person's home."""
        return Path(self._memory.folder)

    @property
    def remembered_format(self) -> str:
        """Name of the format chosen last."""
        return self._memory.settings.export_format

    @property
    def remembered_options(self) -> Options:
        """Paper, kind, resolution and furniture chosen last; what is not known any more is as shipped."""
        from mapapp.paper.sheet import FURNITURE, KINDS, PAPERS, Options

        kept, plain = self._memory.settings, Options()
        found = replace(
            plain,
            paper=kept.export_paper if kept.export_paper in PAPERS else plain.paper,
            kind=kept.export_kind if kept.export_kind in KINDS else plain.kind,
            dpi=kept.export_dpi,
            without=frozenset(kept.export_without) & set(FURNITURE),
        )
        try:
            found.check()
        except GeodataError:
            return replace(found, dpi=plain.dpi)
        return found

    def remember(self, options: Options, format_: str) -> None:
        """Keep choices for the next time."""
        self._memory.remember(
            export_format=format_, export_paper=options.paper, export_kind=options.kind, export_dpi=options.dpi,
            export_without=tuple(sorted(options.without)),
        )  # fmt: skip

    # writing

    def save_to(self, path: Path, excel: bool = False) -> None:
        """Write the map shown to a file, without asking anything."""
        from mapapp.paper.sheet import Options

        self.write(path, self._store.view, Options(excel=excel), self._saved, self._tell, self._window)

    def _saved(self, path: Path, _count: int) -> None:
        self._tell(t("Saved: {path}", self._store.view.language, path=path))

    def write(
        self,
        path: Path,
        view: MapView,
        options: Options,
        done: Done,
        tell: Tell,
        over: QWidget,
        hidden: bool = False,
    ) -> None:
        """Have a view written to a file by a process of its own.

        Parameters
        ----------
        path, view, options
            Where, what and how.
        done
            Is told when all is in place.
        tell
            Gets a sentence where it cannot be, an empty one after a cancel.
        over
            The widget over which progress stands.
        hidden
            Whether a web page holds the hidden layers too.
        """
        from mapapp.export import PICTURES, check_target
        from mapapp.staging import Staging

        language = self._store.view.language
        try:
            suffix = check_target(path)
            staging = Staging(path.parent)
        except GeodataError as error:
            tell(notice(error, language))
            return
        given: dict[str, object] = {"path": str(path), "view": viewfile.dumps(view), "folder": str(staging.folder)}
        job = ("mapapp.qt.paper.picturejob:write_view", given | {"options": options.record()})
        if suffix not in PICTURES:
            job = ("mapapp.export:export_view", given | {"hidden": hidden, "excel": options.excel})
        self._memory.remember(export_folder=str(path.parent))
        self._start(staging, [job], path, done, tell, over)

    def write_pack(self, folder: Path, view: MapView, options: Options, done: Done, tell: Tell, over: QWidget) -> None:
        """Have a class pack written into a folder, by as many processes as there are cores; as `write`."""
        from mapapp import pack
        from mapapp.staging import Staging

        try:
            staging = Staging(folder)
        except GeodataError as error:
            tell(notice(error, self._store.view.language))
            return
        given = pack.arguments(staging.folder, viewfile.dumps(view), options.record())
        self._memory.remember(export_folder=str(folder.parent))
        self._start(staging, [(pack.JOB, given)] * pack.workers(), folder, done, tell, over)

    def _start(self, staging: Staging, jobs: list[Job], what: Path, done: Done, tell: Tell, over: QWidget) -> None:
        from mapapp.qt.files.saving import Saving

        language = self._store.view.language
        saving = Saving(staging, jobs, t("The map is being saved…", language), over, language)
        saving.done.connect(lambda paths: done(what, len(paths)))
        saving.failed.connect(tell)
