"""Contributed sets compiled for drawing: a file each, read by mapping it into memory.

After a line of JSON stand raw numbers: full coordinates, an index of boxes, and levels generalised on the shared
coverage. A file carries in its name what it was made from, so it is never changed while a window draws from it; a
damaged or foreign one is built anew.
"""

from __future__ import annotations

import json
import mmap
import sys
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.model import ContributedSet
from geodata.report import ReadError
from mapapp.files import write_part
from mapapp.shapes import Level, Pairs, Parts, Shapes

if TYPE_CHECKING:
    from geodata.rings import Rings

_FORMAT: Final = "dala-atlas-set-1"
TOLERANCES_M: Final = (120.0, 480.0, 1900.0)
"""Of the levels, metres: from a pixel of the closest look to one of a small picture of all provinces."""
_HEADER_BYTES: Final = 4096
_BLOCK: Final = 1 << 22

Areas = tuple[list[str], list[str], Any]
"""Ids, names, and an array of shapely geometries in WGS84 degrees."""


@cache
def _code() -> bytes:
    import hashlib  # brings a library of ciphers: only where people added sets

    digest = hashlib.sha256(_FORMAT.encode())
    for name in ("setfiles.py", "shapes.py", "../geodata/geometry.py", "../geodata/rings.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.digest()


def key(own: ContributedSet) -> str:
    """Return what a compiled set depends on: its data, and the code that compiles it."""
    import hashlib

    return hashlib.sha256(_code() + f" {own.id} {own.hash}".encode()).hexdigest()


def path_of(own: ContributedSet, beside: Path, levels: bool = False) -> Path:
    """Return where a compiled set is kept: in a folder beside the atlas's own shapes."""
    ending = "-levels.bin" if levels else ".bin"
    return folder_of(beside) / f"{own.id}-{key(own)[:20]}{ending}"


def kept_at(own: ContributedSet, beside: Path) -> Path | None:
    """Return the compiled file of a set, the one with levels first; None where there is none."""
    paths = (path_of(own, beside, levels=True), path_of(own, beside))
    return next((path for path in paths if path.is_file()), None)


def stale(sets: Iterable[ContributedSet], beside: Path) -> list[ContributedSet]:
    """Return the boundary sets that have no sound compiled file."""
    return [own for own in sets if own.kind == "boundaries" and read(own, beside) is None]


def read(own: ContributedSet, beside: Path) -> Shapes | None:
    """Return a compiled set, the file with levels where there is one, or None where neither is sound."""
    return _read(path_of(own, beside, levels=True)) or _read(path_of(own, beside))


def _read(path: Path) -> Shapes | None:
    found = _sectioned(path)
    return None if found is None else _shapes_of(found)


def _sectioned(path: Path) -> dict[str, memoryview] | None:
    """Return the sections of a compiled file, mapped into memory; None where it is not sound."""
    try:
        with path.open("rb") as file:
            head = json.loads(file.read(_HEADER_BYTES))
            if (head["format"], head["order"]) != (_FORMAT, sys.byteorder) or _sum(file) != head["crc"]:
                return None
            return _cut(head["sections"], memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _cut(table: Sequence[tuple[str, int, int]], whole: memoryview) -> dict[str, memoryview]:
    return {name: whole[start : start + size] for name, start, size in table}


def _sum(file: Any) -> int:
    """Return the checksum of the rest of a file, read past the mapping so that it takes no memory."""
    found = 0
    while block := file.read(_BLOCK):
        found = zlib.crc32(block, found)
    return found


def _shapes_of(parts: dict[str, memoryview]) -> Shapes:
    ids, tags = json.loads(bytes(parts["words"]))
    levels = tuple(
        Level(tolerance, *(parts[f"{name} {tolerance:g}"] for name in ("xy", "rings", "features")))
        for tolerance in (0.0, *TOLERANCES_M)
        if f"xy {tolerance:g}" in parts
    )
    full = levels[0]
    return Shapes(
        "polygon", tuple(ids), tuple(tags), Parts(full.rings, full.features), Pairs(parts["anchors"]), full.xy,
        parts["sizes"].cast("d"), levels, parts["boxes"],
    )  # fmt: skip


def load(own: ContributedSet, beside: Path) -> Shapes:
    """Return a compiled set, from disk where it is fresh, else made now and kept if possible.

    Raises
    ------
    ReadError
        If the set is damaged.
    """
    found = read(own, beside)
    if found is None:
        with suppress(OSError):
            build(own, beside)
            found = read(own, beside)
    return found or _shapes_of({name: memoryview(numbers) for name, numbers in sections(_areas(own)).items()})


def build(own: ContributedSet, beside: Path, areas: Areas | None = None) -> Path:
    """Compile a set without levels, which is quick, and keep it; return the file.

    Parameters
    ----------
    own
        The set.
    beside
        Where the atlas's own shapes are kept.
    areas
        Its ids, names and shapes in degrees; read from the set unless given.

    Raises
    ------
    ReadError
        If the set is damaged.
    """
    return write(own, beside, sections(areas or _areas(own)))


def write(own: ContributedSet, beside: Path, content: dict[str, bytes]) -> Path:
    """Keep what `sections` made of a set."""
    return part(beside, content).replace(path_of(own, beside))


def part(beside: Path, content: dict[str, bytes]) -> Path:
    """Write what `sections` made of a set that has no file yet; its place is `path_of`, in the same folder."""
    return _write(folder_of(beside), content)


def folder_of(beside: Path) -> Path:
    """Return the folder of compiled sets, beside the atlas's own shapes."""
    return beside.parent / "sets"


def build_levels(quick: str, full: str) -> str:
    """Add the generalised levels to a compiled set; the window lets a process of its own do this when all is calm.

    Parameters
    ----------
    quick, full
        The compiled file without levels, and where the one with levels goes.
    """
    import numpy as np
    import shapely

    from geodata.rings import Rings

    found = _sectioned(Path(quick))
    if found is None:
        raise ReadError(f"Expected prepared shapes at {quick}, found none.", "Start again.")
    offsets = tuple(np.frombuffer(found[name], dtype="i4") for name in ("rings 0", "polygons", "areas"))
    xy = np.frombuffer(found["xy 0"], dtype="f8").reshape(-1, 2)
    coarser = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, xy, offsets)
    content = {name: bytes(numbers) for name, numbers in found.items()}
    for tolerance in TOLERANCES_M:
        coarser = shapely.coverage_simplify(coarser, tolerance)
        content |= _numbers(tolerance, Rings.of(coarser))
    return str(_write(Path(full).parent, content).replace(full))


def wants_levels(shapes: Shapes) -> bool:
    """Tell whether a compiled set is large and has only its full shapes."""
    return shapes.large and len(shapes.levels) == 1


def forget_others(sets: Iterable[ContributedSet], beside: Path) -> None:
    """Delete compiled files of sets that are gone or have changed; one that is still mapped may stay."""
    kept = {path_of(own, beside, levels).name for own in sets for levels in (True, False)}
    for path in folder_of(beside).glob("*.bin"):
        if path.name not in kept:
            with suppress(OSError):
                path.unlink()


def _areas(own: ContributedSet) -> Areas:
    from geodata.areas import read_areas

    return read_areas(own)


def sections(areas: Areas) -> dict[str, bytes]:
    """Return all sections of a compiled set by name."""
    ids, names, degrees = areas
    return words(ids, names) | drawn(degrees)


def words(ids: Sequence[str], names: Sequence[str]) -> dict[str, bytes]:
    """Return the section of a compiled set that says what its areas are."""
    return {"words": json.dumps([ids, names], ensure_ascii=False, separators=(",", ":")).encode()}


def drawn(degrees: Any) -> dict[str, bytes]:
    """Project shapes and return the raw numbers of a compiled set by name."""
    import shapely

    from geodata.geometry import project_rings
    from geodata.rings import in_halves

    rings = project_rings(degrees)
    flat = rings.shapes()
    inside = in_halves(shapely.point_on_surface, flat, len(rings.vertices))
    return {
        "anchors": shapely.get_coordinates(inside).tobytes(),
        "sizes": (shapely.area(flat) / 1e6).tobytes(), "boxes": shapely.bounds(flat).tobytes(),
    } | _numbers(0.0, rings)  # fmt: skip


def _numbers(tolerance: float, rings: Rings) -> dict[str, bytes]:
    """Return the raw numbers of a `Level` by the names of their sections."""
    found = {
        f"xy {tolerance:g}": rings.vertices.astype("f4" if tolerance else "f8", copy=False),
        f"rings {tolerance:g}": rings.rings.astype("i4"),
        f"features {tolerance:g}": rings.polygons[rings.areas].astype("i4"),
    }
    if not tolerance:
        found |= {"polygons": rings.polygons.astype("i4"), "areas": rings.areas.astype("i4")}
    return {name: numbers.tobytes() for name, numbers in found.items()}


def _laid_out(content: dict[str, bytes]) -> tuple[list[tuple[str, int, int]], list[bytes]]:
    """Return where each section begins in a file and its size, and what comes after the header."""
    table, pieces, offset = [], [], _HEADER_BYTES
    for name, numbers in content.items():
        table.append((name, offset, len(numbers)))
        padding = bytes(-len(numbers) % 8)
        pieces += [numbers, padding]
        offset += len(numbers) + len(padding)
    return table, pieces


def _write(folder: Path, content: dict[str, bytes]) -> Path:
    table, pieces = _laid_out(content)
    crc = reduce(lambda found, piece: zlib.crc32(piece, found), pieces, 0)
    head = {"format": _FORMAT, "order": sys.byteorder, "crc": crc, "sections": table}
    return write_part(folder, json.dumps(head).encode().ljust(_HEADER_BYTES), *pieces)
