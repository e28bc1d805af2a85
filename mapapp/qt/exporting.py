"""Saving the map shown: asks for a file, and has it written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from mapapp import viewfile
from mapapp.export import PICTURES, export
from mapapp.messages import notice
from mapapp.qt.jobs import Jobs
from mapapp.qt.memory import Memory
from mapapp.qt.store import Store
from mapapp.scene import Scene
from mapapp.sheet import Options
from mapapp.texts import t


class Exporting:
    """Writes the map shown to a file.

    Parameters
    ----------
    window
        Over which dialogs stand.
    store, memory, jobs
        What is shown, what is remembered, and who writes pages and data.
    scene
        Returns the scene on show, None before there is one.
    tell
        Shows a notice.
    """

    def __init__(
        self,
        window: QWidget,
        store: Store,
        memory: Memory,
        jobs: Jobs,
        scene: Callable[[], Scene | None],
        tell: Callable[[str], None],
    ) -> None:
        self._window = window
        self._store = store
        self._memory = memory
        self._jobs = jobs
        self._scene = scene
        self._tell = tell

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return what the actions of this part do."""
        return {"save": self.choose}

    def choose(self) -> None:
        """Ask where to save the map."""
        language = self._store.view.language
        kinds = ";;".join(
            (
                t("Picture", language) + " (*.png)", "PDF (*.pdf)", "SVG (*.svg)",
                t("Web page", language) + " (*.html)", "GeoPackage (*.gpkg)", "GeoJSON (*.geojson)",
                "CSV (*.csv)", "CSV, Excel (*.csv)",
            )
        )  # fmt: skip
        name = str(Path(self._memory.folder) / (t("famine-map", language) + ".png"))
        chosen, kind = QFileDialog.getSaveFileName(self._window, t("Save map", language), name, kinds)
        if chosen:
            suffix = kind[kind.rfind("*") + 1 : -1]
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_suffix(suffix), excel="Excel" in kind)

    def save_to(self, path: Path, excel: bool = False) -> None:
        """Write the map shown to a file; pages and data are written by a process of their own."""
        scene = self._scene()
        if scene is None:
            return
        self._memory.remember(export_folder=str(path.parent))
        if path.suffix.lower() in PICTURES:
            from mapapp.qt.writers import pictures

            try:
                self._saved(str(export(scene, path, Options(), pictures())[0]))
            except Exception as error:  # whatever a disk or a codec answers is told in words
                self._tell(notice(error, self._store.view.language))
            return
        arguments = {"path": str(path), "view": viewfile.dumps(self._store.view), "excel": excel}
        self._jobs.run("mapapp.export:export_view", arguments, self._saved)

    def _saved(self, path: str) -> None:
        self._tell(t("Saved: {path}", self._store.view.language, path=path))
