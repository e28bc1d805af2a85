"""Paints the README's pictures again: ``make pictures``."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

HERE = Path(__file__).resolve().parent
LAYERS = "crop-failure,provinces,water,rivers,border,towns"
_SMOOTH = Qt.TransformationMode.SmoothTransformation
SETTINGS = HERE.parent / "build" / "no-settings"


def mapapp(*arguments: str) -> None:
    """Run a command of the program in a process of its own."""
    environment = os.environ | {"XDG_CONFIG_HOME": str(SETTINGS), "XDG_DATA_HOME": str(SETTINGS)}
    subprocess.run([sys.executable, "-m", "mapapp", *arguments], check=True, env=environment)


def sheet(kind: str) -> None:
    """Write the sheet of a kind; of a worksheet its questions stand beside its map."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.png"
        mapapp("export", str(path), "--lang", "kk", "--kind", kind, "--dpi", "72", "--layers", LAYERS)
        first = QImage(str(path))
        if kind == "worksheet":
            questions = QImage(str(path.with_name("sheet-2.png"))).scaledToHeight(first.height(), _SMOOTH)
            both = QImage(first.width() + 8 + questions.width(), first.height(), QImage.Format.Format_RGB32)
            both.fill(QColor("#8a8d92"))
            painter = QPainter(both)
            painter.drawImage(0, 0, first)
            painter.drawImage(first.width() + 8, 0, questions)
            painter.end()
            first = both
        first.save(str(HERE / f"sheet-{kind}-kk.png"), "PNG", 0)


if __name__ == "__main__":
    (SETTINGS / "dala-atlas").mkdir(parents=True, exist_ok=True)
    greeted = 'version = 1\nlanguage = "en"\nhint_dismissed = true\nappearance = "light"\n'
    (SETTINGS / "dala-atlas" / "settings.toml").write_text(greeted, encoding="utf-8")
    mapapp("export", str(HERE / "opening-kk.png"), "--lang", "kk", "--dpi", "130")
    for kind in ("colour", "grey", "outline", "worksheet"):
        sheet(kind)
    mapapp("--screenshot", str(HERE / "window-en.png"), "--lang", "en", "--select", "aktobe", "--size", "1440x860")
