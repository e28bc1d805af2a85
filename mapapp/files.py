"""Files are written beside their name and renamed: a reader sees the old file or the new one, never a half."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, *content: bytes) -> None:
    """Write a file to a temporary name in its folder, which is made if absent, and rename it into place.

    Parameters
    ----------
    path
        The file.
    *content
        Its bytes, in pieces that stand one after the other.

    Raises
    ------
    OSError
        If the disk refuses; a file that was there is untouched.
    """
    part = write_part(path.parent, *content)
    try:
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def write_part(folder: Path, *content: bytes) -> Path:
    """Write a file that has no name yet, in the folder where it will stand, and return where it is.

    Raises
    ------
    OSError
        If the disk refuses; nothing is left then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(content)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)
