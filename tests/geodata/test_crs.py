"""Where a file without a reference system may lie: looked for quickly, and found as by looking everywhere."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.readers import crs

SYSTEMS = ("EPSG:4326", "EPSG:3857", "EPSG:32641", "EPSG:32643", "EPSG:28411", "EPSG:28473", "EPSG:3576", crs.MAP_CRS)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SYSTEMS), st.floats(35, 100), st.floats(33, 63), st.floats(0.01, 30), st.floats(0.01, 15),
    st.booleans(),
)  # fmt: skip
def test_the_likeliest_systems_are_those_of_all(
    system: str, west: float, south: float, wide: float, high: float, turned: bool
) -> None:
    move = crs._to_wgs84(system)
    x, y = move.transform(np.array([west, west + wide]), np.array([south, south + high]), direction="INVERSE")
    box = (x.min(), y.min(), x.max(), y.max()) if not turned else (y.min(), x.min(), y.max(), x.max())
    corners = np.array([[box[i], box[j]] for i in (0, 2) for j in (1, 3)])
    degrees = np.abs(corners).max(axis=0) <= (180, 90)
    codes = (crs.WGS84, "EPSG:4284") if degrees.all() else crs._candidates()
    every = [(*found, code) for code in codes if (found := crs._guess(corners, code))]
    best = sorted(every, key=lambda it: it[0])[:5]
    assert crs.guesses(tuple(map(float, box))) == tuple(guess for _away, guess, _code in best)  # type: ignore[arg-type]


def test_every_system_that_is_proposed_is_known() -> None:
    assert [code for code in crs._candidates() if not crs.parse(code).name] == []
    box = (-3_120_000.0, 2_824_000.0, -1_876_000.0, 3_094_000.0)
    assert "ESRI:102025" in [it.crs for it in crs.guesses(box)]
