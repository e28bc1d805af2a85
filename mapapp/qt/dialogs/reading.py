"""How a contributed file is to be read: what its areas are, its layer, column of names, encoding, reference system."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from geodata.catalog import BOUNDARY_SET, Catalog
from geodata.proposal import Proposal
from geodata.report import GeodataError
from mapapp.findingwords import ROLES
from mapapp.messages import notice
from mapapp.qt.dialogs.style import read_breaks
from mapapp.texts import N_, number, t

_ROLE_WORDS: Final = {
    "provinces": N_("the essay's figures are joined to them"),
    "units": N_("uyezds, districts: drawn with their names"),
    "context": N_("other lands and times: drawn thin and dashed"),
}
_CODES: Final = ("EPSG:4326", "EPSG:3857", "EPSG:4284", "EPSG:28412", "EPSG:32642")
"""Reference systems that files of the region are often in, offered below the guesses."""
_ROWS: Final = 5


def _choices(first: str, second: str) -> QTreeWidget:
    """Return an empty list of things to choose from, with a live sample beside each."""
    made = QTreeWidget()
    made.setRootIsDecorated(False)
    made.setObjectName("samples")
    made.setHeaderLabels([first, second])
    made.setAccessibleName(first)
    return made


def _row(within: QTreeWidget, value: str, title: str, sample: str) -> QTreeWidgetItem:
    row = QTreeWidgetItem(within, [title, sample])
    row.setData(0, Qt.ItemDataRole.UserRole, value)
    row.setToolTip(1, sample)
    return row


def _fit(made: QTreeWidget) -> None:
    """Make a list just as high as its rows."""
    made.ensurePolished()
    rows = min(max(made.topLevelItemCount(), 1), _ROWS)
    row = max(made.sizeHintForRow(0), made.fontMetrics().height())
    made.setFixedHeight(made.header().sizeHint().height() + row * rows + 2 * made.frameWidth() + 4)
    made.resizeColumnToContents(0)


def _named(name: str, found: Proposal) -> str:
    """Return the column of a table that is called so by itself."""
    return next((it["name"] for it in found.fields if it["name"].lower() == name), "")


class ReadingTab(QWidget):
    """Shows how a file was read and lets a person choose otherwise.

    Parameters
    ----------
    catalog
        Knows the sets that values can be joined to.
    language
        ``kk``, ``ru`` or ``en``.

    Signals
    -------
    chosen
        Changes to the choices, by name.
    """

    chosen = Signal(dict)

    def __init__(self, catalog: Catalog, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._language = language
        self.roles = QButtonGroup(self)
        self._role_box = self._role_buttons()
        self.layer, self.field, self.crs, self.join_to = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.value, self.high = QComboBox(), QComboBox()
        for box in (self.layer, self.field, self.value, self.high, self.crs, self.join_to):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.crs.setEditable(True)
        self.crs.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.axes = QCheckBox(t("Turn the axes round", language))
        self.encodings = _choices(t("Encoding", language), t("Names read with it", language))
        self.guesses = _choices(t("Reference system", language), t("Where the middle of the map would lie", language))
        self.one_encoding = QLabel(wordWrap=True)
        self.breaks = QLineEdit()
        self.why = QLabel(wordWrap=True)
        self._lay_out()
        self._connect()

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._language, **values)

    def _role_buttons(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for index, (role, title) in enumerate(ROLES.items()):
            button = QRadioButton(f"{self._t(title)}: {self._t(_ROLE_WORDS[role])}")
            self.roles.addButton(button, index)
            column.addWidget(button)
        return box

    def _lay_out(self) -> None:
        self._rows = QFormLayout(self)
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setVerticalSpacing(6)
        for words, widget in (
            (self._t("What the areas are"), self._role_box), (self._t("Layer of the file"), self.layer),
            (self._t("Boundaries that the figures belong to"), self.join_to),
            (self._t("Column of names"), self.field), (self._t("Column of figures"), self.value),
            (self._t("Column of upper ends of ranges"), self.high), (self._t("Class breaks"), self.breaks),
            (self._t("Encoding"), self.encodings), ("", self.one_encoding),
            (self._t("Reference system"), self.crs), ("", self.guesses), ("", self.axes), ("", self.why),
        ):  # fmt: skip
            self._rows.addRow(words, widget) if words else self._rows.addRow(widget)

    def _connect(self) -> None:
        self.roles.idClicked.connect(lambda index: self.chosen.emit({"role": tuple(ROLES)[index]}))
        self.layer.activated.connect(lambda: self.chosen.emit({"layer": self.layer.currentData(), "name_field": ""}))
        self.field.activated.connect(lambda: self.chosen.emit({"name_field": self.field.currentData()}))
        self.value.activated.connect(lambda: self.chosen.emit({"value_field": self.value.currentData()}))
        self.high.activated.connect(lambda: self.chosen.emit({"high_field": self.high.currentData()}))
        self.crs.activated.connect(lambda: self.chosen.emit({"crs": self.crs.currentData() or ""}))
        line = self.crs.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._crs_written)
        self.axes.toggled.connect(lambda on: self.chosen.emit({"swap_axes": on}))
        self.encodings.currentItemChanged.connect(lambda item: self._row_chosen("encoding", item))
        self.guesses.currentItemChanged.connect(lambda item: self._row_chosen("crs", item))
        self.join_to.activated.connect(lambda: self.chosen.emit({"join_to": self.join_to.currentData(), "matches": {}}))
        self.breaks.editingFinished.connect(self._breaks_written)

    def _row_chosen(self, name: str, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit({name: item.data(0, Qt.ItemDataRole.UserRole)})

    def _crs_written(self) -> None:
        text = self.crs.currentText().strip()
        shown = self.crs.findText(text)
        self.chosen.emit({"crs": self.crs.itemData(shown) if shown >= 0 else text})

    def _breaks_written(self) -> None:
        try:
            self.chosen.emit({"breaks": read_breaks(self.breaks.text())})
            self.why.clear()
        except GeodataError as error:
            self.why.setText(notice(error, self._language))

    # showing

    def show_proposal(self, found: Proposal) -> None:
        """Fill everything in from a proposal; rows that the file has no use for are hidden."""
        blockers = [
            QSignalBlocker(it)
            for it in (self.layer, self.field, self.value, self.high, self.crs, self.axes, self.join_to, self.breaks,
                       self.encodings, self.guesses)
        ]  # fmt: skip
        mapped = found.kind == "boundaries"
        if (button := self.roles.button(tuple(ROLES).index(found.choices.role))) is not None:
            button.setChecked(True)
        self._fill_layers(found)
        self._fill_fields(found)
        self._fill_crs(found)
        self._fill_encodings(found)
        self._fill_join(found)
        self.axes.setChecked(found.choices.swap_axes)
        self.breaks.setText("; ".join(number(value, self._language) for value in found.choices.breaks))
        shown = {
            self._role_box: mapped, self.layer: mapped and len(found.layers) > 1, self.join_to: not mapped,
            self.breaks: not mapped, self.field: len(found.fields) > 0, self.crs: mapped,
            self.value: not mapped and len(found.fields) > 0, self.high: not mapped and len(found.fields) > 0,
            self.axes: mapped and bool(found.crs.get("used")),
        }  # fmt: skip
        for widget, on in shown.items():
            self._rows.setRowVisible(widget, on)
        del blockers

    def _fill_layers(self, found: Proposal) -> None:
        self.layer.clear()
        for it in found.layers:
            self.layer.addItem(f"{it['name']} ({it['features']}, {it['geometry']})", it["name"])
        self.layer.setCurrentIndex(self.layer.findData(found.layer))

    def _fill_fields(self, found: Proposal) -> None:
        chosen = found.choices
        for box, used in ((self.field, found.name_field), (self.value, chosen.value_field or _named("low", found)),
                          (self.high, chosen.high_field or _named("high", found))):  # fmt: skip
            box.clear()
            box.setPlaceholderText(self._t("choose…"))
            if box is self.high:
                box.addItem(self._t("none"), "")
            for it in found.fields:
                samples = ", ".join(text for text in it["samples"] if text)
                box.addItem(f"{it['name']}: {samples}"[:90], it["name"])
            box.setCurrentIndex(box.findData(used))

    def _fill_crs(self, found: Proposal) -> None:
        used, chosen = found.crs.get("used", ""), found.choices.crs
        self.crs.clear()
        if found.crs.get("how") not in {"chosen", None, ""} or not chosen:
            how = (
                self._t("as the file says: {crs}", crs=found.crs.get("title", "")) if used else self._t("not known yet")
            )
            self.crs.addItem(how, "")
        else:
            self.crs.addItem(self._t("as the file says"), "")
        self.guesses.clear()
        for guess in found.crs.get("guesses", []):
            self.crs.addItem(f"{guess['crs']}, {guess['title']}", guess["crs"])
            at = [number(float(guess[name]), self._language) for name in ("lon", "lat")]
            row = _row(
                self.guesses,
                guess["crs"],
                f"{guess['crs']}, {guess['title']}",
                self._t("{lon}° E, {lat}° N", lon=at[0], lat=at[1]),
            )
            if guess["crs"] == chosen:
                self.guesses.setCurrentItem(row)
        asked = not used or bool(chosen)
        _fit(self.guesses)
        self._rows.setRowVisible(self.guesses, asked and self.guesses.topLevelItemCount() > 0)
        for code in _CODES:
            if self.crs.findData(code) < 0:
                self.crs.addItem(code, code)
        shown = self.crs.findData(chosen)
        self.crs.setCurrentIndex(shown)
        if shown < 0:
            self.crs.setEditText(chosen)
        line = self.crs.lineEdit()
        assert line is not None
        line.setCursorPosition(0)

    def _fill_encodings(self, found: Proposal) -> None:
        self.encodings.clear()
        used = found.encoding.get("used", "")
        for it in found.encoding.get("candidates", []):
            row = _row(self.encodings, it["encoding"], it["encoding"], ", ".join(it["samples"]))
            if it["encoding"] == used:
                self.encodings.setCurrentItem(row)
        _fit(self.encodings)
        several = self.encodings.topLevelItemCount() > 1
        self._rows.setRowVisible(self.encodings, several)
        self._rows.setRowVisible(self.one_encoding, bool(used) and not several)
        self.one_encoding.setText(self._t("Encoding: {name}", name=used))

    def _fill_join(self, found: Proposal) -> None:
        self.join_to.clear()
        self.join_to.addItem(self._t("Governorates of August 1921 (the atlas's own)"), BOUNDARY_SET)
        for own in self._catalog.sets:
            if own.kind == "boundaries":
                self.join_to.addItem(own.titles[self._language], own.id)
        self.join_to.setCurrentIndex(self.join_to.findData(found.choices.join_to))
