"""The one place that knows where shipped data and the person's library lie."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geodata.report import ReadError

_SHIPPED = Path(__file__).resolve().parent / "data"


def shipped() -> Path:
    """Return the folder of the data that comes with the package."""
    return _SHIPPED


def library() -> Path:
    """Return the folder of the sets that this person added; it may not be there yet."""
    from platformdirs import user_data_path

    return user_data_path("dala-atlas", appauthor=False) / "library"


def data_file(name: str, root: Path | None = None) -> Path:
    """Return the path of a data file named relative to the data folder.

    Parameters
    ----------
    name
        Path with forward slashes, such as ``essay/claims.csv``.
    root
        Another data folder than the shipped one.

    Raises
    ------
    ReadError
        If the name leaves the folder, or the file is not there.
    """
    path = (root or _SHIPPED) / name
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise ReadError(f"Expected a file inside the data folder, found the name {name!r}.")
    if not path.is_file():
        raise ReadError("Expected the data file {name}, but it is missing.", "Install the program again.", name=name)
    return path


def data_files(root: Path | None = None) -> Iterator[Path]:
    """Yield every data file that the atlas is made from, in a stable order."""
    base = root or _SHIPPED
    for path in sorted(base.rglob("*")):
        if path.is_file() and path.suffix in {".csv", ".toml", ".json", ".geojson"}:
            yield path


def fingerprint(root: Path | None = None) -> str:
    """Return name, size and checksum of every data file: it differs where any of them does.

    It tells data from other data, nothing from a forgery; a stronger sum would bring a library of ciphers into the
    window for that.
    """
    base = root or _SHIPPED
    found = []
    for path in data_files(base):
        body = path.read_bytes()
        found.append(f"{path.relative_to(base).as_posix()} {len(body)} {zlib.crc32(body):08x}")
    return "\n".join(found)


UNFINISHED: Final = ".new-"
"""How the name of a folder begins that is being filled; the number of the process that fills it comes next."""


def clear_unfinished(library: Path, process: int) -> None:
    """Clear away what a process that has ended had begun to write into a library."""
    import shutil

    for left in library.glob(f"{UNFINISHED}{process}-*"):
        shutil.rmtree(left, ignore_errors=True)
