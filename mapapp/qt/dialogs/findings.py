"""The list of findings of a contributed file, and a mended copy of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from geodata.report import Severity
from mapapp.findingwords import REFUSALS, SEVERITIES, seen, words
from mapapp.proposals import Looked
from mapapp.qt.map.findings import COLOURS
from mapapp.texts import N_, number, t

_INDEX: Final = Qt.ItemDataRole.UserRole
_ICON: Final = 16
_BESIDE: Final = 56
"""Pixels of a row that icon and margins take."""
_ROUND: Final = 16
"""Pixels above and below the words of a row."""
MENDABLE: Final = {
    "invalid-geometry": N_("not valid"), "overlap": N_("overlaps"), "overlap-small": N_("small overlaps"),
    "gap": N_("gaps"), "sliver": N_("narrow strips"), "not-polygons": N_("no areas"),
    "null-geometry": N_("without a shape"), "empty-geometry": N_("empty shapes"),
}  # fmt: skip
"""Findings that a mended copy may do away with."""


def severity_icon(severity: Severity) -> QIcon:
    """Return a small sign that differs in form as well as in colour: square, triangle, circle."""
    pixmap = QPixmap(QSize(_ICON, _ICON) * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    p = QPainter(pixmap)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(COLOURS[severity]))
    if severity is Severity.ERROR:
        p.drawRoundedRect(QRectF(2, 2, 12, 12), 2, 2)
    elif severity is Severity.WARNING:
        p.drawPolygon(QPolygonF([QPointF(8, 1.5), QPointF(15, 14), QPointF(1, 14)]))
    else:
        p.drawEllipse(QRectF(3, 3, 10, 10))
    p.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


class _List(QListWidget):
    """A list whose rows are as high as their words need."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Give every row the lines that it needs at the width there is."""
        width = self.viewport().width()
        room = QRect(0, 0, width - _BESIDE, 10_000)
        for row in range(self.count()):
            item = self.item(row)
            needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(width, needed.height() + _ROUND))


class FindingsTab(QWidget):
    """Lists what was found.

    Parameters
    ----------
    language
        ``kk``, ``ru`` or ``en``.
    name
        Gives the name of a place by its id.

    Signals
    -------
    picked
        Index of the finding that the person wants to see.
    copy_wanted
        A mended copy should be written to this new file.
    copy_taken
        Path of a mended copy that should be looked at instead.
    """

    picked = Signal(int)
    copy_wanted = Signal(object)
    copy_taken = Signal(str)

    def __init__(self, language: str, name: Callable[[object], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self._name = name
        self._copy = ""
        self._path = Path()
        self.said = QLabel(wordWrap=True)
        self.list = _List()
        self.list.setAccessibleName(t("Findings", language))
        self.list.currentItemChanged.connect(self._pick)
        self.mend = QPushButton(t("Make a mended copy…", language))
        self.mend.clicked.connect(self._ask_target)
        self.outcome = QLabel(wordWrap=True)
        self.take_copy = QPushButton(t("Go on with the copy", language))
        self.take_copy.clicked.connect(lambda: self.copy_taken.emit(self._copy))
        buttons = QHBoxLayout()
        buttons.addWidget(self.mend)
        buttons.addWidget(self.take_copy)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.said)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.outcome)
        layout.addLayout(buttons)
        self.outcome.hide()
        self.take_copy.hide()

    def texts(self, looked: Looked) -> dict[int, str]:
        """Return message and remedy of each finding that is listed, by its index."""
        found = {}
        for index, it in seen(looked.proposal):
            message, hint = words(it, looked.wordings, self._language, self._name)
            found[index] = f"{message}\n{hint}".strip()
        return found

    def show_file(self, looked: Looked) -> dict[int, str]:
        """Fill the list in and return what it says."""
        texts = self.texts(looked)
        self._path = Path(looked.proposal.paths[0])
        standing = looked.proposal.standing().findings
        kept = self.current
        self.list.blockSignals(True)
        self.list.clear()
        for index, text in texts.items():
            it = standing[index]
            rows = ", ".join(re.findall(r"\d+", it.where)) if it.where.startswith(("row", "line")) else ""
            message, _, hint = text.partition("\n")
            shown = message + (f" (№ {rows})" if rows else "") + (f"\n{hint}" if hint else "")
            item = QListWidgetItem(severity_icon(it.severity), shown, self.list)
            item.setData(_INDEX, index)
            severity = t(SEVERITIES[it.severity], self._language)
            item.setToolTip(f"{severity}: {it.message}" if it.code in REFUSALS else severity)
            if index == kept:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.list.fit_rows()
        self.said.setText(self._counted(looked, texts))
        self.mend.setVisible(any(standing[index].code in MENDABLE for index in texts))
        return texts

    def _counted(self, looked: Looked, texts: Mapping[int, str]) -> str:
        if not texts:
            return t("Nothing was found: the file is in order.", self._language)
        standing = looked.proposal.standing().findings
        counts = {level: sum(standing[index].severity is level for index in texts) for level in Severity}
        return t(
            "Errors: {errors}. Warnings: {warnings}. Notes: {notes}.", self._language, errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING], notes=counts[Severity.NOTE],
        )  # fmt: skip

    @property
    def current(self) -> int | None:
        """Index of the finding that is picked."""
        item = self.list.currentItem()
        return int(item.data(_INDEX)) if item is not None else None

    def pick(self, index: int) -> None:
        """Pick a finding by its index."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_INDEX) == index:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(_INDEX))

    def _ask_target(self) -> None:
        """Ask where a mended copy should go; a file that is there stays."""
        name = self._path.with_name(f"{self._path.name.split('.')[0]}-{t('mended', self._language)}.gpkg")
        chosen, _kind = QFileDialog.getSaveFileName(
            self, t("Make a mended copy", self._language), str(name), "GeoPackage (*.gpkg)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if not chosen:
            return
        target = Path(chosen).with_suffix(".gpkg")
        if target.exists():
            words = t("{name} is there already. Choose another name.", self._language, name=target.name)
            self.outcome.setText(words)
            self.outcome.show()
        else:
            self.copy_wanted.emit(target)

    def show_copy(self, done: Mapping[str, Any]) -> None:
        """Tell what a mended copy changed, before and after."""
        self._copy = str(done["out"])
        codes = [it for it in MENDABLE if done["before"]["findings"].get(it) or done["after"]["findings"].get(it)]
        lines = [t("The copy is at {path}; your file stays as it is.", self._language, path=self._copy)]
        for when, words_ in (("before", t("Before", self._language)), ("after", t("After", self._language))):
            counts = ", ".join(
                f"{t(MENDABLE[code], self._language)} {done[when]['findings'].get(code, 0)}" for code in codes
            )
            area = number(round(done[when]["km2"], 1), self._language)
            lines.append(f"{words_}: {area} {t('km²', self._language)}; {counts}")
        self.outcome.setText("\n".join(lines))
        self.outcome.show()
        self.take_copy.show()

    def forget_copy(self) -> None:
        """Offer a copy no longer: it is the file that is looked at now."""
        self.outcome.hide()
        self.take_copy.hide()
