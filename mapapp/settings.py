"""What is remembered between two starts: typed, as versioned TOML, written whole or not at all."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from geodata.model import LANGUAGES
from mapapp.files import write_whole

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """The person's choices; an empty `language` means that none was chosen yet.

    `recent` holds the paths of views opened or saved, the last one first; `add_folder` is where the last added file
    came from; `window` its width and height in pixels; `appearance` is ``light``, ``dark``, or empty for that of the
    system; `sets` the ids of added sets that a session has known; `export_without` names the parts of a sheet that
    were left out.
    """

    language: str = ""
    hint_dismissed: bool = False
    export_folder: str = ""
    add_folder: str = ""
    recent: tuple[str, ...] = ()
    window: tuple[int, ...] = ()
    appearance: str = ""
    sets: tuple[str, ...] = ()
    export_format: str = "png"
    export_paper: str = "a4"
    export_kind: str = "colour"
    export_dpi: int = 300
    export_without: tuple[str, ...] = ()


def default_path() -> Path:
    """Return where settings are kept for this person."""
    from platformdirs import user_config_path

    return user_config_path("dala-atlas", appauthor=False) / "settings.toml"


def load(path: Path) -> Settings:
    """Read settings; a damaged file is kept beside as ``.bak`` and the defaults are returned."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        if raw["version"] != _VERSION:
            raise ValueError(raw["version"])
        return _typed(raw)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, KeyError, TypeError):
        with suppress(OSError):
            path.replace(path.with_suffix(".toml.bak"))
        return Settings()


def _typed(raw: dict[str, Any]) -> Settings:
    found = Settings()
    for name, default in asdict(found).items():
        value = raw.get(name, default)
        if isinstance(default, tuple) and isinstance(value, list):
            value = tuple(value)
        if type(value) is not type(default):
            raise TypeError(name)
        found = replace(found, **{name: value})
    if found.language not in {"", *LANGUAGES} or found.appearance not in {"", "light", "dark"}:
        raise ValueError(found.language or found.appearance)
    return found


def save(settings: Settings, path: Path) -> None:
    """Write settings to a temporary file and rename it into place."""
    import tomli_w

    write_whole(path, tomli_w.dumps({"version": _VERSION} | asdict(settings)).encode())
