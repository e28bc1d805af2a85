"""The atlas's own PNG writer, read back by others."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from mapapp.pngtext import read_texts
from mapapp.qt.paper.writers import save_png


@given(
    width=st.integers(1, 40), height=st.integers(1, 30), seed=st.integers(0, 2**24 - 1), words=st.text(max_size=300)
)  # fmt: skip
def test_pixels_resolution_and_texts_come_back(
    tmp_path_factory, width: int, height: int, seed: int, words: str
) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "own.png"
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            picture.setPixelColor(x, y, QColor.fromRgb((seed + 65537 * x + 257 * y) % 2**24))
    picture.setDotsPerMeterX(11811)
    picture.setDotsPerMeterY(11811)
    save_png(picture, path, {"Title": words})
    found = QImage(str(path))
    assert found.convertToFormat(QImage.Format.Format_RGB32) == picture
    assert abs(found.dotsPerMeterX() - 11811) <= 1
    assert read_texts(path) == {"Title": words}


@pytest.mark.parametrize("height", [255, 256, 257, 700])
def test_a_picture_packed_in_several_bands_is_one_stream(tmp_path: Path, height: int) -> None:
    picture = QImage(9, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(9):
            picture.setPixelColor(x, y, QColor.fromRgb((65537 * x + 25741 * y) % 2**24))
    save_png(picture, tmp_path / "tall.png", {})
    raw = (tmp_path / "tall.png").read_bytes()
    start = raw.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", raw[start - 8 : start - 4])
    rows = zlib.decompress(raw[start : start + length])  # says so if the checksum is another one
    assert len(rows) == height * (1 + 9 * 3)
    assert QImage(str(tmp_path / "tall.png")).convertToFormat(QImage.Format.Format_RGB32) == picture


def test_two_tones_take_a_bit_a_pixel(tmp_path: Path) -> None:
    picture = QImage(300, 200, QImage.Format.Format_Mono)
    picture.fill(0)
    save_png(picture, tmp_path / "mono.png", {"Title": "Қостанай"})
    assert QImage(str(tmp_path / "mono.png")).depth() == 1
    assert read_texts(tmp_path / "mono.png")["Title"] == "Қостанай"
