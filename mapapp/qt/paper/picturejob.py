"""Pictures written by a process of its own: what `geodata.worker` is told to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geodata.catalog import read_catalog
from geodata.resources import library
from mapapp import viewfile
from mapapp.compiled import load
from mapapp.export import write_aside
from mapapp.pack import sheets, write_share
from mapapp.paper.sheet import Options
from mapapp.qt.paper.headless import headless_application
from mapapp.qt.paper.writers import pictures
from mapapp.scene import SceneBuilder

Told = Callable[[float, str], None]


def write_view(path: str, view: str, folder: str, options: Mapping[str, Any], *, progress: Told) -> list[str]:
    """Write a view as a picture, or as a picture a sheet; see `export.export_view`.

    Parameters
    ----------
    path
        Where the files are to stand; the suffix says the format.
    view
        The view as `viewfile.dumps` writes it.
    folder
        Where to leave the files for `Staging.put`.
    options
        As `Options.record` returns them.
    progress
        Is told the share done.
    """
    catalog = read_catalog(library=library())
    target = Path(path)
    scene = SceneBuilder(catalog, load(catalog)).build(viewfile.loads(view, catalog))
    application = headless_application()

    def told(done: int, of: int) -> None:
        progress(done / of, target.name)

    names = write_aside(scene, target, Options.of_record(options), Path(folder), pictures(), told)
    del application
    return list(names)


def write_pack_share(folder: str, view: str, options: Mapping[str, Any], *, progress: Told) -> int:
    """Write a share of a class pack; see `pack.write_share`."""
    catalog = read_catalog(library=library())
    wanted = viewfile.loads(view, catalog)
    scene = SceneBuilder(catalog, load(catalog)).build(wanted)
    application = headless_application()
    chosen, drawing = Options.of_record(options), pictures()
    made = sheets(scene, chosen, drawing.measure)
    count = write_share(Path(folder), made, scene.language, chosen, drawing, lambda share: progress(share, ""))
    del application
    return count
