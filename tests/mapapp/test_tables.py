"""What leaves the desk as data: values with their claims, what is missing with its reason, sources and licences."""

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pyogrio
import pytest

from geodata.catalog import Catalog
from geodata.report import GeodataError
from mapapp.compiled import Shapes
from mapapp.export import export, scene_for
from mapapp.paper.sheet import Options
from mapapp.scene import Scene, SceneBuilder
from mapapp.tables import statement_rows
from mapapp.view import MapView

SILENT = ("", "", "no statement")


@pytest.fixture
def everything(builder: SceneBuilder, view: MapView) -> Scene:
    return scene_for(builder, view, ".gpkg", chosen=False)


def table(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_csv_keeps_missing_missing_with_its_reason(everything: Scene, tmp_path: Path) -> None:
    rows = table(export(everything, tmp_path / "деректер.csv", Options())[0])
    by_place = {(row["layer"], row["place"]): row for row in rows}
    aktobe = by_place["crop-failure", "aktobe"]
    assert (aktobe["low"], aktobe["high"], aktobe["qualifier"]) == ("", "", "not stated")
    assert "Ақтөбе" in aktobe["fragment"]
    kostanay = by_place["livestock-deaths", "kostanay"]
    assert (kostanay["low"], kostanay["high"], kostanay["qualifier"]) == SILENT
    assert kostanay["measure"] == "livestock-deaths"
    orenburg = by_place["crop-failure", "orenburg"]
    assert (orenburg["low"], orenburg["line"], orenburg["source"]) == ("80.3", "28", "essay")
    assert orenburg["fragment"] == "Орынбор(80,3%)"
    assert by_place["turksib", "turksib"]["line"] == "4"
    kostanay = [row for row in rows if (row["layer"], row["place"]) == ("published", "kostanay")]
    assert {(row["measure"], row["low"], row["period"]) for row in kostanay} == {
        ("area", "239560", "1921"), ("area", "120860", "1924"), ("population", "438400", "1921"),
    }  # fmt: skip
    assert by_place["starving-provinces", "bokei"]["qualifier"] == "not stated"


def test_csv_numbers_are_whole(everything: Scene, tmp_path: Path) -> None:
    rows = table(export(everything, tmp_path / "a.csv", Options())[0])
    stated = [row for row in rows if row["low"]]
    assert stated
    for row in stated:
        claim = everything.statements[row["claim"]].claim
        found = tuple(float(row[key]) if row[key] else None for key in ("low", "high"))
        assert found == (claim.low, claim.high)
        assert "e" not in row["low"]


@pytest.mark.parametrize(("language", "delimiter", "figure"), [("kk", ";", "80,3"), ("en", ",", "80.3")])
def test_the_excel_table_has_mark_separator_and_decimal_sign_of_the_language(
    builder: SceneBuilder, view: MapView, tmp_path: Path, language: str, delimiter: str, figure: str
) -> None:
    scene = scene_for(builder, view.with_language(language), ".csv")
    path = export(scene, tmp_path / "excel.csv", Options(excel=True))[0]
    assert path.read_bytes().startswith(b"\xef\xbb\xbflayer")
    rows = table(path, delimiter, "utf-8-sig")
    assert {row["place"]: row["low"] for row in rows}["orenburg"] == figure
    (resource,) = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert resource["dialect"]["delimiter"] == delimiter


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(
    catalog: Catalog, shapes: dict[str, Shapes], view: MapView, tmp_path: Path, start: str
) -> None:
    formula = f"{start}HYPERLINK(A1)"
    claims = tuple(replace(it, fragment=formula) for it in catalog.claims)
    places = {key: replace(it, names=dict.fromkeys(it.names, formula)) for key, it in catalog.places.items()}
    builder = SceneBuilder(replace(catalog, claims=claims, places=places), shapes)
    rows = table(export(scene_for(builder, view, ".csv"), tmp_path / "a.csv", Options())[0])
    assert {row["fragment"] for row in rows} == {"'" + formula}
    assert {row["name"] for row in rows} == {"'" + formula}


def test_a_table_without_statements_says_what_to_add(builder: SceneBuilder, view: MapView, tmp_path: Path) -> None:
    with pytest.raises(GeodataError, match="rests on statements"):
        export(builder.build(view.with_only(("rivers",))), tmp_path / "a.csv", Options())[0]
    assert list(tmp_path.iterdir()) == []


def test_the_data_package_tells_what_every_file_holds(everything: Scene, tmp_path: Path) -> None:
    for name in ("atlas.gpkg", "atlas.geojson", "atlas.csv", "atlas.csv"):
        export(everything, tmp_path / name, Options())[0]
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["path"] for resource in package["resources"]] == ["atlas.csv", "atlas.geojson", "atlas.gpkg"]
    for resource in package["resources"]:
        body = (tmp_path / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}")
    fields = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(table(tmp_path / "atlas.csv")[0])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert any("Abdrakhmanov" in source["title"] for source in package["sources"])


def test_the_data_package_of_somebody_else_survives(scene: Scene, tmp_path: Path) -> None:
    theirs = tmp_path / "datapackage.json"
    theirs.write_text('{"name": "theirs", "resources": []}', encoding="utf-8")
    export(scene, tmp_path / "mine.csv", Options())[0]
    assert theirs.read_text(encoding="utf-8") == '{"name": "theirs", "resources": []}'
    assert (tmp_path / "mine.datapackage.json").is_file()


def test_geojson_carries_claims_sources_and_licence(everything: Scene, tmp_path: Path) -> None:
    body = json.loads(export(everything, tmp_path / "a.geojson", Options())[0].read_text(encoding="utf-8"))
    claims = {claim["claim"] for claim in body["claims"]}
    assert claims == set(everything.statements)
    named = {claim for it in body["features"] for claim in it["properties"].get("claims", "").split("|") if claim}
    assert len(named) > 15
    assert named <= claims
    assert body["licence"] == "CC BY 4.0"
    assert {claim["source"] for claim in body["claims"]} <= {source["id"] for source in body["sources"]}
    (aktobe,) = [
        it["properties"] for it in body["features"] if it["properties"].get("fragment", "").startswith("Ақтөбе")
    ]
    assert (aktobe["low"], aktobe["qualifier"], aktobe["name_kk"]) == (None, "not stated", "Ақтөбе")


def test_a_geopackage_carries_tables_and_a_qgis_style_a_layer(everything: Scene, tmp_path: Path) -> None:
    path = export(everything, tmp_path / "a.gpkg", Options())[0]
    layers = dict(pyogrio.list_layers(path))
    assert len(pyogrio.read_dataframe(path, layer="claims")) == len(everything.statements)
    sources = pyogrio.read_dataframe(path, layer="sources").set_index("id")
    assert sources.loc["natural-earth", "licence"] == "public domain"
    with closing(sqlite3.connect(path)) as database:
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
    drawn = {name for name, kind in layers.items() if kind} - {"burned-sowings", "starving-or-sick"}
    assert set(styles) == drawn
    for name, qml in styles.items():
        root = ElementTree.fromstring(qml.split("\n", 1)[1])
        values = {category.get("value") for category in root.iter("category")}
        assert set(pyogrio.read_dataframe(path, layer=name)["class"]) <= values | {""}
        assert len(values) == sum(1 for _ in root.iter("category"))
    provinces = pyogrio.read_dataframe(path, layer="provinces").set_index("id")
    assert provinces.loc["bokei", "area_km2"] == pytest.approx(74_560, abs=50)
    assert "LinePatternFill" in styles["crop-failure"]
    assert "254,217,142,255" in styles["crop-failure"]


def test_a_geopackage_holds_a_project_that_shows_the_map_as_it_was(
    builder: SceneBuilder, view: MapView, tmp_path: Path
) -> None:
    scene = scene_for(builder, view, ".gpkg", chosen=False)
    path = export(scene, tmp_path / "карта.gpkg", Options())[0]
    with closing(sqlite3.connect(path)) as database:
        ((name, content),) = database.execute("SELECT name, content FROM qgis_projects")
        columns = [row[1] for row in database.execute("PRAGMA table_info(qgis_projects)")]
    assert (name, columns) == ("Dala Atlas", ["name", "metadata", "content"])
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(content))) as archive:
        (member,) = archive.namelist()
        root = ElementTree.fromstring(archive.read(member).decode().split("\n", 1)[1])
    assert "+proj=aea" in (root.findtext("projectCrs/spatialrefsys/proj4") or "")
    nodes = root.findall("layer-tree-group/layer-tree-layer")
    ticked = [node.get("id", "").removeprefix("dala-atlas-") for node in nodes if node.get("checked") == "Qt::Checked"]
    on = [layer.id for layer in reversed(builder.build(view).visible)]
    assert [it for it in ticked if it != "province-lines"] == on
    assert len(nodes) > len(ticked)
    drawn = {layer.findtext("id"): layer for layer in root.findall("projectlayers/maplayer")}
    assert list(drawn) == [node.get("id") for node in nodes]
    for found in drawn.values():
        assert (found.findtext("datasource") or "").startswith("./карта.gpkg|layername=")
        assert found.findtext("srs/spatialrefsys/authid") == "EPSG:4326"
        assert found.find("renderer-v2") is not None


def test_every_row_of_a_table_names_its_layer(everything: Scene) -> None:
    rows = statement_rows(everything)
    assert {row["layer"] for row in rows} >= {"crop-failure", "listed-1921", "livestock-deaths", "turksib", "works"}
    assert len({(row["layer"], row["claim"] or row["place"]) for row in rows}) == len(rows)


def test_the_commands_write_what_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mapapp.cli import main

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "шығару"
    folder.mkdir()
    assert main(["export", str(folder / "a.csv"), "--excel", "--lang", "ru", "--layers", "crop-failure"]) == 0
    assert len(table(folder / "a.csv", ";", "utf-8-sig")) == 5
    assert main(["export", str(folder / "a.html"), "--with-hidden"]) == 0
    assert "Ridder" in (folder / "a.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "a.html", "datapackage.json"]
