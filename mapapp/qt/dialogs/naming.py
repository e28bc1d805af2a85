"""What each name of a contributed file means; nothing that is not exact is taken unless a person says so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodata.catalog import Catalog
from mapapp.proposals import OPEN, Looked
from mapapp.texts import N_, number, t

_HOW: Final = {
    "exact": N_("the same name"), "lost": N_("letters were lost: {mended}"),
    "turned": N_("misread letters: {mended}"), "confirmed": N_("you confirmed it"), "near": N_("near, score {score}"),
    "none": N_("unknown"), "not needed": N_("as it is"),
}  # fmt: skip
_PADDING: Final = QSize(18, 0)
"""What the style puts round a box within its cell, which the table does not count."""
_NAME_LETTERS: Final = 20
"""How many letters of a name find room beside its meaning, in a line."""
_MOST_FITTED: Final = 200
"""Rows whose height is fitted to their words."""
_MOST_CHOICES: Final = 100
"""Places that a choice holds at once; of a larger set it takes them in when it is opened."""
_CHANGEABLE: Final = OPEN | {"confirmed", "lost", "turned"}


class _Places(QComboBox):
    """A choice among places, most of which come in when it is opened: a set may have tens of thousands."""

    def __init__(self, others: Callable[[], Iterable[tuple[str, str]]]) -> None:
        super().__init__()
        self._others: Callable[[], Iterable[tuple[str, str]]] | None = others

    def fill(self) -> None:
        """Take all places in."""
        others, self._others = self._others, None
        held = {self.itemData(index) for index in range(self.count())}
        for place, name in others() if others is not None else ():
            if place not in held:
                self.addItem(name, place)

    def showPopup(self) -> None:
        self.fill()
        super().showPopup()


class NamesTab(QWidget):
    """Lists the names with the places that they may mean.

    Parameters
    ----------
    catalog
        Knows the places of the atlas.
    language
        ``kk``, ``ru`` or ``en``.

    Signals
    -------
    chosen
        Changes to the choices: ``matches``, as name to place id.
    spot_wanted
        Row whose place on the map should be shown.
    """

    chosen = Signal(dict)
    spot_wanted = Signal(int)

    def __init__(self, catalog: Catalog, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._language = language
        self._looked: Looked | None = None
        self.said = QLabel(wordWrap=True)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([t("In the file", language), t("Means", language), t("Why", language)])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setWordWrap(True)
        self.table.setAccessibleName(t("Names", language))
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._fitting = QTimer(self, singleShot=True)
        self._fitting.timeout.connect(self._fit_rows)
        header.sectionResized.connect(lambda *_sizes: self._fitting.start())
        self.table.currentCellChanged.connect(lambda row, *_rest: self.spot_wanted.emit(row))
        self.missing = QLabel(wordWrap=True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.missing)

    def place_name(self, place: object) -> str:
        """Return the name of a place, in the atlas or in the set that values are joined to; else the text itself."""
        text = str(place)
        if text in self._catalog.places:
            return self._catalog.name(text, self._language)
        return self._looked.place_names.get(text, text) if self._looked is not None else text

    @property
    def open_names(self) -> int:
        """How many names wait for a person."""
        return self._looked.proposal.name_counts.get("open", 0) if self._looked is not None else 0

    def show_file(self, looked: Looked) -> None:
        """Fill the table in."""
        self._looked = looked
        rows = looked.proposal.names
        plain = bool(rows) and all(row["how"] == "not needed" for row in rows)
        kept = self.table.currentRow()
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        self.table.setRowCount(len(rows))
        for index, row in enumerate(rows):
            self._fill(index, row)
        self.table.setCurrentCell(kept if kept < len(rows) else -1, 0)
        self.table.blockSignals(False)
        self._fitting.start()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch if plain else QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, _NAME_LETTERS * self.fontMetrics().averageCharWidth())
        self.table.setColumnHidden(1, plain)
        self.table.setColumnHidden(2, plain)
        self.said.setText(self._sentence(looked, plain))
        absent = [self.place_name(place) for place in looked.proposal.missing]
        self.missing.setVisible(bool(absent))
        more = looked.missing - len(absent)
        told = t("No row means: {places}", self._language, places=", ".join(absent))
        self.missing.setText(
            f"{told} {t('and {count} more', self._language, count=number(more, self._language))}" if more else told
        )

    def _fit_rows(self) -> None:
        """Let words that are too long for their column go on in a second line, where there are not too many rows."""
        if self.table.rowCount() <= _MOST_FITTED:
            self.table.resizeRowsToContents()

    def _sentence(self, looked: Looked, plain: bool) -> str:
        counts, listed = looked.proposal.name_counts, len(looked.proposal.names)
        if not listed:
            return t("The file has no names.", self._language)
        every, shown = number(counts["all"], self._language), number(listed, self._language)
        told = t("Names of units are shown as they are: {count}.", self._language, count=every)
        if not plain:
            taken, waiting = (number(counts[name], self._language) for name in ("meant", "open"))
            told = t(
                "{taken} of {all} names have a place; {open} wait for you.", self._language, taken=taken, all=every,
                open=waiting,
            )  # fmt: skip
        if listed == counts["all"]:
            return told
        return told + " " + t("The first {count} are listed.", self._language, count=shown)

    def _fill(self, index: int, row: Mapping[str, Any]) -> None:
        name = QTableWidgetItem(str(row["name"]) or t("(no name)", self._language))
        name.setToolTip(name.text())
        self.table.setItem(index, 0, name)
        score = number(row["candidates"][0]["score"], self._language) if row["candidates"] else ""
        why = QTableWidgetItem(t(_HOW[row["how"]], self._language, mended=row["mended"], score=score))
        if row["how"] in OPEN:
            face = why.font()
            face.setBold(True)
            why.setFont(face)
        why.setToolTip(why.text())
        self.table.setItem(index, 2, why)
        if row["how"] in _CHANGEABLE:
            box, room = self._choice(row), QTableWidgetItem()
            room.setSizeHint(box.sizeHint() + _PADDING)
            self.table.setItem(index, 1, room)
            self.table.setCellWidget(index, 1, box)
        else:
            text = self.place_name(row["place"]) if row["place"] else ""
            self.table.setItem(index, 1, QTableWidgetItem(text))

    def _choice(self, row: Mapping[str, Any]) -> QComboBox:
        others = self._others()
        box = _Places(lambda: ((place, self.place_name(place)) for place in others))
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContentsOnFirstShow)
        box.setAccessibleName(t("What {name} means", self._language, name=row["name"]))
        box.addItem(t("choose…", self._language), "")
        for it in row["candidates"]:
            box.addItem(f"{self.place_name(it['place'])} · {number(it['score'], self._language)}", it["place"])
        if row["place"] and box.findData(row["place"]) < 0:
            box.addItem(self.place_name(row["place"]), row["place"])
        if len(others) <= _MOST_CHOICES:
            box.fill()
        box.setCurrentIndex(max(box.findData(row["place"] or ""), 0))
        box.activated.connect(lambda: self._confirm(str(row["name"]), box.currentData()))
        return box

    def _others(self) -> Collection[str]:
        assert self._looked is not None
        if self._looked.proposal.kind == "values":
            return self._looked.place_names
        return [place.id for place in self._catalog.places.values() if place.kind == "province"]

    def _confirm(self, name: str, place: str) -> None:
        assert self._looked is not None
        matches = {key: it for key, it in self._looked.proposal.choices.matches.items() if key != name}
        self.chosen.emit({"matches": matches | ({name: place} if place else {})})
