"""The atlas's own PNG writer, read back by others."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from mapapp.png import read_png
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


def tall(height: int) -> QImage:
    picture = QImage(9, height, QImage.Format.Format_RGB32)
    picture.setDotsPerMeterX(11811)
    for y in range(height):
        for x in range(9):
            picture.setPixelColor(x, y, QColor.fromRgb((65537 * x + 25741 * y) % 2**24))
    return picture


@pytest.mark.parametrize("height", [1, 31, 32, 33, 700])
def test_a_picture_packed_in_several_bands_is_one_stream(tmp_path: Path, height: int) -> None:
    save_png(tall(height), tmp_path / "tall.png", {})
    raw = (tmp_path / "tall.png").read_bytes()
    stream = b"".join(body for kind, body in chunks(raw) if kind == b"IDAT")
    rows = zlib.decompress(stream)  # says so if the checksum is another one
    assert len(rows) == height * (1 + 9 * 3)
    assert QImage(str(tmp_path / "tall.png")).convertToFormat(QImage.Format.Format_RGB32) == tall(height)


def chunks(raw: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(raw):
        length, kind = struct.unpack_from(">I4s", raw, at)
        found.append((kind, raw[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def test_what_was_written_is_read_back_pixel_by_pixel(tmp_path: Path) -> None:
    save_png(tall(70), tmp_path / "tall.png", {"Title": "Қостанай"})
    pixels, a_metre = read_png(tmp_path / "tall.png")
    assert (pixels.width, pixels.height, a_metre) == (9, 70, 11811)
    for y in range(70):
        wanted = [tall(70).pixelColor(x, y).getRgb()[:3] for x in range(2, 7)]
        row = pixels.row(y, 2, 7)
        assert list(zip(row[::3], row[1::3], row[2::3], strict=True)) == wanted


@given(data=st.data())
def test_a_damaged_picture_does_not_read_back(tmp_path_factory, data: st.DataObject) -> None:
    """One changed byte, or an end that is missing, is noticed wherever it is."""
    path: Path = tmp_path_factory.getbasetemp() / "damaged.png"
    save_png(tall(40), path, {"Title": "Қостанай"})
    raw = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        del raw[at:]
    else:
        raw[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=r"."):
        read_png(path)


def test_a_picture_of_others_is_not_taken_for_ours(tmp_path: Path) -> None:
    tall(40).save(str(tmp_path / "other.png"))  # with filters
    with pytest.raises(ValueError, match="written by others"):
        read_png(tmp_path / "other.png")


def test_two_tones_take_a_bit_a_pixel(tmp_path: Path) -> None:
    picture = QImage(300, 200, QImage.Format.Format_Mono)
    picture.fill(0)
    save_png(picture, tmp_path / "mono.png", {"Title": "Қостанай"})
    assert QImage(str(tmp_path / "mono.png")).depth() == 1
    assert read_texts(tmp_path / "mono.png")["Title"] == "Қостанай"
