"""Files on their way into the atlas, read once for as long as they and the way to read them stay the same."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.catalog import Catalog, read_catalog
from geodata.checks.boundary import moved
from geodata.desk import Desk
from geodata.matching import Matcher
from geodata.proposal import Choices
from geodata.readers import vector
from geodata.readers.about import About
from geodata.readers.formats import members
from geodata.readers.limits import Limits
from geodata.sets import PACKAGE, digest


@dataclass(frozen=True, eq=False)
class Loaded:
    """A map as read.

    Parameters
    ----------
    key
        Everything that the frame depends on: whatever is made of the frame alone may be kept under it.
    frame
        Its shapes and columns.
    sha256, bytes
        Of its files, as for `fingerprint`.
    """

    key: Hashable
    frame: vector.Frame
    sha256: str
    bytes: int


def stamps(files: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """Return name, size and time of files, which differ when one was written anew."""
    found = [(str(path), path.stat()) for path in files]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)


def fingerprint(digests: Mapping[str, str]) -> str:
    """Return the SHA-256 over names and contents of files, given the SHA-256 of each content by name, in order."""
    return hashlib.sha256("".join(f"{name} {text}\n" for name, text in digests.items()).encode()).hexdigest()


def digests_of(files: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of the content of each file by its name."""
    return {path.name: digest(path) for path in files}


def size_of(files: Sequence[Path]) -> int:
    """Return the bytes of all files."""
    return sum(path.stat().st_size for path in files)


def catalog_of(library: Path | None, desk: Desk) -> Catalog:
    """Return the catalog with the sets of a library, read again when one of them came, went or changed."""
    packages = sorted(library.glob(f"[!.]*/{PACKAGE}")) if library is not None else []
    return desk.once("catalog", (library, stamps(packages)), lambda: read_catalog(library=library))


def load(given: Sequence[Path], chosen: Choices, catalog: Catalog, limits: Limits, desk: Desk) -> Loaded:
    """Read a map as chosen, and turn its axes if asked.

    Parameters
    ----------
    given
        One file with its side files, or one folder.
    chosen
        Layer, encoding, reference system and axes are looked at.
    catalog
        Knows names, which helps to tell encodings apart.
    limits
        What the file may cost.
    desk
        Where it may lie already.

    Raises
    ------
    ReadError
        If it cannot be read, or is refused.
    CrsError
        If no reference system is called as chosen.
    """
    files = members(given)
    way = (chosen.layer, chosen.encoding, chosen.crs, chosen.swap_axes)
    key = (tuple(map(str, given)), stamps(files), way, limits)

    def made() -> Loaded:
        with ThreadPoolExecutor(1) as beside, tempfile.TemporaryDirectory(prefix="dala-atlas-") as scratch:
            hashing = beside.submit(digests_of, files)
            frame = vector.read(
                given, Path(scratch), layer=chosen.layer, encoding=chosen.encoding, crs_text=chosen.crs,
                limits=limits, known=Matcher(catalog.places.values()).knows,
            )  # fmt: skip
            found = fingerprint(hashing.result())
        if chosen.swap_axes:
            frame = replace(frame, geometry=moved(frame.geometry, lambda xy: xy[:, ::-1]))
        return Loaded(key, frame, found, size_of(files))

    return desk.once("map", key, made)


def told(loaded: Loaded, chosen: Choices) -> tuple[vector.Frame, Choices]:
    """Return the frame with what was chosen about it, and the choices with what the file says of itself."""
    about = said_with(loaded.frame.about, chosen)
    return replace(loaded.frame, about=about), with_said(chosen, about)


def said_with(said: About, chosen: Choices) -> About:
    """Return what a file says of itself, with what a person chose in its place."""
    return replace(
        said, title=chosen.title or said.title, licence=chosen.licence or said.licence,
        source=chosen.source or said.source, authors=chosen.authors or said.authors,
        period=chosen.period or said.period,
    )  # fmt: skip


def with_said(chosen: Choices, about: About) -> Choices:
    """Return choices filled in with what is known of a file."""
    return replace(
        chosen, title=about.title, licence=about.licence, source=about.source, authors=about.authors,
        period=about.period,
    )  # fmt: skip
