"""Prints how fast the atlas is: ``make bench``. Ratios within one run; never a test."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
BARE = """
import sys
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication([]); window = QMainWindow(); window.setCentralWidget(QGraphicsView(QGraphicsScene()))
window.resize(1280, 720); window.show()
QTimer.singleShot(0, lambda: (window.grab(), app.quit())); app.exec()
"""
ATLAS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import mapapp.qt.app as app_module
from mapapp.cli import main
original = app_module.make_window
def made(*arguments):
    window, store = original(*arguments)
    def done():
        if window.scene is None:
            QTimer.singleShot(5, done)
        else:
            window.grab(); QApplication.instance().quit()
    QTimer.singleShot(0, done)
    return window, store
app_module.make_window = made
sys.exit(main([]))
"""
INSIDE = """
import sys, time, statistics
from pathlib import Path
import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from mapapp import compiled, settings
from mapapp.qt.app import make_window, _application
from mapapp.view import opening_view
from geodata.catalog import read_catalog
app = _application(); catalog = read_catalog(); compiled.load(catalog)
def pss(): return psutil.Process().memory_full_info().pss / 1e6
window, store = make_window(catalog, opening_view(catalog, "en"), Path(sys.argv[1]) / "s.toml", compiled.default_path())
window.resize(1280, 720); window.show(); QTest.qWaitForWindowExposed(window); window.canvas.repaint()
print(f"PSS after the first paint {pss():.0f} MB")
times = []
for index in range(40):
    item = window.layers.item("crop-failure")
    start = time.perf_counter()
    item.setCheckState(0, Qt.CheckState.Unchecked if index % 2 == 0 else Qt.CheckState.Checked)
    window.canvas.repaint()
    times.append(time.perf_counter() - start)
middle, worst = statistics.median(times) * 1e3, max(times) * 1e3
print(f"layer switch, from tick to painted frame: median {middle:.1f} ms, worst {worst:.1f} ms")
QTest.qWait(10_000)
print(f"PSS after 10 s idle {pss():.0f} MB")
start = time.perf_counter(); window.save_to(Path(sys.argv[1]) / "a4.png")
print(f"A4 PNG at 300 dots an inch {time.perf_counter() - start:.2f} s; PSS after it {pss():.0f} MB")
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
        warm = {"XDG_CACHE_HOME": folder, "XDG_CONFIG_HOME": folder}
        seconds(ATLAS, **warm)
        rows: dict[str, list[float]] = {"bare window": [], "atlas, warm": [], "atlas, cold": []}
        for _ in range(RUNS):
            rows["bare window"].append(seconds(BARE))
            rows["atlas, warm"].append(seconds(ATLAS, **warm))
        for run in range(RUNS):
            rows["atlas, cold"].append(seconds(ATLAS, XDG_CACHE_HOME=f"{folder}/{run}", XDG_CONFIG_HOME=folder))
        bare = statistics.median(rows["bare window"])
        print(f"Start to first painted map and exit, median of {RUNS}:")
        for name, times in rows.items():
            middle = statistics.median(times)
            print(f"  {name:12} {middle:.2f} s, {middle / bare:.2f} of the bare window")
        subprocess.run([sys.executable, "-c", INSIDE, folder], check=True, env=os.environ | warm)
        assert (Path(folder) / "a4.png").stat().st_size > 100_000


if __name__ == "__main__":
    main()
