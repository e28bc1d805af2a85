"""The library: every set that was added, what is wrong with it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodata.report import GeodataError
from mapapp.findingwords import ROLES
from mapapp.qt.files.library import Library, Row
from mapapp.qt.store import Store
from mapapp.texts import N_, date, t
from mapapp.view import MapView

_COLUMNS: Final = (N_("Set"), N_("Role"), N_("Period"), N_("Licence"), N_("State"))
_TITLE_WIDTH: Final = 480
_BUTTONS: Final = {
    "show": N_("Show on the map"), "stand_in": N_("Use as the boundaries of August 1921"),
    "compare": N_("Compare with the atlas"), "rename": N_("Rename…"), "update": N_("Update from a file…"),
    "pack": N_("Pack for proposing…"), "remove": N_("Move to the trash…"),
}  # fmt: skip


class LibraryDialog(QDialog):
    """Lists the sets and acts on the one that is picked.

    Parameters
    ----------
    library
        Asked for every change, and followed.
    store
        Knows the language and what is on the map.

    Signals
    -------
    add_wanted
        A file should be added.
    update_wanted
        A set, by its id, should be renewed from a file.
    """

    add_wanted = Signal()
    update_wanted = Signal(str)

    def __init__(self, library: Library, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library, self._store = library, store
        self._rows: list[Row] = []
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda *_cells: self._show_picked())
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setMinimumHeight(self.said.fontMetrics().height() * 4)
        self.buttons = {name: QPushButton() for name in _BUTTONS}
        self.add, self.leave = QPushButton(), QPushButton()
        self._lay_out()
        self._connect()
        self.refresh()

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._store.view.language, **values)

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        for button in self.buttons.values():
            button.setAutoDefault(False)
            column.addWidget(button)
        column.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.table, 1)
        left.addWidget(self.said)
        middle = QHBoxLayout()
        middle.addLayout(left, 1)
        middle.addLayout(column)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)
        self.resize(1120, 460)

    def _connect(self) -> None:
        acts: dict[str, Callable[[Row], object]] = {
            "show": self._toggle, "compare": lambda row: self._library.compare(row.id), "stand_in": self._swap,
            "rename": self._rename, "update": lambda row: self.update_wanted.emit(row.id),
            "pack": self._pack, "remove": self._remove,
        }  # fmt: skip
        for name, act in acts.items():
            self.buttons[name].clicked.connect(lambda _checked=False, act=act: self._act(act))
        self.add.clicked.connect(self.add_wanted)
        self.leave.clicked.connect(self.close)
        self._library.changed.connect(self.refresh)
        self._store.changed.connect(self._follow)

    def _act(self, act: Callable[[Row], object]) -> None:
        if self.picked is not None:
            act(self.picked)

    def _follow(self, old: MapView, new: MapView) -> None:
        if (old.language, old.layers, old.boundaries) != (new.language, new.layers, new.boundaries):
            self.refresh()

    # showing

    @property
    def picked(self) -> Row | None:
        """The set that buttons act on."""
        row = self.table.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def pick(self, set_id: str) -> None:
        """Pick a set by its id."""
        for index, row in enumerate(self._rows):
            if row.id == set_id:
                self.table.setCurrentCell(index, 0)

    def refresh(self) -> None:
        """List the sets anew and keep the picked one."""
        kept = self.picked.id if self.picked is not None else ""
        self._rows = self._library.rows()
        self.setWindowTitle(self._t("Library"))
        self.table.setAccessibleName(self._t("Library"))
        self.table.setHorizontalHeaderLabels([self._t(title) for title in _COLUMNS])
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        self.table.setRowCount(len(self._rows))
        for index, row in enumerate(self._rows):
            for column, text in enumerate(self._cells(row)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(index, column, item)
        self.table.resizeRowsToContents()
        self.table.blockSignals(False)
        self.add.setText(self._t("Add boundary file…"))
        self.leave.setText(self._t("Close"))
        if self._rows:
            self.table.setCurrentCell(next((n for n, row in enumerate(self._rows) if row.id == kept), 0), 0)
        self._show_picked()

    def _cells(self, row: Row) -> tuple[str, ...]:
        role = self._t(ROLES[row.role]) if row.role in ROLES else self._t("Figures") if row.role else "–"
        return row.title, role, self._period(row.period), row.licence or "–", self._state(row)

    def _period(self, edtf: str) -> str:
        try:
            return date(edtf, self._store.view.language) if edtf else "–"
        except (GeodataError, ValueError, IndexError):
            return edtf

    def _state(self, row: Row) -> str:
        if row.problem:
            return self._t("damaged or gone")
        if self._store.view.boundaries == row.id:
            return self._t("stands in for 1921")
        return self._t("on the map") if row.on_map else self._t("not on the map")

    def _show_picked(self) -> None:
        row = self.picked
        whole = row is not None and not row.problem
        provinces = row is not None and whole and row.role == "provinces"
        standing = row is not None and self._store.view.boundaries == row.id
        able = {
            "show": row is not None and (whole or row.on_map), "stand_in": provinces, "compare": provinces,
            "rename": whole, "update": row is not None and whole, "pack": whole, "remove": row is not None,
        }  # fmt: skip
        titles = dict(_BUTTONS)
        if row is not None and row.on_map:
            titles["show"] = N_("Take off the map")
        if standing:
            titles["stand_in"] = N_("Use the atlas's own boundaries again")
        for name, button in self.buttons.items():
            button.setText(self._t(titles[name]))
            button.setEnabled(bool(able[name]))
        self.said.setText(self._about(row))

    def _about(self, row: Row | None) -> str:
        if row is None:
            return self._t("Your library is empty. Drop a boundary file on the window, or add one here.")
        if row.problem:
            return f"⚠ {row.problem}"
        return f"{row.source} · {row.licence} · {row.id}"

    # acting

    def _toggle(self, row: Row) -> None:
        if row.on_map:
            self._library.hide_set(row.id)
        else:
            self._library.show_set(row.id)

    def _swap(self, row: Row) -> None:
        self._library.stand_in("" if self._store.view.boundaries == row.id else row.id)

    def _rename(self, row: Row) -> None:
        asked = QInputDialog(self)
        asked.setWindowTitle(self._t("Rename"))
        asked.setLabelText(self._t("Title of the set"))
        asked.setTextValue(row.title)
        asked.resize(_TITLE_WIDTH, asked.sizeHint().height())
        if asked.exec() and (title := asked.textValue().strip()) and title != row.title:
            self._library.rename(row.id, title)

    def _pack(self, row: Row) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._t("Choose a folder for the packed set"), str(Path.home()))
        if chosen:
            self._library.pack(row.id, Path(chosen))

    def _remove(self, row: Row) -> None:
        asked = self._t("Move “{title}” to the trash and take its layers off the map?", title=row.title)
        box = QMessageBox(QMessageBox.Icon.Question, self._t("Library"), asked, parent=self)
        yes = box.addButton(self._t("Move to the trash"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self._t("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is yes:
            self._library.remove(row.id)
