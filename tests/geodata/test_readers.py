"""Readers: every format says the same, limits hold, nothing is followed, and no damage ends in a traceback."""

import math
import os
import shutil
import socket
import sqlite3
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.contribute import inspect
from geodata.matching import Matcher
from geodata.names import looks_damaged
from geodata.proposal import Proposal
from geodata.readers import curves, encodings, formats
from geodata.readers.limits import Limits
from geodata.report import ReadError
from geodata.worker import call

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"
SMALL = sorted(path for path in CORPUS.iterdir() if path.stat().st_size < 20_000 and path.name != "expectations.csv")


@pytest.mark.parametrize("name", ["good.fgb", "good.parquet", "good.kml", "good.kmz", "utf8-by-cpg.zip"])
def test_every_format_gives_the_same_provinces(name: str) -> None:
    plain = inspect([CORPUS / "good-provinces.geojson"])
    found = inspect([CORPUS / name])
    assert found.features == plain.features == 5
    assert {it["place"] for it in found.names} == {it["place"] for it in plain.names}
    shared = {it.where: it.values["iou"] for it in plain.findings if it.code == "distance"}
    assert {it.where: it.values["iou"] for it in found.findings if it.code == "distance"} == shared
    assert len(shared) == 5


def test_a_folder_of_a_shapefile_is_read_like_its_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(CORPUS / "cp1251-by-cpg.zip") as archive:
        archive.extractall(tmp_path / "папка")
    folder = inspect([tmp_path / "папка"])
    alone = inspect([tmp_path / "папка" / "map.shp"])
    assert folder.exit_code == alone.exit_code == 0
    assert [it["name"] for it in folder.names] == [it["name"] for it in alone.names]
    assert folder.choices.period == "1921-08"


def test_another_encoding_is_read_as_chosen() -> None:
    found = inspect([CORPUS / "cp1251-undeclared.zip"], {"encoding": "cp866"})
    assert found.encoding["how"] == "chosen"
    assert "Оренбургская губерния" not in {it["name"] for it in found.names}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=100), "too-large"),
        (Limits(features=3), "too-many"),
        (Limits(vertices=20), "too-large"),
    ],
)
def test_a_file_above_a_limit_is_refused(limits: Limits, code: str) -> None:
    found = inspect([CORPUS / "good-units.geojson"], {"role": "units"}, limits=limits)
    assert ([it.code for it in found.findings], found.exit_code) == ([code], 2)


def test_several_files_at_once_are_refused() -> None:
    found = inspect([CORPUS / "good.kml", CORPUS / "gap.geojson"])
    assert [it.code for it in found.findings] == ["several-files"]


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    packed = bytearray((CORPUS / "utf8-by-cpg.zip").read_bytes())
    at = packed.index(b"PK\x01\x02")
    packed[at + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(packed)
    assert [it.code for it in inspect([tmp_path / "locked.zip"]).findings] == ["archive-locked"]


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on a port of this computer; give the port, and what anybody said to it."""
    heard: list[bytes] = []
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)

        def listen() -> None:
            while not done.is_set():
                try:
                    with server.accept()[0] as caller:
                        heard.append(caller.recv(100))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], heard
        done.set()
        thread.join()


def test_no_address_in_a_file_is_called(tmp_path: Path, listener: tuple[int, list[bytes]]) -> None:
    """A listener stands where the hostile files point to; nobody comes."""
    port, heard = listener
    for path in SMALL:
        body = path.read_bytes()
        if b"127.0.0.1:9" in body:
            copy = tmp_path / path.name
            copy.write_bytes(body.replace(b"127.0.0.1:9", f"127.0.0.1:{port}".encode()))
            inspect([copy])
    assert len(list(tmp_path.iterdir())) >= 6
    assert heard == []


CRS_LINKS = [
    '"crs": {"type": "link", "properties": {"href": "URL"}}',
    '"CRS": {"Type": "URL", "properties": {"url": "URL"}}',
    '"crs": {"type": "name", "type": "link", "a": {"b": {"c": {}}}, "properties": {"href": "URL"}}',
    '"\\u0063\\u0072\\u0053": {"type": "l\\u0069nk", "properties": {"href": "URL"}}',
    '"crs": {"x": "}", "type": "link", "properties": {"href": "URL"}}',
    '"crs": {"type": "link", "more": "' + "x" * 100_000 + '", "properties": {"href": "URL"}}',
]


@pytest.mark.parametrize("barred", [True, False], ids=["taken out", "no answer even if it were not"])
@pytest.mark.parametrize("link", CRS_LINKS, ids=range(len(CRS_LINKS)))
def test_a_reference_system_is_never_fetched(
    tmp_path: Path, listener: tuple[int, list[bytes]], monkeypatch: pytest.MonkeyPatch, link: str, barred: bool
) -> None:
    if not barred:
        monkeypatch.setattr(formats, "_without_links", lambda body: (body, ""))
    port, heard = listener
    text = (CORPUS / "one-feature.geojson").read_text(encoding="utf-8")
    path = tmp_path / "map.geojson"
    path.write_text(text.rstrip()[:-1] + ", " + link.replace("URL", f"http://127.0.0.1:{port}/crs") + "}")
    found = inspect([path], {"role": "units"})
    assert heard == []
    assert found.readable
    assert ("crs-unread" in {it.code for it in found.findings}) == barred


def test_gdal_is_left_as_it_was() -> None:
    import pyogrio

    pyogrio.set_gdal_config_options({"GDAL_HTTP_PROXY": None, "GDAL_HTTP_MAX_RETRY": "3"})
    inspect([CORPUS / "good-units.geojson"], {"role": "units"})
    assert pyogrio.get_gdal_config_option("GDAL_HTTP_PROXY") is None
    assert pyogrio.get_gdal_config_option("GDAL_HTTP_MAX_RETRY") in {"3", 3}
    pyogrio.set_gdal_config_options({"GDAL_HTTP_MAX_RETRY": None})


def test_what_another_program_wrote_last_is_read_from_its_log(tmp_path: Path) -> None:
    """QGIS keeps a GeoPackage open with its changes in a file beside it."""
    path = tmp_path / "map.gpkg"
    shutil.copyfile(CORPUS / "one-layer-of-polygons.gpkg", path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("pragma journal_mode=wal")
        for (name,) in other.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            other.execute(f'drop trigger "{name}"')
        other.execute("update cells set name = 'Renamed' where name = 'Alpha'")
        other.commit()
        before = path.read_bytes(), (tmp_path / "map.gpkg-wal").read_bytes()
        names = {it["name"] for it in inspect([path], {"role": "units"}).names}
        assert (path.read_bytes(), (tmp_path / "map.gpkg-wal").read_bytes()) == before
    assert "Renamed" in names
    assert "Alpha" not in names


@pytest.mark.skipif(os.name != "posix", reason="links need rights there")
def test_a_link_beside_a_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words", encoding="utf-8")
    folder = tmp_path / "theirs"
    folder.mkdir()
    with zipfile.ZipFile(CORPUS / "cp1251-by-cpg.zip") as archive:
        archive.extractall(folder)
    (folder / "map.cpg").unlink()
    (folder / "map.cpg").symlink_to(secret)
    (folder / "more.geojson").symlink_to(CORPUS / "good-units.geojson")
    for chosen in (folder, folder / "map.shp"):
        found = inspect([chosen])
        assert [layer["name"] for layer in found.layers] == ["map"]
        assert (found.encoding["used"], found.encoding["how"]) == ("cp1251", "detected")


def test_the_worker_ends_what_takes_too_long() -> None:
    with pytest.raises(ReadError) as caught:
        call("tests.geodata.test_readers:sleep", {"seconds": 30.0}, limit_s=3)
    assert caught.value.code == "out-of-time"


def sleep(seconds: float) -> None:
    """Keep the worker busy."""
    threading.Event().wait(seconds)


def crash() -> None:
    """End as a fault in a native library would."""
    import os

    os.abort()


def hoard() -> None:
    """Ask for more memory than the worker may have."""
    kept = [bytearray(512 * 1024**2) for _ in range(30)]
    assert kept


def test_a_crash_and_too_much_memory_are_told_in_words() -> None:
    with pytest.raises(ReadError) as caught:
        call("tests.geodata.test_readers:crash", {})
    assert caught.value.code == "reader-ended"
    if sys.platform == "linux":
        with pytest.raises(ReadError) as caught:
            call("tests.geodata.test_readers:hoard", {})
        assert caught.value.code == "out-of-memory"


def test_progress_is_told_and_rises() -> None:
    told: list[float] = []
    job = {"paths": [str(CORPUS / "good-units.geojson")], "choices": {"role": "units"}}
    answer = call("geodata.contribute:inspect_job", job, progress=lambda share, _what: told.append(share))
    assert Proposal.from_dict(answer).ok
    assert len(told) > 5
    assert told == sorted(told)


def test_curves_become_chords_of_the_right_area() -> None:
    found = inspect([CORPUS / "curves.gpkg"], {"role": "units"})
    assert found.vertices > 40
    arc = curves._arcs(np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]))
    assert shapely.Polygon(arc).area == pytest.approx(math.pi / 2, rel=2e-3)
    other = curves._arcs(np.array([[0.0, 0.0], [1.0, -1.0], [2.0, 0.0]]))
    assert shapely.Polygon(other).bounds[1] == pytest.approx(-1, abs=1e-3)


WORDS = ["Қостанай", "Ақтөбе", "Бөкей Ордасы", "Өскемен", "Жәңгір", "Оренбургская", "Ұлытау", "Іле"]


@pytest.mark.parametrize("codec", ["kz1048", "ptcp154", "cp866", "cp1251", "utf-8"])
def test_an_encoding_is_told_by_its_letters(codec: str) -> None:
    words = ["Кустанайская", "Уральская губерния", "Гурьев"] if codec in {"cp866", "cp1251"} else WORDS
    used = encodings.decide([word.encode(codec) for word in words], "", "", lambda _name: False)
    assert [encodings.decode(word.encode(codec), used) for word in words] == words


def matcher() -> Matcher:
    from geodata.catalog import read_catalog

    return Matcher(place for place in read_catalog().places.values() if place.kind == "province")


@pytest.mark.parametrize(
    ("name", "place", "how"),
    [
        ("Қостанай губерниясы", "kostanay", "exact"), ("Qostanai", "kostanay", "exact"),
        ("КУСТАНАЙСКАЯ  ОБЛАСТЬ", "kostanay", "exact"), ("Кустанайская губернія", "kostanay", "exact"),
        ("Уральскъ", "ural", "exact"), ("Kustanai", "kostanay", "exact"), ("Inner Horde", "bokei", "exact"),
        ("Уральская губ.", "ural", "exact"),
        ("останай", "kostanay", "lost"), ("А?т?бе", "aktobe", "lost"), ("Îðåíáóðãñêàÿ", "orenburg", "turned"),
        ("РћСЂР°Р»", "ural", "turned"), ("Kustanayskoya", None, "near"), ("Atlantis", None, "none"), ("", None, "none"),
    ],
)  # fmt: skip
def test_names_in_every_spelling(name: str, place: str | None, how: str) -> None:
    found = matcher().match(name)
    assert (found.place, found.how) == (place, how)


@given(st.text(max_size=40))
def test_any_text_can_be_matched(text: str) -> None:
    found = matcher().match(text)
    assert found.how in {"exact", "lost", "turned", "near", "none"}
    assert (found.place is not None) == (found.how in {"exact", "lost", "turned"})
    assert all(0 <= it.score <= 99 for it in found.candidates)
    assert isinstance(looks_damaged(text), str)
