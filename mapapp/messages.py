"""Exceptions become a notice in plain words: what was expected, what was found, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from geodata.report import GeodataError, fill
from mapapp.texts import t


def sentence(found: str, hint: str, values: Mapping[str, object], language: str) -> str:
    """Say an error's sentence and its hint in a language, with their values; ``error`` holds words of the system."""
    said = {name: t(str(value), language) if name == "error" else value for name, value in values.items()}
    parts = (fill(t(part, language), said) for part in (found, hint) if part)
    return " ".join(parts)


def notice(error: BaseException, language: str) -> str:
    """Return what to tell a person about an error; never a traceback."""
    if isinstance(error, GeodataError):
        return sentence(error.found, error.hint, error.values, language)
    if isinstance(error, PermissionError):
        return t("The file or folder may not be written. Choose another folder.", language)
    if isinstance(error, FileNotFoundError):
        return t("The file or folder is not there. Choose another one.", language)
    if isinstance(error, OSError):
        return t(
            "The disk answered: {error}. Check the disk and the folder.",
            language,
            error=t(error.strerror or str(error), language),
        )
    return t("Something unexpected happened ({error}). Nothing was changed.", language, error=type(error).__name__)
