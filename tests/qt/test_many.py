"""Very many areas on paper: drawn with fewer vertices, and nobody can tell."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from mapapp.labels import fit
from mapapp.qt import painter as drawn_by
from mapapp.qt.many import thinned_paths
from mapapp.qt.painter import map_transform, paint_layer
from mapapp.scene import SceneLayer
from mapapp.symbols import Symbol
from tests.bench.coverage import wandering_cells

PX = 300 / 25.4


@pytest.fixture(scope="module")
def layer() -> SceneLayer:
    shapes = wandering_cells(2_000)
    looks = (Symbol(fill="#fed98e"), Symbol(fill="#d95f0e", line="#33363b", width_mm=0.1))
    which = tuple(index % 2 for index in range(len(shapes.ids)))
    return SceneLayer("cells", "Cells", "areas", True, 1.0, shapes, looks, which, ("",) * len(which), ())


def painted(layer: SceneLayer, qapp: object) -> np.ndarray:  # type: ignore[type-arg]
    view = fit(layer.shapes.bounds(), 60, 40, margin=0)
    image = QImage(round(60 * PX), round(40 * PX), QImage.Format.Format_RGB32)
    image.fill(QColor("#0000ff"))
    painter = QPainter(image)
    paint_layer(painter, layer, view, PX, cut=True)
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1, 4)[:, :, :3].astype(int)


def test_the_picture_is_the_same_and_shows_no_gap(
    layer: SceneLayer, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    thinned = painted(layer, qapp)
    monkeypatch.setattr(drawn_by, "MANY", 10**9)
    whole = painted(replace(layer, shapes=replace(layer.shapes)), qapp)
    far = np.abs(thinned - whole).max(axis=2)
    assert far.mean() < 3
    assert (far > 90).mean() < 0.001
    inside = thinned[40:-40, 40:-40]
    assert not (inside[:, :, 0] > 200).any()  # the blue ground


def test_a_small_map_keeps_few_vertices_and_every_ring(layer: SceneLayer) -> None:
    shapes = layer.shapes
    view = fit(shapes.bounds(), 60, 40)
    small = list(thinned_paths(shapes, map_transform(view, 1.0)))
    large = list(thinned_paths(shapes, map_transform(view, 1000.0)))
    assert len(small) == len(large) == len(shapes.ids)
    assert sum(path.elementCount() for path in small) < 0.4 * sum(path.elementCount() for path in large)
    assert all(path.elementCount() >= 1 for path in small)
