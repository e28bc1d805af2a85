"""Commands and files: what is written reads back, and what was there survives."""

import json
import re
import subprocess
from pathlib import Path

import pyogrio
import pytest

from mapapp.cli import main


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def test_facts_are_one_json_array_with_aktobe_not_stated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    (aktobe,) = [fact for fact in facts if (fact["measure"], fact["place"]) == ("crop-failure", "aktobe")]
    assert (aktobe["low"], aktobe["high"], aktobe["qualifier"]) == (None, None, "not stated")
    assert set(aktobe) == {
        "id", "source", "place", "measure", "low", "high", "qualifier", "unit", "unit_printed", "period",
        "period_printed", "line", "fragment", "note", "contradicts",
    }  # fmt: skip


def test_layers_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layers", "--json"]) == 0
    ids = [layer["id"] for layer in json.loads(capsys.readouterr().out)]
    assert {"provinces", "turksib", "turksib-stations", "crop-failure", "listed-1921"} <= set(ids)


def test_a_geopackage_holds_every_layer(tmp_path: Path) -> None:
    out = tmp_path / "деректер.gpkg"
    assert main(["export", str(out)]) == 0
    layers = {name for name, _kind in pyogrio.list_layers(out)}
    assert {"provinces", "turksib", "turksib-stations", "crop-failure", "water", "towns", "uyezds"} <= layers
    frame = pyogrio.read_dataframe(out, layer="provinces")
    assert set(frame["id"]) == {"orenburg", "ural", "kostanay", "bokei", "aktobe"}
    figures = pyogrio.read_dataframe(out, layer="crop-failure").set_index("id")
    assert figures["low"].isna()["aktobe"]
    assert figures.loc["aktobe", "qualifier"] == "not stated"


def test_geojson_names_the_layer_of_each_feature(tmp_path: Path) -> None:
    out = tmp_path / "map.geojson"
    assert main(["export", str(out), "--layers", "crop-failure,turksib", "--lang", "en"]) == 0
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["layer"] for feature in features} == {"crop-failure", "turksib"}
    (aktobe,) = [feature for feature in features if feature["properties"]["id"] == "aktobe"]
    assert aktobe["properties"]["low"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["map.txt"], r"Expected a file name ending in .png"),
        (["map.png", "--layers", "nothing"], r"Expected the id of a layer, found “nothing”"),
        (["none/map.png"], r"Expected a folder to write in"),
        (["map.png", "--paper", "a9"], r"Expected a paper size"),
        (["map.png", "--dpi", "9"], r"Expected 30 to 1200"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "map.png"
    there.write_bytes(b"mine")
    assert main(["export", *arguments]) == 2
    error = capsys.readouterr().err
    assert re.search(words, error)
    assert "Traceback" not in error
    assert there.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pdf_holds_text_and_embedded_fonts(tmp_path: Path, language: str) -> None:
    out = tmp_path / "map.pdf"
    assert main(["export", str(out), "--lang", language]) == 0
    text = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, text=True, check=True).stdout
    wanted = {
        "kk": ("Қостанай", "Ақтөбе", "дереккөзде көрсетілмеген"),
        "ru": ("Кустанайская", "в источнике не указано"),
        "en": ("Kostanay", "not stated in the source"),
    }[language]
    assert all(word in text for word in wanted)
    fonts = subprocess.run(["pdffonts", out], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)


def test_svg_keeps_text_as_text(tmp_path: Path) -> None:
    out = tmp_path / "map.svg"
    assert main(["export", str(out), "--lang", "kk"]) == 0
    body = out.read_text(encoding="utf-8")
    assert ">Қостанай<" in body
    assert "clipPath1" not in body or body.count('id="clipPath1"') <= 1


def test_chromium_draws_five_provinces_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    log = tmp_path / "net.json"
    assert main(["export", str(out), "--lang", "kk"]) == 0
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-quic", f"--user-data-dir={tmp_path / 'profile'}",
        f"--log-net-log={log}", "--virtual-time-budget=3000", "--dump-dom", out.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    paths = re.findall(r"<path[^>]*leaflet-interactive[^>]*>", done.stdout)
    fills = [match.group(1) for path in paths if (match := re.search(r' fill="([^"]+)"', path))]
    province_fills = [fill for fill in fills if fill in {"#fed98e", "#fe9929", "#b8470b", "url(#hatch0)"}]
    assert sorted(province_fills) == ["#b8470b", "#b8470b", "#fe9929", "#fed98e", "url(#hatch0)"]
    assert "Ақтөбе" in done.stdout
    remote = [url for url in re.findall(r'"url":"(https?://[^"]+)"', log.read_text(encoding="utf-8"))]
    assert [url for url in remote if "google" not in url and "gstatic" not in url] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "map.png", "--dpi", "abc"], "Expected a whole number for --dpi, found “abc”."),
        (["export", "map.png", "--lang", "de"], "Expected one of kk, ru, en for --lang, found “de”."),
        (["export", "map.png", "--lang"], "Expected a value after --lang, found none."),
        (["nosuch"], "Expected one of layers, facts, export"),
        (["facts", "--nope"], "Expected options that are known, found “--nope”."),
        (["--size", "900x600"], "Expected --screenshot FILE beside --size, found nothing."),
    ],
)
def test_wrong_arguments_are_told_in_one_sentence(capsys, arguments: list[str], said: str) -> None:
    from mapapp.cli import main

    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert said in told
    assert told.count("\n") == 1
    assert "--help” for what is possible." in told
