"""Prints how long an A4 picture at 300 dots an inch takes here, by geopandas with matplotlib, and by QGIS.

A part of ``make bench``; alone: ``python -m tests.bench.paper [FOLDER]``. The same layers, in memory beforehand; each
program in a process of its own, whose start is not counted; the median of three pictures, from laying the sheet out to
the written file. Only ours is read back and checked, which is counted too. The synthetic polygons come with their
boxes, as files that were added do; nothing is drawn beforehand. The pictures stay in the folder, to be looked at.

All sheets have the same pixels, but for a column by rounding (told below). QGIS draws the layers in our styles with our
names on 210 x 160 mm, of which the extent of the widest layer is a part; ours draws the map on the sheet's full width,
for the shipped atlas nearly twice as large on paper, with as many names and a legend that says more.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

RUNS = 3
SIZES = (5_000, 50_000)
QGIS_PYTHON = "/usr/bin/python3"
LAYERS = ("water", "rivers", "crop-failure", "border", "province-lines", "turksib", "turksib-stations", "towns")
COLOURS = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
LINE, LINE_MM = "#6b6f76", 0.1
ALBERS = "+proj=aea +lat_1=44 +lat_2=54 +lat_0=49 +lon_0=62 +x_0=0 +y_0=0 +datum=WGS84 +units=m"


def prepare(package: Path, count: int) -> str:
    """Write a synthetic coverage into a GeoPackage for the others; return the name of its table."""
    import geopandas
    import numpy as np
    import shapely

    from tests.bench.coverage import wandering_cells

    shapes = wandering_cells(count)
    rings = np.frombuffer(shapes.xy, dtype="f8").reshape(len(shapes.ids), -1, 2)
    classes = np.arange(len(rings)) % len(COLOURS)
    frame = geopandas.GeoDataFrame({"class": classes}, geometry=shapely.polygons(rings), crs=ALBERS)
    frame.to_file(package, layer=f"cells{count}")
    return f"cells{count}"


def ours(table: str, picture: Path) -> dict[str, list[float]]:
    """Measure the atlas: from a built scene to a checked file in its place."""
    from geodata.catalog import read_catalog
    from mapapp import compiled
    from mapapp.export import export
    from mapapp.paper.sheet import Options
    from mapapp.qt.paper import writers
    from mapapp.qt.paper.headless import headless_application
    from mapapp.scene import Scene, SceneBuilder, SceneLayer
    from mapapp.scenetypes import LegendRow
    from mapapp.symbols import Symbol
    from mapapp.view import opening_view
    from tests.bench.coverage import wandering_cells

    application = headless_application()
    catalog = read_catalog()
    scene = SceneBuilder(catalog, compiled.load(catalog)).build(opening_view(catalog, "en"))
    if table.startswith("cells"):
        shapes = wandering_cells(int(table.removeprefix("cells")))
        drawn = tuple(Symbol(fill=colour, line=LINE, width_mm=LINE_MM) for colour in COLOURS)
        rows = tuple(LegendRow(symbol, f"class {index}", "area") for index, symbol in enumerate(drawn))
        which = tuple(index % len(COLOURS) for index in range(len(shapes.ids)))
        layer = SceneLayer(
            "cells", "Cells", "areas", True, 1.0, shapes, drawn, which, ("",) * len(which), rows, subject="share"
        )
        scene = replace(scene, layers=(layer,), extent=shapes.bounds())

    def fresh() -> Scene:
        """Return the scene with shapes that nobody has drawn before: a command draws once."""
        return replace(scene, layers=tuple(replace(it, shapes=replace(it.shapes)) for it in scene.layers))

    pictures = writers.pictures()
    form, checked = pictures.formats[".png"], []

    def check(*given: Any) -> None:
        begun = time.perf_counter()
        form.check(*given)
        checked.append(time.perf_counter() - begun)

    pictures = replace(pictures, formats={".png": replace(form, check=check)})
    times = timed(lambda new: export(new, picture, Options(), pictures), fresh)
    del application
    return times | {"checking": checked}


def timed(draw: Callable[[object], object], fresh: Callable[[], object] = lambda: None) -> dict[str, list[float]]:
    """Return seconds on the clock and of the processor, all threads together, for some runs."""
    found: dict[str, list[float]] = {"clock": [], "processor": []}
    for _run in range(RUNS):
        given = fresh()
        start, begun = time.perf_counter(), time.process_time()
        draw(given)
        found["clock"].append(time.perf_counter() - start)
        found["processor"].append(time.process_time() - begun)
    return found


def plotted(package: Path, table: str, picture: Path) -> dict[str, list[float]]:
    """Measure geopandas.plot with matplotlib's own PNG."""
    import geopandas
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.colors import ListedColormap

    names = (table,) if table.startswith("cells") else LAYERS
    frames = {name: geopandas.read_file(package, layer=name).to_crs(ALBERS) for name in names}

    def draw(_given: object) -> None:
        figure, axes = plt.subplots(figsize=(297 / 25.4, 210 / 25.4))
        for name, frame in frames.items():
            if name == table:
                frame.plot(
                    "class", ax=axes, categorical=True, legend=True, cmap=ListedColormap(COLOURS),
                    edgecolor=LINE, linewidth=LINE_MM / 25.4 * 72,
                )  # fmt: skip
            elif name == "crop-failure":
                missing = {"color": "white", "hatch": "///", "label": "not stated"}
                frame.plot("low", ax=axes, cmap="YlOrBr", legend=True, missing_kwds=missing)
            else:
                frame.plot(ax=axes, color="#cfdfe8" if name == "water" else "#33363b", linewidth=0.8, markersize=4)
            if name in {"towns", "turksib-stations"}:
                for words, point in zip(frame["name"], frame.geometry, strict=True):
                    axes.annotate(words, (point.x, point.y), fontsize=7)
        axes.set_axis_off()
        axes.set_title("Crop failure, 1921")
        figure.savefig(picture, dpi=300)
        plt.close(figure)

    return timed(draw)


def run(command: list[str]) -> dict[str, float] | None:
    """Run a measuring process and return its medians; None where it cannot."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    try:
        told = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    return {what: statistics.median(times) for what, times in told.items()}


def qgis_here() -> bool:
    """Tell whether the system's Python finds QGIS."""
    if not shutil.which(QGIS_PYTHON):
        return False
    done = subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False)
    return done.returncode == 0


def encoding(picture: Path) -> str:
    """Return how long the encoder alone takes for a finished picture, and Qt's own for comparison."""
    from PySide6.QtGui import QImage

    from mapapp.qt.paper.writers import save_png

    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB32)
    own = statistics.median(timed(lambda _given: save_png(image, picture.with_name("own.png"), {}))["clock"])
    other = picture.with_name("qt.png")
    plain = statistics.median(timed(lambda _given: image.save(str(other), "PNG", 80))["clock"])
    size = picture.with_name("own.png").stat().st_size / other.stat().st_size
    return f"encoding alone {own:.2f} s; Qt's encoder {plain:.2f} s, ours writes {size:.2f} of its bytes"


def size_of(picture: Path) -> str:
    """Return how many pixels a picture has."""
    from PySide6.QtGui import QImageReader

    size = QImageReader(str(picture)).size()
    return f"{size.width()} x {size.height()}"


def main(folder: Path) -> None:
    """Measure and print."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    package = folder / "layers.gpkg"
    here = [sys.executable, "-m", "tests.bench.paper"]
    subprocess.run(
        [sys.executable, "-m", "mapapp", "export", str(package), "--lang", "en"], check=True, stdout=subprocess.DEVNULL
    )
    tables = {"shipped atlas": ",".join(LAYERS)}
    tables |= {f"{count:,} polygons": prepare(package, count) for count in SIZES}
    print("A4 picture, 300 dots an inch, median of 3 in one run: clock (processor, all threads).")
    print("  Counted: laying out, painting, writing; with ours also reading back. Not: start, reading of layers.")
    print(f"  Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.")
    with_qgis = qgis_here()
    for words, table in tables.items():
        name = words.replace(" ", "-").replace(",", "")
        found = {
            "ours": run([*here, "ours", table, str(folder / f"{name}-ours.png")]),
            "geopandas": run([*here, "plotted", str(package), table, str(folder / f"{name}-geopandas.png")]),
        }
        if with_qgis:
            script = str(Path(__file__).with_name("paper_qgis.py"))
            found["QGIS"] = run([QGIS_PYTHON, script, str(package), table, str(folder / f"{name}-qgis.png"), str(RUNS)])
        told = {who: medians for who, medians in found.items() if medians}
        parts = [f"{who} {it['clock']:.2f} s ({it['processor']:.2f})" for who, it in told.items()]
        print(f"  {words:16} {'; '.join(parts)}; of ours reading back {told['ours']['checking']:.2f} s")
        for who in told.keys() - {"ours"}:
            clock, processor = (told["ours"][what] / told[who][what] for what in ("clock", "processor"))
            print(f"  {'':16} ours takes {clock:.2f} of the time of {who}, {processor:.2f} of its processor time")
        print(f"  {'':16} {encoding(folder / f'{name}-ours.png')}")
        sizes = [f"{who} {size_of(folder / f'{name}-{who.lower()}.png')}" for who in told]
        print(f"  {'':16} pixels: {', '.join(sizes)}")
    if not with_qgis:
        print("  QGIS is not on this machine (apt-get install --no-install-recommends qgis), so it was left out.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["ours"]:
        print(json.dumps(ours(sys.argv[2], Path(sys.argv[3]))))
    elif sys.argv[1:2] == ["plotted"]:
        print(json.dumps(plotted(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))))
    elif len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
