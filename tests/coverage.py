"""Made-up boundaries of any number: neighbours share every vertex of their wavy edges, as a real coverage does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely

WEST, SOUTH, EAST, NORTH = 46.0, 45.0, 68.0, 54.5
"""The land of the five governorates, degrees."""


def _edge(start: Any, end: Any, inner: int, seed: int) -> Any:
    """Return points along lines from start up to, not with, end: shape (lines, inner, 2)."""
    share = np.arange(inner)[None, :, None] / inner
    along = start[:, None] + (end - start)[:, None] * share
    across = (end - start)[:, ::-1] * [1.0, -1.0]
    waves = np.random.default_rng(seed).normal(0.0, 0.02, (len(start), 3)).clip(-0.04, 0.04)
    bend = sum(waves[:, k, None] * np.sin(np.pi * (k + 1) * share[:, :, 0]) for k in range(3))
    return along + across[:, None] * bend[:, :, None]


def cells(columns: int, rows: int, vertices: int = 60) -> Any:
    """Return polygons in degrees, row by row from the south west, each of about so many vertices.

    Parameters
    ----------
    columns, rows
        Of the grid.
    vertices
        Of each polygon; a multiple of 4.
    """
    x, y = np.meshgrid(np.linspace(WEST, EAST, columns + 1), np.linspace(SOUTH, NORTH, rows + 1))
    inside = np.zeros(x.shape, dtype=bool)
    inside[1:-1, 1:-1] = True
    step = min((EAST - WEST) / columns, (NORTH - SOUTH) / rows)
    shake = np.random.default_rng(1).uniform(-0.2, 0.2, (2, *x.shape)) * step * inside
    nodes = np.stack([x + shake[0], y + shake[1]], axis=-1)
    inner = vertices // 4
    level = _edge(nodes[:, :-1].reshape(-1, 2), nodes[:, 1:].reshape(-1, 2), inner, 2)
    level = level.reshape(rows + 1, columns, inner, 2)
    upright = _edge(nodes[:-1].reshape(-1, 2), nodes[1:].reshape(-1, 2), inner, 3)
    upright = upright.reshape(rows, columns + 1, inner, 2)
    south, east = level[:-1], upright[:, 1:]
    north = np.concatenate([level[1:, :, 1:], nodes[1:, 1:, None]], axis=2)[:, :, ::-1]
    west = np.concatenate([upright[:, :-1, 1:], nodes[1:, :-1, None]], axis=2)[:, :, ::-1]
    rings = np.concatenate([south, east, north, west, south[:, :, :1]], axis=2).reshape(columns * rows, -1, 2)
    return shapely.polygons(rings)


def grid_of(count: int) -> tuple[int, int]:
    """Return columns and rows of a grid of about so many cells."""
    rows = max(round((count / 1.25) ** 0.5), 1)
    return max(round(count / rows), 1), rows


def write_map(path: Path, count: int, **said: str) -> Path:
    """Write a map of about so many cells, with a column of names, and what it says of itself."""
    from pyogrio.raw import write

    shapes = cells(*grid_of(count))
    names = np.array([f"cell {row + 1}" for row in range(len(shapes))], dtype=object)
    write(
        path, shapely.to_wkb(shapes), [names], ["name"], geometry_type="Polygon", crs="EPSG:4326",
        layer=path.stem if path.suffix == ".gpkg" else None, layer_metadata=said or None,
    )  # fmt: skip
    return path


def write_values(path: Path, count: int) -> Path:
    """Write a table with a figure for every cell but each hundredth, which is not stated."""
    rows = [
        f"cell {row + 1},,not stated" if row % 100 == 99 else f"cell {row + 1},{(row * 37) % 101},exact"
        for row in range(count)
    ]
    path.write_text("\n".join(["place,low,qualifier", *rows]) + "\n", encoding="utf-8")
    return path
