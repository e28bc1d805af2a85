"""The proposal: what a dropped file holds, what stands against it, and what a person may choose before taking it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from geodata.proposal import Choices, Proposal
from mapapp.findingwords import facts, lacking
from mapapp.proposals import LOOK, Looked
from mapapp.qt.dialogs.findings import FindingsTab
from mapapp.qt.dialogs.metadata import TITLES, MetadataTab, taken_names, with_names
from mapapp.qt.dialogs.naming import NamesTab
from mapapp.qt.dialogs.reading import ReadingTab
from mapapp.qt.map.findings import FindingsMap
from mapapp.qt.work.tasks import Helper, Task
from mapapp.scene import SceneBuilder
from mapapp.texts import number, t
from mapapp.view import MapView

_LOOK_AGAIN: Final = frozenset(
    {
        "role",
        "layer",
        "encoding",
        "crs",
        "swap_axes",
        "name_field",
        "value_field",
        "high_field",
        "matches",
        "join_to",
        "breaks",
    }
)
"""Choices that change what is found."""
_WRITTEN: Final = frozenset({"period", "licence"})
"""The same, but written letter by letter."""
_TO_READ: Final = frozenset(
    {"no-crs", "swapped-axes", "encoding-guessed", "encoding-contradicts", "several-layers", "value-columns"}
)
"""Findings that a person settles under "Reading"."""
_UNNAMED: Final = frozenset({"match-unconfirmed", "unmatched-name", "value-unmatched"})
"""Errors that a person settles under "Names"."""
_PATIENCE_MS: Final = 250
"""How long nothing may be written before it is looked at."""
_SLOW_MS: Final = 200
"""A look that takes no longer shows no bar."""
_WIDTH, _HEIGHT = 1180, 650


class ProposalDialog(QDialog):
    """Leads from a file to a layer.

    Parameters
    ----------
    builder
        Of the atlas on show.
    view
        Whose language and date it takes.
    library
        The person's library.
    found
        What the first look returned.
    update
        Id of the set that the file is to renew; empty for a new one.
    many
        Such as ``1/2`` where more files wait.
    reader
        Who looked; another one unless given.

    Signals
    -------
    taken
        The proposal that the person accepts.
    """

    taken = Signal(object)

    def __init__(
        self, builder: SceneBuilder, view: MapView, library: Path, found: Mapping[str, Any], update: str = "",
        many: str = "", parent: QWidget | None = None, reader: Helper | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._reader = reader or Helper(self)
        self._language, self._library, self._update = view.language, library, update
        catalog = builder.catalog
        taken = taken_names(catalog)
        looked = Looked.of(found)
        self._looked = replace(looked, proposal=with_names(looked.proposal, taken, update))
        self._choices = self._looked.proposal.choices
        self._task: Task | None = None
        self._mending: Task | None = None
        self._taking: Task | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._look_again)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self._slow.timeout.connect(self._show_bar)
        self.reading = ReadingTab(catalog, self._language)
        self.names = NamesTab(catalog, self._language)
        self.findings = FindingsTab(self._language, self.names.place_name)
        self.metadata = MetadataTab(taken, self._language, update)
        self.map = FindingsMap(builder, view)
        self._lay_out(many)
        for tab in (self.reading, self.names, self.metadata):
            tab.chosen.connect(self._choose)
        self.findings.picked.connect(self._picked)
        self.findings.copy_wanted.connect(self.make_copy)
        self.findings.copy_taken.connect(self._take_copy)
        self.map.finding_clicked.connect(self._mark_clicked)
        self.names.spot_wanted.connect(self._show_spot)
        self._show()
        self._open_first_tab()

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._language, **values)

    # building

    def _lay_out(self, many: str) -> None:
        title = self._t("Update a set") if self._update else self._t("Add a file")
        self.setWindowTitle(f"{title} ({many})" if many else title)
        self.file = QLabel()
        self.file.setTextFormat(Qt.TextFormat.PlainText)
        face = self.file.font()
        face.setBold(True)
        self.file.setFont(face)
        self.facts = QLabel(wordWrap=True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        keep = self.bar.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(keep)
        self.bar.hide()
        self.tabs = QTabWidget()
        for tab in (self.reading, self.names, self.findings, self.metadata):
            self.tabs.addTab(tab, "")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.tabs)
        split.addWidget(self.map)
        split.setStretchFactor(1, 1)
        split.setSizes([490, _WIDTH - 490])
        split.setChildrenCollapsible(False)
        self.map.setMinimumWidth(380)
        self.tabs.setMinimumWidth(400)
        column = QVBoxLayout(self)
        for widget in (self.file, self.facts, self.bar):
            column.addWidget(widget)
        column.addWidget(split, 1)
        column.addLayout(self._footer())
        self.resize(_WIDTH, _HEIGHT)

    def _footer(self) -> QHBoxLayout:
        self.status = QLabel(wordWrap=True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.take = QPushButton(self._t("Update") if self._update else self._t("Add to the map"))
        self.take.setDefault(True)
        self.take.clicked.connect(self._accept_file)
        self.leave = QPushButton(self._t("Cancel"))
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.status, 1)
        row.addWidget(self.leave)
        row.addWidget(self.take)
        return row

    def _open_first_tab(self) -> None:
        """Open the tab where the person is needed first."""
        found = self.proposal
        codes = {it.code for it in found.findings}
        if found.readable and codes & _TO_READ:
            tab: QWidget = self.reading
        elif self.names.open_names:
            tab = self.names
        elif found.standing().errors or not lacking(found):
            tab = self.findings
        else:
            tab = self.metadata
        self.tabs.setCurrentWidget(tab)

    # choosing

    @property
    def proposal(self) -> Proposal:
        """The proposal with every choice made so far."""
        return replace(self._looked.proposal, choices=self._choices)

    def _choose(self, changes: Mapping[str, Any]) -> None:
        changed = replace(self._choices, **changes)
        if changed == self._choices:
            return
        self._choices = changed
        if (_LOOK_AGAIN | _WRITTEN) & set(changes):
            self._soon.start(0 if _LOOK_AGAIN & set(changes) else _PATIENCE_MS)
            self._slow.start(_SLOW_MS + self._soon.interval())
        self._show_state()

    def _look_again(self) -> None:
        """Ask for a look with the choices as they are now; the reader lets go of one that is under way."""
        job = {
            "paths": list(self._looked.proposal.paths),
            "choices": asdict(self._choices),
            "library": str(self._library),
        }
        self._task = task = Task(LOOK, job, parent=self, language=self._language, helper=self._reader, tries=2)
        task.progressed.connect(lambda share, _what: self._progress(share))
        task.done.connect(lambda found: self._looked_again(task, found))
        task.failed.connect(lambda text: self._not_looked(task, text))
        self._show_state()

    def _show_bar(self) -> None:
        self.bar.setRange(0, 0)
        self.bar.show()
        self._show_state()

    def _progress(self, share: float) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(share * 1000))

    def _looked_again(self, task: Task, found: Mapping[str, Any]) -> None:
        if task is not self._task:
            task.deleteLater()
            return
        self._end(task)
        looked = Looked.of(found)
        told = asdict(looked.proposal.choices)
        # What was written while the file was being read stays.
        now = {key: value for key, value in asdict(self._choices).items() if value or not told[key]}
        self._looked = replace(looked, proposal=replace(looked.proposal, choices=Choices(**(told | now))))
        self._choices = self._looked.proposal.choices
        self._show()

    def _not_looked(self, task: Task, text: str) -> None:
        if task is self._task:
            self._end(task)
            self._show_state()
            self.tell(text)
        else:
            task.deleteLater()

    def _end(self, task: Task) -> None:
        self._task = None
        self._slow.stop()
        self.bar.hide()
        task.deleteLater()

    # showing

    def _show(self) -> None:
        found = self.proposal
        looked = replace(self._looked, proposal=found)
        self.file.setText(", ".join(Path(it).name for it in found.paths))
        self.facts.setText(facts(found, self._language))
        self.reading.show_proposal(found)
        self.names.show_file(looked)
        self.metadata.show_proposal(found)
        self.map.show_file(looked, self.findings.show_file(looked))
        self._show_state()

    def _show_state(self) -> None:
        """Say what is missing, on the tabs and beside the button; only a file that is ready can be taken."""
        found = self.proposal
        errors, missing, named = found.standing().errors, lacking(found), self.names.open_names
        trouble = self.metadata.trouble(self._choices)
        titles = (
            (self._t("Reading"), 0), (self._t("Names"), named),
            (self._t("Findings"), len(errors)),
            (self._t("About"), (len(missing) + bool(trouble)) * found.readable),
        )  # fmt: skip
        for index, (title, count) in enumerate(titles):
            self.tabs.setTabText(index, f"{title} ({number(count, self._language)})" if count else title)
        for tab in (self.names, self.metadata):
            self.tabs.setTabEnabled(self.tabs.indexOf(tab), found.readable)
        waiting = any(task is not None for task in (self._task, self._mending, self._taking))
        busy = waiting or self._soon.isActive()
        self.take.setEnabled(found.readable and not errors and not missing and not trouble and not busy)
        self.findings.mend.setEnabled(not busy and bool(found.crs.get("used")))
        if not busy or self.bar.isVisible():
            self.tell(self._what_next(found, len(errors), missing, trouble, busy))

    def _what_next(self, found: Proposal, errors: int, missing: tuple[str, ...], trouble: str, busy: bool) -> str:
        if busy:
            return self._t("Reading the file…")
        if not found.readable:
            return self._t("The file cannot be added as it is; see “Findings”.")
        if errors and {it.code for it in found.standing().errors} <= _UNNAMED:
            waiting = number(self.names.open_names, self._language)
            return self._t("Names that wait for you: {count}; see “Names”.", count=waiting)
        if errors and {it.code for it in found.standing().errors} == {"no-crs"}:
            return self._t("The file does not say its reference system; choose it under “Reading”.")
        if {it.code for it in found.standing().errors} == {"value-columns"}:
            return self._t("Choose the columns of names and of figures under “Reading”.")
        if errors:
            return self._t("Errors that stand against adding: {count}; see “Findings”.", count=errors)
        if missing:
            words = ", ".join(self._t(TITLES[name]).lower() for name in missing)
            return self._t("Still missing under “About”: {fields}.", fields=words)
        return trouble or self._t("The file is ready.")

    def tell(self, text: str) -> None:
        """Show a sentence beside the buttons."""
        self.status.setText(text)
        self.status.setToolTip(text)

    def _picked(self, index: int) -> None:
        self.map.mark(index)

    def _mark_clicked(self, index: int) -> None:
        self.tabs.setCurrentWidget(self.findings)
        self.findings.pick(index)

    def _show_spot(self, row: int) -> None:
        spot = self._looked.spots[row] if 0 <= row < len(self._looked.spots) else None
        if spot is not None:
            self.map.show_area(spot)

    # a mended copy

    def make_copy(self, target: Path) -> None:
        """Write a mended copy to a new file and tell what it changed."""
        job = {"paths": list(self._looked.proposal.paths), "choices": asdict(self._choices), "out": str(target)}
        self._mending = task = Task(
            "geodata.contribute:mend", job, parent=self, language=self._language, helper=self._reader
        )  # fmt: skip
        self._show_bar()
        task.done.connect(self.findings.show_copy)
        for signal in (task.done, task.failed):
            signal.connect(self._copied)
            signal.connect(task.deleteLater)
        self._show_state()

    def _copied(self, answer: object) -> None:
        self._mending = None
        self.bar.hide()
        self._show_state()
        if isinstance(answer, str) and answer:
            self.tell(answer)

    def _take_copy(self, path: str) -> None:
        self._looked = replace(self._looked, proposal=replace(self._looked.proposal, paths=[path]))
        self._choices = replace(self._choices, layer="", encoding="", crs="", swap_axes=False)
        self.findings.forget_copy()
        self._look_again()

    # leaving

    def _accept_file(self) -> None:
        self.take.setEnabled(False)
        self.taken.emit(self.proposal)

    def wait_for(self, task: Task) -> None:
        """Show that the file is being taken; stay open after a refusal, and say why."""
        self._taking = task
        self._show_bar()
        self.tell(self._t("Copying it into your library…"))
        task.failed.connect(self._not_taken)

    def _not_taken(self, text: str) -> None:
        self._taking = None
        self.bar.hide()
        self._show_state()
        self.tell(text or self._t("Cancelled; nothing was added."))

    def reject(self) -> None:
        """Leave; while the file is being taken end that alone, so that nothing that was written is lost."""
        if self._taking is not None:
            self._taking.cancel()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """End what is under way before leaving."""
        self._soon.stop()
        self._slow.stop()
        for task in (self._task, self._mending):
            if task is not None:
                task.cancel()
        self._task = None
        super().done(result)
