"""A scene becomes the sheets of its kind: one map, or an outline map or worksheet with its answers."""

from __future__ import annotations

from dataclasses import replace

from mapapp.kinds import as_kind
from mapapp.labels import Measure
from mapapp.layout import page
from mapapp.pagetypes import Page
from mapapp.scene import Scene
from mapapp.sheet import Options
from mapapp.worksheetpages import answer_pages, key_pages, numbered_sheets, question_pages


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
    texts = _texts(scene, options, measure)
    if texts and not options.number:
        options = replace(options, number=1, of=1 + len(texts))
    first = page(as_kind(scene, options.kind), options, measure)
    return (first, *numbered_sheets(texts, replace(options, number=options.number + 1), measure))


def _texts(scene: Scene, options: Options, measure: Measure) -> tuple[Page, ...]:
    if options.kind == "outline":
        return key_pages(scene, options, measure)
    if options.kind == "worksheet":
        return (*question_pages(scene, options, measure), *answer_pages(scene, options, measure))
    return ()
