"""Python's collector of garbage rests while it would only disturb; whoever lets it rest wakes it again."""

from __future__ import annotations

import gc

_resting = 0


def rest() -> None:
    """Collect nothing until `wake` was called as often."""
    global _resting
    _resting += 1
    gc.disable()


def wake() -> None:
    """Collect again, unless somebody else still wants rest."""
    global _resting
    _resting -= 1
    if not _resting:
        gc.enable()


def settle() -> None:
    """Wake after a start: what is there now stays to the end, so no later collection looks through it again."""
    gc.collect()
    gc.freeze()
    wake()
