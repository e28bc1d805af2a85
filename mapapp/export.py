"""A scene becomes a file: written beside its name, read back, checked, renamed; a file that was there survives."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geodata.report import GeodataError
from mapapp.scene import Scene

Writer = Callable[[Scene, Path, str, int], None]
"""(scene, path, paper, dpi) -> None."""

PICTURES: Final = (".png", ".pdf", ".svg")
PAGES: Final = (".html",)
DATA: Final = (".gpkg", ".geojson")
SUFFIXES: Final = (*PICTURES, *PAGES, *DATA)

_BEGINNINGS: Final = {
    ".png": b"\x89PNG\r\n", ".pdf": b"%PDF-", ".svg": b"<?xml", ".html": b"<!DOCTYPE", ".gpkg": b"SQLite format 3",
    ".geojson": b"{",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """How a picture is laid out; data and pages ignore both."""

    paper: str = "a4"
    dpi: int = 300


def check_target(path: Path) -> str:
    """Return the suffix of a path that can be written.

    Raises
    ------
    GeodataError
        If the suffix is not one of `SUFFIXES` or the folder is missing.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise GeodataError(
            f"Expected a file name ending in {', '.join(SUFFIXES)}, found {path.name!r}.", "Choose one of these."
        )
    if not path.parent.is_dir():
        raise GeodataError(f"Expected a folder to write in, found none at {path.parent}.", "Make the folder first.")
    if path.is_dir():
        raise GeodataError(f"Expected a file name, found the folder {path}.", "Add a file name.")
    return suffix


def export(scene: Scene, path: Path, options: Options, writers: Mapping[str, Writer]) -> Path:
    """Write a scene to a file.

    Parameters
    ----------
    scene
        What to write.
    path
        Where; the suffix says the format.
    options
        Paper and resolution of pictures.
    writers
        Picture writers by suffix; data and pages have their own.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    GeodataError
        If the target cannot be, or what was written does not read back.
    """
    suffix = check_target(path)
    if not 30 <= options.dpi <= 1200:
        raise GeodataError(f"Expected 30 to 1200 dots an inch, found {options.dpi}.", "300 suits print.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=suffix)
    except OSError as error:
        raise GeodataError(
            f"Expected a folder that may be written, found {path.parent} ({error.strerror}).", "Choose another folder."
        ) from error
    os.close(handle)
    temporary = Path(name)
    try:
        _writer(suffix, writers)(scene, temporary, options.paper, options.dpi)
        _check(temporary, suffix)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    return path


def _writer(suffix: str, writers: Mapping[str, Writer]) -> Writer:
    if suffix in PAGES:
        from mapapp.webpage import write_page

        return write_page
    if suffix in DATA:
        from mapapp.tables import write_geojson, write_geopackage

        return {".gpkg": write_geopackage, ".geojson": write_geojson}[suffix]
    return writers[suffix]


def _check(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        begin = file.read(32)
    if not begin.lstrip().upper().startswith(_BEGINNINGS[suffix].upper()):
        raise GeodataError("Expected the written file to read back, but it does not.", "Check the disk and try again.")


def everything_on(scene: Scene, suffix: str, chosen: bool) -> Scene:
    """Return the scene with every layer on, for data files whose layers were not chosen."""
    if chosen or suffix not in DATA:
        return scene
    return replace(scene, layers=tuple(replace(layer, visible=True) for layer in scene.layers))


def export_view(path: str, view: str) -> str:
    """Write a page or data file of a view; the window lets a process of its own do this.

    Parameters
    ----------
    path
        Where.
    view
        The view as `viewfile.dumps` writes it.
    """
    from geodata.catalog import read_catalog
    from mapapp import viewfile
    from mapapp.compiled import load
    from mapapp.scene import SceneBuilder

    catalog = read_catalog()
    scene = SceneBuilder(catalog, load(catalog)).build(viewfile.loads(view, catalog))
    return str(export(scene, Path(path), Options(), {}))
