"""The text chunks of a PNG file, read without a picture library and within limits."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Final

from geodata.report import ReadError

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES: Final = 1_000_000
"""Of one text, unpacked: a view is a few kilobytes, and a damaged or hostile file may claim any size."""
_MOST_CHUNKS: Final = 100_000


def read_texts(path: Path) -> dict[str, str]:
    """Return the texts of a PNG file by their keyword.

    Raises
    ------
    ReadError
        If the file is no PNG, is cut off or damaged in a text, or holds one that is too long.
    """
    found: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            if file.read(len(SIGNATURE)) != SIGNATURE:
                raise _broken(path)
            for _count in range(_MOST_CHUNKS):
                head = file.read(8)
                if len(head) < 8:
                    raise _broken(path)
                length, kind = struct.unpack(">I4s", head)
                if kind == b"IEND":
                    return found
                if kind not in _READERS:
                    file.seek(length + 4, 1)
                    continue
                if length > _MOST_BYTES:
                    raise _broken(path)
                body, check = file.read(length), file.read(4)
                if len(body) < length or struct.pack(">I", zlib.crc32(kind + body)) != check:
                    raise _broken(path)
                key, text = _READERS[kind](body)
                found[key] = text
    except (ValueError, zlib.error) as error:  # a text that is not what its head says
        raise _broken(path) from error
    raise _broken(path)


def _broken(path: Path) -> ReadError:
    return ReadError("Expected a whole PNG picture, found something else in {name}.", "Save it again.", name=path.name)


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(body, _MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("a text that is too long")
    return text


def _plain(body: bytes) -> tuple[str, str]:
    key, _, text = body.partition(b"\0")
    return key.decode("latin-1"), text.decode("latin-1")


def _packed(body: bytes) -> tuple[str, str]:
    key, _, rest = body.partition(b"\0")
    return key.decode("latin-1"), _unpacked(rest[1:]).decode("latin-1")


def _international(body: bytes) -> tuple[str, str]:
    key, _, rest = body.partition(b"\0")
    packed, rest = rest[:1] == b"\1", rest[2:]
    _language, _, rest = rest.partition(b"\0")
    _keyword, _, text = rest.partition(b"\0")
    return key.decode("latin-1"), (_unpacked(text) if packed else text).decode("utf-8")


_READERS: Final = {b"tEXt": _plain, b"zTXt": _packed, b"iTXt": _international}
