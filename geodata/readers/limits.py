"""How large a file may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.report import ReadError


@dataclass(frozen=True, slots=True)
class Limits:
    """What a contributed file may cost.

    Parameters
    ----------
    file_bytes
        Of the file, and of all that an archive unpacks to.
    archive_ratio
        Unpacked bytes for one packed byte; small members are let through.
    archive_files
        Members of an archive.
    features, vertices
        Of the layer that is read.
    """

    file_bytes: int = 1024**3
    archive_ratio: int = 200
    archive_files: int = 1000
    features: int = 200_000
    vertices: int = 20_000_000


def refuse_above(found: int, most: int, what: str, code: str) -> None:
    """Raise where a count lies above its limit.

    Raises
    ------
    ReadError
        With the code given.
    """
    if found > most:
        raise ReadError(
            f"Expected at most {most:,} {what}, found {found:,}.", "Take a part of the data, or simplify it.", code
        )
