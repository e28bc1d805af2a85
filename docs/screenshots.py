"""Paints the window in its states, three languages, 1280x720 and 4K: ``make screenshots`` (into build/screenshots)."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "build" / "screenshots"
SIZES = {"720p": (1280, 720, "1"), "4k": (1920, 1080, "2")}
DARK = "dark"


def states() -> dict[str, Callable]:  # type: ignore[type-arg]
    """Return what a person does before each picture, by the picture's name."""
    from PySide6.QtCore import Qt

    def nothing(window) -> None:  # type: ignore[no-untyped-def]
        window.centre.hint.hide()

    def first_start(window) -> None:  # type: ignore[no-untyped-def]
        window.centre.hint.show()

    def selected(window) -> None:  # type: ignore[no-untyped-def]
        window.select("aktobe")
        window.docks["table"].show()

    def republic(window) -> None:  # type: ignore[no-untyped-def]
        window.details.tabs.setCurrentIndex(1)
        window.details.browsers["republic"].verticalScrollBar().setValue(0)

    def events(window) -> None:  # type: ignore[no-untyped-def]
        window.details.tabs.setCurrentIndex(2)

    def style(window) -> None:  # type: ignore[no-untyped-def]
        window.layers.tree.setCurrentItem(window.layers.item("crop-failure"))
        window.layers.edit_style()
        window.layers.style_dialog.scheme.setCurrentIndex(2)
        window.layers.style_dialog.classes.setValue(5)

    def search(window) -> None:  # type: ignore[no-untyped-def]
        window.search.setText("Уральск")
        window.search.textEdited.emit("Уральск")

    def all_on(window) -> None:  # type: ignore[no-untyped-def]
        for layer in window.scene.layers:
            window.layers.item(layer.id).setCheckState(0, Qt.CheckState.Checked)

    def all_off(window) -> None:  # type: ignore[no-untyped-def]
        for layer in window.scene.layers:
            window.layers.item(layer.id).setCheckState(0, Qt.CheckState.Unchecked)

    def damaged(window) -> None:  # type: ignore[no-untyped-def]
        window.views.open(Path("damaged.dala"))

    def zoomed(window) -> None:  # type: ignore[no-untyped-def]
        window._go_to("kostanay")

    return {
        "opening": nothing, "first-start": first_start, "selected": selected, "republic": republic, "events": events,
        "style": style, "search": search, "all-on": all_on, "all-off": all_off, "damaged-view": damaged,
        "zoomed": zoomed,
    }  # fmt: skip


def paint(language: str, size: str, dark: bool) -> None:
    """Paint every state of one language and size; a window of its own each."""
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtTest import QTest

    from geodata.catalog import read_catalog
    from mapapp import compiled
    from mapapp.qt.app import dressed, make_window
    from mapapp.view import opening_view

    application = dressed(DARK if dark else "light")
    catalog = read_catalog()
    cache = OUT / "shapes.bin"
    compiled.load(catalog, cache)
    width, height, _factor = SIZES[size]
    for name, act in states().items():
        window, _store = make_window(catalog, opening_view(catalog, language), OUT / "none" / "settings.toml", cache)
        window.resize(width, height)
        window.show()
        QTest.qWait(60)
        window.centre.hint.hide()
        act(window)
        QTest.qWait(250)
        image: QImage = window.grab().toImage()
        painter = QPainter(image)
        for above in (window.search.hits, getattr(window.layers, "style_dialog", None)):
            if above is not None and above.isVisible():
                painter.drawPixmap(above.mapToGlobal(above.rect().topLeft()) - window.pos(), above.grab())
        painter.end()
        image.save(str(OUT / f"{name}-{language}-{size}{'-dark' if dark else ''}.png"))
        window.close()
    del application


def main() -> None:
    """Paint all, a process for each scale factor, which Qt reads once."""
    if len(sys.argv) > 1:
        paint(sys.argv[1], sys.argv[2], DARK in sys.argv)
        return
    OUT.mkdir(parents=True, exist_ok=True)
    runs = [(language, size) for size in SIZES for language in ("kk", "ru", "en")]
    for arguments in [*runs, ("kk", "720p", DARK)]:
        environment = os.environ | {"QT_SCALE_FACTOR": SIZES[arguments[1]][2]}
        subprocess.run([sys.executable, __file__, *arguments], check=True, env=environment)
    print(OUT)


if __name__ == "__main__":
    main()
