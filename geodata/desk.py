"""What stays at hand between two requests about one file, so that it is read, checked and compiled once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Desk:
    """Keeps the newest result of each kind of work.

    What lies here spares work and is never needed: every request says all that it is about.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Hashable, Any]] = {}

    def once(self, kind: str, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key, or make it now.

        Parameters
        ----------
        kind
            Of one kind only the newest result is kept.
        key
            Everything that the result depends on.
        make
            Makes it; what it raises is not kept.
        """
        kept = self._kept.get(kind)
        if kept is None or kept[0] != key:
            self._kept.pop(kind, None)  # before, as two large ones need not fit in memory at a time
            kept = self._kept[kind] = (key, make())
        found: T = kept[1]
        return found

    def clear(self) -> None:
        """Put everything away."""
        self._kept.clear()
