"""PNG files: pixels, resolution and texts. Written by hand, since flat maps need no filters and so less time.

Of the general encoder's time most goes into trying filters, which help photographs. A map's rows are runs of equal
pixels; plain deflate of the first levels packs them smaller and sooner.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from mapapp.units import MM_PER_INCH

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_LEVEL: Final = 2
_RGB: Final = 2
_BAND_ROWS: Final = 256
"""Rows that are packed by themselves, so that several processors can pack one picture."""
_AT_ONCE: Final = 4
_ZLIB: Final = b"\x78\x5e"
_ADLER: Final = 65521


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _text(keyword: str, words: str) -> bytes:
    """Return an international text chunk, compressed where that pays."""
    body, packed = words.encode(), zlib.compress(words.encode())
    small = len(packed) < len(body)
    head = keyword.encode("latin-1") + b"\0" + bytes([small, 0]) + b"\0\0"
    return _chunk(b"iTXt", head + (packed if small else body))


def _deflated(raw: bytes, last: bool) -> tuple[bytes, int, int]:
    """Return a part of a stream packed by itself, its checksum and its length."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    body = packer.compress(raw) + packer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
    return body, zlib.adler32(raw), len(raw)


def _joined_checksum(first: int, second: int, length: int) -> int:
    """Return the Adler-32 of two parts one after the other, of which the second has a length."""
    low, high = first & 0xFFFF, first >> 16
    joined = (low + (second & 0xFFFF) - 1) % _ADLER
    return ((high + (second >> 16) + length * (low - 1)) % _ADLER) << 16 | joined


def write_png(
    path: Path, pixels: memoryview[int], size: tuple[int, int], stride: int, dpi: float, texts: Mapping[str, str]
) -> None:
    """Write a picture without transparency.

    Parameters
    ----------
    path
        Where.
    pixels
        Rows of red, green and blue bytes, each row `stride` bytes long.
    size
        Width and height in pixels.
    stride
        Bytes from row to row.
    dpi
        Dots an inch, as viewers and printers are told.
    texts
        Texts by keyword; a keyword has Latin letters only.
    """
    width, height = size
    wide = width * 3

    def packed(top: int) -> tuple[bytes, int, int]:
        rows = range(top * stride, min(top + _BAND_ROWS, height) * stride, stride)
        return _deflated(b"".join(b"\0" + pixels[row : row + wide] for row in rows), top + _BAND_ROWS >= height)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        bands = list(pool.map(packed, range(0, height, _BAND_ROWS)))
    checksum = 1
    for _body, own, length in bands:
        checksum = _joined_checksum(checksum, own, length)
    stream = b"".join([_ZLIB, *(body for body, _own, _length in bands), struct.pack(">I", checksum)])
    a_metre = round(dpi / MM_PER_INCH * 1000)
    with path.open("wb") as file:
        file.write(SIGNATURE)
        file.write(_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)))
        file.write(_chunk(b"pHYs", struct.pack(">IIB", a_metre, a_metre, 1)))
        for keyword, words in texts.items():
            file.write(_text(keyword, words))
        file.write(_chunk(b"IDAT", stream))
        file.write(_chunk(b"IEND", b""))
