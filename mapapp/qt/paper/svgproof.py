"""A written SVG is held against its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import Options
from mapapp.qt.paper.proof import drawn_layers, folded, words_of, wrong
from mapapp.texts import N_

_SVG: Final = "{http://www.w3.org/2000/svg}"


def check_svg(pages: Sequence[Page], path: Path, options: Options) -> None:
    """Hold an SVG against its sheet: size, a filled group a layer, every text, and names that are there once only.

    Raises
    ------
    GeodataError
        If something is missing.
    """
    (page,) = pages
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise wrong(N_("it is cut off"), path.suffix) from error
    if (root.get("width"), root.get("height")) != (f"{page.width:g}mm", f"{page.height:g}mm"):
        raise wrong(N_("its size is another one"), root.get("width"))
    said = folded("".join("".join(it.itertext()) for it in root.iter(f"{_SVG}text")))
    missing = [words for words in words_of(page) if folded(words) not in said]
    if missing:
        raise wrong(N_("a text is missing"), missing[0])
    names = [it.get("id") for it in root.iter() if it.get("id")]
    if len(names) != len(set(names)):
        raise wrong(N_("a name stands twice"), "id")
    shapes = (f"{_SVG}path", f"{_SVG}polyline", f"{_SVG}rect", f"{_SVG}circle", f"{_SVG}ellipse", f"{_SVG}line")
    for layer, _inside in drawn_layers(page.map) if page.map is not None else ():
        group = next((it for it in root.iter(f"{_SVG}g") if it.get("id") == f"layer-{layer.id}"), None)
        if group is None or not any(it.tag in shapes for it in group.iter()):
            raise wrong(N_("a layer is missing"), layer.title)
