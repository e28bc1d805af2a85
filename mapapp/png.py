"""PNG files of maps: pixels, resolution and texts, written without filters and read back.

Of a general encoder's time most goes into trying filters, which help photographs. A map's rows are runs of equal
pixels; the fastest level of deflate packs them well.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from isal import isal_zlib
from isal.igzip_lib import IsalError

from mapapp.units import MM_PER_INCH

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_LEVEL: Final = 1
_HEAD: Final = ">IIBBBBB"
_RESOLUTION: Final = ">IIB"
_NO_FILTER: Final = b"\0"
_RGB: Final = (8, 2, 0, 0, 0)
"""Eight bits of red, green and blue each, and the only ways of packing, filtering and ordering rows that there are."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """Rows of red, green and blue bytes in memory.

    Attributes
    ----------
    width, height
        In pixels.
    data
        The bytes; row `y` begins at ``first + y * stride``.
    """

    width: int
    height: int
    data: bytes | memoryview[int]
    stride: int
    first: int = 0

    def row(self, y: int, left: int, right: int) -> bytes | memoryview[int]:
        """Return the bytes of a row from a pixel to the one before another."""
        begin = self.first + y * self.stride
        return self.data[begin + 3 * left : begin + 3 * right]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _text(keyword: str, words: str) -> bytes:
    """Return an international text chunk, compressed where that pays."""
    body, packed = words.encode(), zlib.compress(words.encode())
    small = len(packed) < len(body)
    head = keyword.encode("latin-1") + b"\0" + bytes([small, 0]) + b"\0\0"
    return _chunk(b"iTXt", head + (packed if small else body))


def write_png(path: Path, size: tuple[int, int], bands: Iterable[Pixels], dpi: float, texts: Mapping[str, str]) -> None:
    """Write a picture without transparency.

    Parameters
    ----------
    path
        Where.
    size
        Width and height in pixels.
    bands
        The picture from top to bottom, some rows at a time, so that it is never in memory twice.
    dpi
        Dots an inch, as viewers and printers are told.
    texts
        Texts by keyword; a keyword has Latin letters only.
    """
    a_metre = round(dpi / MM_PER_INCH * 1000)
    packer = isal_zlib.compressobj(_LEVEL)
    with path.open("wb") as file:
        file.write(SIGNATURE)
        file.write(_chunk(b"IHDR", struct.pack(_HEAD, *size, *_RGB)))
        file.write(_chunk(b"pHYs", struct.pack(_RESOLUTION, a_metre, a_metre, 1)))
        for keyword, words in texts.items():
            file.write(_text(keyword, words))
        for band in bands:
            rows = (part for y in range(band.height) for part in (_NO_FILTER, band.row(y, 0, band.width)))
            file.write(_chunk(b"IDAT", packer.compress(b"".join(rows))))
        file.write(_chunk(b"IDAT", packer.flush()))
        file.write(_chunk(b"IEND", b""))


def read_png(path: Path) -> tuple[Pixels, int]:
    """Read back what `write_png` wrote, and hold it against all its checksums.

    Returns
    -------
    tuple
        The pixels, and how many of them a metre has.

    Raises
    ------
    ValueError
        If the file is cut off or damaged, or was not written by `write_png`.
    """
    chunks: dict[bytes, list[bytes]] = {}
    try:
        for kind, body in _chunks(path.read_bytes()):
            chunks.setdefault(kind, []).append(body)
        width, height, *form = struct.unpack(_HEAD, chunks[b"IHDR"][0])
        a_metre, _down, _unit = struct.unpack(_RESOLUTION, chunks[b"pHYs"][0])
        stride = 1 + 3 * width
        # Room for one more byte: without it the unpacker enlarges what is already full.
        rows = isal_zlib.decompress(b"".join(chunks[b"IDAT"]), bufsize=height * stride + 1)
    except (struct.error, KeyError, IsalError) as error:  # type: ignore[misc]  # its stub names an instance
        raise ValueError("the picture is not whole") from error
    if tuple(form) != _RGB or len(rows) != height * stride or any(rows[::stride]):
        raise ValueError("the picture was written by others")
    return Pixels(width, height, rows, stride, first=1), a_metre


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give kind and body of all chunks up to the last one."""
    at, kind = len(SIGNATURE), b""
    if not raw.startswith(SIGNATURE):
        raise ValueError("not a PNG file")
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", raw, at)
        body = raw[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", raw, at + 8 + length)
        if zlib.crc32(kind + body) != checksum:
            raise ValueError("a chunk is damaged")
        yield kind, body
        at += 12 + length
