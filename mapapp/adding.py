"""A contributed file comes to the library and to the map: its shapes are compiled while they are checked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from geodata.desk import Desk
from mapapp import setfiles

ACCEPT: Final = "mapapp.adding:accept"
"""The name of `accept` as a job of the worker."""


def compile_ahead(key: Hashable, degrees: Any, desk: Desk) -> tuple[Future[dict[str, bytes]], Future[Any]]:
    """Begin to compile the shapes of a map in a thread, and to pack them: projecting and GEOS leave others their time.

    Parameters
    ----------
    key
        Of the map, as `geodata.inspection.inspect` tells it.
    degrees
        Its shapes, array of shape (n,).
    desk
        Where they will lie.

    Returns
    -------
    Future, Future
        What `mapapp.setfiles.drawn` and `geodata.areas.in_bytes` make.
    """
    from geodata.areas import in_bytes

    beside = desk.once("thread", None, lambda: ThreadPoolExecutor(1))
    return desk.once("compiled", key, lambda: (beside.submit(_drawn, degrees), beside.submit(in_bytes, degrees)))


def _drawn(degrees: Any) -> dict[str, bytes]:
    from geodata.areas import as_written

    return setfiles.drawn(as_written(degrees))


def accept(
    proposal: Mapping[str, Any], library: str, cache: str, renew: bool = False, desk: Desk | None = None
) -> dict[str, Any]:  # fmt: skip
    """Take a file into the library and keep its compiled shapes; the window lets a process of its own do this.

    Parameters
    ----------
    proposal, library, renew, desk
        As for `geodata.contribute.accept_job`.
    cache
        Where the atlas's own shapes are kept; those of the set go beside.

    Returns
    -------
    dict
        ``id``, ``folder`` and ``layers``.

    Raises
    ------
    ReadError
        If the file cannot be taken; the library is as it was then.
    """
    from geodata.contribute import accept_job
    from geodata.sets import read_set

    at_hand = desk or Desk()
    parts: list[Future[Path]] = []
    with ThreadPoolExecutor(1) as beside:

        def taken(key: Hashable, ids: list[str], names: list[str], degrees: Any) -> Any:
            (drawn, packed), words = compile_ahead(key, degrees, at_hand), setfiles.words(ids, names)
            parts.append(beside.submit(lambda: setfiles.part(Path(cache), words | drawn.result())))
            return packed.result()

        try:
            done = accept_job(proposal, library, renew, at_hand, taken)
            for part in parts:
                part.result().replace(setfiles.path_of(read_set(Path(done["folder"])), Path(cache)))
        finally:
            for part in parts:
                with suppress(Exception):  # it is in its place, or was not written
                    part.result().unlink()
    return done
