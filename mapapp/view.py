"""What the person has chosen: pure values with pure updates, so that undo is keeping the old value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from geodata.catalog import Catalog
from geodata.report import UnknownError
from geodata.sets import GROUP

OPENING_DATE = "1921-08"
FILLS: Final = frozenset({"choropleth", "figures", "category"})
"""Kinds of layers that colour the provinces: the first one that is on leads, the others become hatches."""

Extent = tuple[float, float, float, float]
"""(xmin, ymin, xmax, ymax) in metres of the map's CRS."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer departs from its shipped look; the defaults depart in nothing.

    Parameters
    ----------
    ramp
        Name of a colour ramp of `symbols.RAMPS`, or empty.
    scheme
        How class breaks are found: empty (as shipped), or one of `geodata.classify.SCHEMES`.
    classes
        Number of classes that a scheme is asked for.
    breaks
        Breaks set by hand, rising, in the unit of the measure; for the scheme ``manual``.
    width
        Factor of outline and line widths.
    labels
        Whether the layer's names are written.
    """

    ramp: str = ""
    scheme: str = ""
    classes: int = 4
    breaks: tuple[float, ...] = ()
    width: float = 1.0
    labels: bool = True


@dataclass(frozen=True, slots=True)
class LayerState:
    """How one layer is shown. `opacity` runs from 0 to 1; an empty `name` means the layer's own title."""

    id: str
    visible: bool
    opacity: float = 1.0
    name: str = ""
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class MapView:
    """All choices that make the map.

    `layers` run bottom to top; one that was removed is not among them. `selection` is a province id, ``turksib`` or
    None.
    `frame` is the part of the map on show, None for all of it; `legend` tells whether the legend lies over it.
    `boundaries` is the id of a contributed set that stands in for the governorates of August 1921, empty for the
    atlas's own.
    """

    layers: tuple[LayerState, ...]
    language: str = "kk"
    date: str = OPENING_DATE
    selection: str | None = None
    frame: Extent | None = None
    legend: bool = True
    boundaries: str = ""

    def layer(self, layer_id: str) -> LayerState:
        """Return the state of a layer.

        Raises
        ------
        UnknownError
            If the view has no such layer.
        """
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        known = ", ".join(layer.id for layer in self.layers)
        raise UnknownError("Expected the id of a layer, found “{id}”.", "Possible: {known}.", id=layer_id, known=known)

    def _with_layer(self, changed: LayerState) -> MapView:
        return replace(self, layers=tuple(changed if it.id == changed.id else it for it in self.layers))

    def with_visible(self, layer_id: str, visible: bool) -> MapView:
        """Return the view with a layer switched on or off."""
        return self._with_layer(replace(self.layer(layer_id), visible=visible))

    def with_opacity(self, layer_id: str, opacity: float) -> MapView:
        """Return the view with a layer's opacity set, held between 0 and 1."""
        return self._with_layer(replace(self.layer(layer_id), opacity=min(max(opacity, 0.0), 1.0)))

    def with_name(self, layer_id: str, name: str) -> MapView:
        """Return the view with a layer renamed; an empty name brings its own title back."""
        return self._with_layer(replace(self.layer(layer_id), name=name.strip()))

    def with_style(self, layer_id: str, style: Style) -> MapView:
        """Return the view with a layer restyled."""
        return self._with_layer(replace(self.layer(layer_id), style=style))

    def with_only(self, layer_ids: tuple[str, ...]) -> MapView:
        """Return the view with just these layers switched on.

        Raises
        ------
        UnknownError
            If one of them is unknown.
        """
        for layer_id in layer_ids:
            self.layer(layer_id)
        return replace(self, layers=tuple(replace(it, visible=it.id in layer_ids) for it in self.layers))

    def with_moved(self, layer_id: str, index: int) -> MapView:
        """Return the view with a layer moved to an index counted from the bottom."""
        moved = self.layer(layer_id)
        rest = [layer for layer in self.layers if layer.id != layer_id]
        rest.insert(index, moved)
        return replace(self, layers=tuple(rest))

    def without(self, layer_id: str) -> MapView:
        """Return the view with a layer removed."""
        gone = self.layer(layer_id)
        return replace(self, layers=tuple(layer for layer in self.layers if layer is not gone))

    def with_added(self, layer: LayerState) -> MapView:
        """Return the view with a layer on top; one that is there already stays where it is."""
        if any(it.id == layer.id for it in self.layers):
            return self
        return replace(self, layers=(*self.layers, layer))

    def with_language(self, language: str) -> MapView:
        """Return the view in another language."""
        return replace(self, language=language)

    def with_selection(self, place: str | None) -> MapView:
        """Return the view with another province selected, or none."""
        return replace(self, selection=place)

    def with_frame(self, frame: Extent | None) -> MapView:
        """Return the view of another part of the map, None for all of it."""
        return replace(self, frame=frame)

    def with_legend(self, shown: bool) -> MapView:
        """Return the view with the legend over the map, or with the map alone."""
        return replace(self, legend=shown)

    def with_boundaries(self, set_id: str) -> MapView:
        """Return the view with a contributed set in place of the governorates of August 1921, or with these again."""
        return replace(self, boundaries=set_id)

    def with_date(self, date: str) -> MapView:
        """Return the view at another EDTF date."""
        return replace(self, date=date)


def opening_view(catalog: Catalog, language: str = "kk") -> MapView:
    """Return the map that opens first."""
    return MapView(tuple(LayerState(spec.id, spec.visible) for spec in catalog.layers), language)


def with_new_sets(view: MapView, catalog: Catalog, known: Collection[str] = ()) -> MapView:
    """Return a view of an earlier session with the layers of sets that were added since, where they belong.

    Parameters
    ----------
    view
        Of the earlier session.
    catalog
        Knows the sets there are now.
    known
        Ids of the sets that session knew: what a person took off the map stays off.
    """
    for own in catalog.sets:
        if own.id not in known:
            view = _with_layers_of(view, catalog, own.id)
    return view


def with_set(view: MapView, catalog: Catalog, set_id: str) -> MapView:
    """Return the view with the layers of a set where they belong, the set's own one switched on.

    One colour fill shows at a time: figures that somebody added take the place of the fills before.
    """
    shown = _with_layers_of(view, catalog, set_id)
    if catalog.set(set_id).kind == "values":
        fills = {spec.id for spec in catalog.layers if spec.kind in FILLS}
        layers = (replace(it, visible=it.visible and it.id not in fills) for it in shown.layers)
        shown = replace(shown, layers=tuple(layers))
    return shown.with_visible(set_id, visible=True)


def _with_layers_of(view: MapView, catalog: Catalog, set_id: str) -> MapView:
    layers = list(view.layers)
    for index, spec in enumerate(catalog.layers):
        own = spec.group == GROUP and set_id == spec.id.partition(".")[0]
        if own and all(layer.id != spec.id for layer in layers):
            below = {it.id for it in catalog.layers[:index]}
            at = max((n + 1 for n, it in enumerate(layers) if it.id in below), default=0)
            layers.insert(at, LayerState(spec.id, spec.visible))
    return replace(view, layers=tuple(layers))
