"""Prints how fast the atlas is: ``make bench``. Ratios within one run; never a test."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

RUNS = 5
BARE = """
import os, sys
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication([]); window = QMainWindow(); window.setCentralWidget(QGraphicsView(QGraphicsScene()))
window.resize(1280, 720); window.show()
QTimer.singleShot(0, lambda: (window.grab(), os._exit(0))); app.exec()
"""
FIRST = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from mapapp.cli import main
from mapapp.qt.startup.shell import Shell
made = Shell.__init__
def init(shell):
    made(shell)
    def done():
        kept = not shell.centralWidget()._image.isNull()
        os._exit(0 if kept == (sys.argv[1:] != ["name"]) else 1)
    shell.pictured.connect(lambda: QTimer.singleShot(0, done))
Shell.__init__ = init
sys.exit(main([]))
"""
"""Until the map of the last session is on the screen, or with the word name, where there is none, the bare window."""
LIVING = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from mapapp.cli import main
from mapapp.qt.startup.shell import Shell
moved = Shell.move_in
def move_in(shell, inside, size):
    moved(shell, inside, size)
    def done():
        if inside.scene is None or not inside.canvas.has_painted:
            QTimer.singleShot(2, done)
        else:
            if sys.argv[1:] != ["keep"]:
                os._exit(0)
            shell.showNormal()  # a screen that is no larger than the window has it maximized
            shell.resize(1280, 720)  # as large as the bare window
            QTimer.singleShot(100, shell.close)
    QTimer.singleShot(0, done)
Shell.move_in = move_in
sys.exit(main([]))
"""
"""Until the map answers; with the word keep it closes as a person does, so that the next start has its picture."""

WEB = """
import os, sys, time
os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
from pathlib import Path
import psutil
from PySide6.QtTest import QTest
from mapapp import compiled
from mapapp.qt.startup.app import dressed, make_window
from mapapp.view import opening_view
from geodata.catalog import read_catalog
app = dressed(); catalog = read_catalog(); compiled.load(catalog)
window, store = make_window(catalog, opening_view(catalog, "en"), Path(sys.argv[1]) / "s.toml", compiled.default_path())
window.resize(1280, 720); window.show(); QTest.qWait(300)
def pss():
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(it.memory_full_info().pss for it in family) / 1e6
before = pss()
for turn in range(3):
    loaded = []; start = time.perf_counter()
    window.actions_["web"].trigger(); window.docks.web.loaded.connect(loaded.append)
    while not loaded and time.perf_counter() - start < 60: QTest.qWait(10)
    took = time.perf_counter() - start; QTest.qWait(1000); opened = pss(); window.docks.web.close(); QTest.qWait(1500)
    print(f"web view {turn + 1}: {took:.2f} s to the page; with all its processes {opened - before:.0f} MB while open, "
          f"{pss() - before:.0f} MB stay after closing")
"""
PAGE = """
import tempfile
from pathlib import Path
from tests.chromium import chromium
import sys
with tempfile.TemporaryDirectory() as folder, chromium(Path(folder)) as browser:
    times = []
    for _ in range(5):
        browser.open(Path(sys.argv[1]), 1280, 800)
        times.append(browser.run("performance.getEntriesByType('navigation')[0].domInteractive"))
    print(f"web page: {Path(sys.argv[1]).stat().st_size / 1e3:.0f} kB, interactive in Chromium after "
          f"{sorted(times)[2]:.0f} ms (median of 5, worst {max(times):.0f})")
"""


def seconds(code: str, *arguments: str, **environment: str) -> float:
    """Run a program and return how long it took from start to exit."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, env=os.environ | environment)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    with tempfile.TemporaryDirectory() as folder:
        warm = {"XDG_CACHE_HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
        seconds(LIVING, "keep", **warm)
        seconds(LIVING, "keep", **warm)
        rows: dict[str, list[float]] = {"bare window": [], "warm, map on the screen": [], "warm, map answers": []}
        rows |= {"cold, name on the screen": [], "cold, map answers": []}
        for run in range(RUNS):
            rows["bare window"].append(seconds(BARE))
            rows["warm, map on the screen"].append(seconds(FIRST, **warm))
            rows["warm, map answers"].append(seconds(LIVING, **warm))
            empty = dict.fromkeys(warm, f"{folder}/{run}")
            rows["cold, name on the screen"].append(seconds(FIRST, "name", **empty))
            rows["cold, map answers"].append(seconds(LIVING, **empty))
        bare = statistics.median(rows["bare window"])
        print(f"From start to exit, median of {RUNS}, at a load of {psutil.getloadavg()[0]:.1f}:")
        for name, times in rows.items():
            middle = statistics.median(times)
            print(f"  {name:24} {middle:.2f} s, {middle / bare:.2f} of the bare window")
        subprocess.run([sys.executable, "-m", "tests.bench.exploring", folder], check=True, env=os.environ | warm)
        subprocess.run([sys.executable, "-m", "tests.bench.paper"], check=True, env=os.environ | warm)
        subprocess.run([sys.executable, "-m", "tests.bench.large"], check=True, env=os.environ | warm)
        subprocess.run([sys.executable, "-c", WEB, folder], check=True, env=os.environ | warm)
        page = str(Path(folder) / "page.html")
        subprocess.run(
            [sys.executable, "-m", "mapapp", "export", page, "--with-hidden"], check=True, env=os.environ | warm
        )
        subprocess.run([sys.executable, "-c", PAGE, page], check=True)
    subprocess.run([sys.executable, "-m", "tests.bench.reading"], check=True)


if __name__ == "__main__":
    main()
