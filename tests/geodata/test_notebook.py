"""`geodata` as a library: the frames, and the documented example, which is run as it stands."""

import re
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.image import imread

import geodata

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.mark.usefixtures("_closed")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_documented_example_draws_the_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(BLOCKS) >= 6
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(compile(block, "docs/notebook.md", "exec"), names)  # the page's own code
    assert "Орынбор(80,3%)" in capsys.readouterr().out
    pixels = {tuple(round(part * 255) for part in pixel[:3]) for row in imread("crop-failure.png") for pixel in row}
    assert (0x12, 0x39, 0x5B) in pixels
    page = Path("crop-failure.html").read_text(encoding="utf-8")
    assert "L.geoJson" in page
    assert "not stated" in page


def test_statements_hold_every_claim_with_its_reason_and_shape() -> None:
    frame = geodata.statements()
    catalog = geodata.load()
    assert list(frame["claim"]) == [claim.id for claim in (*catalog.claims, *catalog.others)]
    assert frame.crs.to_epsg() == 4326
    by_id = frame.set_index("claim")
    aktobe = by_id.loc["c28-crop-failure-aktobe"]
    assert aktobe["qualifier"] == "not stated"
    assert aktobe["low"] != aktobe["low"]
    assert aktobe["geometry"].geom_type.endswith("Polygon")
    assert by_id.loc["c04-turksib-length", "geometry"].geom_type.endswith("LineString")
    assert by_id.loc["c26-famine-population", "geometry"] is None
    assert frame[frame["source"] != "essay"]["line"].isna().all()


def test_calling_twice_gives_the_same() -> None:
    assert geodata.statements().equals(geodata.statements())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_routes_measure_themselves(language: str) -> None:
    frame = geodata.routes(language)
    turksib = frame[frame["id"] == "turksib"]
    assert 1300 < turksib["length_km"].sum() < 1500
    assert set(frame["confidence"]) <= {"documented", "approximate", "conjectural"}
    assert (frame["note"] != "").any()


def test_a_date_without_provinces_leaves_their_claims_without_a_shape() -> None:
    frame = geodata.statements("1935").set_index("claim")
    assert frame.loc["c28-crop-failure-ural", "geometry"] is None
    assert frame.loc["c04-turksib-length", "geometry"] is not None
