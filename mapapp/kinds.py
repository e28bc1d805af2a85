"""Kinds of maps: a scene becomes a scene with other symbols and labels, so that painter and layout stay one."""

from __future__ import annotations

from dataclasses import replace

from mapapp.scene import Scene


def as_kind(scene: Scene, kind: str) -> Scene:
    """Return the scene as a kind of `sheet.KINDS` shows it.

    Parameters
    ----------
    scene
        As the window shows it.
    kind
        ``colour`` is the scene itself; ``key`` is the outline map with its answers.
    """
    if kind in {"outline", "worksheet"}:
        return replace(scene, layers=tuple(replace(layer, labels=()) for layer in scene.layers))
    return scene
