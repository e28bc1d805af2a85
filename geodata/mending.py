"""Mended copies: polygons made valid and snapped together; never in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.readers.vector import Frame


def mend_shapes(shapes: Any, areal: Any) -> Any:
    """Return shapes with polygons made valid and their overlaps and narrow gaps closed.

    Parameters
    ----------
    shapes
        Geometries of the file.
    areal
        Which of them hold polygons; the others stay as they are.
    """
    made = np.array(shapes, dtype=object)
    rows = np.flatnonzero(areal)
    made[rows] = [_areas(shape) for shape in shapely.make_valid(made[rows], method="structure")]
    rows = rows[~shapely.is_empty(made[rows])]
    if len(rows) > 1:
        made[rows] = shapely.coverage_clean(made[rows])
    return made


def _areas(shape: Any) -> Any:
    parts = shapely.get_parts(shapely.get_parts(shape))
    found = parts[shapely.get_type_id(parts) == 3]
    return found[0] if len(found) == 1 else shapely.multipolygons(found)


def write_copy(path: Path, frame: Frame) -> None:
    """Write a frame as a GeoPackage, by a temporary name."""
    import pyarrow
    import pyogrio

    columns: dict[str, Any] = {key: pyarrow.array(values) for key, values in frame.columns.items()}
    columns["geometry"] = pyarrow.array(shapely.to_wkb(frame.geometry).tolist(), pyarrow.binary())
    part = path.with_name(path.stem + ".part.gpkg")
    part.unlink(missing_ok=True)
    pyogrio.raw.write_arrow(
        pyarrow.table(columns), part, layer=frame.layer, driver="GPKG", geometry_name="geometry",
        geometry_type="Unknown", crs=frame.crs,
    )  # fmt: skip
    part.replace(path)
