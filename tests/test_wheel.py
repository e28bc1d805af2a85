"""The newest wheel in dist/ holds all that the program needs, and nothing else. `make test` builds it before."""

import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILT = {
    "mapapp/web/vendor/leaflet.js",
    "mapapp/web/vendor/leaflet.css",
    "mapapp/web/vendor/proj4.js",
    "mapapp/web/vendor/proj4leaflet.js",
    "mapapp/assets/fonts/DejaVuSansCondensed.ttf",
    "mapapp/assets/fonts/DejaVuSansCondensed-Bold.ttf",
    "mapapp/assets/fonts/DejaVuSansCondensed-Oblique.ttf",
    "mapapp/assets/shapes.bin",
}


@pytest.fixture(scope="module")
def held() -> set[str]:
    """Give the names in the newest wheel."""
    wheels = sorted((ROOT / "dist").glob("dala_atlas-*.whl"), key=lambda path: path.stat().st_mtime)
    if not wheels:
        pytest.fail("There is no wheel in dist/. Type: make wheel", pytrace=False)
    with zipfile.ZipFile(wheels[-1]) as archive:
        return set(archive.namelist())


def tracked() -> set[str]:
    """Give the files of the packages that git tracks, or would take up, and that are there."""
    command = ["git", "-c", "core.quotePath=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run([*command, "geodata", "mapapp"], cwd=ROOT, capture_output=True, check=True)
    return {name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()}


def test_every_tracked_file_is_in_the_wheel(held: set[str]) -> None:
    files = tracked()
    assert len(files) > 10
    assert files - held == set()


def test_built_files_are_in_the_wheel(held: set[str]) -> None:
    catalogues = (ROOT / "mapapp" / "i18n").rglob("*.po")
    compiled = {path.with_suffix(".mo").relative_to(ROOT).as_posix() for path in catalogues}
    assert (BUILT | compiled) - held == set()


def test_nothing_else_is_in_the_wheel(held: set[str]) -> None:
    tops = {name.split("/")[0] for name in held}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"geodata", "mapapp"}
    assert [name for name in held if "test" in Path(name).name or "__pycache__" in name] == []
