"""The way of a map out of the window: seen as it will come out, then saved, printed or copied."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mapapp.export import file_names
from mapapp.messages import notice
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheetnames import file_stem, kind_stem
from mapapp.qt.dialogs.exportform import ExportForm
from mapapp.qt.dialogs.preview import Preview
from mapapp.qt.paper.drawing import Draughtsman, Drawn, fitting, lay_out
from mapapp.qt.paper.printing import chosen_sheets, make_printer, print_sheets
from mapapp.qt.paper.writers import image
from mapapp.qt.work.aside import Aside, drop
from mapapp.scene import SceneBuilder
from mapapp.texts import t
from mapapp.view import MapView

if TYPE_CHECKING:
    from mapapp.qt.files.exporting import Exporting

_REST_MS = 150
"""A choice is drawn when nothing has been changed for so long."""
_MOST_COPIED_DPI = 200
"""What pastes into a document without making it huge."""


class ExportDialog(QDialog):
    """Chooses what a map is written as, shows it, and has it written, printed or copied.

    Parameters
    ----------
    exporting
        Writes files and remembers choices.
    builder
        Makes the scene of the view in any language.
    view
        What is exported.
    printing
        Whether Enter prints rather than saves.
    """

    def __init__(
        self,
        exporting: Exporting,
        builder: SceneBuilder,
        view: MapView,
        printing: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._exporting = exporting
        self._builder = builder
        self._language = view.language
        self._drawn: Drawn | None = None
        self._index = 0
        self._folder: Path | None = None
        self.form = ExportForm(view.language, view, exporting.remembered_options, exporting.remembered_format)
        self.preview = Preview()
        self.before, self.after = QToolButton(), QToolButton()
        self.before.setArrowType(Qt.ArrowType.LeftArrow)
        self.after.setArrowType(Qt.ArrowType.RightArrow)
        self.which = QLabel()
        self.status = QLabel(wordWrap=True)
        self.open_folder = QPushButton(self._t("Open folder"))
        self.save = QPushButton(self._t("Save…"))
        self.print_ = QPushButton(self._t("Print…"))
        self.copy = QPushButton(self._t("Copy picture"))
        self.pack = QPushButton(self._t("Class pack…"))
        self.shut = QPushButton(self._t("Close"))
        self._draughtsman = Draughtsman(self)
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self.setWindowTitle(self._t("Print map") if printing else self._t("Export map"))
        self._lay_out()
        self._wire()
        (self.print_ if printing else self.save).setDefault(True)
        self.form.format.setFocus()
        self.resize(1080, 660)
        self._refresh()

    def _t(self, message: str, **values: object) -> str:
        return t(message, self._language, **values)

    def _lay_out(self) -> None:
        turning = QHBoxLayout()
        turning.addStretch(1)
        for widget in (self.before, self.which, self.after):
            turning.addWidget(widget)
        turning.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.preview, 1)
        left.addLayout(turning)
        scroll = QScrollArea()
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(self.form.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width() + 6)
        middle = QHBoxLayout()
        middle.addLayout(left, 1)
        middle.addWidget(scroll)
        told = QHBoxLayout()
        told.addWidget(self.status, 1)
        told.addWidget(self.open_folder)
        self.open_folder.hide()
        buttons = QHBoxLayout()
        for button in (self.pack, self.copy, self.print_):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.shut, self.save):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addLayout(middle, 1)
        column.addLayout(told)
        column.addLayout(buttons)
        self.before.setToolTip(self._t("Sheet before"))
        self.after.setToolTip(self._t("Next sheet"))
        self.preview.setAccessibleName(self._t("Preview"))

    def _wire(self) -> None:
        self.form.changed.connect(self._soon.start)
        self._soon.timeout.connect(self._refresh)
        self.preview.resized.connect(self._refresh)
        self._draughtsman.drawn.connect(self._show)
        self._draughtsman.refused.connect(self._refuse)
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.save.clicked.connect(self.choose_file)
        self.print_.clicked.connect(self.choose_printer)
        self.copy.clicked.connect(self.copy_picture)
        self.pack.clicked.connect(self.choose_pack_folder)
        self.open_folder.clicked.connect(self._show_folder)
        self.shut.clicked.connect(self.reject)

    # the preview

    @property
    def sheets(self) -> tuple[Page, ...]:
        """The sheets as they will come out, none while they are laid out or cannot be."""
        return self._drawn.sheets if self._drawn else ()

    def _refresh(self) -> None:
        scene = self._builder.build(self.form.view)
        self.form.show_scene(scene)
        if not self.form.drawn:
            self._drawn = None
            self.preview.say(self._t("A file of this format has no sheets: it holds the layers that are on."))
            self._follow_sheets()
            return
        options = self.form.options
        wanted = (scene.layers, options)
        kept = self._drawn.sheets if self._drawn and self._drawn.of == wanted else ()
        index, room = self._index, self.preview.room
        self._draughtsman.want(lambda: fitting(kept or lay_out(scene, options), index, room, wanted))

    def _turn(self, step: int) -> None:
        self._index = min(max(self._index + step, 0), len(self.sheets) - 1)
        self._refresh()

    def _show(self, drawn: Drawn) -> None:
        if not self.form.drawn:
            return
        self._drawn, self._index = drawn, drawn.index
        self.preview.show_image(drawn.image)
        self._follow_sheets()

    def _refuse(self, error: Exception) -> None:
        self._drawn = None
        self.preview.say(notice(error, self._language))
        self._follow_sheets()

    def _follow_sheets(self) -> None:
        count = len(self.sheets)
        for button in (self.print_, self.copy):
            button.setEnabled(count > 0)
        self.save.setEnabled(count > 0 or not self.form.drawn)
        self.before.setEnabled(self._index > 0)
        self.after.setEnabled(self._index < count - 1)
        for widget in (self.before, self.after, self.which):
            widget.setVisible(count > 1)
        self.which.setText(self._t("Sheet {number} of {count}", number=self._index + 1, count=count))

    # what a person does

    def choose_file(self) -> None:
        """Ask for a file name and write the map there; files that are there are asked about."""
        options, suffix = self.form.options, self.form.suffix
        name = kind_stem(options.kind if self.form.drawn else "colour", self.form.view.language) + suffix
        kinds = f"{self.form.format.currentText()} (*{suffix})"
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(self._exporting.folder / name), kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix.lower() == suffix else path.with_name(path.name + suffix))

    def save_to(self, path: Path) -> None:
        """Write the map to a file, or to a file a sheet."""
        many = self.form.suffix in {".png", ".svg"}
        names = file_names(path, len(self.sheets) if many else 1)
        if self._may_replace([path.with_name(name) for name in names]):
            self._remember()
            self._exporting.write(
                path, self.form.view, self.form.options, self._saved, self._tell, self, self.form.hidden.isChecked()
            )

    def choose_pack_folder(self) -> None:
        """Ask where to put a folder with every kind of map."""
        chosen = QFileDialog.getExistingDirectory(self, self._t("Class pack: where?"), str(self._exporting.folder))
        if chosen:
            self.save_pack(Path(chosen) / file_stem(t("Class pack", self.form.view.language)))

    def save_pack(self, folder: Path) -> None:
        """Write every kind of map into a folder."""
        if self._may_replace([folder] if folder.exists() and any(folder.iterdir()) else []):
            self._remember()
            self._exporting.write_pack(folder, self.form.view, self.form.options, self._saved, self._tell, self)

    def _may_replace(self, paths: list[Path]) -> bool:
        existing = [path for path in paths if path.exists()]
        if not existing:
            return True
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), "", parent=self)
        names = ", ".join(path.name for path in existing)
        box.setText(self._t("Already there: {names}. Replace?", names=names))
        replace = box.addButton(self._t("Replace"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self._t("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        return box.clickedButton() is replace

    def choose_printer(self) -> None:
        """Ask for a printer and print the sheets."""
        printer = make_printer(self.sheets[0], self.sheets[0].title)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, len(self.sheets))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, len(self.sheets) > 1)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print the sheets, or those of them that the person chose."""
        self._remember()
        sheets = chosen_sheets(printer, self.sheets)
        self._aside(partial(print_sheets, printer, sheets), self._printed, self._t("Being printed…"))

    def copy_picture(self) -> None:
        """Put the sheet on show on the clipboard."""
        page, dpi = self.sheets[self._index], min(self.form.options.dpi, _MOST_COPIED_DPI)
        self._aside(partial(image, page, dpi), self._copied, self._t("Being copied…"))

    def _aside(self, job: Callable[[], object], done: Callable[[object], None], words: str) -> None:
        self._tell(words)
        Aside(job, partial(self._ended, done), self)

    def _ended(self, done: Callable[[object], None], found: object) -> None:
        if isinstance(found, Exception):
            self._tell(notice(found, self._language))
        else:
            done(found)

    def _copied(self, picture: object) -> None:
        QGuiApplication.clipboard().setImage(cast(QImage, picture))
        self._tell(self._t("The picture is on the clipboard."))

    def _printed(self, count: object) -> None:
        self._tell(self._t("Sent to the printer: {count} sheets.", count=count))

    def _saved(self, path: Path, count: int) -> None:
        self._folder = path if path.is_dir() else path.parent
        files = self._t(" ({count} files)", count=count) if count > 1 else ""
        self._tell(self._t("Saved: {path}", path=path) + files)
        self.open_folder.show()

    def _tell(self, words: str) -> None:
        self.status.setText(words)
        self.open_folder.hide()

    def _show_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _remember(self) -> None:
        self._exporting.remember(self.form.options, self.form.format.currentData())

    def done(self, result: int) -> None:
        """Close when nothing is drawn any more."""
        self._draughtsman.stop()
        drop(self)
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._draughtsman.stop()
        super().closeEvent(event)
