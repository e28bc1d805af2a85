"""Files that belong together are written aside and then put in place all at once, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from geodata.report import GeodataError

_SUFFIX = ".part"


class Staging:
    """A hidden folder beside the files that are to come, on the same disk.

    Parameters
    ----------
    target
        The folder that the files are for; it is made when they are put in place, with those above it.

    Raises
    ------
    GeodataError
        If nothing can be written there.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        beside = next(above for above in (target, *target.absolute().parents) if above.exists())
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=".", suffix=_SUFFIX, dir=beside))
        except OSError as error:
            raise GeodataError(
                "Expected a folder that may be written, found {folder} ({error}).", "Choose another folder.",
                folder=beside, error=error.strerror,
            ) from error  # fmt: skip

    def discard(self) -> None:
        """Remove everything that was written so far."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *_error: object) -> None:
        """Remove what was not put in place."""
        if not (self.folder / _SUFFIX).exists():
            self.discard()

    def put(self) -> tuple[Path, ...]:
        """Put the files in place; if one of them cannot be, all that stood there before are as they were.

        Returns
        -------
        tuple of Path
            Where they are now, in the order of their names.

        Raises
        ------
        GeodataError
            If the disk refuses.
        """
        names = sorted(path.name for path in self.folder.iterdir())
        old = self.folder / _SUFFIX
        made = [above for above in (self.target, *self.target.parents) if not above.exists()]
        moved: list[str] = []
        try:
            self.target.mkdir(parents=True, exist_ok=True)
            old.mkdir()
            for name in names:
                self._put(name, old, moved)
        except OSError as error:
            self._undo(moved, old)
            with suppress(OSError):
                for above in made:
                    above.rmdir()
            raise GeodataError(
                "Expected files that may be put in {folder}, but the disk answered: {error}.",
                "Nothing was changed. Close programs that show these files, or choose another folder.",
                folder=self.target, error=error.strerror or error,
            ) from error  # fmt: skip
        self.discard()
        return tuple(self.target / name for name in names)

    def _put(self, name: str, old: Path, moved: list[str]) -> None:
        target = self.target / name
        if target.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(target))
        if target.exists():
            target.replace(old / name)
        moved.append(name)
        (self.folder / name).replace(target)

    def _undo(self, moved: list[str], old: Path) -> None:
        """Bring back what stood there; the staged folder stays where even that fails, since it holds the old files."""
        for name in moved:
            (self.target / name).unlink(missing_ok=True)
            if (old / name).exists():
                (old / name).replace(self.target / name)
        self.discard()
