"""Make the files of ``tests/data/contributed``: small maps of our own, each named for what is wrong with it.

``python tests/data/make_corpus.py`` writes them again. The governorates are cut down from the atlas's own lines; the
cells are invented. What each file must lead to stands in ``expectations.csv``, written before the checks were.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import struct
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

os.environ["OGR_CURRENT_DATE"] = "2026-01-01T00:00:00.000Z"

import geopandas
import numpy as np
import pyogrio
import shapely
from shapely.geometry import Polygon, mapping

from geodata.arcs import provinces
from geodata.catalog import read_catalog

OUT = Path(__file__).resolve().parent / "contributed"
ABOUT = {
    "title": "Test map", "licence": "CC-BY-4.0", "source": "Invented for the tests",
    "authors": "Dala Atlas contributors", "period": "1921-08",
}  # fmt: skip
KAZAKH = {"orenburg": "Орынбор", "ural": "Орал", "kostanay": "Қостанай", "bokei": "Бөкей", "aktobe": "Ақтөбе"}
RUSSIAN = {
    "orenburg": "Оренбургская губерния", "ural": "Уральская губерния", "kostanay": "Кустанайская губерния",
    "bokei": "Букеевская губерния", "aktobe": "Актюбинская губерния",
}  # fmt: skip
OLD_RUSSIAN = {
    "orenburg": "Оренбургская губернія", "ural": "Уральскъ", "kostanay": "Кустанай", "bokei": "Внутренняя Орда",
    "aktobe": "Актюбинскъ",
}  # fmt: skip
LATIN = {"orenburg": "Orynbor", "ural": "Oral", "kostanay": "Qostanai", "bokei": "Bökei", "aktobe": "Aqtöbe"}
ENGLISH = {
    "orenburg": "Orenburg Governorate", "ural": "Uralsk", "kostanay": "KUSTANAI", "bokei": "Inner Horde",
    "aktobe": "Aktyubinsk",
}  # fmt: skip
SHAPEFILE = (".shp", ".shx", ".dbf")


def ring(x: float, y: float, w: float = 1.0, h: float = 1.0, per: int = 3) -> list[tuple[float, float]]:
    """Give the closed ring of a box with `per` steps a side."""
    steps = [i / per for i in range(per)]
    low = [(x + w * t, y) for t in steps] + [(x + w, y + h * t) for t in steps]
    high = [(x + w - w * t, y + h) for t in steps] + [(x, y + h - h * t) for t in steps]
    found = [(round(a, 7), round(b, 7)) for a, b in low + high]
    return [*found, found[0]]


def cell(x: float, y: float, w: float = 1.0, h: float = 1.0, per: int = 3) -> Polygon:
    return Polygon(ring(x, y, w, h, per))


def five() -> dict[str, Any]:
    """Give the five governorates of August 1921, cut down to some sixty vertices each."""
    shapes = provinces(read_catalog(), "1921-08-01")
    simple = shapely.coverage_simplify(list(shapes.values()), 0.12)
    simple = shapely.transform(np.array(simple), lambda xy: np.round(xy, 4))
    return dict(zip(shapes, simple, strict=True))


FIVE = five()
CELLS = {"Alpha": cell(61, 48), "Beta": cell(62, 48), "Gamma": cell(61, 49), "Delta": cell(62, 49)}


def feature(name: object, geometry: Any, **more: object) -> dict[str, Any]:
    shape = geometry if geometry is None or isinstance(geometry, Mapping) else mapping(geometry)
    return {"type": "Feature", "properties": {"name": name} | more, "geometry": shape}


def collection(features: Iterable[Mapping[str, Any]], **about: object) -> str:
    """Give the text of a FeatureCollection, a feature a line; a value None takes a foreign member out."""
    head = {"type": "FeatureCollection"} | {k: v for k, v in (ABOUT | about).items() if v is not None}
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + lines + "\n]}\n"


def write(name: str, text: str) -> None:
    (OUT / name).write_text(text, encoding="utf-8")


def cells(name: str, shapes: Mapping[str, Any], **about: object) -> None:
    write(name, collection([feature(n, g) for n, g in shapes.items()], **about))


def governorates(name: str, names: Mapping[str, object], **about: object) -> None:
    write(name, collection([feature(names[p], FIVE[p]) for p in names], **about))


def frame(names: Mapping[str, str], shapes: Mapping[str, Any]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame({"name": list(names.values())}, geometry=[shapes[p] for p in names], crs=4326)


def packed(name: str, parts: Mapping[str, bytes]) -> None:
    """Write a zip whose bytes are the same every time."""
    with zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, body in parts.items():
            archive.writestr(zipfile.ZipInfo(inside, (2026, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED, 9)


def package() -> bytes:
    about = {
        "name": "test-map", "title": ABOUT["title"], "licenses": [{"name": ABOUT["licence"]}],
        "sources": [{"title": ABOUT["source"]}], "contributors": [{"title": ABOUT["authors"]}],
        "period": ABOUT["period"], "resources": [{"name": "map", "path": "map.shp"}],
    }  # fmt: skip
    return json.dumps(about).encode()


def shapefile(
    name: str, names: Iterable[bytes], shapes: Iterable[Any], *,
    prj: bool = True, cpg: str = "", ldid: int = 0, about: bool = True, only: tuple[str, ...] = SHAPEFILE,
) -> None:  # fmt: skip
    """Write a zipped Shapefile whose names are just these bytes."""
    raw = list(names)
    with tempfile.TemporaryDirectory() as folder:
        made = geopandas.GeoDataFrame({"name": ["x" * 40 for _ in raw]}, geometry=list(shapes), crs=4326)
        made.to_file(Path(folder) / "map.shp", engine="pyogrio", encoding="ISO-8859-1")
        parts = {f"map{end}": (Path(folder) / f"map{end}").read_bytes() for end in SHAPEFILE}
        projection = (Path(folder) / "map.prj").read_bytes()
    table = bytearray(parts["map.dbf"])
    table[1:4] = bytes((126, 1, 1))
    table[29] = ldid
    start, size = struct.unpack("<HH", table[8:12])
    for index, value in enumerate(raw):
        at = start + index * size + 1
        table[at : at + size - 1] = value.ljust(size - 1)
    parts["map.dbf"] = bytes(table)
    parts = {key: body for key, body in parts.items() if key.endswith(only)}
    if prj:
        parts["map.prj"] = projection
    if cpg:
        parts["map.cpg"] = cpg.encode()
    if about:
        parts["datapackage.json"] = package()
    packed(name, parts)


def good() -> None:
    governorates("good-provinces.geojson", KAZAKH)
    cells("good-units.geojson", CELLS)
    governorates("names-kazakh-latin.geojson", LATIN)
    governorates("names-russian-1913.geojson", OLD_RUSSIAN)
    governorates("names-english.geojson", ENGLISH)
    cells("one-feature.geojson", {"Alpha": CELLS["Alpha"]})
    frame(KAZAKH, FIVE).to_file(OUT / "good.fgb", engine="pyogrio", layer="map")
    frame(KAZAKH, FIVE).to_parquet(OUT / "good.parquet")
    placemarks = "".join(
        f"<Placemark><name>{RUSSIAN[p]}</name>{kml_polygon(shapely.get_parts(g))}</Placemark>" for p, g in FIVE.items()
    )
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    write("good.kml", f"{text}<name>Test map</name>{placemarks}</Document></kml>\n")
    packed("good.kmz", {"doc.kml": (OUT / "good.kml").read_bytes()})
    write("good.topojson", topology())


def kml_polygon(parts: Iterable[Any]) -> str:
    rings = "".join(
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        + " ".join(f"{x},{y},0" for x, y in part.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        for part in parts
    )
    return f"<MultiGeometry>{rings}</MultiGeometry>"


def topology() -> str:
    """Give two cells that share an arc."""
    left, right = ring(61, 48), ring(62, 48)
    shared = left[3:7]
    arcs = [shared, [*left[6:], *left[1:4]], [*right[:10], right[9]][0:10]]
    geometries = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Alpha"}},
        {"type": "Polygon", "arcs": [[~0, 2]], "properties": {"name": "Beta"}},
    ]
    return json.dumps(
        {"type": "Topology", "objects": {"cells": {"type": "GeometryCollection", "geometries": geometries}},
         "arcs": [[list(xy) for xy in arc] for arc in arcs]}
    )  # fmt: skip


def where() -> None:
    flat = shapely.transform(CELLS["Alpha"], lambda xy: xy * 111_000)
    write("no-crs-metres.geojson", collection([feature("Alpha", flat)]))
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    write("crs-link.geojson", collection([feature("Alpha", flat)], crs=link))
    disguised = {"type": "L\u0049NK", "more": {"of": {"it": {}}}, "properties": {"href": "http://127.0.0.1:9/crs"}}
    text = collection([feature("Alpha", CELLS["Alpha"])], CRS=disguised)
    write("crs-link-in-disguise.geojson", text.replace("LINK", "L\\u0049NK"))
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32641"}}
    unheard = {"type": "name", "properties": {"name": "Kazakhstan 1921"}}
    write("crs-of-an-unknown-name.geojson", collection([feature("Alpha", CELLS["Alpha"])], crs=unheard))
    metres = geopandas.GeoSeries([CELLS["Alpha"]], crs=4326).to_crs(32641).iloc[0]
    write("crs-by-name.geojson", collection([feature("Alpha", metres)], crs=named))
    cells("outside-region.geojson", {"Alpha": CELLS["Alpha"], "Far": cell(10, 10)})
    cells("edge-of-region.geojson", {"Edge": cell(94, 59)})
    cells("reaches-outside.geojson", {"Long": cell(92, 50, 6, 1)})
    turned = {name: shapely.transform(shape, lambda xy: xy[:, ::-1]) for name, shape in CELLS.items()}
    cells("swapped-axes.geojson", turned)
    cells("axes-that-could-be-either.geojson", {"Square": cell(50, 50)})


def kinds() -> None:
    line = {"type": "LineString", "coordinates": [[61, 48], [62, 48.5], [63, 48]]}
    write("not-polygons.geojson", collection([feature("Line", line)]))
    point = {"type": "Point", "coordinates": [61.5, 48.5]}
    write("mixed-geometry.geojson", collection([feature("Beta", CELLS["Beta"]), feature("Point", point)]))
    both = {"type": "GeometryCollection", "geometries": [mapping(CELLS["Alpha"]), mapping(CELLS["Delta"])]}
    write("collection-of-polygons.geojson", collection([feature("Both", both)]))
    write("empty-file.geojson", collection([]))
    write("null-geometry.geojson", collection([feature("Alpha", CELLS["Alpha"]), feature("Null", None)]))
    empty = {"type": "Polygon", "coordinates": []}
    write("empty-geometry.geojson", collection([feature("Alpha", CELLS["Alpha"]), feature("Empty", empty)]))


def faults() -> None:
    bow = [(61, 48), (61.3, 48), (61.6, 48), (62, 48), (61, 49), (61.3, 49), (61.6, 49), (62, 49)]
    cells("bowtie.geojson", {"Bow": Polygon(bow)})
    cells("hole-outside-shell.geojson", {"Odd": Polygon(ring(61, 48), [ring(64, 48, 0.3, 0.3)])})
    cells("hole-touching-shell.geojson", {"Fine": Polygon(ring(61, 48), [[(61, 48), (61.4, 48.2), (61.2, 48.4)]])})
    three = {"type": "Polygon", "coordinates": [[[61, 48], [62, 48], [61, 48]]]}
    write("ring-of-three-points.geojson", collection([feature("Alpha", CELLS["Alpha"]), feature("Three", three)]))
    endless = Polygon([(math.inf, 48) if xy == (63.0, 48.0) else xy for xy in ring(63, 48)])
    frame({"a": "Alpha", "b": "Huge"}, {"a": CELLS["Alpha"], "b": endless}).to_parquet(
        OUT / "infinite-coordinate.parquet"
    )
    cells("overlap-large.geojson", {"Alpha": CELLS["Alpha"], "Over": cell(61.9, 48)})
    # 0.001 degree of longitude is 74 m at 48 N, and one degree of latitude 111 km: 8.2 km2. A tenth of it is under 1.
    cells("overlap-just-under-1-km2.geojson", {"Alpha": CELLS["Alpha"], "Over": cell(61.9999, 48)})
    cells("shared-edge-with-other-vertices.geojson", {"Alpha": CELLS["Alpha"], "Beta": cell(62, 48, 1, 1, 4)})
    cells("repeated-polygon.geojson", {"Alpha": CELLS["Alpha"], "Again": CELLS["Alpha"]})
    block = shapely.union_all(list(CELLS.values()))
    with_gap = block.difference(cell(61.7, 48.7, 0.6, 0.6))
    west, east = with_gap.intersection(cell(60, 47, 2, 4)), with_gap.intersection(cell(62, 47, 3, 4))
    cells("gap.geojson", {"West": west, "East": east})
    cells("lake-in-one-polygon.geojson", {"Ring": Polygon(ring(61, 48), [ring(61.3, 48.3, 0.3, 0.3)])})
    narrow = block.difference(cell(61.999, 48.2, 0.002, 1.5))
    west, east = narrow.intersection(cell(60, 47, 2, 4)), narrow.intersection(cell(62, 47, 3, 4))
    cells("sliver-between-neighbours.geojson", {"West": west, "East": east})
    cells("sliver-open-to-the-outside.geojson", {"Alpha": CELLS["Alpha"], "Beta": cell(62.001, 48)})
    cells("neighbours-two-km-apart.geojson", {"Alpha": CELLS["Alpha"], "Beta": cell(62.03, 48)})
    cells("thin-polygon.geojson", {"Thin": cell(61, 48, 0.002, 1)})
    cells("narrow-polygon.geojson", {"Narrow": cell(61, 48, 0.02, 1)})
    cells("few-vertices.geojson", {"Seven": Polygon([*ring(61, 48)[:-1:2], (60.9, 48.5)])})
    cells("eight-vertices.geojson", {"Eight": Polygon([*ring(61, 48)[:-1:2], (60.9, 48.6), (60.9, 48.4)])})
    for name, count in (("many-vertices.fgb", 2001), ("vertices-at-the-limit.fgb", 2000)):
        turns = [2 * math.pi * i / count for i in range(count)]
        shape = Polygon([(61 + 0.04 * math.cos(t), 48 + 0.027 * math.sin(t)) for t in turns])
        frame({"a": "Round"}, {"a": shape}).to_file(OUT / name, engine="pyogrio", layer="map")


def matching() -> None:
    half = dict(FIVE) | {"kostanay": FIVE["kostanay"].intersection(cell(50, 51.5, 30, 10))}
    write("area-differs.geojson", collection([feature(KAZAKH[p], half[p]) for p in KAZAKH]))
    governorates("near-name.geojson", KAZAKH | {"kostanay": "Kustanayskoya"})
    governorates(
        "exact-with-other-words.geojson", RUSSIAN | {"ural": "УРАЛЬСКАЯ  ОБЛАСТЬ", "bokei": "Bukey Governorate"}
    )
    governorates("unmatched-name.geojson", KAZAKH | {"aktobe": "Atlantis"})
    governorates("province-missing.geojson", {p: n for p, n in KAZAKH.items() if p != "bokei"})
    governorates("duplicate-name.geojson", KAZAKH | {"aktobe": "Oral"})
    cells("duplicate-name-of-a-governorate.geojson", {"Орал": CELLS["Alpha"], "Уральская": CELLS["Delta"]})
    features = [feature("Ilek", CELLS["Alpha"]), feature("Ilek", CELLS["Delta"])]
    write("duplicate-name-in-units.geojson", collection(features))
    cells("names-one-letter-apart.geojson", {"Ilek": CELLS["Alpha"], "Ileks": CELLS["Delta"]})
    without = [{"type": "Feature", "properties": {"n": i}, "geometry": mapping(g)} for i, g in enumerate(FIVE.values())]
    write("no-names.geojson", collection(without))
    features = [feature(KAZAKH[p], FIVE[p], name_ru=RUSSIAN[p]) for p in FIVE]
    write("two-fields-of-names.geojson", collection(features))
    governorates("lost-letters.geojson", KAZAKH | {"kostanay": "останай", "aktobe": "Атбе", "bokei": "Бкей"})
    governorates("question-marks.geojson", KAZAKH | {"kostanay": "?останай", "aktobe": "А?т?бе", "bokei": "Б?кей"})
    damaged = {p: n.encode("cp1251").decode("latin-1") for p, n in RUSSIAN.items()}
    governorates("damaged-names.geojson", damaged)
    governorates("damaged-names-utf8-as-cp1251.geojson", {p: n.encode().decode("cp1251") for p, n in RUSSIAN.items()})
    mixed = RUSSIAN | {"ural": damaged["ural"], "bokei": damaged["bokei"]}
    governorates("mixed-damage.geojson", mixed)
    odd = "<img src=x onerror=alert(1)>`${alert(2)}`"
    cells("script-in-a-name.geojson", {odd: CELLS["Alpha"], "</script><script>alert(3)</script>": CELLS["Delta"]})


def encodings() -> None:
    shapes = [FIVE[p] for p in KAZAKH]
    russian = [RUSSIAN[p] for p in KAZAKH]

    def named(names: Iterable[str], codec: str) -> list[bytes]:
        return [name.encode(codec) for name in names]

    shapefile("cp1251-without-prj.zip", named(russian, "cp1251"), shapes, prj=False, about=False)
    shapefile("cp1251-undeclared.zip", named(russian, "cp1251"), shapes)
    shapefile("cp1251-by-cpg.zip", named(russian, "cp1251"), shapes, cpg="1251")
    shapefile("cp1251-by-ldid.zip", named(russian, "cp1251"), shapes, ldid=0xC9)
    shapefile("cp866-by-ldid.zip", named(russian, "cp866"), shapes, ldid=0x65)
    shapefile("cp866-undeclared.zip", named(russian, "cp866"), shapes)
    shapefile("kz1048-undeclared.zip", named(KAZAKH.values(), "kz1048"), shapes)
    shapefile("ptcp154-undeclared.zip", named(KAZAKH.values(), "ptcp154"), shapes)
    shapefile("utf8-undeclared.zip", named(KAZAKH.values(), "utf-8"), shapes)
    shapefile("utf8-by-cpg.zip", named(KAZAKH.values(), "utf-8"), shapes, cpg="UTF-8")
    shapefile("cpg-says-utf8-but-cp1251.zip", named(russian, "cp1251"), shapes, cpg="UTF-8")
    both = [*named(russian[:3], "cp1251"), *named(russian[3:], "utf-8")]
    shapefile("mixed-encodings.zip", both, shapes)
    shapefile("ascii-names.zip", [b"Orenburg", b"Ural", b"Kostanay", b"Bokei", b"Aktobe"], shapes)
    shapefile("shapefile-without-dbf.zip", named(russian, "cp1251"), shapes, only=(".shp", ".shx"))
    shapefile("shapefile-without-shx.zip", named(KAZAKH.values(), "utf-8"), shapes, cpg="UTF-8", only=(".shp", ".dbf"))
    text = collection([feature(RUSSIAN[p], FIVE[p]) for p in RUSSIAN])
    (OUT / "geojson-in-cp1251.geojson").write_bytes(text.encode("cp1251"))


def about() -> None:
    cells("no-licence.geojson", CELLS, licence=None)
    cells("no-source.geojson", CELLS, source=None)
    cells("no-period.geojson", CELLS, period=None)
    cells("non-commercial.geojson", CELLS, licence="CC BY-NC-SA 4.0")
    cells("commercial-allowed.geojson", CELLS, licence="Open licence, commercial use allowed")
    cells("period-in-words.geojson", CELLS, period="August of 1921")
    cells("period-uncertain.geojson", CELLS, period="1921?/1924~")


def structure() -> None:
    path = OUT / "several-layers.gpkg"
    path.unlink(missing_ok=True)
    frame(KAZAKH, FIVE).to_file(path, layer="provinces", engine="pyogrio")
    frame({n: n for n in CELLS}, CELLS).to_file(path, layer="cells", engine="pyogrio")
    path = OUT / "one-layer-of-polygons.gpkg"
    path.unlink(missing_ok=True)
    frame({n: n for n in CELLS}, CELLS).to_file(path, layer="cells", engine="pyogrio")
    points = {n: g.centroid for n, g in CELLS.items()}
    frame({n: n for n in points}, points).to_file(path, layer="points", engine="pyogrio")
    high = [feature(n, shapely.force_3d(g, 120.0)) for n, g in CELLS.items()]
    write("with-heights.geojson", collection(high))
    folders = "".join(
        f"<Folder><name>{n}</name><Placemark><name>{n}</name>{kml_polygon([g])}</Placemark></Folder>"
        for n, g in CELLS.items()
    )
    write("several-folders.kml", f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>\n')
    for count in (50, 51):
        squares = {f"Square {i}": Polygon(ring(60 + i % 10 / 2, 47 + i // 10 / 2, 0.3, 0.3, 1)) for i in range(count)}
        cells(f"{count}-squares.geojson", squares)
    curve = (
        "CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(61 48, 61.5 47.8, 62 48),(62 48, 62 49),"
        "CIRCULARSTRING(62 49, 61.5 49.2, 61 49),(61 49, 61 48)))"
    )
    curved(OUT / "curves.gpkg", curve)
    ids = [feature(n, g, code=9007199254740993 + i) for i, (n, g) in enumerate(CELLS.items())]
    ids[-1]["properties"]["code"] = None
    write("ids-of-64-bits.geojson", collection(ids))


def curved(path: Path, wkt: str) -> None:
    """Write a GeoPackage with one curved polygon, which no writer of ours can make: its blob is put in by hand."""
    import sqlite3

    path.unlink(missing_ok=True)
    frame({"a": "Round"}, {"a": CELLS["Alpha"]}).to_file(
        path, layer="curved", engine="pyogrio", geometry_type="Polygon"
    )
    part = struct.Struct("<dd")

    def points(text: str) -> bytes:
        pairs = [tuple(map(float, pair.split())) for pair in text.split(",")]
        return struct.pack("<I", len(pairs)) + b"".join(part.pack(*pair) for pair in pairs)

    inner = wkt[wkt.index("COMPOUNDCURVE(") + 14 : -2]
    members = [m.strip("(),") for m in inner.replace("CIRCULARSTRING", "C").split("(")]
    arcs, kind = [], 2
    for member in members:
        if member and member != "C":
            body = member.rstrip("C").rstrip("),")
            arcs.append(struct.pack("<BI", 1, kind) + points(body))
        kind = 8 if member.endswith("C") else 2
    body = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 9, len(arcs)) + b"".join(arcs)
    blob = b"GP\x00\x01" + struct.pack("<i", 4326) + body
    with sqlite3.connect(path) as base:
        for (name,) in base.execute("select name from sqlite_master where type='trigger'").fetchall():
            base.execute(f'drop trigger "{name}"')
        base.execute("update curved set geom = ?", (blob,))
        base.execute("update gpkg_geometry_columns set geometry_type_name = 'CURVEPOLYGON'")
    base.close()


def hostile() -> None:
    small = (OUT / "one-feature.geojson").read_bytes()
    packed("archive-bomb.zip", {"map.geojson": b" " * 40_000_000})
    packed("archive-with-parent-path.zip", {"../map.geojson": small})
    packed("archive-with-absolute-path.zip", {"/tmp/map.geojson": small})
    packed("archive-with-drive-path.zip", {"C:\\map.geojson": small})
    packed("archive-in-an-archive.zip", {"inner.zip": (OUT / "cp1251-by-cpg.zip").read_bytes()})
    packed("archive-of-many-files.zip", {f"{i}.txt": b"" for i in range(1200)})
    packed("archive-without-a-map.zip", {"readme.txt": b"nothing"})
    packed("kmz-with-parent-path.kmz", {"../doc.kml": (OUT / "good.kml").read_bytes()})
    packed("archive-of-a-thousand-files.zip", {f"{i}.txt": b"" for i in range(999)} | {"map.geojson": small})
    packed("archive-packed-well.zip", {"map.geojson": small + b" " * 900_000})
    packed("archive-with-a-folder.zip", {"Қалта/map.geojson": small})
    packed("archive-beside-a-map.zip", {"more.zip": (OUT / "cp1251-by-cpg.zip").read_bytes(), "map.geojson": small})
    packed("archive-with-a-password.zip", {"map.geojson": small})
    locked = bytearray((OUT / "archive-with-a-password.zip").read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (OUT / "archive-with-a-password.zip").write_bytes(locked)
    (OUT / "archive-with-words-after-it.zip").write_bytes((OUT / "archive-with-a-folder.zip").read_bytes() + b"\n\n")
    with zipfile.ZipFile(OUT / "archive-with-a-link.zip", "w") as archive:
        link = zipfile.ZipInfo("map.geojson", (2026, 1, 1, 0, 0, 0))
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    vrt = '<OGRVRTDataSource><OGRVRTLayer name="map"><SrcDataSource>/vsicurl/http://127.0.0.1:9/map.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>\n'
    write("pointer.vrt", vrt)
    write("pointer-named-geojson.geojson", vrt)
    write("address.geojson", "http://127.0.0.1:9/map.geojson\n")
    write(
        "feature-service.json",
        '{"type": "FeatureCollection", "links": [{"rel": "next", "href": "http://127.0.0.1:9/"}], "features": []}\n',
    )
    network = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>http://127.0.0.1:9/map.kml</href></Link></NetworkLink></Document></kml>\n'
    write("network-link.kml", network)
    entity = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&a;</name></Placemark></Document></kml>\n'
    write("external-entity.kml", entity)
    far = '<?xml version="1.0"?><!-- ' + "x" * 70_000 + " -->" + entity.partition("?>")[2]
    packed("external-entity-far-down.kmz", {"doc.kml": far.replace("<!-- x", "<!-- <kml x").encode()})
    cells("address-in-a-name.geojson", {"http://127.0.0.1:9/": CELLS["Alpha"], "/vsicurl/": CELLS["Delta"]})
    (OUT / "truncated.geojson").write_bytes(small[: len(small) // 2])
    (OUT / "truncated.zip").write_bytes((OUT / "utf8-by-cpg.zip").read_bytes()[:900])
    (OUT / "truncated.gpkg").write_bytes((OUT / "one-layer-of-polygons.gpkg").read_bytes()[:6000])
    (OUT / "truncated.fgb").write_bytes((OUT / "good.fgb").read_bytes()[:900])
    (OUT / "truncated.parquet").write_bytes((OUT / "good.parquet").read_bytes()[:900])
    write("deeply-nested.geojson", '{"type":"FeatureCollection","features":' + "[" * 60_000)
    (OUT / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    write("empty-of-bytes.geojson", "")
    write("words.txt", "No map at all.\n")
    (OUT / "map-named-txt.txt").write_bytes(small)
    (OUT / "utf16-with-a-mark.geojson").write_bytes(small.decode().encode("utf-16"))


def values() -> None:
    head = "place,low,high,qualifier,note\n"
    write(
        "values-good.csv",
        head + "Орал,99,,exact,\nҚостанай,74.5,,about,\nБөкей,20,30,range,\nАқтөбе,,,not stated,\nOrenburg,80.3,,,\n",
    )
    write("values-semicolons.csv", head.replace(",", ";") + "Орал;99,5;;exact;\nБөкей;20;30;range;\n")
    (OUT / "values-cp1251.csv").write_bytes((head + "Уральск,99,,,\nБукеевская,20,,,\n").encode("cp1251"))
    write("values-unmatched.csv", head + "Атлантида,50,,,\nОрал,99,,,\n")
    write("values-near-name.csv", head + "Kustanayskoya,50,,,\nОрал,99,,,\n")
    write("values-duplicate.csv", head + "Орал,99,,,\nUralsk,98,,,\n")
    write("values-not-a-number.csv", head + "Орал,много,,,\n")
    write("values-low-above-high.csv", head + "Орал,60,40,range,\n")
    write("values-outside-breaks.csv", head + "Орал,140,,,\n")
    write("values-unknown-qualifier.csv", head + "Орал,40,,perhaps,\n")
    write("values-empty-cell.csv", head + "Орал,40,,,\nАқтөбе,,,,\n")
    write("values-not-stated-with-a-number.csv", head + "Ақтөбе,40,,not stated,\n")
    write("values-no-rows.csv", head)
    write("values-thousands.csv", head + 'Орал,"1,145",,,\n')
    write("values-extra-cells.csv", head + "Орал,9,5,,,\nҚостанай,74,5,,about,\n")
    write("values-decimal-commas.csv", head + 'Орал,"9,5",,,\nҚостанай,"0,125",,,\nБөкей,"74,50",,about,"a, b"\n')
    (OUT / "values-utf16.csv").write_bytes(
        (head.replace(",", "\t") + "Орал\t99\t\t\t\nҚостанай\t74.5\t\t\t\n").encode("utf-16")
    )
    write("values-no-columns.csv", "a,b\n1,2\n")


def main() -> None:
    """Make every file anew."""
    keep = (OUT / "expectations.csv").read_bytes() if (OUT / "expectations.csv").is_file() else None
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    if keep is not None:
        (OUT / "expectations.csv").write_bytes(keep)
    for make in (good, where, kinds, faults, matching, encodings, about, structure, hostile, values):
        make()
    print(f"{len(list(OUT.iterdir())) - (keep is not None)} files, pyogrio {pyogrio.__version__}", file=sys.stderr)


if __name__ == "__main__":
    main()
