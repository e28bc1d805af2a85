"""Files that belong together come all or not at all."""

from pathlib import Path

import pytest

from geodata.report import GeodataError
from mapapp.staging import Staging


def filled(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


def test_a_folder_is_made_when_its_files_are_whole(tmp_path: Path) -> None:
    target = tmp_path / "мектеп" / "жинақ"
    staging = Staging(target)
    filled(staging.folder, a="1", b="2")
    assert not target.exists()
    assert staging.put() == (target / "a", target / "b")
    assert contents(target) == {"a": "1", "b": "2"}
    assert list(tmp_path.iterdir()) == [target.parent]


def test_files_of_others_stay_where_ours_are_replaced(tmp_path: Path) -> None:
    target = filled(tmp_path / "pack", a="old", own="mine")
    staging = Staging(target)
    filled(staging.folder, a="new")
    staging.put()
    assert contents(target) == {"a": "new", "own": "mine"}
    assert sorted(path.name for path in target.iterdir()) == ["a", "own"]


def test_one_file_that_cannot_be_put_leaves_all_as_they_were(tmp_path: Path) -> None:
    target = filled(tmp_path / "pack", a="old a", z="old z")
    (target / "m").mkdir()
    staging = Staging(target)
    filled(staging.folder, a="new a", m="new m", n="new n", z="new z")
    with pytest.raises(GeodataError, match="Expected files that may be put"):
        staging.put()
    assert contents(target) == {"a": "old a", "z": "old z"}
    assert sorted(path.name for path in target.iterdir()) == ["a", "m", "z"]


def test_what_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "pack"
    staging = Staging(target)
    filled(staging.folder, a="half")
    with staging:
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_in_is_named(tmp_path: Path) -> None:
    filled(tmp_path, file="no folder")
    with pytest.raises(GeodataError, match="Expected a folder that may be written"):
        Staging(tmp_path / "file" / "pack")
