"""The choices of an export: format, kind, paper, words, and what stands on the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from mapapp.paper.sheet import FURNITURE, LEAST_DPI, MOST_DPI, PAPERS, Options
from mapapp.paper.sheetnames import FURNITURE_TITLES, KIND_TITLES, PAPER_TITLES
from mapapp.scene import Scene
from mapapp.texts import LANGUAGE_NAMES, N_, t
from mapapp.units import MM_PER_INCH
from mapapp.view import MapView

FORMATS: Final = {
    "png": (".png", N_("Picture (PNG)")), "pdf": (".pdf", "PDF"), "svg": (".svg", N_("Drawing (SVG)")),
    "html": (".html", N_("Web page")), "gpkg": (".gpkg", "GeoPackage"), "geojson": (".geojson", "GeoJSON"),
    "csv": (".csv", "CSV"), "csv-excel": (".csv", N_("CSV for Excel")),
}  # fmt: skip
"""Suffix and title a format."""
DRAWN: Final = frozenset({"png", "pdf", "svg"})
_SWITCHED: Final = tuple(name for name in FURNITURE if name != "subtitle")


def _fill(box: QComboBox, rows: Sequence[tuple[str, str]], chosen: str) -> None:
    for value, title in rows:
        box.addItem(title, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class ExportForm(QWidget):
    """All choices; `changed` tells that one of them is another.

    Parameters
    ----------
    language
        Of the words in the form.
    view
        What is exported; its language is the one chosen first.
    options, format_
        The choices to begin with; their title and subtitle do not count.
    """

    changed = Signal()

    def __init__(
        self, language: str, view: MapView, options: Options, format_: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._language = language
        self._view = view
        self.format = QComboBox()
        self.kind = QComboBox()
        self.paper = QComboBox()
        self.dpi = QSpinBox()
        self.pixels = QLabel()
        self.map_language = QComboBox()
        self.title = QLineEdit()
        self.subtitle = QLineEdit()
        self.whole = QCheckBox(t("Whole map", language))
        self.hidden = QCheckBox(t("Hidden layers too, switched off", language))
        self.furniture = {name: QCheckBox(t(FURNITURE_TITLES[name], language)) for name in _SWITCHED}
        self.layers = QLabel(wordWrap=True)
        self._sheet = QGroupBox(t("On the sheet", language))
        self._fill(options, format_)
        self._lay_out()
        self._wire()
        self._follow_format()

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._language, **values)

    def _fill(self, options: Options, format_: str) -> None:
        _fill(self.format, [(name, self._t(title)) for name, (_suffix, title) in FORMATS.items()], format_)
        _fill(self.kind, [(name, self._t(title)) for name, title in KIND_TITLES.items()], options.kind)
        _fill(self.paper, [(name, self._t(title)) for name, title in PAPER_TITLES.items()], options.paper)
        _fill(self.map_language, list(LANGUAGE_NAMES.items()), self._view.language)
        self.dpi.setLocale(QLocale(self._language))
        self.dpi.setRange(LEAST_DPI, MOST_DPI)
        self.dpi.setSingleStep(50)
        self.dpi.setValue(options.dpi)
        for name, box in self.furniture.items():
            box.setChecked(options.has(name))
        self.whole.setChecked(self._view.frame is None)
        self.subtitle.setPlaceholderText(self._t("such as the class or the lesson"))

    def _lay_out(self) -> None:
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for message, field in (
            (N_("Format"), self.format), (N_("Kind of map"), self.kind), (N_("Paper"), self.paper),
            (N_("Dots an inch"), self.dpi), ("", self.pixels), (N_("Language of the map"), self.map_language),
            (N_("Title"), self.title), (N_("Subtitle"), self.subtitle),
        ):  # fmt: skip
            rows.addRow(self._t(message) if message else "", field)
        grid = QGridLayout(self._sheet)
        grid.setVerticalSpacing(2)
        for index, box in enumerate(self.furniture.values()):
            alone = index == len(self.furniture) - 1 and index % 2 == 0
            grid.addWidget(box, index // 2, index % 2, 1, 2 if alone else 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(rows)
        column.addWidget(self.whole)
        column.addWidget(self.hidden)
        column.addWidget(self._sheet)
        column.addWidget(self.layers)
        column.addStretch(1)

    def _wire(self) -> None:
        self.format.currentIndexChanged.connect(self._follow_format)
        for box in (self.format, self.kind, self.paper, self.map_language):
            box.currentIndexChanged.connect(self.changed)
        for field in (self.title, self.subtitle):
            field.textChanged.connect(self.changed)
        for check in (*self.furniture.values(), self.whole, self.hidden):
            check.toggled.connect(self.changed)
        self.dpi.valueChanged.connect(self._tell_pixels)
        self.paper.currentIndexChanged.connect(self._tell_pixels)

    def _follow_format(self) -> None:
        """Offer only what the format can carry."""
        drawn = self.drawn
        for widget in (self.kind, self.paper, self.title, self.subtitle, self._sheet):
            widget.setEnabled(drawn)
        self.dpi.setEnabled(self.format.currentData() == "png")
        self.whole.setEnabled(drawn and self._view.frame is not None)
        self.hidden.setVisible(self.format.currentData() == "html")
        self._tell_pixels()

    def _tell_pixels(self) -> None:
        paper, dpi = PAPERS[self.paper.currentData()], self.dpi.value()
        wide, tall = (round(side / MM_PER_INCH * dpi) for side in (paper.width, paper.height))
        self.pixels.setText(self._t("{wide} × {tall} pixels", wide=wide, tall=tall) if self.dpi.isEnabled() else "")

    @property
    def drawn(self) -> bool:
        """Whether the format is drawn on sheets."""
        return self.format.currentData() in DRAWN

    @property
    def suffix(self) -> str:
        """Suffix of the file."""
        return FORMATS[self.format.currentData()][0]

    @property
    def options(self) -> Options:
        """What was chosen of the sheet."""
        return Options(
            paper=self.paper.currentData(), kind=self.kind.currentData(), dpi=self.dpi.value(),
            title=self.title.text().strip() or None, subtitle=self.subtitle.text().strip() or None,
            without=frozenset(name for name, box in self.furniture.items() if not box.isChecked()),
            whole=self.whole.isChecked(), excel=self.format.currentData() == "csv-excel",
        )  # fmt: skip

    @property
    def view(self) -> MapView:
        """What is exported, in the language of the map."""
        view = self._view.with_language(self.map_language.currentData())
        return replace(view, frame=None) if self.whole.isChecked() else view

    def show_scene(self, scene: Scene) -> None:
        """Show the title that the map has by itself, and the layers that are on it."""
        self.title.setPlaceholderText(scene.title)
        names = ", ".join(layer.title for layer in reversed(scene.visible)) or self._t("none")
        self.layers.setText(self._t("Layers: {names}", names=names))
