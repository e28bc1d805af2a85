"""A scene becomes a file: written beside its name, read back, checked, renamed; a file that was there survives."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from geodata.report import GeodataError
from mapapp.scene import Scene, SceneBuilder
from mapapp.view import MapView

Writer = Callable[[Scene, Path, str, int], None]
"""(scene, path, paper, dpi) -> None."""

PICTURES: Final = (".png", ".pdf", ".svg")
PAGES: Final = (".html",)
DATA: Final = (".gpkg", ".geojson", ".csv")
SUFFIXES: Final = (*PICTURES, *PAGES, *DATA)

_BEGINNINGS: Final = {
    ".png": b"\x89PNG\r\n", ".pdf": b"%PDF-", ".svg": b"<?xml", ".html": b"<!DOCTYPE", ".gpkg": b"SQLite format 3",
    ".geojson": b"{", ".csv": b"layer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """How a picture is laid out, and whether a CSV file is made for Excel."""

    paper: str = "a4"
    dpi: int = 300
    excel: bool = False


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
        _writer(suffix, writers, options)(scene, temporary, options.paper, options.dpi)
        _check(temporary, suffix)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    if suffix in DATA:
        from mapapp.datapackage import describe

        describe(scene, path, options.excel)
    return path


def _writer(suffix: str, writers: Mapping[str, Writer], options: Options) -> Writer:
    if suffix in PAGES:
        from mapapp.webpage import write_page

        return write_page
    if suffix in DATA:
        from mapapp.tables import write_csv, write_geojson, write_geopackage

        tables: dict[str, Writer] = {
            ".gpkg": write_geopackage, ".geojson": write_geojson, ".csv": partial(write_csv, excel=options.excel),
        }  # fmt: skip
        return tables[suffix]
    return writers[suffix]


def _check(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        begin = file.read(32)
    if not begin.removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(_BEGINNINGS[suffix].upper()):
        raise GeodataError("Expected the written file to read back, but it does not.", "Check the disk and try again.")


def _shown(scene: Scene) -> Scene:
    return replace(scene, layers=scene.visible, translations=tuple(_shown(it) for it in scene.translations))


def scene_for(builder: SceneBuilder, view: MapView, suffix: str, chosen: bool = True, hidden: bool = False) -> Scene:
    """Return the scene that a kind of file is made from.

    Parameters
    ----------
    builder, view
        What makes the scene, and of what.
    suffix
        Of the file. A page speaks all languages; a data file holds every layer unless they were chosen.
    chosen
        Whether a person chose the layers.
    hidden
        Whether a page holds the hidden layers too, switched off.
    """
    if suffix in PAGES:
        scene = builder.build_in_all_languages(view)
        return scene if hidden else _shown(scene)
    if suffix in PICTURES:
        return builder.build(view)
    return builder.build_in_all_languages(view if chosen else view.with_only(tuple(it.id for it in view.layers)))


def export_view(path: str, view: str, hidden: bool = False, excel: bool = False) -> str:
    """Write a page or data file of a view; the window lets a process of its own do this.

    Parameters
    ----------
    path
        Where.
    view
        The view as `viewfile.dumps` writes it.
    hidden
        Whether a page holds the hidden layers too, switched off.
    excel
        Whether a CSV file is made for Excel.
    """
    from geodata.catalog import read_catalog
    from mapapp import viewfile
    from mapapp.compiled import load

    catalog = read_catalog()
    wanted = viewfile.loads(view, catalog)
    scene = scene_for(SceneBuilder(catalog, load(catalog)), wanted, Path(path).suffix.lower(), hidden=hidden)
    return str(export(scene, Path(path), Options(excel=excel), {}))
