"""What a map rests on, in one line for the foot of a sheet: only what is on show is named."""

from __future__ import annotations

from geodata.catalog import Catalog
from geodata.model import LayerSpec
from mapapp.scenetypes import SceneLayer
from mapapp.texts import N_, t


def credit_line(
    catalog: Catalog, layers: tuple[SceneLayer, ...], language: str, stand_in: str = "", short: bool = False
) -> str:
    """Return sources and licences of the visible layers.

    Parameters
    ----------
    catalog
        The metadata.
    layers
        Of the scene, hidden ones too.
    language
        Of the words.
    stand_in
        Id of the contributed set whose boundaries are shown in place of the atlas's; empty for none.
    short
        For slides, whose text is large.
    """
    seen = {layer.id for layer in layers if layer.visible}
    specs = [spec for spec in catalog.layers if spec.id in seen]
    told = [_figures(catalog, specs, language)]
    whole_base = N_("Boundaries, routes and base map: Dala Atlas contributors, CC BY 4.0.")
    told.append(t(N_("Map: Dala Atlas, CC BY 4.0.") if short else whole_base, language))
    if any(spec.group in {"routes", "places"} for spec in specs):
        whole_points = N_("Positions of stations and towns: OpenStreetMap contributors, ODbL.")
        told.append(t(N_("© OpenStreetMap contributors, ODbL.") if short else whole_points, language))
    if not short:
        told.append(t("Albers equal-area projection.", language))
    sets = {str(spec.style.get("set")) for spec in specs} | seen | {stand_in}
    told += [
        f"{own.titles[language]}: {own.source.title}, {own.source.licence}." for own in catalog.sets if own.id in sets
    ]
    return " ".join(part for part in told if part)


def _figures(catalog: Catalog, specs: list[LayerSpec], language: str) -> str:
    """Return whose figures the shipped layers show, the essay first; empty where none does."""
    own = {added.id for added in catalog.sets}
    measures = {(spec.data, spec.style.get("source")) for spec in specs}
    found = dict.fromkeys(
        source
        for source, measure in catalog.told_by
        if source in catalog.sources and source not in own and {(measure, None), (measure, source)} & measures
    )
    names = [
        t("{authors}, essay", language, authors=source.by(language))
        if source.id == "essay"
        else source.by(language) or source.named(language)
        for source in (catalog.sources[name] for name in found)
    ]
    return t("Figures: {sources}.", language, sources="; ".join(dict.fromkeys(names))) if names else ""
