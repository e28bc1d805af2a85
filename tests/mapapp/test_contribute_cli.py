"""The commands for other people's files, as a GIS contributor types them."""

import json
import shutil
from pathlib import Path

import pytest

from geodata.catalog import read_catalog
from geodata.resources import shipped
from mapapp import compiled
from mapapp.cli import main
from mapapp.scene import SceneBuilder
from mapapp.view import opening_view

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"
ABOUT = ["--licence", "CC0-1.0", "--source", "Invented", "--period", "1921-08"]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "Кітапхана менің"


def add(library: Path, name: str, *more: str) -> int:
    return main(["add", str(CORPUS / name), "--library", str(library), *more])


def test_a_shapefile_in_cp1251_without_prj_becomes_a_layer_by_the_report_s_own_advice(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "cp1251-without-prj.zip"
    assert main(["check", str(CORPUS / name)]) == 1
    said = capsys.readouterr().out
    assert "--crs EPSG:4326" in said
    assert "Кустанайская губерния" in said
    assert add(library, name, "--id", "theirs", "--crs", "EPSG:4326", "--encoding", "cp1251", *ABOUT) == 0
    catalog = read_catalog(library=library)
    assert {"theirs", "theirs.crop-failure"} <= {spec.id for spec in catalog.layers}
    shapes = compiled.load(catalog, library.parent / "shapes.bin")
    scene = SceneBuilder(catalog, shapes).build(opening_view(catalog, "en"))
    layer = scene.layer("theirs.crop-failure")
    drawn = dict(zip(layer.shapes.ids, layer.symbol_of, strict=True))
    assert layer.symbols[drawn["aktobe"]].hatch is not None
    assert layer.symbols[drawn["ural"]] == layer.symbols[3]
    assert "Invented, CC0-1.0" in scene.credits


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
    layer = SceneBuilder(catalog, compiled.compile_shapes(catalog)).build(view).layer("open")
    look = {place: layer.symbols[index] for place, index in zip(layer.shapes.ids, layer.symbol_of, strict=True)}
    words = {row.symbol: row.text for row in layer.legend}
    assert words[look["orenburg"]] == "somewhere within 50–100 %"
    assert words[look["ural"]] == "somewhere within 0–50 %"
    assert words[look["kostanay"]] == "somewhere within 25–100 %"
    assert words[look["bokei"]] == "50 ≤ x < 75 %"
    assert words[look["aktobe"]] == "in some uyezds only"
    assert layer.coverage == "5 of 5 areas stated; 0 not stated"


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
    assert add(library, "good-provinces.geojson", "--id", "proposed") == 0
    assert main(["pack", "proposed", str(tmp_path / "packed"), "--library", str(library)]) == 0
    root = tmp_path / "data"
    shutil.copytree(shipped(), root)
    shutil.copytree(tmp_path / "packed/proposed", root / "boundaries/proposed")
    catalog = read_catalog(root)
    scene = SceneBuilder(catalog, compiled.load(catalog, library.parent / "shapes.bin")).build(
        opening_view(catalog, "kk")
    )
    layer = scene.layer("proposed")
    assert layer.visible
    assert sorted(layer.shapes.ids) == ["aktobe", "bokei", "kostanay", "orenburg", "ural"]
    assert scene.layer("proposed.crop-failure").coverage


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
