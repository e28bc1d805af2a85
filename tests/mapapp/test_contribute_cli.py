"""The commands for other people's files, as a GIS contributor types them."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from geodata import worker
from geodata.catalog import read_catalog
from geodata.library import listing
from geodata.resources import shipped
from mapapp import compiled
from mapapp.cli import main
from mapapp.scene import SceneBuilder
from mapapp.view import opening_view

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "data" / "contributed"
ABOUT = ["--licence", "CC0-1.0", "--source", "Invented", "--period", "1921-08"]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "Кітапхана менің"


def at_hand(job: str, arguments: Mapping[str, object], *_limits: object) -> Any:
    """Do the worker's work in this process, by way of the same JSON; `test_worker_cli` has the real process."""
    return worker.result(json.dumps(worker.answer(worker.request(job, arguments)), default=str))


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "call", at_hand)


def add(library: Path, name: str, *more: str) -> int:
    return main(["add", str(CORPUS / name), "--library", str(library), *more])


def test_add_refuses_while_an_error_stands(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(library, "overlap-large.geojson", "--role", "units", "--id", "x", *ABOUT) == 1
    assert "overlap by 822 km²" in capsys.readouterr().out
    assert not library.exists() or not list(library.iterdir())


def test_a_near_name_is_never_taken_on_its_own(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(library, "near-name.geojson", "--id", "x") == 1
    assert "match-unconfirmed" in capsys.readouterr().out
    assert add(library, "near-name.geojson", "--id", "x", "--match", "Kustanayskoya=kostanay") == 0
    assert "kostanay" in (library / "x/areas.geojson").read_text(encoding="utf-8")


def test_what_a_file_does_not_say_must_be_told(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(library, "no-licence.geojson", "--role", "units", "--id", "x") == 1
    assert "--licence" in capsys.readouterr().err
    assert add(library, "no-licence.geojson", "--role", "units", "--id", "x", "--licence", "CC0-1.0") == 0


def test_the_original_is_kept_byte_for_byte_and_described(library: Path) -> None:
    assert add(library, "good-units.geojson", "--role", "units", "--id", "cells") == 0
    kept = library / "cells/original/good-units.geojson"
    assert kept.read_bytes() == (CORPUS / "good-units.geojson").read_bytes()
    said = json.loads((library / "cells/datapackage.json").read_text(encoding="utf-8"))
    assert said["$schema"].endswith("2.0/datapackage.json")
    assert said["licenses"][0]["name"] == "CC-BY-4.0"
    assert said["sources"][0]["title"] == "Invented for the tests"
    assert said["period"] == "1921-08"
    assert all(it["hash"].startswith("sha256:") for it in said["resources"])


def test_ids_of_64_bits_stay_whole(library: Path) -> None:
    assert add(library, "ids-of-64-bits.geojson", "--role", "units", "--id", "ids") == 0
    rows = json.loads((library / "ids/areas.geojson").read_text(encoding="utf-8"))["features"]
    assert [row["properties"]["code"] for row in rows][:3] == [9007199254740993 + n for n in range(3)]
    assert rows[3]["properties"]["code"] is None


def test_values_become_a_choropleth_and_what_is_not_stated_stays_so(library: Path) -> None:
    assert add(library, "names-russian-1913.geojson", "--id", "theirs") == 0
    asked = ["--id", "seed", "--join-to", "theirs", "--measure", "Seed lost", "--subject", "share of the seed", *ABOUT]
    assert add(library, "values-good.csv", *asked) == 0
    catalog = read_catalog(library=library)
    view = opening_view(catalog, "en").with_only(("seed",))
    layer = SceneBuilder(catalog, compiled.load(catalog, library.parent / "shapes.bin")).build(view).layer("seed")
    said = {place: dict(row) for place, row in zip(layer.shapes.ids, layer.figures, strict=True)}
    assert (said["bokei"]["low"], said["bokei"]["high"]) == (20.0, 30.0)
    assert (said["aktobe"]["low"], said["aktobe"]["qualifier"]) == (None, "not stated")
    assert layer.symbols[layer.symbol_of[layer.shapes.ids.index("aktobe")]].hatch is not None
    assert layer.subject == "share of the seed"
    assert layer.coverage == "4 of 5 areas stated; 1 not stated"


def test_a_figure_that_may_lie_in_several_classes_is_put_in_none_of_them(library: Path, tmp_path: Path) -> None:
    file = tmp_path / "open.csv"
    file.write_text(
        "place,low,high,qualifier\norenburg,50,80,range\nural,,30,up to\nkostanay,40,,at least\n"
        "bokei,55,60,range\naktobe,100,100,some parts\n",
        encoding="utf-8",
    )
    asked = ["--id", "open", "--measure", "Seed lost", "--subject", "share of the seed", *ABOUT]
    assert main(["add", str(file), "--library", str(library), *asked]) == 0
    catalog = read_catalog(library=library)
    view = opening_view(catalog, "en").with_only(("open",))
    scene = SceneBuilder(catalog, compiled.compile_shapes(catalog)).build(view)
    layer = scene.layer("open")
    look = {place: layer.symbols[index] for place, index in zip(layer.shapes.ids, layer.symbol_of, strict=True)}
    words = {row.symbol: row.text for row in layer.legend}
    assert words[look["orenburg"]] == "somewhere within 50–100 %"
    assert words[look["ural"]] == "somewhere within 0–50 %"
    assert words[look["kostanay"]] == "somewhere within 25–100 %"
    assert words[look["bokei"]] == "50 ≤ x < 75 %"
    assert words[look["aktobe"]] == "in some uyezds only"
    assert layer.coverage == "5 of 5 areas stated; 0 not stated"
    assert scene.credits.count("Invented") == 1


def test_the_layers_that_are_told_are_there(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--measure", "Seed lost", "--subject", "share of the seed", *ABOUT]
    assert add(library, "values-good.csv", "--id", "seed", *asked) == 0
    assert add(library, "good-provinces.geojson", "--id", "theirs") == 0
    said = capsys.readouterr().out.rpartition("Layers: ")[2].splitlines()[0]
    assert "theirs.crop-failure" in said.split(", ")
    assert set(said.split(", ")) <= {spec.id for spec in read_catalog(library=library).layers}


def test_values_join_the_shipped_provinces_too(library: Path) -> None:
    asked = ["--id", "seed", "--measure", "Seed lost", "--subject", "share of the seed", *ABOUT]
    assert add(library, "values-good.csv", *asked) == 0
    assert read_catalog(library=library).layer("seed").style["set"] == "august-1921"


def test_library_remove_pack_update(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--library", str(library)]
    assert add(library, "good-units.geojson", "--role", "units", "--id", "cells") == 0
    capsys.readouterr()
    assert main(["library", "--json", *where]) == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ["cells"]
    assert main(["update", "cells", str(CORPUS / "overlap-large.geojson"), *where]) == 1
    assert main(["update", "cells", str(CORPUS / "one-feature.geojson"), *where]) == 0
    assert json.loads((library / "cells/datapackage.json").read_text(encoding="utf-8"))["version"] == "2"
    assert main(["pack", "cells", str(tmp_path / "out"), *where]) == 0
    assert (tmp_path / "out/cells/datapackage.json").is_file()
    assert main(["remove", "cells", *where]) == 0
    assert not (library / "cells").exists()
    assert main(["remove", "cells", *where]) == 2
    assert main(["remove", "../out/cells", *where]) == 2
    assert (tmp_path / "out/cells/datapackage.json").is_file()


def test_a_changed_set_says_so_and_the_others_stay(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        assert add(library, "good-units.geojson", "--role", "units", "--id", name) == 0
    (library / "one/areas.geojson").write_text("{}", encoding="utf-8")
    catalog = read_catalog(library=library)
    assert [found.id for found in catalog.sets] == ["two"]
    assert [problem.id for problem in catalog.problems] == ["one"]
    capsys.readouterr()
    assert main(["library", "--library", str(library)]) == 0
    assert "damaged" in capsys.readouterr().out


def test_a_packed_folder_copied_into_the_data_is_a_layer_with_no_change_of_code(library: Path, tmp_path: Path) -> None:
    """In a copy of the program as it stands, with the folder in its place, commands and pictures have the layer."""
    assert add(library, "good-provinces.geojson", "--id", "proposed") == 0
    assert main(["pack", "proposed", str(tmp_path / "packed"), "--library", str(library)]) == 0
    program = tmp_path / "program"
    for package in ("geodata", "mapapp"):
        shutil.copytree(ROOT / package, program / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(tmp_path / "packed/proposed", program / "geodata/data/boundaries/proposed")
    homes = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "mapapp", *words], cwd=program, capture_output=True, check=True,
            encoding="utf-8", env=os.environ | homes | {"PYTHONPATH": str(program), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        return done.stdout

    ids = [row["id"] for row in json.loads(run("layers", "--json"))]
    assert {"proposed", "proposed.crop-failure"} <= set(ids)
    assert json.loads(run("library", "--json")) == []
    run("export", "map.svg", "--layers", "proposed.crop-failure,proposed", "--lang", "kk")
    assert "Test map" in (program / "map.svg").read_text(encoding="utf-8")


def test_a_set_of_the_data_folder_is_drawn_like_any_other(library: Path, tmp_path: Path) -> None:
    assert add(library, "good-provinces.geojson", "--id", "proposed") == 0
    root = tmp_path / "data"
    shutil.copytree(shipped(), root)
    shutil.copytree(library / "proposed", root / "boundaries/proposed")
    catalog = read_catalog(root)
    shapes = compiled.load(catalog, tmp_path / "shapes.bin")
    layer = (scene := SceneBuilder(catalog, shapes).build(opening_view(catalog, "kk"))).layer("proposed")
    assert layer.visible
    assert sorted(layer.shapes.ids) == ["aktobe", "bokei", "kostanay", "orenburg", "ural"]
    assert scene.layer("proposed.crop-failure").coverage


def test_the_description_keeps_to_the_profile_of_data_packages(library: Path) -> None:
    """The rules of datapackage.org/profiles/2.0 that free texts of a person could break."""
    free = [
        "--licence",
        "Открытая лицензия, с указанием автора",
        "--source",
        "Атлас/1913",
        "--authors",
        "; Ким;Иванов ",
    ]
    assert add(library, "no-crs-metres.geojson", "--role", "units", "--crs", "3857", "--id", "free", "--url",
               "https://example.org/a", *free) == 0  # fmt: skip
    assert add(library, "values-good.csv", "--id", "seed", "--measure", "Seed", "--subject", "seed", *ABOUT) == 0
    said = {
        name: json.loads((library / name / "datapackage.json").read_text(encoding="utf-8")) for name in ("free", "seed")
    }
    for it in said.values():
        assert it["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
        assert all(re.fullmatch(r"[-a-zA-Z0-9._]+", licence["name"]) for licence in it["licenses"])
        assert all(source["title"] for source in it["sources"])
        assert len({resource["name"] for resource in it["resources"]}) == len(it["resources"])
        for resource in it["resources"]:
            assert re.fullmatch(r"(?=[^./~])(?!file:)((?!/\.\./)(?!\\)(?!://).)*", resource["path"])
            assert re.fullmatch(r"sha256:[a-f0-9]{64}", resource["hash"])
            assert "/" in resource.get("mediatype", "/")
            for missing in resource.get("schema", {}).get("missingValues", []):
                assert set(missing) == {"value", "label"}
    assert said["free"]["licenses"][0]["title"] == "Открытая лицензия, с указанием автора"
    assert said["free"]["contributors"] == [{"title": "Ким"}, {"title": "Иванов"}]
    assert "contributors" not in said["seed"]
    assert [row["licence"] for row in listing(library)] == ["Открытая лицензия, с указанием автора", "CC0-1.0"]


def test_figures_are_kept_to_the_last_digit(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "зерно.csv"
    table.write_text(
        "place;low;high;qualifier;note\nОрал;907501,25;;exact;\nБөкей;1 234 567;;about;\n", encoding="utf-8"
    )
    asked = ["add", str(table), "--library", str(library), "--id", "grain", "--measure", "Grain", "--subject", "grain",
             "--unit", "pood", *ABOUT]  # fmt: skip
    assert main(asked) == 1
    assert "907501.25 lies outside the breaks" in capsys.readouterr().out
    assert main([*asked, "--breaks", "0,1000000,2000000"]) == 0
    claims = read_catalog(library=library).set("grain").claims
    assert [(it.place, it.low) for it in claims] == [("ural", 907501.25), ("bokei", 1234567.0)]


def test_a_new_name_of_a_renewed_set_is_confirmed_once(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--library", str(library)]
    assert add(library, "good-provinces.geojson", "--id", "mine") == 0
    assert main(["update", "mine", str(CORPUS / "near-name.geojson"), *where]) == 1
    assert "near kostanay" in capsys.readouterr().out
    again = ["update", "mine", str(CORPUS / "near-name.geojson"), *where]
    assert main([*again, "--match", "Kustanayskoya=kostanay", "--title", "Renewed"]) == 0
    assert main(again) == 0
    said = json.loads((library / "mine/datapackage.json").read_text(encoding="utf-8"))
    assert (said["version"], said["title"]) == ("3", "Renewed")
    assert said["dala-atlas"]["choices"]["matches"] == {"Kustanayskoya": "kostanay"}


@pytest.mark.parametrize(("name", "code"), [("good-units.geojson", 0), ("bowtie.geojson", 1), ("picture.png", 2)])
def test_json_is_stable(name: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(CORPUS / name), "--role", "units", "--json"]) == code
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "dala-atlas-check/1"
    assert (found["exit"], found["ok"]) == (code, code == 0)
    assert {"code", "severity", "where", "message", "hint", "area_km2", "geometry", "values"} == set().union(
        *(set(it) for it in found["findings"])
    )
    manual = (Path(__file__).resolve().parents[2] / "docs/check.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in manual for key in found)


def test_the_page_shows_places_and_runs_nothing(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    main(["check", str(CORPUS / "script-in-a-name.geojson"), "--html", str(page)])
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    main(["check", str(CORPUS / "overlap-large.geojson"), "--role", "units", "--html", str(page)])
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text
    assert 'href="#f1"' in text
    assert "http" not in text.replace("http-equiv", "")


def test_a_mended_copy_comes_with_before_and_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = CORPUS / "overlap-large.geojson"
    before = theirs.read_bytes()
    copy = tmp_path / "mended.gpkg"
    assert main(["check", str(theirs), "--role", "units", "--mend", str(copy)]) == 1
    said = capsys.readouterr().err
    assert "before  16,435.5 km²; found: overlap 1" in said
    assert theirs.read_bytes() == before
    assert main(["check", str(copy), "--role", "units"]) == 0


def test_a_set_is_renamed_and_compared_and_stands_in(library: Path, tmp_path: Path, capsys) -> None:
    where = ["--library", str(library)]
    assert add(library, "good-provinces.geojson", "--id", "theirs") == 0
    assert main(["rename", "theirs", "Олардың губерниялары", *where]) == 0
    assert read_catalog(library=library).set("theirs").titles["kk"] == "Олардың губерниялары"
    assert main(["rename", "theirs", " ", *where]) == 2
    capsys.readouterr()
    assert main(["compare", "theirs", "--json", *where]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found[0] == {"here": None, "there": "kostanay", "km2": 1045.1}
    assert [it["km2"] for it in found] == sorted((it["km2"] for it in found), reverse=True)
    assert main(["compare", "theirs", *where]) == 0
    command = shlex.split(capsys.readouterr().out.rpartition("See it: mapapp ")[2])
    command[command.index("map.png")] = str(tmp_path / "map.geojson")
    assert main(command) == 0  # the line that is printed works as it stands
    assert main(["compare", "nothing", *where]) == 2
    out = tmp_path / "map.geojson"
    asked = ["--layers", "crop-failure", "--lang", "en", *where]
    assert main(["export", str(out), "--boundaries", "theirs", *asked]) == 0
    assert main(["export", str(tmp_path / "own.geojson"), *asked]) == 0
    drawn, own = out.read_text(encoding="utf-8"), (tmp_path / "own.geojson").read_text(encoding="utf-8")
    assert "Boundaries: Олардың губерниялары, in place of those of August 1921" in drawn
    assert json.loads(drawn)["features"][0]["geometry"] != json.loads(own)["features"][0]["geometry"]
    assert main(["export", str(out), "--boundaries", "nothing", *where]) == 2
