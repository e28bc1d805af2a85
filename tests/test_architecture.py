"""The promises of the layout that import-linter cannot see."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 450
BLOCKED = ("PySide6", "shiboken6", "folium", "mapapp")


def package_files() -> Iterator[Path]:
    """Give every Python file of the two packages."""
    for package in ("geodata", "mapapp"):
        yield from sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Give the top-level names a file imports, also inside its functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def importers(name: str) -> set[str]:
    """Give the files, as posix paths below the root, that import a top-level name."""
    return {path.relative_to(ROOT).as_posix() for path in package_files() if name in imported(path)}


def test_there_is_something_to_look_at() -> None:
    assert len(list(package_files())) > 10


def test_files_stay_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in package_files()}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST} == {}


def test_only_the_web_page_knows_folium() -> None:
    assert importers("folium") <= {"mapapp/webpage.py"}


def test_only_the_window_knows_qt() -> None:
    assert {path for path in importers("PySide6") if not path.startswith("mapapp/qt/")} == set()


@pytest.mark.parametrize("module", ["geodata", "geodata.worker", "geodata.join"])
def test_geodata_stands_alone(module: str) -> None:
    """The package imports where PySide6, folium and mapapp cannot be imported at all."""
    code = (
        "import sys, importlib\n"
        f"for name in {BLOCKED!r}:\n"
        "    sys.modules[name] = None\n"
        f"importlib.import_module({module!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_process_that_writes_pictures_reads_nothing_of_the_window() -> None:
    """Else every picture waits until all panels and dialogs are read, too."""
    code = "import sys, mapapp.qt.paper.picturejob; print(*(name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    found = set(done.stdout.split())
    assert "PySide6.QtGui" in found
    assert {"PySide6.QtWidgets", "mapapp.qt.window", "mapapp.qt.startup", "numpy", "shapely"} & found == set()
