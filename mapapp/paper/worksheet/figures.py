"""What a layer says of each of its places, silence too."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.model import Qualifier
from mapapp.scene import Scene, SceneLayer
from mapapp.statements import Statement
from mapapp.texts import t


@dataclass(frozen=True, slots=True)
class Figure:
    """What a layer says of one place; `low` is None where no number is stated."""

    place: str
    name: str
    low: float | None
    qualifier: str
    said: Statement | None
    words: str

    @property
    def exact(self) -> bool:
        """Whether it is a number that may be compared with others."""
        return self.low is not None and self.qualifier == Qualifier.EXACT.value

    @property
    def not_stated(self) -> bool:
        """Whether the source names the place and gives no figure."""
        return self.qualifier == Qualifier.NOT_STATED.value


def figures_of(scene: Scene, layer: SceneLayer) -> tuple[Figure, ...]:
    """Return what a layer says of each of its places, silence too; a layer without shapes or claims says nothing."""
    if not layer.shapes.ids or not layer.claims:
        return ()
    found = []
    for place, tip, claims, row in zip(
        layer.shapes.ids, layer.tips, layer.claims, layer.figures or ((),) * len(layer.shapes.ids), strict=True
    ):
        about = dict(row)
        low = about.get("low")
        said = scene.statements.get(claims[0]) if claims else None
        words = (said.figure or said.title) if said else t("no statement in the source", scene.language)
        found.append(
            Figure(
                place, tip.split("\n")[0], low if isinstance(low, (int, float)) else None,
                str(about.get("qualifier", "")), said, words,
            )
        )  # fmt: skip
    return tuple(found)
