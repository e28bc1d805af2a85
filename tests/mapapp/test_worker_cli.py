"""The commands with the process that reads other people's files, as they run for a person."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from geodata.catalog import read_catalog
from mapapp import compiled
from mapapp.cli import main
from mapapp.scene import SceneBuilder
from mapapp.view import opening_view

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"


def test_a_shapefile_in_cp1251_without_prj_becomes_a_layer_by_the_report_s_own_advice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, library = "cp1251-without-prj.zip", tmp_path / "Кітапхана менің"
    assert main(["check", str(CORPUS / name)]) == 1
    said = capsys.readouterr().out
    assert "--crs EPSG:4326" in said
    assert "Кустанайская губерния" in said
    about = ["--id", "theirs", "--licence", "CC0-1.0", "--source", "Invented", "--period", "1921-08"]
    told = ["--library", str(library), "--crs", "EPSG:4326", "--encoding", "cp1251"]
    assert main(["add", str(CORPUS / name), *told, *about]) == 0
    catalog = read_catalog(library=library)
    assert {"theirs", "theirs.crop-failure"} <= {spec.id for spec in catalog.layers}
    shapes = compiled.load(catalog, library.parent / "shapes.bin")
    scene = SceneBuilder(catalog, shapes).build(opening_view(catalog, "en"))
    layer = scene.layer("theirs.crop-failure")
    drawn = dict(zip(layer.shapes.ids, layer.symbol_of, strict=True))
    assert layer.symbols[drawn["aktobe"]].hatch is not None
    assert layer.symbols[drawn["ural"]] == layer.symbols[3]
    assert "Invented, CC0-1.0" in scene.credits


@pytest.mark.skipif(os.name != "posix", reason="a keyboard's interrupt cannot be sent to one process alone")
def test_ctrl_c_ends_a_check_and_its_reader_without_a_traceback(tmp_path: Path) -> None:
    squares = ", ".join(
        f'{{"type": "Feature", "properties": {{"name": "Square {i}"}}, "geometry": {{"type": "Polygon", "coordinates": '
        f"[[[{x}, {y}], [{x + 0.1}, {y}], [{x + 0.1}, {y + 0.1}], [{x}, {y + 0.1}], [{x}, {y}]]]}}}}"
        for i in range(30_000)
        for x, y in [(50 + i % 173 * 0.1, 40 + i // 173 * 0.1)]
    )
    path = tmp_path / "many.geojson"
    path.write_text(f'{{"type": "FeatureCollection", "features": [{squares}]}}', encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "mapapp", "check", str(path), "--role", "units"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    family = psutil.Process(process.pid)
    end = time.monotonic() + 60
    while not (readers := family.children()) and time.monotonic() < end:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err.splitlines()) == ("", ["mapapp: stopped. Nothing was changed."])
    assert psutil.wait_procs(readers, timeout=60)[1] == []
