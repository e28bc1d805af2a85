"""What the person has chosen: pure values with pure updates, so that undo is keeping the old value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geodata.catalog import Catalog
from geodata.report import UnknownError

OPENING_DATE = "1921-08"


@dataclass(frozen=True, slots=True)
class LayerState:
    """How one layer is shown. `opacity` runs from 0 to 1."""

    id: str
    visible: bool
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class MapView:
    """All choices that make the map. `layers` run bottom to top; `selection` is a province id or None."""

    layers: tuple[LayerState, ...]
    language: str = "kk"
    date: str = OPENING_DATE
    selection: str | None = None

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
        raise UnknownError(f"Expected the id of a layer, found {layer_id!r}.", f"Possible: {known}.")

    def _with_layer(self, changed: LayerState) -> MapView:
        return replace(self, layers=tuple(changed if it.id == changed.id else it for it in self.layers))

    def with_visible(self, layer_id: str, visible: bool) -> MapView:
        """Return the view with a layer switched on or off."""
        return self._with_layer(replace(self.layer(layer_id), visible=visible))

    def with_opacity(self, layer_id: str, opacity: float) -> MapView:
        """Return the view with a layer's opacity set, held between 0 and 1."""
        return self._with_layer(replace(self.layer(layer_id), opacity=min(max(opacity, 0.0), 1.0)))

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

    def with_language(self, language: str) -> MapView:
        """Return the view in another language."""
        return replace(self, language=language)

    def with_selection(self, place: str | None) -> MapView:
        """Return the view with another province selected, or none."""
        return replace(self, selection=place)


def opening_view(catalog: Catalog, language: str = "kk") -> MapView:
    """Return the map that opens first."""
    return MapView(tuple(LayerState(spec.id, spec.visible) for spec in catalog.layers), language)
