"""Millimetres, in which everything is laid out, and the units of print and screen."""

from __future__ import annotations

from typing import Final

MM_PER_INCH: Final = 25.4
MM_PER_POINT: Final = MM_PER_INCH / 72
PX_PER_MM: Final = 3.78
"""Logical pixels a millimetre: 96 dots an inch; the device pixel ratio makes them finer."""
