"""The search box: a line of text with what it finds under it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from geodata.catalog import Catalog
from mapapp.qt.look.icons import icon
from mapapp.qt.look.theme import Theme
from mapapp.texts import t

if TYPE_CHECKING:
    from mapapp.search import Hit, Search

_HIT: Final = Qt.ItemDataRole.UserRole
_WIDTH: Final = 420


class SearchBox(QLineEdit):
    """Finds places and statements while the person writes.

    Parameters
    ----------
    catalog
        What is looked through.

    Signals
    -------
    place_chosen, claim_chosen
        Id of the place or claim that the person takes.
    """

    place_chosen = Signal(str)
    claim_chosen = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._search: Search | None = None
        self._language = "kk"
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(230)
        self.setMaximumWidth(320)
        self._lens = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.textEdited.connect(self._look)
        self.installEventFilter(self)

    @cached_property
    def hits(self) -> QListWidget:
        """What was found, under the line; made when it is first looked for."""
        made = QListWidget(self)
        made.setObjectName("hits")
        made.setWindowFlags(Qt.WindowType.ToolTip)
        made.setFocusProxy(self)
        made.setWordWrap(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName(t("Found", self._language))
        made.itemClicked.connect(self._take)
        return made

    def tint(self, theme: Theme) -> None:
        """Give the lens the colours of a theme."""
        self._lens.setIcon(icon("find", theme))

    def retitle(self, language: str) -> None:
        """Write the hint in a language."""
        self._language = language
        self.setPlaceholderText(t("Search places and statements", language))
        self.setAccessibleName(t("Search places and statements", language))
        if "hits" in vars(self):
            self.hits.setAccessibleName(t("Found", language))

    def set_catalog(self, catalog: Catalog) -> None:
        """Take another catalog into use, after sets came or went."""
        self._catalog = catalog
        self._search = None

    def _look(self, text: str) -> None:
        if self._search is None:
            from mapapp.search import Search  # with the first letter that is written

            self._search = Search(self._catalog)
        self.hits.clear()
        if not text.strip():
            self.hits.hide()
            return
        found = self._search.find(text, self._language)
        if found and found[0].proposed:
            self._add_note(t("Nothing bears this name. Did you mean:", self._language))
        for hit in found:
            item = QListWidgetItem(hit.text, self.hits)
            item.setData(_HIT, hit)
        if found:
            self.hits.setCurrentRow(1 if found[0].proposed else 0)
        else:
            self._add_note(t("Nothing found. Try another spelling or fewer letters.", self._language))
        self._show_hits()

    def _add_note(self, text: str) -> None:
        item = QListWidgetItem(text, self.hits)
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _show_hits(self) -> None:
        rows = [self.hits.sizeHintForRow(row) for row in range(self.hits.count())]
        self.hits.resize(_WIDTH, min(sum(rows) + 16, 420))
        corner = self.mapToGlobal(QPoint(self.width() - _WIDTH, self.height() + 2))
        self.hits.move(max(corner.x(), 0), corner.y())
        self.hits.show()

    def _take(self, item: QListWidgetItem | None) -> None:
        hit: Hit | None = item.data(_HIT) if item is not None else None
        if hit is None:
            return
        self.hits.hide()
        (self.place_chosen if hit.kind == "place" else self.claim_chosen).emit(hit.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the hits by keys while the caret stays in the line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(Qt.Key(event.key()))
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide) and "hits" in vars(self):
            self.hits.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        row, last = self.hits.currentRow(), self.hits.count() - 1
        if key is Qt.Key.Key_Down and self.hits.isVisible():
            self.hits.setCurrentRow(min(row + 1, last))
        elif key is Qt.Key.Key_Up and self.hits.isVisible():
            self.hits.setCurrentRow(max(row - 1, 0))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.hits.currentItem())
        elif key is Qt.Key.Key_Escape and self.hits.isVisible():
            self.hits.hide()
        else:
            return False
        return True
