"""Views as files in the window: opened, saved, recent, dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from geodata.catalog import Catalog
from geodata.report import GeodataError
from mapapp import viewfile
from mapapp.messages import notice
from mapapp.qt.memory import Memory
from mapapp.qt.store import Store
from mapapp.texts import t


class ViewFiles:
    """Opens and saves views for a window.

    Parameters
    ----------
    window
        Over which dialogs stand.
    catalog, store, memory
        What a view speaks of, where it goes, and what is remembered.
    tell
        Shows a notice.
    """

    def __init__(
        self, window: QWidget, catalog: Catalog, store: Store, memory: Memory, tell: Callable[[str], None]
    ) -> None:
        self._window = window
        self._catalog = catalog
        self._store = store
        self._memory = memory
        self._tell = tell
        self.recent = QMenu(window)
        self.recent.setToolTipsVisible(True)
        self.recent.aboutToShow.connect(self._fill_recent)

    def slots(self) -> dict[str, Callable[[], object]]:
        """Return what the actions of this part do."""
        return {"open_view": self.choose, "save_view": self.choose_target}

    def retitle(self, language: str) -> None:
        """Write the title of the recent views in a language."""
        self.recent.setTitle(t("Open recent", language))

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self._catalog = catalog

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._store.view.language, **values)

    def _kinds(self) -> str:
        return f"{self._t('Map views')} (*{viewfile.SUFFIX})"

    def _openable(self) -> str:
        return f"{self._t('Map views and saved pictures')} (*{viewfile.SUFFIX} *.png)"

    def choose(self) -> None:
        """Ask which view to open."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self._window, self._t("Open view"), self._memory.folder, self._openable()
        )
        if chosen:
            self.open(Path(chosen))

    def choose_target(self) -> None:
        """Ask where to save the view."""
        name = str(Path(self._memory.folder) / (self._t("my-map") + viewfile.SUFFIX))
        chosen, _kind = QFileDialog.getSaveFileName(self._window, self._t("Save view"), name, self._kinds())
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix == viewfile.SUFFIX else path.with_name(path.name + viewfile.SUFFIX))

    def open(self, path: Path) -> None:
        """Show a saved view; one that is damaged changes nothing and says so."""
        if path.suffix.lower() not in {viewfile.SUFFIX, ".png"}:
            self._tell(
                self._t(
                    "Expected a map view (.dala) or a picture saved by this program (.png), found {name}.",
                    name=path.name,
                )
            )
            return
        try:
            view = viewfile.read(path, self._catalog)
        except GeodataError as error:
            self._tell(notice(error, self._store.view.language))
            self._memory.forget_recent(path)
            return
        self._store.apply(view)
        self._memory.note_recent(path)
        self._tell("")

    def save(self, path: Path) -> None:
        """Write the view shown to a file."""
        try:
            viewfile.write(self._store.view, path)
        except OSError as error:
            self._tell(notice(error, self._store.view.language))
            return
        self._memory.note_recent(path)
        self._tell(self._t("Saved: {path}", path=path))

    def _fill_recent(self) -> None:
        self.recent.clear()
        names = self._memory.settings.recent
        for name in names:
            action = self.recent.addAction(Path(name).name.replace("&", "&&"))
            action.setToolTip(name)
            action.triggered.connect(lambda _checked=False, path=Path(name): self.open(path))
        if not names:
            self.recent.addAction(self._t("No view was opened or saved yet.")).setEnabled(False)
