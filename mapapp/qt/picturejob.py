"""Pictures written by a process of its own: what `geodata.worker` is told to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geodata.catalog import read_catalog
from geodata.resources import library
from mapapp import viewfile
from mapapp.compiled import load
from mapapp.export import export, scene_for
from mapapp.pack import sheets, write_share
from mapapp.qt.app import headless_application
from mapapp.qt.writers import pictures
from mapapp.scene import SceneBuilder
from mapapp.sheet import Options

Told = Callable[[float, str], None]


def write_view(
    path: str, view: str, options: Mapping[str, Any], aside: str, hidden: bool = False, *, progress: Told
) -> list[str]:
    """Write a view to a file, or to a file a sheet.

    Parameters
    ----------
    path
        Where; the suffix says the format.
    view
        The view as `viewfile.dumps` writes it.
    options
        As `Options.record` returns them.
    aside
        The folder to write in meanwhile.
    hidden
        Whether a web page holds the hidden layers too, switched off.
    progress
        Is told the share done.
    """
    catalog = read_catalog(library=library())
    target = Path(path)
    wanted = viewfile.loads(view, catalog)
    scene = scene_for(SceneBuilder(catalog, load(catalog)), wanted, target.suffix.lower(), hidden=hidden)
    application = headless_application()

    def told(done: int, of: int) -> None:
        progress(done / of, target.name)

    found = export(scene, target, Options.of_record(options), pictures(), told, Path(aside))
    del application
    return [str(each) for each in found]


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
