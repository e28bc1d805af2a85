"""The date of the boundaries: a choice of the days on which the governorates changed."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from geodata.catalog import Catalog
from geodata.events import first_day
from mapapp.facts import date_choices
from mapapp.qt.store import Store
from mapapp.texts import date, t
from mapapp.view import MapView


class Timeline(QWidget):
    """Chooses the date whose governorates the map shows; it follows the store and asks the store.

    Parameters
    ----------
    catalog
        Knows when the governorates changed.
    store
        Asked for every change.
    """

    def __init__(self, catalog: Catalog, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._store = store
        self.setObjectName("timeline")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = QLabel()
        self.earlier = QToolButton(arrowType=Qt.ArrowType.LeftArrow)
        self.later = QToolButton(arrowType=Qt.ArrowType.RightArrow)
        self.dates = QComboBox()
        self.dates.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.dates.setMinimumWidth(120)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        for widget in (self._label, self.earlier):
            row.addWidget(widget)
        row.addWidget(self.dates, 1)
        row.addWidget(self.later)
        self._label.setBuddy(self.dates)
        self.dates.currentIndexChanged.connect(self._chosen)
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        self.show_view(store.view)

    def show_view(self, view: MapView) -> None:
        """Show the view's date; one that is not among the choices is added among them."""
        choices = dict(date_choices(self._catalog, view.language))
        choices.setdefault(view.date, date(view.date, view.language))
        with QSignalBlocker(self.dates):
            self.dates.clear()
            for edtf in sorted(choices, key=first_day):
                self.dates.addItem(choices[edtf], edtf)
            self.dates.setCurrentIndex(self.dates.findData(view.date))
        self._label.setText(t("Boundaries on:", view.language))
        self.dates.setAccessibleName(t("Boundaries on:", view.language))
        self.dates.setToolTip(self.dates.currentText())
        for button, words in ((self.earlier, "Earlier date"), (self.later, "Later date")):
            button.setToolTip(t(words, view.language))
            button.setAccessibleName(t(words, view.language))
        self.earlier.setEnabled(self.dates.currentIndex() > 0)
        self.later.setEnabled(self.dates.currentIndex() < self.dates.count() - 1)

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self._catalog = catalog
        self.show_view(self._store.view)

    def _step(self, by: int) -> None:
        self.dates.setCurrentIndex(self.dates.currentIndex() + by)

    def _chosen(self) -> None:
        self._store.apply(self._store.view.with_date(self.dates.currentData()))
