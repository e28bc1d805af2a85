"""A scene becomes the sheets of its kind: one map, or an outline map or worksheet with its answers."""

from __future__ import annotations

from dataclasses import replace

from mapapp.labels import Measure
from mapapp.paper.kinds import as_kind, numbers_of
from mapapp.paper.layout import sheets
from mapapp.paper.pagetypes import Page
from mapapp.paper.sheet import Options
from mapapp.paper.worksheet.sheets import answer_pages, numbered_sheets, question_pages
from mapapp.scene import Scene


def pages(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    """Lay a scene out on all sheets of the kind that was chosen.

    Parameters
    ----------
    scene
        As the window shows it.
    options
        Kind, paper, words and furniture.
    measure
        Tells how large a text comes out.

    Raises
    ------
    GeodataError
        If something has no room on the paper.
    """
    options.check()
    if options.kind in {"outline", "worksheet"} and scene.at_figures is not None:
        scene = scene.at_figures()  # a figure coloured into other boundaries would be wrong
    texts = _texts(scene, options, measure)
    maps = _maps(scene, options, measure)
    count = len(maps) + len(texts)
    if count > 1 and not options.number:
        while options.of != count:  # numbers take room, too
            options = replace(options, number=1, of=count)
            maps = _maps(scene, options, measure)
            count = max(len(maps) + len(texts), count)
    return (*maps, *numbered_sheets(texts, replace(options, number=options.number + len(maps)), measure))


def _maps(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    """Return the sheets that hold a map: the map itself, and the map with the names that belong to its numbers."""
    found = sheets(as_kind(scene, options.kind), options, measure)
    if options.kind != "outline" or not numbers_of(scene):
        return found
    number = options.number and options.number + len(found)
    words = replace(options, title=None, without=options.without | {"name"}, number=number)
    return (*found, *sheets(as_kind(scene, "key"), words, measure))


def _texts(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    if options.kind == "worksheet":
        return (*question_pages(scene, options, measure), *answer_pages(scene, options, measure))
    return ()
