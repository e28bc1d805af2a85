"""Prints how a dropped map of few and of very many polygons comes to the screen, beside QGIS: a part of ``make bench``.

The whole way of a person is walked through: files enter the window and are dropped, the dialog opens, its button is
clicked, the map is painted. On it everything is done that a person gets: reading, all checks, copying into the library,
compiling, painting. The file says its licence, source and time itself, so nobody writes in the form. Where a file is
dropped at once, the start of the process that reads it is a part of the figure; where it entered the window half a
second before it is dropped, that process comes in meanwhile. QGIS reads the same file, asks GEOS of every polygon
whether it is valid, and paints it once; both ratios are told, with and without its own start. QGIS copies nothing
and asks nothing, so it is also told when the proposal has checked the file and painted it over the atlas.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time

import psutil
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from geodata.catalog import read_catalog
from mapapp.qt.startup.app import dressed, make_window
from mapapp.qt.window import MainWindow
from mapapp.view import Style, opening_view
from tests.bench.exploring import pss, timed
from tests.coverage import grid_of, write_map, write_values

COUNTS = (5, 500, 5_000, 50_000)
ABOUT = {"licence": "CC0-1.0", "source": "Made up", "period": "1921"}
FORM = {"measure": "Figures", "subject": "of cells"}
DRAG_MS = 500
QGIS = """
import os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
begun = time.perf_counter()
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from mapapp.units import PX_PER_MM
app = QgsApplication([], True); app.initQgis()
started = time.perf_counter()
layer = QgsVectorLayer(sys.argv[1], "cells", "ogr"); assert layer.isValid()
bad = sum(not feature.geometry().isGeosValid() for feature in layer.getFeatures()); assert not bad
checked = time.perf_counter()
settings = QgsMapSettings(); settings.setLayers([layer]); settings.setOutputSize(QSize(900, 640))
settings.setDestinationCrs(layer.crs()); settings.setExtent(layer.extent())
settings.setBackgroundColor(QColor("white"))
job = QgsMapRendererParallelJob(settings); job.start(); job.waitForFinished()
image = job.renderedImage()
assert image.pixelColor(450, 320).name() != "#ffffff", "QGIS painted nothing"
painted = time.perf_counter()
print(started - begun, checked - started, painted - checked, flush=True)
os._exit(0)
"""


def worked() -> float:
    """Return the processor time of this program and its finished helpers, seconds: less moved by other programs."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


class Stalls(QObject):
    """A timer of 10 ms in the window: the longest time for which it did not come is the longest stall."""

    def __init__(self) -> None:
        super().__init__()
        self._last, self._worked = perf_counter(), thread_time()
        self.longest = self.busiest = 0.0
        self._timer = QTimer(self, interval=10)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, worked = perf_counter(), thread_time()
        self.longest = max(self.longest, now - self._last - 0.010)
        self.busiest = max(self.busiest, worked - self._worked)
        self._last, self._worked = now, worked

    def read(self) -> str:
        """Tell the longest stall since the last call, and how long the window itself worked at most."""
        QTest.qWait(30)
        told = f"longest stall {self.longest * 1e3:.0f} ms ({self.busiest * 1e3:.0f} of them at work)"
        self.longest = self.busiest = 0.0
        return told


def wait_for(what: Callable[[], object], seconds: float = 300) -> None:
    """Wait in the event loop until something is true."""
    end = perf_counter() + seconds
    while not what():
        assert perf_counter() < end, "nothing came"
        QTest.qWait(2)


def settled(window: MainWindow) -> bool:
    """Tell whether the map has come to rest with every picture made."""
    return window.scene is not None and window.canvas.has_painted and not window.canvas.pictures.busy


class Session:
    """A window whose files lie in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.library, self.cache = folder / "library", folder / "cache" / "shapes.bin"
        self.library.mkdir(parents=True)
        catalog = read_catalog(library=self.library)
        view = opening_view(catalog, "en")
        self.window, self.store = make_window(catalog, view, folder / "settings.toml", self.cache)
        self.window.resize(1280, 720)
        self.window.show()
        QTest.qWaitForWindowExposed(self.window)
        wait_for(lambda: settled(self.window))
        self.stalls = Stalls()

    def add(self, path: Path, dragged: bool, **form: str) -> dict[str, float]:
        """Bring a file to the screen as a person does; return the seconds of each part.

        Parameters
        ----------
        path
            The file.
        dragged
            Whether it entered the window before it was dropped, which is not counted.
        form
            What is written in the form.
        """
        window, files = self.window, self.window.contributions
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        if dragged:
            window.dragEnterEvent(QDragEnterEvent(QPoint(400, 300), *given))
            QTest.qWait(DRAG_MS)
        start = perf_counter()
        before = self.read_for()
        window.dropEvent(QDropEvent(QPointF(400, 300), *given))
        wait_for(lambda: files.dialog is not None)
        assert files.dialog is not None
        dialog = files.dialog
        for name, text in form.items():
            QTest.keyClicks(dialog.metadata.fields[name], text)
        wait_for(lambda: dialog.isVisible() and dialog.take.isEnabled() and dialog.map.has_painted)
        ready = perf_counter()
        QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
        wait_for(lambda: files.dialog is None)
        accepted, read = perf_counter(), self.read_for() - before
        layer = dialog.proposal.choices.id
        wait_for(lambda: window.scene is not None and layer in [it.id for it in window.scene.layers])
        wait_for(lambda: settled(window) and window.canvas.pictures.has(layer))
        end = perf_counter()
        return {
            "all": end - start, "ready": ready - start, "accepted": accepted - ready, "painted": end - accepted,
            "read": read,
        }  # fmt: skip

    def read_for(self) -> float:
        """Return the processor time of the process that reads, seconds."""
        process = self.window.contributions.reader.process
        times = psutil.Process(process.processId()).cpu_times() if process is not None else None
        return times.user + times.system if times is not None else 0.0


def frames(session: Session) -> None:
    """Print the frames of moving, switching, restyling and pointing with 50,000 polygons on the map."""
    window, store, canvas = session.window, session.store, session.window.canvas

    def painted() -> None:
        canvas.repaint()

    def wheel(turn: int) -> None:
        at = QPointF(400 + turn, 300)
        steps = QPoint(0, 120 if turn % 20 < 10 else -120)
        event = QWheelEvent(
            at, at, QPoint(), steps, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)

    def tick(turn: int) -> None:
        state = Qt.CheckState.Unchecked if turn % 2 == 0 else Qt.CheckState.Checked
        window.layers.item("figures").setCheckState(0, state)

    def style(turn: int) -> None:
        ramp = ("PuBu", "OrRd", "Greys")[turn % 3]
        store.apply(store.view.with_style("figures", Style(ramp=ramp)))

    def hover(turn: int) -> None:
        assert canvas.tip_at(QPointF(300 + turn, 300)) is not None

    def rest() -> None:
        QTest.qWait(150)
        wait_for(lambda: settled(window))

    for name, act in (
        ("pan", lambda turn: canvas.pan(7 if turn % 20 < 10 else -7, 3)),
        ("zoom", wheel),
        ("switch", tick),
        ("restyle", style),
        ("hover", hover),
    ):  # fmt: skip
        print(f"  50,000 polygons, {name:8} {timed(act, painted if name != 'hover' else lambda: None)}")
        rest()
        session.stalls.read()
        for turn in range(6):
            act(turn)
            QTest.qWait(40)
        start = perf_counter()
        rest()
        print(f"    at rest again after {perf_counter() - start:.2f} s; {session.stalls.read()}")


def qgis(path: Path) -> tuple[float, float, float] | None:
    """Return the seconds of QGIS: its start, load with validity, first picture; None where it is missing."""
    command = ["/usr/bin/python3", "-c", QGIS, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except OSError:
        return None
    words = done.stdout.split()
    return (float(words[0]), float(words[1]), float(words[2])) if done.returncode == 0 and len(words) == 3 else None


def main() -> None:
    """Measure and print."""
    application = dressed()
    print("A map dropped on the window, until it is painted:")
    with tempfile.TemporaryDirectory() as folder:
        for count in COUNTS:
            path = write_map(Path(folder) / f"cells-{count}.gpkg", count, **ABOUT)
            took = {
                dragged: drop(Path(folder) / f"{count}-{dragged}", path, count, dragged) for dragged in (False, True)
            }
            theirs, work = beside_qgis(path)
            if theirs is None:
                print("         QGIS is not installed here (python3-qgis): left out")
                continue
            opened, drawn = sum(theirs), theirs[1] + theirs[2]
            print(
                f"         QGIS {opened:6.2f} s (start {theirs[0]:.2f}, load and validity {theirs[1]:.2f}, first "
                f"picture {theirs[2]:.2f}); {work:.2f} s of work"
            )
            for early, (seconds, proposed) in took.items():
                print(
                    f"         {'entered before' if early else 'dropped at once'}: {seconds / opened:.2f} of QGIS, "
                    f"{seconds / drawn:.2f} of it without its start; checked and painted in the proposal "
                    f"{proposed / opened:.2f} and {proposed / drawn:.2f}"
                )
    del application


def drop(folder: Path, path: Path, count: int, dragged: bool) -> tuple[float, float]:
    """Print how a map comes to the screen of a new window and return the seconds, and those until it is proposed."""
    gc.collect()  # windows before this one, which no person has in the same program
    session = Session(folder)
    session.stalls.read()
    before = worked()
    took = session.add(path, dragged)
    ours = worked() - before + took["read"]
    print(
        f"  {count:6,} polygons, {'entered before ' if dragged else 'dropped at once'} {took['all']:6.2f} s "
        f"({parts(took)}); {ours:.2f} s of work; {session.stalls.read()}; PSS {pss():.0f} MB"
    )
    if dragged and count == COUNTS[-1]:
        columns, rows = grid_of(count)
        beside = folder / "table"
        beside.mkdir()
        table = write_values(beside / "figures.csv", columns * rows)
        package = ABOUT | {"resources": [{"path": table.name}]}
        (beside / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
        session.stalls.read()
        values = session.add(table, dragged, **FORM)
        print(f"  a figure for each of them {values['all']:.2f} s ({parts(values)}); {session.stalls.read()}")
        frames(session)
        print(f"  PSS with both layers {pss():.0f} MB")
    session.window.close()
    return took["all"], took["ready"]


def parts(took: dict[str, float]) -> str:
    """Tell the parts of the way."""
    return (
        f"checked, painted in the dialog {took['ready']:.2f}; accepted {took['accepted']:.2f}; "
        f"on the screen {took['painted']:.2f}"
    )


def beside_qgis(path: Path) -> tuple[tuple[float, float, float] | None, float]:
    """Return the seconds of QGIS, as `qgis` does, and its work."""
    before = worked()
    theirs = qgis(path)
    return theirs, worked() - before


if __name__ == "__main__":
    sys.exit(main())
