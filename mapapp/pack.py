"""The class pack: every kind of map in one go, one PDF of all sheets and a file a sheet, by several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

from geodata.worker import call
from mapapp.export import Pictures, write_sheets
from mapapp.labels import Measure
from mapapp.paper.pages import pages
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import KINDS, Options
from mapapp.paper.sheetnames import KIND_TITLES, file_stem
from mapapp.scene import Scene
from mapapp.staging import Staging
from mapapp.texts import t

JOB: Final = "mapapp.qt.paper.picturejob:write_pack_share"
"""What each process runs; it is handed the arguments of `arguments`."""
_LIMIT_S: Final = 900

Progress = Callable[[float], None]
"""(share done, 0 to 1) -> None."""


def sheets(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    """Lay out every kind of a map, numbered through; each sheet's title begins with its kind.

    Parameters
    ----------
    scene
        As the window shows it.
    options
        Paper, words and furniture; the kind does not count.
    measure
        Tells how large a text comes out.

    Raises
    ------
    GeodataError
        If something has no room on the paper, or nothing can be asked about the map.
    """
    kinds = [replace(options, kind=kind, number=1, of=99) for kind in KINDS]
    counts = [len(pages(scene, each, measure)) for each in kinds]
    found: list[Page] = []
    for each in kinds:
        own = pages(scene, replace(each, number=len(found) + 1, of=sum(counts)), measure)
        name = t(KIND_TITLES[each.kind], scene.language)
        title = own[0].title if own[0].title.startswith(name) else f"{name}: {own[0].title}"
        found += [replace(own[0], title=title), *own[1:]]
    return tuple(found)


def files(made: Sequence[Page], language: str) -> Iterator[tuple[str, Sequence[Page]]]:
    """Yield the files of a pack, the longest work first: name and sheets."""
    yield f"{file_stem(t('Class pack', language))}.pdf", made
    for number, page in enumerate(made, start=1):
        stem = f"{number:02}-{file_stem(page.title.split(':')[0])}"
        yield f"{stem}.png", [page]
        yield f"{stem}.pdf", [page]


def write_share(
    folder: Path, made: Sequence[Page], language: str, options: Options, pictures: Pictures, progress: Progress
) -> int:
    """Write files of a pack that no other process has taken yet, until none is left.

    Parameters
    ----------
    folder
        Where; a file that is there was taken by another process.
    made, language
        The sheets, and the language of the file names.
    options
        Resolution of pictures.
    pictures
        What draws them.
    progress
        Is told the share of the whole pack that was written here.

    Returns
    -------
    int
        How many files were written.
    """
    all_files = list(files(made, language))
    written = 0
    for name, group in all_files:
        with suppress(FileExistsError):
            (folder / name).open("xb").close()
            write_sheets(group, folder / name, options, pictures)
            written += 1
            progress(written / len(all_files))
    return written


def workers() -> int:
    """Return how many processes work at once: as many as this one has cores."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def arguments(folder: Path, view: str, options: Mapping[str, object]) -> dict[str, object]:
    """Return what a process that writes a share of a pack is told."""
    return {"folder": str(folder), "view": view, "options": dict(options)}


def write_pack(
    folder: Path, view: str, options: Mapping[str, object], progress: Progress = lambda _share: None
) -> tuple[Path, ...]:
    """Write a class pack and wait for it, as the command does.

    Parameters
    ----------
    folder
        Where; made when absent. Files of others in it stay.
    view
        The view as `viewfile.dumps` writes it.
    options
        As `sheet.Options.record` returns them.
    progress
        Is told the share done.

    Returns
    -------
    tuple of Path
        The files, in the order of their names.

    Raises
    ------
    GeodataError
        If something failed; the folder is as it was.
    """
    count = workers()
    shares = [0.0] * count
    lock = Lock()

    def told(worker: int) -> Callable[[float, str], None]:
        def tell(share: float, _what: str) -> None:
            with lock:
                shares[worker] = share
                progress(min(sum(shares), 1.0))

        return tell

    with Staging(folder) as staging, ThreadPoolExecutor(count) as pool:
        given = arguments(staging.folder, view, options)
        running = [pool.submit(call, JOB, given, _LIMIT_S, told(worker)) for worker in range(count)]
        for each in running:
            each.result()
        return staging.put()
