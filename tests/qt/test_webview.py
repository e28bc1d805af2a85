"""The web page beside the map, in the real Qt WebEngine: a second view of the same store."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices

from mapapp.qt.panels import webview
from tests.patience import PATIENCE_MS

# Of a machine without a graphics card, and of tests that run as root.
pytestmark = pytest.mark.qt_log_ignore(
    "QRhiGles2",
    "Failed to create RHI",
    "GPUInfo not initialized",
    "Sandboxing disabled",
    "Refused to",
    "Not allowed to",
    "Fetch API",
    extend=True,
)


def tick(window, layer: str, on: bool) -> None:
    window.layers.item(layer).setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def renderers() -> list[psutil.Process]:
    """Return the processes that hold a page: on Linux they are children of a starter that Chromium keeps."""
    ours = psutil.Process()
    return [it for it in ours.children(recursive=True) if it.name() == "QtWebEngineProcess" and it.ppid() != ours.pid]


@pytest.fixture
def opened(qtbot, window, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    monkeypatch.setenv("QTWEBENGINE_DISABLE_SANDBOX", "1")
    window.actions_["web"].trigger()
    with qtbot.waitSignal(window.docks.web.loaded, timeout=PATIENCE_MS) as loaded:
        pass
    assert loaded.args == [True]
    yield window
    window.docks.web.stop()


@pytest.fixture
def ask(qtbot, opened) -> Callable:
    """Return what an expression comes to in the page."""

    def asked(script: str) -> object:
        answers: list[str] = []
        opened.docks.web.view.page().runJavaScript(f"JSON.stringify({script})", answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
        return json.loads(answers[0]) if answers[0] else None

    qtbot.waitUntil(lambda: asked("document.documentElement.dataset.ready") == "yes", timeout=PATIENCE_MS)
    return asked


def shown(window) -> list[str]:
    return [layer.id for layer in window.scene.visible]


IDS = "visible().map((layer) => layer.id)"


def test_a_tick_in_the_panel_switches_the_layer_of_the_page(qtbot, opened, ask) -> None:
    assert ask(IDS) == shown(opened)
    tick(opened, "works", True)
    tick(opened, "crop-failure", False)
    qtbot.waitUntil(lambda: ask(IDS) == shown(opened), timeout=PATIENCE_MS)
    assert ask("document.title") == opened.scene.title == "Five governorates, August 1921"
    opened.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: ask("document.title") == "Crop failure, 1921", timeout=PATIENCE_MS)


def test_a_tick_in_the_page_switches_the_layer_of_the_window(qtbot, opened, ask) -> None:
    before = opened._store.view
    number = [layer.id for layer in opened.scene.layers].index("rivers")
    ask(f"document.querySelector('[data-layer=\"{number}\"]').closest('label').click()")
    qtbot.waitUntil(lambda: "rivers" not in shown(opened), timeout=PATIENCE_MS)
    assert opened.layers.item("rivers").checkState(0) is Qt.CheckState.Unchecked
    opened.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: "rivers" in ask(IDS), timeout=PATIENCE_MS)
    assert opened._store.view == before


def test_selection_goes_both_ways(qtbot, opened, ask) -> None:
    opened.select("aktobe")
    qtbot.waitUntil(lambda: ask("page.selection") == "aktobe", timeout=PATIENCE_MS)
    ask(
        "page.ground.getLayers().find((it) => it.place === 'kostanay')"
        ".fire('click', {latlng: L.latLng(51.5, 64.5)}) && 1"
    )
    qtbot.waitUntil(
        lambda: opened.details.browsers["governorate"].toPlainText().startswith("Kostanay"), timeout=PATIENCE_MS
    )


def test_a_town_and_turksib_are_selected_both_ways_as_well(qtbot, opened, ask) -> None:
    opened.select("town-orenburg")
    qtbot.waitUntil(lambda: ask("page.selection") == "town-orenburg", timeout=PATIENCE_MS)
    assert ask("page.frame.getLayers()[0] instanceof L.CircleMarker")
    layer = "atlas.layers.find((it) => it.places.includes('{}'))"
    for place, told in (("town-aktyubinsk", "Aktyubinsk"), ("turksib", "Turksib")):
        own = layer.format(place)
        drawn = f"{own}.shapes.getLayers().find((it) => placeOf({own}, it) === '{place}')"
        ask(f"{drawn}.fire('click', {{latlng: page.map.getCenter()}}) && 1")
        qtbot.waitUntil(lambda place=place: opened._store.view.selection == place, timeout=PATIENCE_MS)
        assert opened.details.browsers["governorate"].toPlainText().startswith(told)
    opened.actions_["clear"].trigger()
    qtbot.waitUntil(lambda: ask("page.selection") is None, timeout=PATIENCE_MS)


def test_language_and_opacity_follow(qtbot, opened, ask) -> None:
    opened.bar.language.setCurrentIndex(opened.bar.language.findData("ru"))
    qtbot.waitUntil(lambda: ask("document.title") == "Неурожай, 1921 г.", timeout=PATIENCE_MS)
    assert opened.docks.web.titleBarWidget().label.text() == opened.docks.web.windowTitle() == "Веб-вид"
    ask("document.querySelector('#languages [lang=kk]').click()")
    qtbot.waitUntil(lambda: opened.scene.language == "kk", timeout=PATIENCE_MS)
    opened.layers.tree.setCurrentItem(opened.layers.item("crop-failure"))
    opened.layers.opacity.setValue(40)
    opacity = "atlas.layers.find((it) => it.id === 'crop-failure').shapes.getLayers()[0].options.fillOpacity"
    qtbot.waitUntil(lambda: ask(opacity) == 0.4, timeout=PATIENCE_MS)


def test_the_page_is_as_dark_as_the_window(qtbot, qapp, opened, ask) -> None:
    from mapapp.qt.look.theme import dress

    colour = "getComputedStyle(document.body).backgroundColor"
    try:
        for appearance, wanted in (("dark", "rgb(32, 36, 40)"), ("light", "rgb(255, 255, 255)")):
            dress(qapp, appearance)
            qtbot.waitUntil(lambda wanted=wanted: ask(colour) == wanted, timeout=PATIENCE_MS)
    finally:
        dress(qapp, "light")


def test_another_date_brings_another_page(qtbot, opened, ask) -> None:
    assert ask("document.getElementById('date').textContent") == "Boundaries as of August 1921"
    opened._store.apply(replace(opened._store.view, date="1926"))
    with qtbot.waitSignal(opened.docks.web.loaded, timeout=PATIENCE_MS):
        pass
    said = "document.getElementById('date').textContent"
    qtbot.waitUntil(lambda: ask(said) == "Boundaries as of 1926", timeout=PATIENCE_MS)


def test_every_other_request_is_refused(qtbot, opened, ask, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<title>other</title>", encoding="utf-8")
    for attempt in (f"location.href = {other.as_uri()!r}", "location.href = 'https://example.org'",
                    "window.open('https://example.org') || 1"):  # fmt: skip
        ask(attempt)
        qtbot.wait(100)
    url = QUrl.fromLocalFile(str(opened.docks.web.path))
    assert opened.docks.web.view.url() == url
    assert ask("document.title") == "Crop failure, 1921"
    # The interceptor, without the policy of the page before it.
    frame = "document.body.appendChild(Object.assign(document.createElement('iframe'), {src: %r})) && 1"
    ask(frame % other.as_uri())
    qtbot.wait(200)
    titles = "[...document.querySelectorAll('iframe')].map((it) => it.contentDocument && it.contentDocument.title)"
    assert ask(titles) != ["other"]


def test_closing_ends_the_page_and_opening_brings_it_back(qtbot, opened, ask) -> None:
    assert len(renderers()) == 1
    opened.docks.web.close()
    qtbot.waitUntil(lambda: not renderers(), timeout=PATIENCE_MS)
    tick(opened, "works", True)
    opened.actions_["web"].trigger()
    with qtbot.waitSignal(opened.docks.web.loaded, timeout=PATIENCE_MS):
        pass
    qtbot.waitUntil(lambda: ask(IDS) == shown(opened), timeout=PATIENCE_MS)


def test_without_the_engine_it_says_how_to_get_it_and_opens_the_browser(
    qtbot, window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWebEngineWidgets", None)
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", asked.append)
    window.actions_["web"].trigger()
    assert window.docks.web.message.text().endswith('-m pip install "dala-atlas[web]"')
    qtbot.mouseClick(window.docks.web.browse, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked), timeout=PATIENCE_MS)
    assert "Nationalised works" in Path(asked[0].toLocalFile()).read_text(encoding="utf-8")
    assert window.docks.web.message.text().endswith('-m pip install "dala-atlas[web]"')


def test_root_is_told_why_it_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QTWEBENGINE_DISABLE_SANDBOX", raising=False)
    monkeypatch.setattr(webview.os, "geteuid", lambda: 0)
    assert "root" in webview.engine_missing("en")


def test_words_that_the_store_does_not_know_are_ignored(window) -> None:
    bridge = webview.Bridge(window._store, lambda: window._catalog.selectable)
    before = window._store.view
    for said in ({"layer": "nothing", "visible": True}, {"language": "xx"}, {"selection": 7}, {"selection": "nowhere"},
                 {"selection": ["bokei"]}, {}):  # fmt: skip
        bridge.announced(json.dumps(said))
    assert window._store.view == before
