"""A contributed file comes to the library and to the map in one go: what was just read is not read again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mapapp import setfiles


def accept(proposal: Mapping[str, Any], library: str, cache: str, renew: bool = False) -> dict[str, Any]:
    """Take a file into the library and compile its shapes; the window lets a process of its own do this.

    Parameters
    ----------
    proposal, library, renew
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

    with ThreadPoolExecutor(1) as beside:
        making: list[Future[dict[str, bytes]]] = []

        def taken(ids: list[str], names: list[str], degrees: Any) -> None:
            making.append(beside.submit(setfiles.sections, (ids, names, degrees)))

        done = accept_job(proposal, library, renew, taken)
        if making:
            setfiles.write(read_set(Path(done["folder"])), Path(cache), making[0].result())
    return done
