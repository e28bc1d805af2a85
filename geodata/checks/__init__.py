"""Checks, each a small generator of findings: of the shipped data (`atlas`), of boundary files and of values."""

from geodata.checks.atlas import AREA_BOUNDS_KM2, BASE_LINES, GAP_WIDTH_M, Subject, run

__all__ = ["AREA_BOUNDS_KM2", "BASE_LINES", "GAP_WIDTH_M", "Subject", "run"]
