"""What is written beside a contributed file: title, source, licence, period, authors; what is missing is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from geodata.catalog import Catalog
from geodata.latin import latin
from geodata.proposal import Choices, Proposal
from mapapp.findingwords import is_period
from mapapp.texts import N_, date, t

LICENCES: Final = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "ODbL-1.0", "PDDL-1.0")
TITLES: Final = {
    "title": N_("Title of the set"), "measure": N_("What is measured"), "subject": N_("What it is a share of"),
    "unit": N_("Unit"), "source": N_("Source"), "url": N_("Address of the source"), "licence": N_("Licence"),
    "period": N_("Period"), "authors": N_("Authors"), "id": N_("Short name"),
}  # fmt: skip
_EXAMPLES: Final = {
    "title": N_("such as: Uyezds of 1897"), "measure": N_("such as: Seed grain lost"),
    "subject": N_("such as: share of the seed grain"), "source": N_("author, title, year"),
    "authors": N_("who drew it; several with semicolons"), "period": N_("1921-08, 1921 or 1920/1925"),
    "id": N_("small Latin letters, digits, hyphens"),
}  # fmt: skip
_PERCENT: Final = "percent"
"""How the data calls the unit that people write as %."""
_VALUES_ONLY: Final = ("measure", "subject", "unit")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def short_name(title: str, taken: Sequence[str]) -> str:
    """Return an id that says what a title says and is not taken.

    Examples
    --------
    >>> short_name("Уездер, 1897 ж.", ["uezder-1897-j"])
    'uezder-1897-j-2'
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", latin(title)).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or "set"
    numbers = (f"{base}-{number}" for number in range(2, 10_000))
    return base if base not in taken else next(it for it in numbers if it not in taken)


def taken_names(catalog: Catalog) -> list[str]:
    """Return every id that no other set can bear."""
    known = (catalog.layers, catalog.sets, catalog.problems)
    return sorted({*catalog.measures, *catalog.sources, *(it.id for those in known for it in those)})


def with_names(found: Proposal, taken: Sequence[str], update: str) -> Proposal:
    """Propose a title and a short name where a file has none; both can be changed."""
    chosen = found.choices
    title = chosen.title or Path(found.paths[0]).name.split(".")[0].replace("_", " ").strip()
    figures = found.kind == "values" and not update  # which are called by what they measure
    name = chosen.id or short_name(title, taken)
    return replace(found, choices=replace(chosen, title="" if figures else title, id=name))


class MetadataTab(QWidget):
    """The form.

    Parameters
    ----------
    taken
        Ids that are in use.
    language
        ``kk``, ``ru`` or ``en``.
    fixed
        Id of the set that is renewed, which stays; empty for a new one.

    Signals
    -------
    chosen
        Changes to the choices, by name.
    """

    chosen = Signal(dict)

    def __init__(self, taken: Sequence[str], language: str, fixed: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken, self._language, self._fixed = list(taken), language, fixed
        self._own_id = bool(fixed)
        self.fields: dict[str, QLineEdit] = {}
        self.licence = QComboBox()
        self.licence.setEditable(True)
        self.licence.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.licence.addItems(["", *LICENCES])
        self._rows = QFormLayout(self)
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setVerticalSpacing(4)
        self.why = QLabel(wordWrap=True)
        for name, title in TITLES.items():
            self._add(name, title)
        self._rows.addRow(self.why)

    def _add(self, name: str, title: str) -> None:
        required = name in {"title", "source", "licence", "period", "id", *_VALUES_ONLY}
        words = t(title, self._language) + (" *" if required else "")
        if name == "licence":
            self._rows.addRow(words, self.licence)
            self.licence.currentTextChanged.connect(lambda text: self._written("licence", text))
            return
        line = QLineEdit()
        if name in _EXAMPLES:
            line.setPlaceholderText(t(_EXAMPLES[name], self._language))
        line.textEdited.connect(lambda text: self._written(name, text))
        line.setEnabled(not (name == "id" and self._fixed))
        self.fields[name] = line
        self._rows.addRow(words, line)

    def _written(self, name: str, text: str) -> None:
        changes = {name: _PERCENT if name == "unit" and text.strip() == "%" else text.strip()}
        if name == "id":
            self._own_id = bool(text)
        leading = "measure" if self._rows.isRowVisible(self.fields["measure"]) else "title"
        if name == leading and not self._own_id:
            changes["id"] = short_name(text, self._taken) if text.strip() else ""
            self.fields["id"].setText(changes["id"])
        self.chosen.emit(changes)

    def show_proposal(self, found: Proposal) -> None:
        """Show the fields that this kind of file needs, filled in; what a person is writing stays."""
        for name in _VALUES_ONLY:
            self._rows.setRowVisible(self.fields[name], found.kind == "values")
        self._rows.setRowVisible(self.fields["title"], found.kind != "values")
        for name, line in self.fields.items():
            value = "%" if name == "unit" and found.choices.unit == _PERCENT else str(getattr(found.choices, name))
            if line.text() != value and not line.hasFocus():
                line.setText(value)
        if self.licence.currentText() != found.choices.licence:
            with QSignalBlocker(self.licence):
                self.licence.setCurrentText(found.choices.licence)

    def trouble(self, chosen: Choices) -> str:
        """Return what is wrong with what was written, in words; empty where all is well or still empty."""
        said = ""
        if chosen.id and not _ID.fullmatch(chosen.id):
            said = t(
                "Write the short name with small Latin letters, digits and hyphens, such as uyezds-1897.",
                self._language,
            )
        elif chosen.id in self._taken and chosen.id != self._fixed:
            said = t("The short name “{id}” is taken. Choose another.", self._language, id=chosen.id)
        period = self._period(chosen.period)
        self.why.setText(said or period[0] or period[1])
        return said or period[0]

    def _period(self, text: str) -> tuple[str, str]:
        """Return what is wrong with a period, and how it reads."""
        if not text:
            return "", ""
        if is_period(text):
            return "", t("Period: {date}", self._language, date=date(text, self._language))
        return t("{period} is no EDTF date.", self._language, period=text) + " " + t(
            "Write it as 1921, 1921-08 or 1920/1925.", self._language
        ), ""
