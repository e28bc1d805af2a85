"""The last picture of the window, kept on disk as raw pixels: the next start shows it before anything is read.

It is shown only while it is true: the program, the data, the session, the settings and the screen must be those of
the moment when it was taken. This module imports little on purpose.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtGui import QGuiApplication, QImage

from mapapp import __version__

_FORMAT: Final = "dala-atlas-still-1"
_DATA: Final = Path(__file__).resolve().parents[3] / "geodata" / "data"


class Still(NamedTuple):
    """A picture of the window's inside, its title, and where the window stood: x, y, maximized."""

    image: QImage
    title: str
    x: int
    y: int
    maximized: bool


def _files(folder: Path) -> Iterable[str]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _files(Path(entry.path))
        else:
            about = entry.stat()
            yield f"{entry.name} {about.st_size} {about.st_mtime_ns}"


def _stamp(watched: Iterable[Path], dark: bool) -> str:
    """Return what the picture depends on, without reading any of it; `dark` is how the system looks."""
    about = [__version__, sys.byteorder, *sorted(_files(_DATA))]
    for path in watched:
        if path.is_dir():
            about += sorted(_files(path))
        else:
            about.append(f"{path.name} {path.stat().st_mtime_ns}" if path.exists() else path.name)
    screen = QGuiApplication.primaryScreen()
    about.append(f"{screen.size().width()} {screen.size().height()} {screen.devicePixelRatio()}")
    about.append("dark" if dark else "light")
    return f"{zlib.crc32(chr(10).join(about).encode()):08x}"


def write(path: Path, still: Still, watched: Iterable[Path]) -> None:
    """Keep a picture; `watched` are the files and folders on which it depends besides the data."""
    from PySide6.QtCore import Qt

    from mapapp.files import write_whole  # neither of them before the picture stands

    image = still.image.convertToFormat(QImage.Format.Format_RGB32)
    about = (image.width(), image.height(), image.devicePixelRatio(), still.x, still.y, int(still.maximized))
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark  # the palette is the program's own by now
    head = "\t".join((_FORMAT, _stamp(watched, dark), *map(str, about), still.title.replace("\t", " ")))
    write_whole(path, head.encode() + b"\n" + bytes(image.constBits()))


def read(path: Path, watched: Iterable[Path]) -> Still | None:
    """Return the kept picture, or None where there is none, or where anything that it depends on has changed."""
    try:
        with path.open("rb") as file:
            head = file.readline(2000).decode().rstrip("\n").split("\t")
            # Still the system's palette. To ask for its colour scheme takes longer than all the rest of this start.
            dark = QGuiApplication.palette().window().color().lightness() < 128
            if head[:2] != [_FORMAT, _stamp(watched, dark)]:
                return None
            width, height, ratio, x, y, maximized, title = head[2:]
            if os.fstat(file.fileno()).st_size - file.tell() != int(width) * int(height) * 4:
                return None
            image = QImage(int(width), int(height), QImage.Format.Format_RGB32)
            file.readinto(image.bits())
        image.setDevicePixelRatio(float(ratio))
        return Still(image, title, int(x), int(y), maximized == "1")
    except (OSError, ValueError):
        return None
