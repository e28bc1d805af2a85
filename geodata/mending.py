"""Mended copies: polygons made valid and fitted together, nothing but areas; never in place."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.geometry import finite
from geodata.readers.vector import Frame


def mend_shapes(shapes: Any, gap_width: float) -> Any:
    """Return shapes as valid areas with their overlaps and narrow gaps closed; empty where no area is left.

    Parameters
    ----------
    shapes
        Geometries of the file.
    gap_width
        Width up to which a gap shut in on all sides is closed, in the units of the file.
    """
    made = np.full(len(shapes), shapely.Polygon(), dtype=object)
    rows = np.flatnonzero(finite(shapes))
    made[rows] = [_areas(shape) for shape in shapely.make_valid(np.asarray(shapes)[rows], method="structure")]
    rows = np.flatnonzero(~shapely.is_empty(made))
    if len(rows) > 1:
        made[rows] = [_areas(shape) for shape in shapely.coverage_clean(made[rows], gap_width=gap_width)]
    return made


def _areas(shape: Any) -> Any:
    """Keep the polygons of a geometry, which may be a collection."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    found = parts[shapely.get_type_id(parts) == 3]
    return found[0] if len(found) == 1 else shapely.multipolygons(found)


def write_copy(path: Path, frame: Frame, rows: npt.NDArray[np.int_]) -> None:
    """Write rows of a frame, with what the file says of itself, as a GeoPackage, by a temporary name."""
    import pyarrow
    import pyogrio

    columns: dict[str, Any] = {
        key: pyarrow.array([values[row] for row in rows]) for key, values in frame.columns.items()
    }
    columns["geometry"] = pyarrow.array(shapely.to_wkb(frame.geometry[rows]).tolist(), pyarrow.binary())
    part = path.with_name(path.stem + ".part.gpkg")
    part.unlink(missing_ok=True)
    pyogrio.raw.write_arrow(
        pyarrow.table(columns), part, layer=frame.layer, driver="GPKG", geometry_name="geometry",
        geometry_type="Unknown", crs=frame.crs,
        layer_metadata={key: value for key, value in asdict(frame.about).items() if value},
    )  # fmt: skip
    part.replace(path)
