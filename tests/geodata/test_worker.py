"""The process that reads: it answers requests in order, keeps what it read at hand, and needs none of it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from geodata import loading
from geodata.contribute import accept, inspect
from geodata.desk import Desk
from geodata.proposal import Choices
from geodata.readers import vector
from geodata.report import ReadError
from geodata.worker import request

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"
JOBS = "tests.geodata.test_worker"
ABOUT = {"id": "x", "licence": "CC0-1.0", "source": "Invented", "period": "1921-08"}


def counted(desk: Desk) -> int:
    """Count the requests of this process, and print what is no answer."""
    print("not an answer")
    tally: list[int] = desk.once("tally", None, list)
    tally.append(1)
    return len(tally)


def slow(progress: Callable[[float, str], None]) -> str:
    """Go on until another request waits."""
    while True:
        progress(0.5, "waiting")


def talk(*lines: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "geodata.worker"], input="".join(lines), capture_output=True, timeout=60, check=True,
        encoding="utf-8", env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_process_answers_one_request_after_the_other_and_remembers() -> None:
    ask, wrong = request(f"{JOBS}:counted", {}), request(f"{JOBS}:counted", {"no": 1})
    first, refused, second = talk(ask, wrong, ask)
    assert (first, second) == ({"ok": 1}, {"ok": 2})
    assert "TypeError" in refused["error"]


def test_who_asks_again_wants_the_new_answer_alone() -> None:
    said = talk(request(f"{JOBS}:slow", {}), request(f"{JOBS}:counted", {}))
    assert [it for it in said if "progress" not in it] == [{"dropped": True}, {"ok": 1}]


def test_a_desk_keeps_the_newest_of_each_kind() -> None:
    desk, made = Desk(), []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [desk.once("map", key, make) for key in ("a", "a", "b", "a")] == [1, 1, 2, 3]
    assert desk.once("catalog", "a", make) == 4
    with pytest.raises(ZeroDivisionError):
        desk.once("map", "c", lambda: 1 // 0)
    assert desk.once("map", "c", make) == 5
    desk.clear()
    assert desk.once("map", "c", make) == 6


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a map is read."""
    found: list[str] = []
    read = vector.read

    def noted(*given: Any, **named: Any) -> vector.Frame:
        found.append(named["encoding"])
        return read(*given, **named)

    monkeypatch.setattr(loading.vector, "read", noted)
    return found


def test_a_map_is_read_again_only_when_it_or_the_way_to_read_it_changes(tmp_path: Path, reads: list[str]) -> None:
    desk, library = Desk(), tmp_path / "library"
    path = tmp_path / "map.geojson"
    path.write_bytes((CORPUS / "near-name.geojson").read_bytes())
    name = {"matches": {"Kustanayskoya": "kostanay"}}
    for choices in ({}, {"role": "units"}, {"period": "1897"}, {"licence": "CC0-1.0"}, name):
        at_hand = inspect([path], choices, library=library, desk=desk)
        alone = inspect([path], choices, library=library)
        assert json.dumps(at_hand.as_dict(), default=str) == json.dumps(alone.as_dict(), default=str), choices
    assert len(reads) == 1 + 5
    done = accept(inspect([path], ABOUT | name, library=library, desk=desk), library, desk=desk)
    assert len(reads) == 6
    assert done["layers"][-1] == "x"
    inspect([path], {"encoding": "cp1251"}, library=library, desk=desk)
    path.write_text(path.read_text(encoding="utf-8").replace("Kustanayskoya", "Kostanay"), encoding="utf-8")
    assert not inspect([path], {}, library=library, desk=desk).standing().errors
    assert len(reads) == 8


def test_other_names_are_told_of_the_same_shapes(tmp_path: Path, reads: list[str]) -> None:
    desk, path = Desk(), tmp_path / "map.geojson"
    told = json.loads((CORPUS / "overlap-large.geojson").read_text(encoding="utf-8"))
    for row, feature in enumerate(told["features"]):
        feature["properties"]["other"] = f"Another {row}"
    path.write_text(json.dumps(told), encoding="utf-8")
    said = []
    for field in ("name", "other", "name"):
        choices = {"role": "units", "name_field": field}
        again, alone = inspect([path], choices, desk=desk), inspect([path], choices)
        said.append([found.message for found in again.findings])
        assert said[-1] == [found.message for found in alone.findings]
    assert "Another 0" in said[1][0]
    assert len(reads) == 1 + 3


@pytest.mark.parametrize("desk", [Desk(), None], ids=["at hand", "read anew"])
def test_a_file_that_changed_after_the_look_is_refused(tmp_path: Path, desk: Desk | None) -> None:
    path, library = tmp_path / "map.geojson", tmp_path / "library"
    path.write_bytes((CORPUS / "good-units.geojson").read_bytes())
    found = inspect([path], ABOUT | {"role": "units"}, library=library, desk=desk)
    assert found.ok
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("0.", "1.", 1) if "0." in text else text.replace("1", "2", 1), encoding="utf-8")
    for same_time in (False, True):
        if same_time:  # as a copy with its old time does
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(ReadError) as caught:
            accept(found, library, desk=desk)
        assert caught.value.code == "file-changed"
        assert not list(library.iterdir())


def test_a_set_that_came_meanwhile_is_known(tmp_path: Path) -> None:
    desk, library = Desk(), tmp_path / "library"
    table = tmp_path / "figures.csv"
    table.write_text("place,low\nx:1,3\n", encoding="utf-8")
    choices = asdict(Choices(join_to="x"))
    assert not inspect([table], choices, library=library, desk=desk).readable
    accept(inspect([CORPUS / "good-units.geojson"], ABOUT | {"role": "units"}, library=library), library)
    assert inspect([table], choices, library=library, desk=desk).readable


def test_a_table_is_told_of_alike_at_hand_and_anew(tmp_path: Path) -> None:
    desk, table = Desk(), tmp_path / "figures.csv"
    table.write_bytes((CORPUS / "values-good.csv").read_bytes())
    breaks = {"breaks": [0, 10, 20]}
    for choices in ({}, {"period": "1897"}, {"licence": "CC0-1.0"}, breaks, {"matches": {"Орал": "ural"}}, {}):
        at_hand, alone = inspect([table], choices, desk=desk), inspect([table], choices)
        assert json.dumps(at_hand.as_dict(), default=str) == json.dumps(alone.as_dict(), default=str), choices
    package = {"licence": "CC-BY-4.0", "resources": [{"path": table.name}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert inspect([table], {}, desk=desk).choices.licence == "CC-BY-4.0"
    table.write_text("place,low\nural,not a number\n", encoding="utf-8")
    assert inspect([table], {}, desk=desk).findings[0].code == "value-not-number"
