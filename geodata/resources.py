"""The one place that knows where shipped data and the person's library lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

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
    base = (root or _SHIPPED).resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base):
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
    """Return a SHA-256 over names and contents of all data files, as hexadecimal digits."""
    base = root or _SHIPPED
    digest = hashlib.sha256()
    for path in data_files(base):
        digest.update(path.relative_to(base).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
