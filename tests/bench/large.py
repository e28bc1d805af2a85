"""Prints how a dropped map of few and of very many polygons comes to the screen, beside QGIS: a part of ``make bench``.

From the drop to the painted map everything is done that a person gets: reading, all checks, copying into the library,
compiling, painting. QGIS reads the same file, asks GEOS of every polygon whether it is valid, and paints it once.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from geodata.catalog import read_catalog
from geodata.proposal import Proposal
from mapapp.qt.startup.app import dressed, make_window
from mapapp.qt.window import MainWindow
from mapapp.qt.work.tasks import Task
from mapapp.view import LayerState, Style, opening_view
from tests.bench.exploring import pss, timed
from tests.coverage import grid_of, write_map, write_values

COUNTS = (5, 500, 5_000, 50_000)
MAP = {"id": "cells", "title": "Cells", "role": "units", "licence": "CC0-1.0", "source": "Made up", "period": "1921"}
FIGURES = {
    "id": "figures", "title": "Figures", "measure": "Figures", "subject": "of cells", "unit": "percent",
    "join_to": "cells", "licence": "CC0-1.0", "source": "Made up", "period": "1921",
}  # fmt: skip
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


def run(job: str, arguments: dict[str, Any]) -> Any:
    """Run a job in the worker and return its result."""
    found: list[Any] = []
    task = Task(job, arguments)
    task.done.connect(found.append)
    task.failed.connect(lambda words: found.append(RuntimeError(words)))
    wait_for(lambda: found)
    if isinstance(found[0], RuntimeError):
        raise found[0]
    return found[0]


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

    def add(self, path: Path, choices: dict[str, Any]) -> dict[str, float]:
        """Bring a file to the screen as a drop does; return the seconds of each part."""
        start = perf_counter()
        library = str(self.library)
        looked = run("geodata.contribute:inspect_job", {"paths": [str(path)], "choices": choices, "library": library})
        inspected = perf_counter()
        done = run(
            "mapapp.adding:accept",
            {"proposal": Proposal.from_dict(looked).ticket(), "library": library, "cache": str(self.cache)},
        )  # fmt: skip
        accepted = perf_counter()
        shown: list[object] = []

        def show(builder: Any) -> None:
            self.window.set_builder(builder)
            self.store.apply(self.store.view.with_added(LayerState(done["layers"][0], visible=True)))
            shown.append(builder)

        root = self.window.catalog.root
        self.window.preparer.refresh(root, self.library, "en", show, lambda words: shown.append(RuntimeError(words)))
        wait_for(lambda: shown)
        assert not isinstance(shown[0], RuntimeError), shown[0]
        wait_for(lambda: settled(self.window) and self.window.canvas.pictures.has(done["layers"][0]))
        end = perf_counter()
        return {
            "all": end - start, "inspected": inspected - start, "accepted": accepted - inspected,
            "painted": end - accepted,
        }  # fmt: skip


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
            path = write_map(Path(folder) / f"cells-{count}.gpkg", count)
            session = Session(Path(folder) / str(count))
            session.stalls.read()
            before = worked()
            took = session.add(path, MAP)
            ours = worked() - before
            print(
                f"  {count:6,} polygons {took['all']:6.2f} s (inspected {took['inspected']:.2f}, accepted and compiled "
                f"{took['accepted']:.2f}, on the screen {took['painted']:.2f}); "
                f"{session.stalls.read()}; PSS {pss():.0f} MB"
            )
            before = worked()
            theirs = qgis(path)
            work = worked() - before
            if theirs is None:
                print("         QGIS is not installed here (python3-qgis): left out")
            else:
                all_of_it = sum(theirs)
                print(
                    f"         QGIS {all_of_it:6.2f} s (start {theirs[0]:.2f}, load and validity {theirs[1]:.2f}, "
                    f"first picture {theirs[2]:.2f}); ours is {took['all'] / all_of_it:.2f} of it, "
                    f"by processor time {ours:.2f} s, {ours / work:.2f} of its {work:.2f}"
                )
            if count == COUNTS[-1]:
                columns, rows = grid_of(count)
                table = write_values(Path(folder) / "figures.csv", columns * rows)
                session.stalls.read()
                took = session.add(table, FIGURES)
                print(f"  a figure for each of them {took['all']:.2f} s; {session.stalls.read()}")
                frames(session)
                print(f"  PSS with both layers {pss():.0f} MB")
            session.window.close()
    del application


if __name__ == "__main__":
    sys.exit(main())
