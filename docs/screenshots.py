"""Paints the window in its states, three languages, 1280x720 and 4K: ``make screenshots`` (into build/screenshots)."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "build" / "screenshots"
SIZES = {"720p": (1280, 720, "1"), "4k": (1920, 1080, "2")}
DARK = "dark"
CORPUS = Path(__file__).resolve().parents[1] / "tests" / "data" / "contributed"
LIBRARY = OUT / "library"


def states() -> dict[str, Callable]:
    """Return what a person does before each picture, by the picture's name."""
    from PySide6.QtCore import Qt

    def nothing(window) -> None:
        window.centre.hint.hide()

    def first_start(window) -> None:
        window.centre.hint.show()

    def selected(window) -> None:
        window.select("aktobe")
        window.docks["table"].show()

    def republic(window) -> None:
        window.details.tabs.setCurrentIndex(1)
        window.details.browsers["republic"].verticalScrollBar().setValue(0)

    def events(window) -> None:
        window.details.tabs.setCurrentIndex(2)

    def style(window) -> None:
        window.layers.tree.setCurrentItem(window.layers.item("crop-failure"))
        window.layers.edit_style()
        window.layers.style_dialog.scheme.setCurrentIndex(2)
        window.layers.style_dialog.classes.setValue(5)

    def search(window) -> None:
        window.search.setText("Уральск")
        window.search.textEdited.emit("Уральск")

    def all_on(window) -> None:
        for layer in window.scene.layers:
            window.layers.item(layer.id).setCheckState(0, Qt.CheckState.Checked)

    def all_off(window) -> None:
        for layer in window.scene.layers:
            window.layers.item(layer.id).setCheckState(0, Qt.CheckState.Unchecked)

    def damaged(window) -> None:
        window.views.open(Path("damaged.dala"))

    def zoomed(window) -> None:
        window._go_to("kostanay")

    def town(window) -> None:
        window._go_to("town-turgai")

    def map_alone(window) -> None:
        window.actions_["legend"].trigger()
        window.docks["details"].hide()

    def figures(window) -> None:
        window.select("ural")

    return {
        "town": town, "map-alone": map_alone, "figures": figures,
        "opening": nothing, "first-start": first_start, "selected": selected, "republic": republic, "events": events,
        "style": style, "search": search, "all-on": all_on, "all-off": all_off, "damaged-view": damaged,
        "zoomed": zoomed,
    }  # fmt: skip


def proposals() -> dict[str, Callable]:
    """Return the states of the proposal of a file, by the picture's name."""
    from mapapp.proposals import look

    def proposal(name: str, tab: str, row: int = -1, **choices: object) -> Callable:
        def act(window) -> None:
            window.contributions._looked(look([str(CORPUS / name)], choices or None, str(LIBRARY)), "")
            dialog = window.contributions.dialog
            dialog.tabs.setCurrentWidget(getattr(dialog, tab))
            dialog.findings.list.setCurrentRow(row)

        return act

    return {
        "proposal-reading": proposal("cp1251-without-prj.zip", "reading"),
        "proposal-names": proposal("near-name.geojson", "names"),
        "proposal-findings": proposal("overlap-large.geojson", "findings", 0, role="units"),
        "proposal-about": proposal("no-licence.geojson", "metadata", role="units"),
        "proposal-values": proposal("values-good.csv", "reading"),
        "proposal-broken": proposal("truncated.gpkg", "findings"),
    }  # fmt: skip


def library_states() -> dict[str, Callable]:
    """Return the states of a window with sets in its library, by the picture's name."""

    def library(window) -> None:
        window.contributions.open_library()
        window.contributions.library_dialog.pick("theirs")

    def compared(window) -> None:
        window.library.compare("theirs")
        window._go_to("kostanay")

    def stood_in(window) -> None:
        window.library.stand_in("theirs")

    return {"library": library, "library-compared": compared, "library-stands-in": stood_in}


def fill_library() -> None:
    """Put two sets of the corpus and a damaged one into a library for the pictures."""
    import shutil

    from geodata.contribute import accept
    from geodata.inspection import inspect
    from geodata.proposal import Choices

    shutil.rmtree(LIBRARY, ignore_errors=True)
    about = {"licence": "CC0-1.0", "source": "Invented for the tests, 2026", "period": "1921-08"}
    for name, set_id, title, role in (
        ("good-provinces.geojson", "theirs", "Губернии по другой карте", "provinces"),
        ("good-units.geojson", "cells", "Торлар, 1921 ж.", "units"),
        ("good-units.geojson", "old", "Uyezds of an older map", "context"),
    ):
        accept(inspect([CORPUS / name], Choices(role=role, id=set_id, title=title, **about), library=LIBRARY), LIBRARY)
    (LIBRARY / "old" / "areas.geojson").write_text("{}", encoding="utf-8")


def paint(language: str, size: str, dark: bool) -> None:
    """Paint every state of one language and size; a window of its own each."""
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtTest import QTest

    from geodata.catalog import read_catalog
    from mapapp import compiled
    from mapapp.qt.startup.app import dressed, make_window
    from mapapp.view import opening_view

    application = dressed(DARK if dark else "light")
    catalog = read_catalog()
    cache = OUT / "shapes.bin"
    compiled.load(catalog, cache)
    width, height, _factor = SIZES[size]
    fill_library()
    filled, kept = read_catalog(library=LIBRARY), OUT / "filled" / "shapes.bin"
    compiled.load(filled, kept)
    of_library = library_states()
    for name, act in (states() | proposals() | of_library).items():
        own, shapes = (filled, kept) if name in of_library else (catalog, cache)
        window, _store = make_window(own, opening_view(own, language), OUT / "none" / "settings.toml", shapes)
        window.resize(width, height)
        window.show()
        QTest.qWait(60)
        window.centre.hint.hide()
        act(window)
        QTest.qWait(250)
        image: QImage = window.grab().toImage()
        painter = QPainter(image)
        dialogs = (window.contributions.dialog, window.contributions.library_dialog)
        for above in (window.search.hits, getattr(window.layers, "style_dialog", None), *dialogs):
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
