"""The quick look at how polygons fit together finds what the slow one finds."""

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.checks import coverage
from geodata.checks.segments import segments
from geodata.geometry import project_all
from tests.coverage import cells

WIDTH = 0.003
CHANGES = ("none", "moved", "twice", "hole", "grown", "patch", "turned", "apart")


def changed(how: str, at: int, by: float) -> np.ndarray:
    found = cells(9, 7, vertices=12).copy()
    match how:
        case "moved":
            found[at] = shapely.affinity.translate(found[at], by, by / 2)
        case "twice":
            found = np.append(found, found[at])
        case "hole":
            found = np.delete(found, at)
        case "grown":
            found[at] = found[at].buffer(by / 100)
        case "patch":
            found = np.append(found, shapely.affinity.scale(found[at], 1 + abs(by), 1 + abs(by)))
        case "apart":
            x, y = np.meshgrid(np.arange(9.0), np.arange(7.0))
            found = shapely.box(x, y, x + 1 - abs(by) / 100, y + 1 - abs(by) / 100).ravel()
        case "turned":
            found[::2] = shapely.reverse(found[::2])
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(CHANGES), st.integers(0, 62), st.floats(-0.3, 0.3))
def test_the_suspects_of_the_rim_are_those_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, how: str, at: int, by: float
) -> None:
    monkeypatch.setattr(coverage, "_WORTH_TWO", 4)
    shapes = changed(how, at, by)
    edges = segments(shapes)
    quick = coverage.rim_suspects(shapes, edges, WIDTH, shapely.STRtree(shapes))
    slow = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=WIDTH))
    assert quick is None or quick.tolist() == slow.tolist()
    assert coverage.suspects(shapes, np.arange(len(shapes)), WIDTH, shapely.STRtree(shapes)).tolist() == slow.tolist()
    whole = coverage._union(shapes, slow, edges)
    assert shapely.area(shapely.symmetric_difference(whole, shapely.union_all(shapes))) < 1e-9


def test_a_coverage_has_no_unshared_segments_but_its_rim() -> None:
    shapes = cells(9, 7, vertices=12)
    edges = segments(shapes)
    rim = edges.rim
    owners = edges.owners(rim)
    assert shapely.length(edges.lines(rim)) == pytest.approx(shapely.union_all(shapes).length)
    inner = {row * 9 + column for row in range(1, 6) for column in range(1, 8)}
    assert not inner & set(owners.tolist())


def test_neighbours_share_their_vertices_after_projection() -> None:
    wide = shapely.polygons([[(50, 48), (53, 48), (53, 50), (50, 50)], [(53, 50), (53, 48), (56, 48), (56, 50)]])
    flat = project_all(wide)
    assert shapely.coverage_is_valid(flat, gap_width=100.0)
    assert shapely.get_num_coordinates(flat).min() > 5
