"""Provinces, claims and lines of the past: a library that knows no window.

Examples
--------
>>> import geodata
>>> frame = geodata.choropleth("crop-failure", date="1921-08")
>>> frame.set_index("id").loc["aktobe", "qualifier"]
'not stated'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.catalog import Catalog

__all__ = ["choropleth", "load", "provinces", "routes", "statements"]


def load(root: Path | None = None) -> Catalog:
    """Read the metadata of the atlas.

    Parameters
    ----------
    root
        Another data folder than the shipped one.
    """
    from geodata.catalog import read_catalog

    return read_catalog(root)


def provinces(date: str) -> Any:
    """Return the provinces of an EDTF date as a GeoDataFrame; see `geodata.join.provinces_frame`."""
    from geodata.join import provinces_frame

    return provinces_frame(load(), date)


def choropleth(measure: str, date: str) -> Any:
    """Return a measure by province as a GeoDataFrame with its claims; see `geodata.join.choropleth_frame`."""
    from geodata.join import choropleth_frame

    return choropleth_frame(load(), measure, date)


def statements(date: str = "1921-08", language: str = "en") -> Any:
    """Return every claim of the sources as a GeoDataFrame; see `geodata.join.statements_frame`."""
    from geodata.join import statements_frame

    return statements_frame(load(), date, language)


def routes(language: str = "en") -> Any:
    """Return the railways as a GeoDataFrame, a row a section; see `geodata.join.routes_frame`."""
    from geodata.join import routes_frame

    return routes_frame(load(), language)
