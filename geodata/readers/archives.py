"""Archives are unpacked into a folder of our own, within limits, and never outside of it."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from geodata.readers.limits import Limits, refuse_above
from geodata.report import ReadError

_FREE_BYTES: Final = 1_000_000
_NESTED: Final = frozenset({".zip", ".kmz", ".7z", ".rar", ".gz", ".tar", ".bz2", ".xz"})


def is_zip(path: Path) -> bool:
    """Tell whether a file begins as a ZIP archive does."""
    with path.open("rb") as file:
        return file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def unpack(path: Path, folder: Path, limits: Limits) -> None:
    """Unpack a ZIP archive into a folder.

    Parameters
    ----------
    path
        The archive.
    folder
        An empty folder of ours.
    limits
        What it may cost.

    Raises
    ------
    ReadError
        ``archive-damaged``, ``archive-count``, ``archive-path`` (a member that leads elsewhere or is a link),
        ``archive-ratio``, ``archive-nested``, ``archive-locked`` or ``too-large``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            refuse_above(len(members), limits.archive_files, "files in an archive", "archive-count")
            refuse_above(sum(m.file_size for m in members), limits.file_bytes, "bytes unpacked", "too-large")
            files = [member for member in members if not member.is_dir()]
            for member in files:
                _refuse(member, limits)
            if files and all(PurePosixPath(member.filename).suffix.lower() in _NESTED for member in files):
                raise ReadError(
                    "Expected a map in the archive, found only further archives.", "Unpack it once, then add a map.",
                    "archive-nested",
                )  # fmt: skip
            left = limits.file_bytes
            for member in files:
                left -= _extract(archive, member, folder, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise ReadError(
            f"Expected a sound ZIP archive, found a damaged one ({error}).",
            "Fetch or pack it again.",
            "archive-damaged",
        ) from error


def _refuse(member: zipfile.ZipInfo, limits: Limits) -> None:
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name:
        raise ReadError(
            f"Expected names inside the archive, found {name!r}, which leads elsewhere.",
            "Pack it again.",
            "archive-path",
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ReadError(f"Expected files in the archive, found the link {name!r}.", "Pack the file.", "archive-path")
    if member.flag_bits & 1:
        raise ReadError("Expected an open archive, found a password.", "Unpack it first.", "archive-locked")
    if member.file_size > _FREE_BYTES and member.file_size > limits.archive_ratio * max(member.compress_size, 1):
        raise ReadError(
            f"Expected {name!r} to unpack to at most {limits.archive_ratio} times its size, "
            f"found {member.file_size // max(member.compress_size, 1):,} times.",
            "Such archives are made to fill a disk. Ask its author for the plain file.", "archive-ratio",
        )  # fmt: skip


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, most: int) -> int:
    """Write one member, counting what really comes out; return its bytes."""
    target = folder.joinpath(*PurePosixPath(member.filename.replace("\\", "/")).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("wb") as out:
        shutil.copyfileobj(packed, out, 1 << 20)
        written = out.tell()
    refuse_above(written, most, "bytes unpacked", "too-large")
    return written
