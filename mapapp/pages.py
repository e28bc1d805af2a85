"""A scene becomes the sheets of its kind: one map, or an outline map or worksheet with its answers."""

from __future__ import annotations

from mapapp.kinds import as_kind
from mapapp.labels import Measure
from mapapp.layout import page
from mapapp.pagetypes import Page
from mapapp.scene import Scene
from mapapp.sheet import Options
from mapapp.worksheetpages import answer_pages, key_pages, question_pages


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
    first = page(as_kind(scene, options.kind), options, measure)
    if options.kind == "outline":
        return (first, *key_pages(scene, options, measure))
    if options.kind == "worksheet":
        return (first, *question_pages(scene, options, measure), *answer_pages(scene, options, measure))
    return (first,)
