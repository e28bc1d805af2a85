"""A coverage of many polygons with wandering boundaries that neighbours share, as census files have them."""

from typing import Any

from mapapp.compiled import Shapes

SIDE_VERTICES = 15
WEST, SOUTH, EAST, NORTH = -1.1e6, -0.7e6, 1.5e6, 0.9e6
"""Metres of the map's CRS; the shape of an A4 sheet's map."""


def _wandering(count: int, rng: Any) -> Any:
    """Return offsets across an edge, a row an edge, nought at both ends, as a share of its length."""
    import numpy as np

    steps = rng.normal(size=(count, SIDE_VERTICES)).cumsum(axis=1)
    bridge = steps - steps[:, -1:] * (np.arange(1, SIDE_VERTICES + 1) / SIDE_VERTICES)
    return np.concatenate([np.zeros((count, 1)), bridge * 0.02], axis=1)


def wandering_cells(count: int, seed: int = 1921) -> Shapes:
    """Return about `count` polygons of 60 different vertices each; every edge is shared with its neighbour."""
    import numpy as np

    rng = np.random.default_rng(seed)
    columns = round((count * (EAST - WEST) / (NORTH - SOUTH)) ** 0.5)
    rows = round(count / columns)
    size = np.array([(EAST - WEST) / columns, (NORTH - SOUTH) / rows])
    along = np.arange(SIDE_VERTICES + 1) / SIDE_VERTICES
    flat = _wandering((rows + 1) * columns, rng).reshape(rows + 1, columns, -1)
    upright = _wandering(rows * (columns + 1), rng).reshape(rows, columns + 1, -1)
    flat[[0, -1]] = 0
    upright[:, [0, -1]] = 0
    row, column = (grid.ravel()[:, None] for grid in np.mgrid[0:rows, 0:columns])
    r, c = row[:, 0], column[:, 0]
    sides = (
        np.stack([column + along, row + flat[r, c]], axis=-1),
        np.stack([column + 1 + upright[r, c + 1], row + along], axis=-1),
        np.stack([column + along, row + 1 + flat[r + 1, c]], axis=-1)[:, ::-1],
        np.stack([column + upright[r, c], row + along], axis=-1)[:, ::-1],
    )
    rings = np.concatenate([side[:, :-1] for side in sides] + [sides[0][:, :1]], axis=1)
    xy = rings * size + [WEST, SOUTH]
    total, vertices = len(rings), rings.shape[1]
    return Shapes(
        "polygon", tuple(map(str, range(total))), ("",) * total,
        tuple(((index * vertices, vertices),) for index in range(total)),
        tuple(map(tuple, xy[:, :-1].mean(axis=1).tolist())), xy.astype("f8").tobytes(), (1.0,) * total,
        boxes=np.hstack([xy.min(axis=1), xy.max(axis=1)]).tobytes(),
    )  # fmt: skip
