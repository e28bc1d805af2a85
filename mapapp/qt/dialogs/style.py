"""How a layer looks: ramp, class breaks, width of lines, names. Every change goes to the store at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QLocale, QSignalBlocker, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from geodata.catalog import Catalog
from geodata.classify import SCHEMES, find_breaks
from geodata.report import GeodataError
from mapapp import symbols
from mapapp.messages import notice
from mapapp.qt.store import Store
from mapapp.scene import Scene, SceneLayer
from mapapp.texts import N_, break_number, t
from mapapp.view import MapView, Style

_SCHEME_TITLES: Final = {
    "": N_("As shipped"), "equal-interval": N_("Equal intervals"), "quantiles": N_("Quantiles"),
    "natural": N_("Natural breaks"), "manual": N_("Set by hand"),
}  # fmt: skip
_RAMP_TITLES: Final = {
    "YlOrBr": N_("Yellow to brown"), "OrRd": N_("Orange to red"), "YlGnBu": N_("Yellow to blue"),
    "PuBu": N_("Blues"), "Purples": N_("Purples"), "Greys": N_("Greys"),
}  # fmt: skip
_LINED: Final = ("water", "lines", "outlines", "areas", "points", "bracket")
_MOST_CLASSES: Final = 5
_RAMP_ICON: Final = QSize(70, 14)


def _ramp_icon(name: str) -> QIcon:
    colours = symbols.ramp(name, 4)
    pixmap = QPixmap(_RAMP_ICON)
    painter = QPainter(pixmap)
    step = _RAMP_ICON.width() / len(colours)
    for index, colour in enumerate(colours):
        painter.fillRect(round(index * step), 0, round(step) + 1, _RAMP_ICON.height(), QColor(colour))
    painter.end()
    return QIcon(pixmap)


def read_breaks(text: str) -> tuple[float, ...]:
    """Read breaks that a person wrote, with semicolons or spaces between them.

    Raises
    ------
    GeodataError
        If they are no numbers, do not rise, or make fewer than 1 or more than 5 classes.
    """
    try:
        breaks = tuple(float(part.replace(",", ".")) for part in text.replace(";", " ").split())
    except ValueError as error:
        raise GeodataError(
            "Expected numbers with semicolons between them, found “{text}”.", "Write 0; 25; 50; 100.", text=text
        ) from error
    if not 2 <= len(breaks) <= _MOST_CLASSES + 1:
        raise GeodataError(
            "Expected 2 to {most} breaks, found {count}.", "Add or take some away.",
            most=_MOST_CLASSES + 1, count=len(breaks),
        )  # fmt: skip
    if list(breaks) != sorted(set(breaks)):
        raise GeodataError("Expected breaks that rise, found “{text}”.", "Put them in order.", text=text)
    return breaks


class StyleDialog(QDialog):
    """Changes the style of one layer.

    Parameters
    ----------
    catalog
        Knows the layer's kind.
    store
        Asked for every change, and followed.
    layer_id
        Whose style.
    scene
        The scene on show, for the figures that breaks are found in.
    """

    def __init__(
        self, catalog: Catalog, store: Store, layer_id: str, scene: Scene, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._id = layer_id
        self._layer: SceneLayer = scene.layer(layer_id)
        self.ramp = QComboBox()
        self.ramp.setIconSize(_RAMP_ICON)
        self.scheme = QComboBox()
        self.classes = QSpinBox()
        self.classes.setRange(2, _MOST_CLASSES)
        self.breaks = QLineEdit()
        self.width_ = QDoubleSpinBox()
        self.width_.setRange(0.5, 4.0)
        self.width_.setSingleStep(0.25)
        self.names = QCheckBox()
        self.why = QLabel(wordWrap=True)
        self.why.setMinimumHeight(self.why.fontMetrics().height() * 3)
        self._rows = QFormLayout()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addLayout(self._rows)
        layout.addWidget(self.why)
        layout.addWidget(self._buttons)
        self._fill_rows()
        self.ramp.currentIndexChanged.connect(lambda: self._set(ramp=self.ramp.currentData()))
        self.scheme.currentIndexChanged.connect(self._scheme_chosen)
        self.classes.valueChanged.connect(self._classes_chosen)
        self.breaks.editingFinished.connect(self._breaks_written)
        self.width_.valueChanged.connect(lambda value: self._set(width=value))
        self.names.toggled.connect(lambda on: self._set(labels=on))
        store.changed.connect(self._follow)
        self._show(store.view)

    def _fill_rows(self) -> None:
        language = self._store.view.language
        self.setWindowTitle(f"{t('Style', language)}: {self._layer.title}")
        self.setLocale(QLocale(language))
        safe = t("safe for the colour-blind", language)
        for name, title in _RAMP_TITLES.items():
            self.ramp.addItem(_ramp_icon(name), f"{t(title, language)}  ✓ {safe}", name)
        for name in ("", *SCHEMES):
            self.scheme.addItem(t(_SCHEME_TITLES[name], language), name)
        if self._layer.kind in {"choropleth", "figures"}:
            self._rows.addRow(t("Colours", language), self.ramp)
            self._rows.addRow(t("Class breaks", language), self.scheme)
            self._rows.addRow(t("Classes", language), self.classes)
            self._rows.addRow(t("Breaks", language), self.breaks)
        if self._layer.kind in _LINED:
            self._rows.addRow(t("Width of lines, times", language), self.width_)
        if self._layer.labels or self._layer.names or not self._style().labels:
            self.names.setText(t("Write names on the map", language))
            self._rows.addRow("", self.names)
        if not self._rows.rowCount():
            self._rows.addRow(QLabel(t("This layer has one look only.", language)))
        button = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        button.setText(t("Close", language))
        button.setIcon(QIcon())

    def _style(self) -> Style:
        return self._store.view.layer(self._id).style

    def _follow(self, old: MapView, new: MapView) -> None:
        gone = all(layer.id != self._id for layer in new.layers)
        if gone or old.language != new.language:
            self.close()
        else:
            self._show(new)

    def _show(self, view: MapView) -> None:
        style = self._style()
        for widget in (self.ramp, self.scheme, self.classes, self.breaks, self.width_, self.names):
            widget.blockSignals(True)
        self.ramp.setCurrentIndex(self.ramp.findData(style.ramp or "YlOrBr"))
        self.scheme.setCurrentIndex(self.scheme.findData(style.scheme))
        self.classes.setValue(style.classes)
        self.classes.setEnabled(style.scheme not in {"", "manual"})
        self.breaks.setEnabled(style.scheme == "manual")
        self.breaks.setText("; ".join(break_number(value, view.language) for value in self._current_breaks(style)))
        self.width_.setValue(style.width)
        self.names.setChecked(style.labels)
        for widget in (self.ramp, self.scheme, self.classes, self.breaks, self.width_, self.names):
            widget.blockSignals(False)

    def _stated(self) -> list[float]:
        lows = [dict(row)["low"] for row in self._layer.figures]
        return [low for low in lows if isinstance(low, (int, float))]

    def _current_breaks(self, style: Style) -> tuple[float, ...]:
        if style.scheme == "manual":
            return style.breaks
        if style.scheme:
            return find_breaks(self._stated(), style.scheme, style.classes)
        return self._layer.shipped_breaks

    def _set(self, **changes: object) -> None:
        self.why.clear()
        style = replace(self._style(), **changes)  # type: ignore[arg-type]
        # Turning a wheel of widths is one step for undo; every other choice is one of its own.
        step = f"width of {self._id}" if "width" in changes else ""
        self._store.apply(self._store.view.with_style(self._id, style), step)

    def _scheme_chosen(self) -> None:
        scheme, style = self.scheme.currentData(), self._style()
        if scheme == "manual":
            self._set(scheme=scheme, breaks=self._current_breaks(style))
        else:
            self._classify(scheme, style.classes)

    def _classes_chosen(self, classes: int) -> None:
        self._classify(self._style().scheme, classes)

    def _classify(self, scheme: str, classes: int) -> None:
        """Take a scheme into use where the figures carry it, else say why not and leave all as it was."""
        try:
            if scheme:
                find_breaks(self._stated(), scheme, classes)
        except GeodataError as error:
            self._refuse(error)
            return
        self._set(scheme=scheme, classes=classes)

    def _breaks_written(self) -> None:
        if not self.breaks.isEnabled():
            return
        try:
            self._set(breaks=read_breaks(self.breaks.text()))
        except GeodataError as error:
            self._refuse(error)

    def _refuse(self, error: GeodataError) -> None:
        self._show(self._store.view)
        self.why.setText(notice(error, self._store.view.language))
        with QSignalBlocker(self.scheme):
            self.scheme.setCurrentIndex(self.scheme.findData(self._style().scheme))
