"""Paints the README's pictures again: ``make pictures``."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def mapapp(*arguments: str) -> None:
    """Run a command of the program in a process of its own."""
    environment = os.environ | {"XDG_CONFIG_HOME": str(HERE.parent / "build" / "no-settings")}
    subprocess.run([sys.executable, "-m", "mapapp", *arguments], check=True, env=environment)


if __name__ == "__main__":
    mapapp("export", str(HERE / "opening-kk.png"), "--lang", "kk", "--dpi", "130")
    mapapp("--screenshot", str(HERE / "window-en.png"), "--lang", "en", "--select", "aktobe")
