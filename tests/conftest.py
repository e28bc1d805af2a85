"""Fixtures: the shipped catalog, compiled shapes, and a window whose files lie in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="dala-atlas-test-")

from geodata.catalog import Catalog, read_catalog
from mapapp.compiled import Shapes, compile_shapes
from mapapp.scene import Scene, SceneBuilder
from mapapp.view import MapView, opening_view
from tests.patience import PATIENCE_MS

atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)

# No test fails because a machine is busy.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return read_catalog()


@pytest.fixture(scope="session")
def shapes(catalog: Catalog) -> dict[str, Shapes]:
    return compile_shapes(catalog)


@pytest.fixture
def builder(catalog: Catalog, shapes: dict[str, Shapes]) -> SceneBuilder:
    return SceneBuilder(catalog, shapes)


@pytest.fixture
def view(catalog: Catalog) -> MapView:
    return opening_view(catalog, "en")


@pytest.fixture
def scene(builder: SceneBuilder, view: MapView) -> Scene:
    return builder.build(view)


@pytest.fixture(scope="session")
def fonts(qapp: object) -> None:
    from mapapp.qt.startup.app import dressed

    dressed("light")


@pytest.fixture
def open_window(qtbot, shapes: dict[str, Shapes], tmp_path: Path, fonts) -> Callable:
    """Return what opens a window over a catalog whose own shapes are compiled already."""
    from mapapp import compiled
    from mapapp.qt.startup.app import make_window

    def opened(catalog: Catalog, view: MapView):
        cache = tmp_path / "shapes.bin"
        compiled.write(cache, shapes, compiled.cache_key(catalog))
        made, _store = make_window(catalog, view, tmp_path / "settings.toml", cache)
        qtbot.addWidget(made)
        made.resize(1280, 720)
        with qtbot.waitExposed(made, timeout=PATIENCE_MS):
            made.show()
        qtbot.waitUntil(lambda: made.canvas.grab() and not made.canvas.pictures.busy, timeout=PATIENCE_MS)
        return made

    return opened


@pytest.fixture
def window(open_window, catalog: Catalog, view: MapView):
    return open_window(catalog, view)


@pytest.fixture
def at(window) -> Callable:
    """Return the canvas position of a place given in degrees."""
    from PySide6.QtCore import QPointF
    from shapely.geometry import Point

    from geodata.geometry import project

    def position(lon: float, lat: float) -> QPointF:
        flat = project(Point(lon, lat))
        x, y = window.canvas.viewport.to_mm(flat.x, flat.y)
        return QPointF(x * 3.78, y * 3.78)

    return position
