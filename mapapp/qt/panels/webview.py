"""The web page beside the map: a second view of the same store, in Chromium, which is there only while it is open."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QEvent, QFile, QIODevice, QObject, Qt, QTemporaryDir, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mapapp import viewfile
from mapapp.qt.look.theme import current
from mapapp.qt.store import Store
from mapapp.qt.work.tasks import Task
from mapapp.texts import LANGUAGE_NAMES, t
from mapapp.view import MapView

if TYPE_CHECKING:
    from PySide6.QtWebEngineWidgets import QWebEngineView

_BRIDGE: Final = Path(__file__).resolve().parents[2] / "web" / "bridge.js"
_FLAGS: Final = "--disable-gpu"
"""A page of SVG gains nothing from the graphics card; without it 55 MB less stay behind, and no driver can fail."""
_LIBRARIES: Final = (
    "libnss3 libasound2 libgbm1 libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbfile1 libudev1 libgssapi-krb5-2"
)


def engine_missing(language: str) -> str:
    """Return how to get Qt WebEngine where it cannot be used, else an empty text."""
    try:
        import PySide6.QtWebEngineWidgets  # noqa: F401
    except ModuleNotFoundError:
        command = f'"{sys.executable}" -m pip install "dala-atlas[web]"'
        return t("This view needs Qt WebEngine, which is not installed. Type: {command}", language, command=command)
    except ImportError as error:
        return t(
            "This view needs Qt WebEngine, and a library of the system is missing ({error}). On Debian type: {command}",
            language, error=error, command=f"sudo apt-get install {_LIBRARIES}",
        )  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0 and not os.environ.get("QTWEBENGINE_DISABLE_SANDBOX"):
        return t("Qt WebEngine does not start for the root user. Start the program as another user.", language)
    return ""


def _held(view: MapView) -> tuple[object, ...]:
    """Return what of a view the page cannot change by itself."""
    return view.date, tuple((layer.id, layer.name, layer.style) for layer in view.layers)


class Bridge(QObject):
    """What the page and the store say to each other.

    Parameters
    ----------
    store
        Asked for what a person did in the page.
    selectable
        Gives the ids that can be selected now.

    Signals
    -------
    changed
        With the view as JSON, for the page.
    """

    changed = Signal(str)

    def __init__(self, store: Store, selectable: Callable[[], Collection[str]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._selectable = store, selectable

    @Slot()
    def joined(self) -> None:
        """Tell the page, which has just been joined, the view."""
        self.tell(self._store.view)

    def tell(self, view: MapView) -> None:
        """Tell the page a view."""
        layers = [{"id": it.id, "visible": it.visible, "opacity": it.opacity} for it in view.layers]
        said = {
            "layers": layers, "language": view.language, "selection": view.selection, "scheme": current().name,
        }  # fmt: skip
        self.changed.emit(json.dumps(said))

    @Slot(str)
    def announced(self, text: str) -> None:
        """Ask the store for what a person did in the page; anything else that the page may say is ignored."""
        said: dict[str, Any] = json.loads(text)
        view = self._store.view
        layer, place, language = said.get("layer"), said.get("selection"), said.get("language")
        if layer in {it.id for it in view.layers}:
            view = view.with_visible(layer, bool(said.get("visible")))
        if isinstance(place, str) and (not place or place in self._selectable()):
            view = view.with_selection(place or None)
        if language in LANGUAGE_NAMES:
            view = view.with_language(language)
        self._store.apply(view)


def _shut_in(url: QUrl, parent: QObject) -> tuple[QObject, QObject]:
    """Return a profile and a page that load one file, and refuse every other request, window and download."""
    from PySide6.QtWebEngineCore import (
        QWebEnginePage,
        QWebEngineProfile,
        QWebEngineSettings,
        QWebEngineUrlRequestInfo,
        QWebEngineUrlRequestInterceptor,
    )

    class Interceptor(QWebEngineUrlRequestInterceptor):
        def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
            info.block(info.requestUrl() != url)

    class Page(QWebEnginePage):
        def acceptNavigationRequest(self, to: QUrl | str, kind: object, main: bool) -> bool:
            return QUrl(to) == url

    profile = QWebEngineProfile(parent)
    interceptor = Interceptor(profile)
    profile.setUrlRequestInterceptor(interceptor)
    profile.downloadRequested.connect(lambda download: download.cancel())
    page = Page(profile, parent)
    attribute = QWebEngineSettings.WebAttribute
    for name in (
        attribute.LocalContentCanAccessFileUrls, attribute.LocalContentCanAccessRemoteUrls,
        attribute.JavascriptCanOpenWindows, attribute.PluginsEnabled, attribute.LocalStorageEnabled,
        attribute.NavigateOnDropEnabled, attribute.HyperlinkAuditingEnabled, attribute.PdfViewerEnabled,
    ):  # fmt: skip
        page.settings().setAttribute(name, False)
    return profile, page


def _bridge_script() -> str:
    """Return Qt's own half of the channel with ours behind it."""
    import PySide6.QtWebChannel  # noqa: F401  (it brings the resource)

    file = QFile(":/qtwebchannel/qwebchannel.js")
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    return bytes(file.readAll().data()).decode() + "\n" + _BRIDGE.read_text(encoding="utf-8")


class WebDock(QDockWidget):
    """Holds the page; nothing of Chromium is loaded before `start`, and its processes end with `stop`.

    Parameters
    ----------
    store
        Asked for every change, and followed.
    selectable
        Gives the ids that can be selected now.

    Signals
    -------
    closed
        When a person has closed it.
    loaded
        With whether the page is there.
    """

    closed = Signal()
    loaded = Signal(bool)

    def __init__(self, store: Store, selectable: Callable[[], Collection[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._selectable = store, selectable
        self._folder = QTemporaryDir()
        self._task: Task | None = None
        self._wanted_in_browser = False
        self._held: list[QObject] = []
        self.view: QWebEngineView | None = None
        self.bridge: Bridge | None = None
        self.setObjectName("webview")
        self.message = QLabel(wordWrap=True, openExternalLinks=False)
        self.message.setContentsMargins(12, 6, 12, 6)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.browse = QPushButton()
        self.browse.clicked.connect(self.open_in_browser)
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.browse)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addWidget(self.message)
        self._column.addStretch(0)
        self.setWidget(body)
        body.setMinimumWidth(360)
        store.changed.connect(self._follow)
        self.retitle(store.view.language)

    @property
    def path(self) -> Path:
        """Where the page is kept while the dock lives."""
        return Path(self._folder.path()) / "dala-atlas.html"

    def retitle(self, language: str) -> None:
        """Speak a language."""
        self.browse.setText(t("Open in browser", language))

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def start(self) -> None:
        """Write the page and show it, or say what is missing."""
        missing = engine_missing(self._store.view.language)
        self._say(missing)
        if not missing:
            self._write()

    def open_in_browser(self) -> None:
        """Show the page in the person's own browser, as it stands now."""
        self._wanted_in_browser = True
        self._write()

    def _write(self) -> None:
        if self._task is not None:
            return
        view = self._store.view
        arguments = {"path": str(self.path), "view": viewfile.dumps(view), "hidden": True}
        self._say(t("The page is being prepared…", view.language))
        self._task = Task("mapapp.export:export_view", arguments, parent=self, language=view.language)
        self._task.done.connect(self._written)
        self._task.failed.connect(self._failed)

    def _failed(self, text: str) -> None:
        self._task, self._wanted_in_browser = None, False
        self._say(text)

    def _written(self) -> None:
        self._task = None
        missing = engine_missing(self._store.view.language)
        self._say(missing)
        if self._wanted_in_browser:
            self._wanted_in_browser = False
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.path)))
        if self.isVisible() and not missing:
            self._load()

    def _load(self) -> None:
        """Load the file; Chromium starts with the first one."""
        url = QUrl.fromLocalFile(str(self.path))
        if self.view is None:
            self._start_engine(url)
        assert self.view is not None
        self.view.load(url)

    def _start_engine(self, url: QUrl) -> None:
        os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", _FLAGS)
        from PySide6.QtWebChannel import QWebChannel
        from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineScript
        from PySide6.QtWebEngineWidgets import QWebEngineView

        profile, page = _shut_in(url, self)
        assert isinstance(profile, QWebEngineProfile)
        assert isinstance(page, QWebEnginePage)
        self.bridge = Bridge(self._store, self._selectable)
        channel = QWebChannel()
        channel.registerObject("atlas", self.bridge)
        world = QWebEngineScript.ScriptWorldId.MainWorld.value
        page.setWebChannel(channel, world)
        script = QWebEngineScript()
        script.setSourceCode(_bridge_script())
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentReady)
        script.setWorldId(world)
        page.scripts().insert(script)
        page.renderProcessTerminated.connect(self._died)
        self.view = QWebEngineView(self.widget())
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.view.setPage(page)
        self.view.loadFinished.connect(self.loaded)
        self._column.insertWidget(1, self.view, 1)
        self._held = [page, self.view, channel, self.bridge, profile]

    def _died(self) -> None:
        self.stop()
        self._say(t("The web view ended unexpectedly. Close it and open it again.", self._store.view.language))

    def _follow(self, old: MapView, new: MapView) -> None:
        if old.language != new.language:
            self.retitle(new.language)
        if self.view is None or self.bridge is None:
            return
        if _held(old) != _held(new):
            self._write()
        else:
            self.bridge.tell(new)

    def changeEvent(self, event: QEvent) -> None:
        """Let the page be as light or dark as the window."""
        super().changeEvent(event)
        bridge: Bridge | None = getattr(self, "bridge", None)  # none yet while the dock is being made
        if event.type() == QEvent.Type.PaletteChange and bridge is not None:
            bridge.tell(self._store.view)

    def stop(self) -> None:
        """End Chromium's processes: the page goes before the view, and the profile last."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        held, self._held = self._held, []
        self.view = self.bridge = None
        for it in held:
            if shiboken6.isValid(it):
                shiboken6.delete(it)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End Chromium with the dock."""
        self.stop()
        super().closeEvent(event)
        self.closed.emit()
