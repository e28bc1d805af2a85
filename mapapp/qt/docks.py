"""The panels round the map: each in a dock that a key, a menu row and its own button open and close."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QMenu, QToolButton, QWidget

from mapapp.qt.look.icons import SIZE, icon
from mapapp.qt.look.theme import current
from mapapp.qt.panels.whenseen import WhenSeen
from mapapp.qt.store import Store
from mapapp.texts import N_, t

if TYPE_CHECKING:
    from mapapp.qt.panels.webview import WebDock

_LEFT: Final = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT: Final = Qt.DockWidgetArea.RightDockWidgetArea
_BELOW: Final = Qt.DockWidgetArea.BottomDockWidgetArea
DOCKS: Final = {
    "layers": (N_("Layers"), "F7", _LEFT, 286),
    "details": (N_("Details"), "F8", _RIGHT, 312),
    "table": (N_("Table"), "F9", _BELOW, 232),
}
"""A dock by name: its title, key, side, and width (below the map: height) in pixels."""
_NARROWEST: Final = 230
_ROOMY: Final = 1280
"""From this width of the window on the panels beside the map are as wide as they like."""


class Title(QWidget):
    """The head of a dock: its name and a button that closes it; dragging it moves the dock."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dock-title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel()
        self.close_button = QToolButton()
        self.close_button.setIconSize(SIZE * 0.8)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 5, 3)
        row.addWidget(self.label, 1)
        row.addWidget(self.close_button)

    def retitle(self, title: str, close: str) -> None:
        """Write name and tip."""
        self.label.setText(title)
        self.close_button.setIcon(icon("close", current()))
        self.close_button.setToolTip(close)
        self.close_button.setAccessibleName(f"{close}: {title}")


def _head(dock: QDockWidget, title: str, language: str) -> None:
    """Write the title of a dock in a language, on its head and for its tab."""
    dock.setWindowTitle(title)
    head = dock.titleBarWidget()
    if isinstance(head, Title):
        head.retitle(title, t("Close", language))


class Docks:
    """Sets panels round the map.

    Parameters
    ----------
    window
        Gets the docks.
    store
        What the web page follows.
    menu
        Gets a row a dock.
    selectable
        Gives the ids that can be selected now, for the web page.
    panels
        A widget a name of `DOCKS`; None for one that gets its widget later.
    """

    def __init__(
        self, window: QMainWindow, store: Store, menu: QMenu, selectable: Callable[[], Collection[str]],
        panels: dict[str, QWidget | None],
    ) -> None:  # fmt: skip
        self._window = window
        self._store, self._selectable = store, selectable
        self._by_name = {name: self._dock(name, widget, menu) for name, widget in panels.items()}
        self.web: WebDock | None = None
        WhenSeen(window, self._divide).renew()

    def _dock(self, name: str, widget: QWidget | None, menu: QMenu) -> QDockWidget:
        _title, key, area, size = DOCKS[name]
        dock = QDockWidget(self._window)
        dock.setObjectName(name)
        if widget is not None:
            dock.setWidget(widget)
        dock.setTitleBarWidget(Title(dock))
        feature = QDockWidget.DockWidgetFeature
        dock.setFeatures(feature.DockWidgetMovable | feature.DockWidgetClosable)
        self._window.addDockWidget(area, dock)
        lying = area is _BELOW
        if widget is not None and not lying:
            widget.setMinimumWidth(_NARROWEST)
        self._window.resizeDocks([dock], [size], Qt.Orientation.Vertical if lying else Qt.Orientation.Horizontal)
        toggle = dock.toggleViewAction()
        toggle.setShortcut(key)
        menu.addAction(toggle)
        return dock

    def __getitem__(self, name: str) -> QDockWidget:
        return self._by_name[name]

    def _divide(self) -> None:
        """Give the panels less in a narrow window, but room for their words."""
        docks = [self["layers"], self["details"]]
        share = min(self._window.width() / _ROOMY, 1.0)
        sizes = [
            max(round(DOCKS[dock.objectName()][3] * share), dock.widget().minimumSizeHint().width(), _NARROWEST)
            for dock in docks
        ]
        self._window.resizeDocks(docks, sizes, Qt.Orientation.Horizontal)
        if (layout := self._window.layout()) is not None:
            layout.activate()  # now, before the window is painted for the first time

    def retitle(self, language: str) -> None:
        """Write the titles in a language."""
        for name, dock in self._by_name.items():
            _head(dock, t(DOCKS[name][0], language), language)
        if self.web is not None:
            _head(self.web, t("Web view", language), language)

    def show_web(self) -> None:
        """Open the web page beside the map, or close it, which ends Chromium."""
        details, window = self["details"], self._window
        if self.web is not None and self.web.isVisible():
            self.web.close()
            return
        if self.web is None:
            from mapapp.qt.panels.webview import WebDock

            self.web = WebDock(self._store, self._selectable, window)
            self.web.setTitleBarWidget(Title(self.web))
            self.web.setFeatures(self["details"].features())
            _head(self.web, t("Web view", self._store.view.language), self._store.view.language)
            width = DOCKS["details"][3]
            self.web.closed.connect(lambda: window.resizeDocks([details], [width], Qt.Orientation.Horizontal))
            window.addDockWidget(_RIGHT, self.web)
        # The page tells what the details tell, so it takes their place and as much room as the map has.
        window.tabifyDockWidget(details, self.web)
        self.web.show()
        self.web.raise_()
        room = window.width() - self["layers"].width()
        window.resizeDocks([self.web], [room // 2], Qt.Orientation.Horizontal)
        if self.web.view is None:
            self.web.start()

    def stop(self) -> None:
        """End the page's process."""
        if self.web is not None:
            self.web.stop()
