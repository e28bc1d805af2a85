"""A scene becomes a file: written beside its name, read back, checked, renamed; a file that was there survives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from geodata.report import GeodataError
from mapapp.labels import Measure
from mapapp.paper.pages import pages
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import Options
from mapapp.scene import Scene, SceneBuilder
from mapapp.staging import Staging
from mapapp.view import MapView

Progress = Callable[[int, int], None]
"""(steps done, steps in all) -> None."""


PageWriter = Callable[[Sequence[Page], Path, Options], None]


@dataclass(frozen=True, slots=True)
class Format:
    """How laid-out sheets become one file, and how that is held against them; `many` tells whether it takes several."""

    write: PageWriter
    check: PageWriter
    many: bool = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """What draws pictures: how large texts come out, and a format a suffix."""

    measure: Measure
    formats: Mapping[str, Format]


PICTURES: Final = (".png", ".pdf", ".svg")
PAGES: Final = (".html",)
DATA: Final = (".gpkg", ".geojson", ".csv")
SUFFIXES: Final = (*PICTURES, *PAGES, *DATA)

_BEGINNINGS: Final = {
    ".png": b"\x89PNG\r\n", ".pdf": b"%PDF-", ".svg": b"<?xml", ".html": b"<!DOCTYPE", ".gpkg": b"SQLite format 3",
    ".geojson": b"{", ".csv": b"layer",
}  # fmt: skip


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
            "Expected a file name ending in {known}, found “{name}”.", "Choose one of these.",
            known=", ".join(SUFFIXES), name=path.name,
        )  # fmt: skip
    if not path.parent.is_dir():
        raise GeodataError(
            "Expected a folder to write in, found none at {folder}.", "Make the folder first.", folder=path.parent
        )
    if path.is_dir():
        raise GeodataError("Expected a file name, found the folder {folder}.", "Add a file name.", folder=path)
    return suffix


def export(
    scene: Scene, path: Path, options: Options, pictures: Pictures | None = None, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write a scene to a file, or to a file a sheet where the format holds only one.

    Parameters
    ----------
    scene
        What to write.
    path
        Where; the suffix says the format. Further sheets get ``-2``, ``-3`` ... behind the name.
    options
        Kind, paper, words and resolution of pictures.
    pictures
        What draws pictures; data and pages for the web need nothing.
    progress
        Is told how far the work has come.

    Returns
    -------
    tuple of Path
        The files written, without the descriptor of a data file.

    Raises
    ------
    GeodataError
        If the target cannot be, or what was written does not read back; files that were there are as they were.
    """
    check_target(path)
    with Staging(path.parent) as staging:
        names = write_aside(scene, path, options, staging.folder, pictures, progress)
        staging.put()
    return tuple(path.with_name(name) for name in names)


def write_aside(
    scene: Scene,
    path: Path,
    options: Options,
    folder: Path,
    pictures: Pictures | None = None,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Write what `export` writes into another folder, from which `Staging.put` can put it in place.

    Returns
    -------
    tuple of str
        The names of the files, without the descriptor of a data file.
    """
    suffix = check_target(path)
    jobs: list[Callable[[Path], None]]
    if suffix in PICTURES:
        assert pictures is not None
        sheets = pages(scene, options, pictures.measure)
        groups = [sheets] if pictures.formats[suffix].many else [(sheet,) for sheet in sheets]
        jobs = [partial(write_sheets, group, options=options, pictures=pictures) for group in groups]
    else:
        jobs = [_job(scene, suffix, options)]
    names = file_names(path, len(jobs))
    for done, (name, write) in enumerate(zip(names, jobs, strict=True)):
        if progress is not None:
            progress(done, len(jobs))
        write(folder / name)
    if suffix in DATA:
        from mapapp.datapackage import describe

        describe(scene, folder / path.name, options.excel, path.parent)
    if progress is not None:
        progress(len(jobs), len(jobs))
    return tuple(names)


def write_sheets(sheets: Sequence[Page], path: Path, options: Options, pictures: Pictures) -> None:
    """Write laid-out sheets to one file as it stands, and read it back.

    Raises
    ------
    GeodataError
        If it does not read back.
    """
    form = pictures.formats[path.suffix.lower()]
    form.write(sheets, path, options)
    _check(path, path.suffix.lower())
    form.check(sheets, path, options)


def file_names(path: Path, count: int) -> list[str]:
    """Return the names of so many files: the path's own, then with ``-2``, ``-3`` ... behind it."""
    return [path.name, *(f"{path.stem}-{index}{path.suffix}" for index in range(2, count + 1))]


def _job(scene: Scene, suffix: str, options: Options) -> Callable[[Path], None]:
    """Return what writes a web page or a data file."""
    if suffix in PAGES:
        from mapapp.webpage import write_page

        return partial(_checked, partial(write_page, scene))
    from mapapp.tables import write_csv, write_geojson, write_geopackage

    tables: dict[str, Callable[[Scene, Path], None]] = {
        ".gpkg": write_geopackage, ".geojson": write_geojson, ".csv": partial(write_csv, excel=options.excel),
    }  # fmt: skip
    return partial(_checked, partial(tables[suffix], scene))


def _checked(write: Callable[[Path], None], path: Path) -> None:
    write(path)
    _check(path, path.suffix.lower())


def _check(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        begin = file.read(32)
    if not begin.removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(_BEGINNINGS[suffix].upper()):
        raise GeodataError(
            "Expected the written file to read back, but it does not: {error} ({what}).",
            "Check the disk and try again.", error="the file begins with something else", what=suffix,
        )  # fmt: skip


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
    if chosen:
        return builder.build_in_all_languages(view)
    off = frozenset(it.id for it in view.layers if not it.visible)
    scene = builder.build_in_all_languages(view.with_only(tuple(it.id for it in view.layers)))
    return replace(scene, set_aside=off)


def export_view(path: str, view: str, folder: str = "", hidden: bool = False, excel: bool = False) -> list[str]:
    """Write a page or data file of a view; the window lets a process of its own do this.

    Parameters
    ----------
    path
        Where.
    view
        The view as `viewfile.dumps` writes it.
    folder
        Where to leave the files for `Staging.put`; they are put in place unless given.
    hidden
        Whether a page holds the hidden layers too, switched off.
    excel
        Whether a CSV file is made for Excel.

    Returns
    -------
    list of str
        The names of the files.
    """
    from geodata.catalog import read_catalog
    from geodata.resources import library
    from mapapp import viewfile
    from mapapp.compiled import load

    catalog = read_catalog(library=library())
    wanted, target, options = viewfile.loads(view, catalog), Path(path), Options(excel=excel)
    scene = scene_for(SceneBuilder(catalog, load(catalog)), wanted, target.suffix.lower(), hidden=hidden)
    if folder:
        return list(write_aside(scene, target, options, Path(folder)))
    return [each.name for each in export(scene, target, options)]
