"""Damaged, forged and random files always lead to a report in words, never to a traceback."""

import json
import math
import struct
import zipfile
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.checks.codes import CODES, REFUSALS
from geodata.contribute import inspect, inspect_job
from geodata.proposal import Proposal
from geodata.readers import about, curves, encodings
from geodata.readers.limits import Limits
from mapapp.checkpage import as_html
from mapapp.checkreport import as_text

CORPUS = Path(__file__).resolve().parents[1] / "data" / "contributed"
SMALL = sorted(path for path in CORPUS.iterdir() if path.stat().st_size < 20_000 and path.name != "expectations.csv")
FEW = settings(
    max_examples=30, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MANY = settings(max_examples=200, derandomize=True)


def reported(path: Path, **choices: Any) -> dict[str, Any]:
    """Inspect a file and see that what comes of it is whole: known codes, words, a terminal's text, a page, JSON."""
    found = inspect_job(paths=[str(path)], choices=choices)
    assert found["exit"] in {0, 1, 2}
    assert found["exit"] == 0 or found["findings"]
    assert {it["code"] for it in found["findings"]} <= set(CODES) | REFUSALS
    assert all(it["message"] for it in found["findings"])
    proposal = Proposal.from_dict(json.loads(json.dumps(found)))
    assert as_text(proposal)
    assert "<script" not in as_html(proposal)
    return found


@FEW
@given(
    path=st.sampled_from(SMALL), cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)),
    max_size=8), role=st.sampled_from(["provinces", "units", "context"]),
)  # fmt: skip
def test_damaged(tmp_path: Path, path: Path, cut: float, flips: list[tuple[float, int]], role: str) -> None:
    """Files of the corpus with bytes changed, half of them cut off somewhere."""
    body = bytearray(path.read_bytes())
    for where, value in flips:
        if body:
            body[min(int(where * len(body)), len(body) - 1)] = value
    if cut < 0.5:
        body = body[: int(cut * 2 * len(body))]
    copy = tmp_path / path.name
    copy.write_bytes(body)
    reported(copy, role=role)


NUMBERS = st.one_of(st.floats(-200, 200), st.floats(), st.integers(-(10**20), 10**20), st.none(), st.text(max_size=2))
POSITIONS = st.one_of(st.lists(NUMBERS, max_size=4), st.tuples(st.floats(45, 85), st.floats(40, 56)).map(list))
RINGS = st.lists(st.lists(POSITIONS, max_size=8), max_size=3)
KINDS = st.sampled_from(
    ["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection", "CircularString", "Topology", ""]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3), max_leaves=8,
)  # fmt: skip
GEOMETRIES = st.one_of(
    st.fixed_dictionaries(
        {"type": KINDS, "coordinates": st.one_of(RINGS, POSITIONS, st.lists(RINGS, max_size=2), JSON)}
    ),
    JSON,
)
KEYS = st.sampled_from(["name", "name_ru", "crs", "licence", "year", "атауы"])
PROPERTIES = st.one_of(st.dictionaries(KEYS, JSON, max_size=4), JSON)
FEATURES = st.lists(
    st.fixed_dictionaries({"type": st.just("Feature"), "properties": PROPERTIES, "geometry": GEOMETRIES}), max_size=4
)
COLLECTIONS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["FeatureCollection", "Feature", "Topology", "featurecollection"]),
        "features": st.one_of(FEATURES, JSON),
    },
    optional={"crs": JSON, "licence": JSON, "source": JSON, "period": JSON, "arcs": JSON, "objects": JSON},
)  # fmt: skip


@FEW
@given(value=COLLECTIONS, role=st.sampled_from(["provinces", "units"]))
def test_forged(tmp_path: Path, value: Any, role: str) -> None:
    """JSON that has the members of GeoJSON and TopoJSON, and anything in them."""
    path = tmp_path / "forged.geojson"
    path.write_text(json.dumps(value), encoding="utf-8")
    reported(path, role=role)


CELLS = st.one_of(
    st.text(max_size=6), st.sampled_from(["Орал", "ural", "9,5", "1,145", "-", "1e5", "٣", "range", "not stated", '"'])
)


@FEW
@given(
    head=st.sampled_from(["place,low", "place;low;high;qualifier;note", "\ufeffPLACE\tLOW\tqualifier", "low", ""]),
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=6), mark=st.sampled_from(",;\t"),
    codec=st.sampled_from(["utf-8", "cp1251", "utf-16", "cp866"]),
)  # fmt: skip
def test_tables(tmp_path: Path, head: str, rows: list[list[str]], mark: str, codec: str) -> None:
    """Tables of values with any cells, marks and encodings."""
    text = "\n".join([head, *(mark.join(row) for row in rows)])
    path = tmp_path / "values.csv"
    path.write_bytes(text.encode(codec, "replace"))
    found = reported(path)
    assert found["kind"] == "values"


@FEW
@given(
    members=st.lists(st.tuples(st.text(min_size=1, max_size=12), st.binary(max_size=60)), max_size=5),
    tail=st.binary(max_size=8),
)
def test_archives(tmp_path: Path, members: list[tuple[str, bytes]], tail: bytes) -> None:
    """Archives with members of any name: nothing is written outside the folder of ours."""
    path = tmp_path / "inner" / "map.zip"
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in {name.encode("utf-8", "replace").decode(): body for name, body in members}.items():
            archive.writestr(zipfile.ZipInfo(name), body)
    path.write_bytes(path.read_bytes() + tail)
    before = sorted(tmp_path.rglob("*"))
    reported(path)
    assert sorted(tmp_path.rglob("*")) == before


@MANY
@given(
    kind=st.sampled_from([1, 3, 8, 9, 10, 11, 12, 1010, 2009, 3010, 10 | 1 << 31]),
    body=st.binary(max_size=120),
    order=st.integers(0, 2),
)
def test_curves(kind: int, body: bytes, order: int) -> None:
    """Bytes that begin as a curved geometry become one, or are told as unreadable."""
    raw = bytes([order]) + struct.pack("<I" if order else ">I", kind) + body
    try:
        shape = curves.linear(raw)
    except ValueError:
        return
    assert isinstance(shape, shapely.Geometry)


@MANY
@given(raw=st.lists(st.binary(max_size=12), max_size=6), declared=st.sampled_from(["", "utf-8", "cp1251", "kz1048"]))
def test_names_in_any_bytes(raw: list[bytes], declared: str) -> None:
    """Every name is read with some encoding, and ASCII stays what it is."""
    used = encodings.decide(raw, declared, "", lambda _name: False)
    for value in raw:
        text = encodings.decode(value, used)
        assert text == value.decode() if value.isascii() else isinstance(text, str)


@MANY
@given(
    value=st.dictionaries(
        st.sampled_from(["title", "License", "sources", "contributors", "temporal", "x"]), JSON, max_size=5
    )
)
def test_papers(value: Any) -> None:
    """Whatever a file says of itself becomes plain texts."""
    said = about.from_mapping(value)
    assert all(isinstance(getattr(said, name), str) for name in ("title", "licence", "source", "authors", "period"))


FAR = st.one_of(
    st.floats(-400, 400), st.sampled_from([0.0, 5e-324, 1e9, 1e16, -1e16, 1e300, -1e300, 1.7976931348623157e308]),
    st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip


@FEW
@given(
    xy=st.lists(st.tuples(FAR, FAR), min_size=3, max_size=9),
    crs=st.sampled_from(["", "EPSG:4326", "3857", "EPSG:28412"]), endless=st.sampled_from([None, math.nan, math.inf]),
)  # fmt: skip
def test_any_numbers_for_coordinates(
    tmp_path: Path, xy: list[tuple[float, float]], crs: str, endless: float | None
) -> None:
    """Coordinates that are no numbers, endless, or far beyond the Earth cost no more than others."""
    ring = [*xy, xy[0]] if endless is None else [xy[0], (endless, 50.0), *xy[1:], xy[0]]
    body = struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<dd", *it) for it in ring)
    said = {"version": "1.0.0", "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}  # fmt: skip
    table = pyarrow.table({"name": ["A"], "geometry": [body]}).replace_schema_metadata({"geo": json.dumps(said)})
    path = tmp_path / "numbers.parquet"
    pyarrow.parquet.write_table(table, path)
    found = reported(path, role="units", crs=crs)
    assert endless is None or found["exit"] == 1


def test_limits_hold_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.geojson", b" " * 900_000)
    found = inspect([path], limits=Limits(file_bytes=10_000_000))
    assert [it.code for it in found.findings] == ["too-large"]
