"""Prints how long a boundary file takes to read and check, beside QGIS where Debian's is installed: ``make bench``.

QGIS loads the same file and checks that every polygon is valid; it looks for no names, overlaps, gaps or slivers.
Seconds are those of the processor, of all threads of a process; the stages of the largest file have the clock beside.
"""

import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import geopandas
import numpy as np
import shapely

from geodata.areas import as_written
from geodata.contribute import inspect
from mapapp.setfiles import drawn

SIZES = {5: (5, 1), 500: (25, 20), 5_000: (100, 50), 50_000: (250, 200)}
"""Columns and rows of each file; from 500 on, ten times as many polygons every time."""
STEPS = 15
"""Points an edge: four edges make a polygon of some sixty vertices."""
RUNS = 3
LEAST_TOLD = 0.002
"""Seconds that a stage must take to be told of."""
QGIS_PYTHON = "/usr/bin/python3"
QGIS = """
import os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import Qgis, QgsApplication, QgsVectorLayer
application = QgsApplication([], False); application.initQgis()
for path in sys.argv[1:]:
    start = time.process_time()
    layer = QgsVectorLayer(path, "map", "ogr")
    count = invalid = 0
    for feature in layer.getFeatures():
        count += 1
        invalid += not feature.geometry().isGeosValid()
    print(count, invalid, time.process_time() - start, Qgis.QGIS_VERSION, flush=True)
os._exit(0)
"""


def coverage(columns: int, rows: int) -> geopandas.GeoDataFrame:
    """Make wavy cells over the region that fit together edge by edge."""
    x, y = np.linspace(46, 86, columns + 1), np.linspace(41, 55, rows + 1)
    wide, high = x[1] - x[0], y[1] - y[0]
    share = np.arange(STEPS) / STEPS
    wave = np.sin(share * 2 * np.pi) * 0.12
    south = [[np.column_stack([x[i] + share * wide, y[j] + wave * high * ((i + j) % 3 - 1)])
              for j in range(rows + 1)] for i in range(columns)]  # fmt: skip
    west = [[np.column_stack([x[i] + wave * wide * ((i * 2 + j) % 3 - 1), y[j] + share * high])
             for j in range(rows)] for i in range(columns + 1)]  # fmt: skip
    shapes, names = [], []
    for i in range(columns):
        for j in range(rows):
            right, top = np.vstack([west[i + 1][j]]), south[i][j + 1]
            corner = [[x[i + 1], y[j + 1]]]
            back = np.vstack([corner, top[:0:-1]])
            down = np.vstack([[[x[i], y[j + 1]]], west[i][j][:0:-1]])
            shapes.append(shapely.Polygon(np.vstack([south[i][j], right, back, down])))
            names.append(f"Unit {i}-{j}")
    return geopandas.GeoDataFrame({"name": names}, geometry=shapes, crs=4326)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of one run: of the processor and by the clock, in all and a stage."""

    worked: float
    passed: float
    stages: dict[str, tuple[float, float]]
    findings: int


def now() -> tuple[float, float]:
    """Return the time of the processor and of the clock."""
    return time.process_time(), time.perf_counter()


def once(path: Path) -> Spent:
    """Read, check and compile a file; findings that are about its papers are not counted."""
    marks = [("start", *now())]
    found = inspect(
        [path], {"role": "units", "name_field": "name"},
        progress=lambda _share, what: marks.append((what, *now())),
    )  # fmt: skip
    marks.append(("end", *now()))
    stages: dict[str, tuple[float, float]] = {}
    for (what, worked, passed), (_next, worked_then, passed_then) in pairwise(marks):
        before = stages.get(what, (0.0, 0.0))
        stages[what] = (before[0] + worked_then - worked, before[1] + passed_then - passed)
    papers = {"no-period", "no-source", "no-licence"}
    assert found.readable
    count = sum(it.severity.value != "note" and it.code not in papers for it in found.findings)
    return Spent(marks[-1][1] - marks[0][1], marks[-1][2] - marks[0][2], stages, count)


def measured(path: Path) -> Spent:
    """Return the run whose processor time is the median."""
    return sorted((once(path) for _ in range(RUNS)), key=lambda it: it.worked)[RUNS // 2]


def compiling(path: Path) -> tuple[float, float]:
    """Return the median seconds, of the processor and by the clock, of compiling the shapes of a file for drawing."""
    shapes = geopandas.read_file(path).geometry.to_numpy()
    spent = []
    for _ in range(RUNS):
        worked, passed = now()
        drawn(as_written(shapes))
        spent.append((now()[0] - worked, now()[1] - passed))
    return sorted(spent)[RUNS // 2]


def in_qgis(paths: list[Path]) -> list[tuple[int, int, float, str]]:
    """Have QGIS load the files and check their validity; an empty list where it is not installed."""
    try:
        done = subprocess.run(
            [QGIS_PYTHON, "-c", QGIS, *map(str, paths)], capture_output=True, encoding="utf-8", check=True, timeout=600
        )
    except (OSError, subprocess.SubprocessError):
        return []
    rows = [line.split(maxsplit=3) for line in done.stdout.splitlines() if line[:1].isdigit()]
    return [(int(row[0]), int(row[1]), float(row[2]), row[3]) for row in rows]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {count: Path(folder) / f"{count}.gpkg" for count in SIZES}
        for count, (columns, rows) in SIZES.items():
            coverage(columns, rows).to_file(paths[count], layer="map")
        inspect([paths[5]], {"role": "units"})  # imports
        ours = {count: measured(path) for count, path in paths.items()}
        compiled = compiling(paths[max(paths)])
        theirs = in_qgis(list(paths.values()))
    print(f"Reading and checking wavy cells of some {4 * STEPS} vertices, median of {RUNS}, imports not counted:")
    before = 0.0
    for index, (count, spent) in enumerate(ours.items()):
        took = spent.worked
        growth = f"{took / before:5.1f} times the file before" if index > 1 else " " * 26
        beside = ""
        if theirs:
            same, invalid, qgis, _version = theirs[index]
            assert (same, invalid) == (count, 0)
            beside = f"; QGIS loads and checks validity in {qgis:6.2f} s, {took / qgis:.1f} of it"
        print(f"  {count:6,} polygons {took:6.2f} s {growth} {spent.findings} findings{beside}")
        before = took
    print(f"Stages of {count:,} polygons, by processor and by the clock: in all {took:.2f} s, {spent.passed:.2f} s")
    for stage, (worked, passed) in [*spent.stages.items(), ("compiling for the map, beside all that", compiled)]:
        if max(worked, passed) >= LEAST_TOLD:
            print(f"  {worked:6.3f} s {passed:6.3f} s  {stage}")
    print(f"  beside QGIS {theirs[0][3]}" if theirs else "  QGIS is not installed: apt-get install python3-qgis")


if __name__ == "__main__":
    main()
