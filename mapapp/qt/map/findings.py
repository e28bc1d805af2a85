"""The map of findings: a contributed file over the atlas's boundaries, with a mark for everything that was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import hypot
from typing import Final

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from geodata.report import Severity
from mapapp.findingwords import SEVERITIES
from mapapp.proposals import MOST_RINGS, Looked, bounds, middle, shapes_of
from mapapp.qt.map.canvas import MapCanvas
from mapapp.scene import LegendRow, Scene, SceneBuilder, SceneLayer
from mapapp.shapes import Shapes
from mapapp.symbols import SELECTED, Symbol
from mapapp.texts import number, t
from mapapp.units import PX_PER_MM
from mapapp.view import Extent, LayerState, MapView

COLOURS: Final = {Severity.ERROR: "#a02020", Severity.WARNING: "#a86b00", Severity.NOTE: "#3f6a86"}
_FILE: Final = Symbol(line="#5b2a6e", width_mm=0.4)
_MARKED: Final = Symbol(line=SELECTED, width_mm=0.9)
_LEAST_M: Final = 15_000.0
"""What is shown at least to each side of a finding."""
_REACH_PX: Final = 9.0
_ROUND: Final = 0.08
"""The share of an extent that is shown round it."""


class FindingsMap(MapCanvas):
    """Shows a file as it would lie on the map.

    Parameters
    ----------
    builder
        Of the atlas, whose waters and boundaries lie beneath.
    view
        Whose language and date it takes.

    Signals
    -------
    finding_clicked
        Index of the finding whose mark was clicked.
    """

    finding_clicked = Signal(int)

    def __init__(self, builder: SceneBuilder, view: MapView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        under = {spec.id: spec for spec in builder.catalog.layers if spec.kind == "water" or spec.data == "outer"}
        plain = replace(
            view, layers=tuple(LayerState(name, visible=True) for name in under), selection=None, frame=None
        )
        self._base: Scene = builder.build(plain)
        self._language = view.language
        self._looked: Looked | None = None
        self._outline: Shapes | None = None
        self._texts: Mapping[int, str] = {}

    def show_file(self, looked: Looked, texts: Mapping[int, str]) -> None:
        """Draw a file and its findings; where its shapes lie anew, go there.

        Parameters
        ----------
        looked
            The file.
        texts
            What each finding that is listed says, by its index.
        """
        moved = self._looked is None or self._looked.outline != looked.outline
        self._looked, self._texts = looked, texts
        if moved:
            rings = {str(index): [ring] for index, ring in enumerate(looked.outline)}
            self._outline = shapes_of("line", rings) if rings else None
        self._draw()
        if moved:
            self.show_all()

    def _draw(self, marked: int | None = None) -> None:
        assert self._looked is not None
        layers = [self._one_row(layer) for layer in self._base.visible]
        if self._outline is not None:
            layers.append(_layer("file", self._outline, _FILE, self._file_title(), "line"))
        for severity in (Severity.NOTE, Severity.WARNING, Severity.ERROR):
            layers += self._findings(severity)
        if marked is not None and (place := self._looked.places[marked]) is not None and place[0] != "point":
            layers.append(_layer("marked", shapes_of("line", {"": place[1]}), _MARKED))
        self.set_scene(replace(self._base, layers=tuple(layers), notices=(), title="", frame=self._frame))

    def _file_title(self) -> str:
        """Return what the outline is called: of a file of very many areas only the largest are drawn here."""
        assert self._looked is not None
        shown, every = len(self._looked.outline), self._looked.proposal.features
        if shown >= every or shown < MOST_RINGS:
            return t("The file", self._language)
        counts = {"shown": number(shown, self._language), "all": number(every, self._language)}
        return t("The file: {shown} of its {all} areas", self._language, **counts)

    def _one_row(self, layer: SceneLayer) -> SceneLayer:
        """Return a layer of the atlas with one row in the legend, whatever the confidence of its lines."""
        if layer.kind != "outlines" or not layer.legend:
            return layer
        words = t("Boundaries of the atlas", self._language)
        return replace(layer, legend=(replace(layer.legend[0], text=words),))

    def _findings(self, severity: Severity) -> list[SceneLayer]:
        """Return the outlines of findings that are areas, and a marker for each one that has a place."""
        assert self._looked is not None
        standing = self._looked.proposal.standing().findings
        places = {
            index: place
            for index in self._texts
            if standing[index].severity is severity and (place := self._looked.places[index]) is not None
        }
        if not places:
            return []
        colour, title = COLOURS[severity], t(SEVERITIES[severity], self._language)
        lines = {str(index): parts for index, (kind, parts) in places.items() if kind != "point"}
        dots = {str(index): [middle(parts)] for index, (_kind, parts) in places.items()}
        marker = Symbol(fill=colour, line="#ffffff", width_mm=0.4, marker="circle", size_mm=2.6)
        tips = [self._texts[index] for index in places]
        made = [_layer(severity.value, shapes_of("point", dots), marker, title, "point", tips)]
        if lines:
            made.insert(0, _layer(f"{severity.value}s", shapes_of("line", lines), Symbol(line=colour, width_mm=0.6)))
        return made

    def mark(self, index: int) -> bool:
        """Go to a finding and mark it; return False where it has no place."""
        assert self._looked is not None
        self._draw(index)
        place = self._looked.places[index]
        if place is None:
            return False
        xmin, ymin, xmax, ymax = bounds(place[1])
        self.go_to(((xmin + xmax) / 2, (ymin + ymax) / 2), max(xmax - xmin, ymax - ymin) / 2)
        return True

    def go_to(self, at: tuple[float, float], reach_m: float = 0.0) -> None:
        """Show a point with at least `_LEAST_M` round it, and ring it for a moment."""
        reach = max(reach_m, _LEAST_M)
        extent = (at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach)
        self._look_at(extent)
        self.point_out(extent)

    def show_area(self, at: tuple[float, float]) -> None:
        """Show the smallest outline round a point, and ring it for a moment; the point alone where there is none."""
        assert self._looked is not None
        boxes = [bounds([ring]) for ring in self._looked.outline]
        round_it = [it for it in boxes if it[0] <= at[0] <= it[2] and it[1] <= at[1] <= it[3]]
        if not round_it:
            self.go_to(at)
            return
        extent = min(round_it, key=lambda it: (it[2] - it[0]) * (it[3] - it[1]))
        self._look_at(extent)
        self.point_out(extent)

    def show_all(self) -> None:
        """Show the whole file, or the whole atlas where the file has no place."""
        if self._looked is not None and self._looked.outline:
            self._look_at(bounds(self._looked.outline))
        else:
            self._look_at(self._base.areas.bounds() if self._base.areas.ids else None)

    def _look_at(self, extent: Extent | None) -> None:
        if extent is not None:
            dx, dy = (extent[2] - extent[0]) * _ROUND, (extent[3] - extent[1]) * _ROUND
            extent = (extent[0] - dx, extent[1] - dy, extent[2] + dx, extent[3] + dy)
        self._frame = extent
        self._look()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the finding whose mark was clicked."""
        found = None if self._dragging else self._marker_at(event.position())
        super().mouseReleaseEvent(event)
        if found is not None:
            self.finding_clicked.emit(found)

    def _marker_at(self, position: QPointF) -> int | None:
        """Return the finding whose marker lies nearest to a widget position and within reach."""
        if self._scene is None or self._viewport is None:
            return None
        away = {}
        for layer in self._scene.layers:
            if layer.shapes.kind == "point":
                for name, anchor in zip(layer.shapes.ids, layer.shapes.anchors, strict=True):
                    x, y = self._viewport.to_mm(*anchor)
                    away[int(name)] = hypot(x * PX_PER_MM - position.x(), y * PX_PER_MM - position.y())
        nearest = min(away, key=lambda index: away[index], default=None)
        return nearest if nearest is not None and away[nearest] <= _REACH_PX else None


def _layer(
    name: str, shapes: Shapes, symbol: Symbol, title: str = "", row: str = "", tips: Sequence[str] = ()
) -> SceneLayer:  # fmt: skip
    legend = (LegendRow(symbol, title, row),) if title else ()
    return SceneLayer(
        id=name, title=title, kind="points" if shapes.kind == "point" else "areas", visible=True, opacity=1.0,
        shapes=shapes, symbols=(symbol,), symbol_of=(0,) * len(shapes.ids),
        tips=tuple(tips) or ("",) * len(shapes.ids), legend=legend,
    )  # fmt: skip
