"""The class pack: every kind at once, and never half of it."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pypdf import PdfReader

from mapapp import compiled
from mapapp.cli import main
from mapapp.cli.progress import ProgressBar
from mapapp.export import Format, Pictures
from mapapp.labels import Measure
from mapapp.pack import files, sheets, write_share
from mapapp.paper.sheet import KINDS, Options
from mapapp.scene import Scene


def narrow(text: str, size_pt: float, bold: bool) -> tuple[float, float]:
    return len(text) * size_pt * 0.16, size_pt * 0.42


MEASURE: Measure = narrow


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, catalog, shapes) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    if not compiled.default_path().exists():
        compiled.write(compiled.default_path(), shapes, compiled.cache_key(catalog))


def test_a_pack_holds_every_kind_numbered_through(scene: Scene) -> None:
    made = sheets(scene, Options(), MEASURE)
    assert set(KINDS) == {page.kind for page in made}
    titles = [page.title.split(":")[0] for page in made if page.map is not None]
    assert titles[:7] == [
        "Colour map", "Greyscale map", "High-contrast map", "Black-and-white map", "Outline map",
        "Answers to the outline map", "Worksheet",
    ]  # fmt: skip
    names = [name for name, _sheets in files(made, "en")]
    assert len(names) == len(set(names)) == 1 + 2 * len(made)
    assert names[0] == "class-pack.pdf"
    assert "06-answers-to-the-outline-map.pdf" in names


def _unchecked(_pages: object, _path: Path, _options: Options) -> None:
    """Stand in for a check of what nobody drew."""


def test_processes_share_the_files_and_none_is_written_twice(scene: Scene, tmp_path: Path) -> None:
    made = sheets(scene, Options(), MEASURE)
    written: list[str] = []

    def write(_pages: object, path: Path, _options: Options) -> None:
        written.append(path.name)
        path.write_bytes(b"%PDF-" if path.suffix == ".pdf" else b"\x89PNG\r\n\x1a\n")

    pictures = Pictures(MEASURE, {".pdf": Format(write, _unchecked, many=True), ".png": Format(write, _unchecked)})
    shares: list[float] = []
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(3) as pool:
        patch.setattr("mapapp.export._check", lambda *_any: None)
        jobs = [
            pool.submit(write_share, tmp_path, made, "en", Options(), pictures, shares.append) for _worker in range(3)
        ]
        counts = [job.result() for job in jobs]
    assert sorted(written) == sorted(name for name, _sheets in files(made, "en"))
    assert sum(counts) == len(written)
    assert max(shares) <= 1


def test_the_command_writes_one_pdf_and_single_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "жинақ"
    layers = "crop-failure,provinces,turksib"
    assert main(["export", "--pack", str(folder), "--lang", "kk", "--dpi", "40", "--layers", layers]) == 0
    told = capsys.readouterr().out.splitlines()
    assert sorted(map(str, folder.iterdir())) == sorted(told)
    assert list(tmp_path.iterdir()) == [folder]
    whole = PdfReader(folder / "сынып-жинағы.pdf")
    singles = sorted(folder.glob("[0-9]*.pdf"))
    assert len(whole.pages) == len(singles) == len(list(folder.glob("[0-9]*.png")))
    texts = [page.extract_text() for page in whole.pages]
    numbers = [int(found[1]) for text in texts if (found := re.search(rf"\b(\d+)\s/\s{len(singles)}\b", text))]
    assert numbers == list(range(1, len(singles) + 1))
    alone = PdfReader(singles[0])
    assert len(alone.pages) == 1
    assert "Қостанай" in alone.pages[0].extract_text()


def test_a_pack_that_cannot_be_made_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "class-pack.pdf").write_bytes(b"old")
    assert main(["export", "--pack", str(folder), "--layers", "water", "--lang", "en"]) == 2
    assert "something can be asked about" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*")] == ["pack", "class-pack.pdf"]
    assert (folder / "class-pack.pdf").read_bytes() == b"old"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else() -> None:
    for stream, drawn in ((Terminal(), True), (io.StringIO(), False)):
        with ProgressBar("pack", stream) as bar:
            bar.show(0.5)
        assert ("50%" in stream.getvalue()) is drawn
        assert stream.getvalue().endswith("\r") is drawn
