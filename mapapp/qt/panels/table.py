"""The table: a row a governorate, a column a measure; linked both ways with the map, and the map's accessible form."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from geodata.catalog import Catalog
from geodata.claims import Value, values
from geodata.events import first_day
from geodata.model import Measure
from mapapp.texts import figure, t
from mapapp.view import MapView

_SORT: Final = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class ProvinceModel(QAbstractTableModel):
    """Provinces of the view's date with what the sources say of each; what is missing is a word, never a zero."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog
        self._language = "kk"
        self.provinces: tuple[str, ...] = ()
        self._measures: list[Measure] = []
        self._values: list[dict[str, Value]] = []

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self._catalog = catalog

    def show_view(self, view: MapView) -> None:
        """Take the provinces of a view's date and its language."""
        self.beginResetModel()
        self._language = view.language
        self.provinces = self._catalog.province_ids(first_day(view.date))
        claims = self._catalog.claims_at
        own = [claim for province in self.provinces for claim in claims.get(province, ())]
        told = {claim.measure for claim in own}
        self._measures = [measure for measure in self._catalog.measures.values() if measure.id in told]
        self._values = [values(own, measure.id, self.provinces) for measure in self._measures]
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of provinces."""
        return 0 if parent.isValid() else len(self.provinces)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return one column for the name and one a measure."""
        return 0 if parent.isValid() else 1 + len(self._measures)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a measure, with what its figures are of as a tooltip."""
        if orientation is not Qt.Orientation.Horizontal or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole,
        ):  # fmt: skip
            return None
        if section == 0:
            return t("Governorate", self._language)
        measure = self._measures[section - 1]
        tip = role == Qt.ItemDataRole.ToolTipRole
        return measure.subjects[self._language] if tip else measure.titles[self._language]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return words to show, the key to sort by, or the whole sentence for those who listen."""
        province = self.provinces[index.row()]
        if role == _SORT:
            return self._sort_key(index)
        if role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole,
        ):  # fmt: skip
            return None
        name = self._catalog.name(province, self._language)
        if index.column() == 0:
            return name
        said = self._said(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return said
        title = self._measures[index.column() - 1].titles[self._language]
        return f"{name}, {title}: {said}"

    def _value(self, index: _Index) -> Value:
        return self._values[index.column() - 1][self.provinces[index.row()]]

    def _said(self, index: _Index) -> str:
        value = self._value(index)
        if value.qualifier is None:
            return t("no statement in the source", self._language)
        claim = self._catalog.claims_by_id[value.claims[0]]
        return figure(claim, self._language) or t("yes", self._language)

    def _sort_key(self, index: _Index) -> Any:
        if index.column() == 0:
            return self._catalog.name(self.provinces[index.row()], self._language)
        value = self._value(index)
        number = value.low if value.low is not None else value.high
        return number


class _Sorter(QSortFilterProxyModel):
    """Sorts figures as numbers; what has none stays last, whichever way the figures run."""

    def lessThan(self, left: _Index, right: _Index) -> bool:
        a, b = left.data(_SORT), right.data(_SORT)
        rising = self.sortOrder() is Qt.SortOrder.AscendingOrder
        if a is None or b is None:
            return (b is None and a is not None) == rising
        if isinstance(a, str):
            return a.casefold() < str(b).casefold()
        return bool(a < b)


class _Rows(QTableView):
    """Chooses no row by itself: the first arrow goes to the first one."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        with QSignalBlocker(self.selectionModel()):
            super().focusInEvent(event)
            if not self.selectionModel().hasSelection():
                self.selectionModel().clearCurrentIndex()


class TablePanel(QWidget):
    """Shows the provinces as a table that sorts, filters, selects and copies.

    Signals
    -------
    province_chosen
        Id of the province on which the person stands.
    """

    province_chosen = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._following = False
        self._shown: tuple[str, str] | None = None
        self._language = "kk"
        self.model = ProvinceModel(catalog)
        self.sorter = _Sorter(self)
        self.sorter.setSourceModel(self.model)
        self.sorter.setFilterKeyColumn(-1)
        self.sorter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(320)
        self.filter.textChanged.connect(self._filter)
        self.empty = QLabel()
        self.empty.setContentsMargins(12, 8, 12, 8)
        self.view = self._rows()
        self._copy = QAction(self)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._copy.triggered.connect(self.copy)
        self.view.addAction(self._copy)
        self._place()

    def _rows(self) -> QTableView:
        view = _Rows()
        view.setModel(self.sorter)
        view.setSortingEnabled(True)
        self.sorter.sort(-1)
        view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setWordWrap(True)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.selectionModel().currentRowChanged.connect(self._row_chosen)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return view

    def _place(self) -> None:
        self.setObjectName("table-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QWidget()
        head.setObjectName("table-head")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 12, 6)
        row.addWidget(self.filter)
        row.addStretch(1)
        for widget in (head, self.empty, self.view):
            layout.addWidget(widget)

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self.model.set_catalog(catalog)
        self._shown = None

    def show_view(self, view: MapView) -> None:
        """Follow the view: its date, its language and its selection."""
        self._following = True
        if (view.language, view.date) != self._shown:
            self._shown = (view.language, view.date)
            self._language = view.language
            self.model.show_view(view)
            self.filter.setPlaceholderText(t("Filter rows", view.language))
            self.view.setAccessibleName(t("Figures by governorate", view.language))
            self._copy.setText(t("Copy", view.language))
            self._tell_empty()
        self._select(view.selection)
        self._following = False

    def _select(self, province: str | None) -> None:
        with QSignalBlocker(self.view.selectionModel()):
            if province is None or province not in self.model.provinces:
                self.view.selectionModel().clear()
            else:
                source = self.model.index(
                    self.model.provinces.index(province), max(self.view.currentIndex().column(), 0)
                )
                index = self.sorter.mapFromSource(source)
                flags = QItemSelectionModel.SelectionFlag
                self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.view.viewport().update()

    def _row_chosen(self, current: QModelIndex) -> None:
        if not self._following and current.isValid():
            self.province_chosen.emit(self.model.provinces[self.sorter.mapToSource(current).row()])

    def _filter(self, text: str) -> None:
        self._following = True
        self.sorter.setFilterFixedString(text)
        self._tell_empty()
        self._following = False

    def _tell_empty(self) -> None:
        if not self.model.provinces:
            self.empty.setText(t("There are no governorates at this date.", self._language))
        else:
            self.empty.setText(t("No row holds these letters. Clear the filter to see all.", self._language))
        self.empty.setVisible(self.sorter.rowCount() == 0)

    def copy(self) -> None:
        """Copy the selected rows, or all of them where none is selected, with their headings, tab-separated."""
        columns = range(self.sorter.columnCount())
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        head = [str(self.sorter.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
        body = [
            [str(self.sorter.index(row, column).data()) for column in columns]
            for row in rows or range(self.sorter.rowCount())
        ]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in [head, *body]))
