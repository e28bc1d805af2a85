"""What is done to polygons as arrays comes to what geometry by geometry comes to."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geodata import rings as taken
from geodata.checks import boundary, segments
from geodata.checks.boundary import Boundary, plainly_broad
from geodata.geometry import MAP_CRS, project_all, to_degrees, to_map
from geodata.readers.about import About
from geodata.readers.encodings import Encoding
from geodata.readers.vector import Frame
from geodata.rings import Rings, in_blocks, in_halves, number_of_rings
from tests.coverage import cells

TOUCHED = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(0, 0), (1, 2), (2, 1)]])
SQUARE = shapely.box(50, 44, 51, 45)
HOLED = shapely.Polygon(SQUARE.exterior, [shapely.box(50.2, 44.2, 50.4, 44.4).exterior])
TWO = shapely.MultiPolygon([HOLED, shapely.box(53, 44, 53.2, 44.2)])
KINDS = {
    "square": SQUARE, "turned": SQUARE.reverse(), "holed": HOLED, "two": TWO,
    "one of many": shapely.MultiPolygon([SQUARE]), "holed of many": shapely.MultiPolygon([HOLED]),
    "collection": shapely.GeometryCollection([TWO, SQUARE]),
    "line": shapely.LineString([(50, 44), (51, 45)]), "points": shapely.MultiPoint([(50, 44), (51, 45)]),
    "areas and lines": shapely.GeometryCollection([shapely.LineString([(5, 4), (1, 5)]), HOLED]),
    "touched of many": shapely.MultiPolygon([TOUCHED]), "empty": shapely.Polygon(), "none": None,
    "empty of many": shapely.MultiPolygon(), "many of an empty": shapely.MultiPolygon([shapely.Polygon()]),
}  # fmt: skip
rows_of = st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=12)


def polygons_of(shape: Any) -> list[Any]:
    if shape is None or shape.is_empty:
        return []
    if hasattr(shape, "geoms"):
        return [it for part in shape.geoms for it in polygons_of(part)]
    return [shape] if shape.geom_type == "Polygon" else []


@given(rows_of)
def test_polygons_are_taken_apart_ring_by_ring(names: list[str]) -> None:
    shapes = np.array([KINDS[name] for name in names], dtype=object)
    found = Rings.of(shapes)
    parts = [(row, part) for row, shape in enumerate(shapes) for part in polygons_of(shape)]
    plain = [(row, hole, ring) for row, it in parts for hole, ring in enumerate([it.exterior, *it.interiors])]
    assert found.owners.tolist() == [row for row, _hole, _ring in plain]
    assert found.holes.tolist() == [bool(hole) for _row, hole, _ring in plain]
    assert found.clockwise.tolist() == [not ring.is_ccw for _row, _hole, ring in plain]
    assert np.diff(found.areas).tolist() == [sum(row == it for it, _ in parts) for row in range(len(shapes))]
    for index, (_row, _hole, ring) in enumerate(plain):
        assert np.array_equal(
            found.vertices[found.rings[index] : found.rings[index + 1]], shapely.get_coordinates(ring)
        )
    again = found.shapes()
    for row, shape in enumerate(shapes):
        assert polygons_of(again[row]) == polygons_of(shape)
    there = np.array([bool(polygons_of(it)) for it in shapes])
    expected = [sum(row == it for it, _hole, _ring in plain) for row in np.flatnonzero(there)]
    assert number_of_rings(shapes[there]).tolist() == expected


def test_rings_are_the_same_however_few_vertices_are_worked_on_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = np.array([*cells(3, 2, vertices=12), HOLED.reverse(), TWO])
    ways, keys = Rings.of(shapes).clockwise, segments.segments(shapes).keys
    monkeypatch.setattr(taken, "BLOCK", 4)
    monkeypatch.setattr(segments, "BLOCK", 4)
    assert np.array_equal(Rings.of(shapes).clockwise, ways)
    assert np.array_equal(segments.segments(shapes).keys, keys)


def test_a_ring_far_from_nought_knows_which_way_it_goes() -> None:
    far = np.array([shapely.affinity.translate(it, 1e9, -1e9) for it in (SQUARE, SQUARE.reverse())])
    assert Rings.of(far).clockwise.tolist() == (~shapely.is_ccw(shapely.get_exterior_ring(far))).tolist()


@given(st.lists(st.integers(0, 2**64 - 1), max_size=60), st.booleans())
def test_keys_are_ordered_though_their_upper_halves_agree(numbers: list[int], agree: bool) -> None:
    keys = np.array(numbers, dtype=np.uint64)
    if agree:
        keys &= np.uint64(0x0001_0000_0000_00FF)
    places, ordered = segments.in_order(keys)
    assert sorted(places.tolist()) == list(range(len(keys)))
    assert np.array_equal(keys[places], ordered)
    assert np.array_equal(ordered >> np.uint64(1), np.sort(keys) >> np.uint64(1))


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 34), st.sampled_from(["gone", "twice", "turned", "moved", "of many"])), max_size=6
    )
)
def test_segments_of_the_rim_are_those_that_no_other_polygon_has(changes: list[tuple[int, str]]) -> None:
    shapes = list(cells(7, 5, vertices=8))
    for at, change in changes:
        row = at % len(shapes)
        match change:
            case "gone":
                shapes.pop(row)
            case "twice":
                shapes.append(shapes[row])
            case "turned":
                shapes[row] = shapes[row].reverse()
            case "moved":
                shapes[row] = shapely.affinity.translate(shapes[row], 0.01, 0)
            case "of many":
                shapes[row] = shapely.MultiPolygon([*polygons_of(shapes[row]), TWO.geoms[1]])
    every = np.array(shapes, dtype=object)
    found = segments.segments(every)
    walked = [
        (row, tuple(a), tuple(b))
        for row, shape in enumerate(every)
        for part in polygons_of(shapely.normalize(shapely.orient_polygons(shape)))
        for a, b in zip(part.exterior.coords, part.exterior.coords[1:], strict=False)
    ]
    for of in (np.ones(len(every), dtype=bool), np.arange(len(every)) % 3 > 0):
        ways = Counter((a, b) for row, a, b in walked if of[row])
        rim = Counter(
            row for row, a, b in walked if of[row] and not (ways[a, b] == 1 and ways[b, a] == 1)
        )  # fmt: skip
        assert Counter(found.owners(found.unshared(of)).tolist()) == rim


def subject_of(shapes: Any, crs: str = "EPSG:4326") -> Boundary:
    frame = Frame("GeoPackage", "x", (), shapes, {}, {}, crs, "declared", Encoding("utf-8", "format"), About())
    return Boundary(frame, "units", [""] * len(shapes), {}, "", [], None, {}, "1921-08-01")  # type: ignore[arg-type]


@settings(max_examples=200)
@given(
    st.floats(37, 90), st.floats(37, 59), st.floats(0.0005, 4), st.floats(0.0005, 4), st.floats(0, 180),
    st.sampled_from(["EPSG:4326", MAP_CRS]),
)  # fmt: skip
def test_what_is_plainly_broad_is_no_strip(x: float, y: float, wide: float, high: float, turn: float, crs: str) -> None:
    shape = shapely.affinity.rotate(shapely.box(x, y, x + wide, y + high), turn)
    shapes = np.array([shape, shape.difference(shapely.affinity.scale(shape, 0.99, 0.99))])
    subject = subject_of(project_all(shapes) if crs == MAP_CRS else shapes, crs)
    broad = plainly_broad(subject)
    assert (subject.km2_and_width(subject.frame.geometry)[1][broad] >= boundary.SLIVER_M).all()


def test_cells_of_a_map_are_plainly_broad() -> None:
    assert plainly_broad(subject_of(cells(40, 30))).all()


def test_projecting_is_what_proj_makes_of_the_map_s_definition() -> None:
    lonlat = np.random.default_rng(4).uniform((-180, -90), (180, 90), (5000, 2))
    proj = Transformer.from_crs("EPSG:4326", MAP_CRS, always_xy=True)
    flat = np.column_stack(proj.transform(*lonlat.T))
    assert np.array_equal(to_map(lonlat), flat)
    assert np.array_equal(to_degrees(flat), np.column_stack(proj.transform(*flat.T, direction="INVERSE")))


@pytest.mark.parametrize("count", [0, 1, 2, 5001])
def test_two_processors_come_to_what_one_comes_to(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(taken, "_WORTH_A_THREAD", 2)
    monkeypatch.setattr(taken, "BLOCK", 700)
    lonlat = np.random.default_rng(5).uniform((40, 36), (95, 60), (count, 2))
    assert np.array_equal(in_halves(to_map, lonlat, count), to_map(lonlat))
    assert np.array_equal(in_blocks(to_map, lonlat), to_map(lonlat))
