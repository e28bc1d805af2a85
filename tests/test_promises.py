"""``docs/promises.md`` names a test for each promise to a reader of the map; promises without a test are none."""

import ast
import re
from itertools import pairwise
from math import isclose
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from geodata.catalog import Catalog
from mapapp import symbols
from mapapp.compiled import Shapes

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)))
TO_THE_NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "socketserver", "ssl", "urllib3", "xmlrpc",
}  # fmt: skip


def test_every_promise_names_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| What", "| ---"))]
    assert len(rows) >= 20
    assert [row for row in rows if "`tests/" not in row] == []


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_the_test_that_is_named_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_a_square_kilometre_is_as_large_everywhere_on_the_map(catalog: Catalog, shapes: dict[str, Shapes]) -> None:
    from pyproj import Geod

    import geodata

    frame = geodata.provinces("1921-08").to_crs(4326)
    globe = Geod(ellps="WGS84")
    drawn = shapes["provinces@" + max(day for day in catalog.periods() if day <= "1921-08-01")]
    sizes: dict[str, float] = {}
    for place, parts in zip(drawn.ids, drawn.parts, strict=True):
        for part in parts:
            ring = list(drawn.ring(part))
            pairs = list(zip(ring[::2], ring[1::2], strict=True))
            twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(pairs))
            sizes[place] = sizes.get(place, 0.0) + twice / 2
    for place, shape in zip(frame["id"], frame.geometry, strict=True):
        on_the_globe = abs(globe.geometry_area_perimeter(shape)[0])
        assert isclose(abs(sizes[place]), on_the_globe, rel_tol=0.002), place


def test_nothing_in_the_program_can_open_a_connection() -> None:
    for path in (*(ROOT / "geodata").rglob("*.py"), *(ROOT / "mapapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] not in TO_THE_NETWORK, (path, name)
                assert name not in {"urllib.request", "PySide6.QtNetwork", "PySide6.QtWebSockets"}, (path, name)


def test_a_boundary_is_drawn_by_how_well_it_is_known(window) -> None:
    layer = window.scene.layer("provinces")
    tags = {tag for tag in layer.shapes.tags if tag}
    assert tags == {"documented", "approximate", "conjectural"}
    dashes = {tag: layer.symbols[layer.symbol_of[layer.shapes.tags.index(tag)]].dash_mm for tag in tags}
    assert dashes["documented"] == ()
    assert len(set(dashes.values())) == 3
    legend = [text.text for text in window.canvas._furniture.legend(window.scene).texts]
    for words in ("approximate", "conjectural"):
        assert words in legend
    edge = {window.canvas.grab().toImage().pixelColor(x, 300).name() for x in range(window.canvas.width())}
    window.layers.item("provinces").setCheckState(0, Qt.CheckState.Unchecked)
    without = {window.canvas.grab().toImage().pixelColor(x, 300).name() for x in range(window.canvas.width())}
    assert symbols.CONFIDENCE["documented"].line in edge - without
