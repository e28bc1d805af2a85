"""What a question of a worksheet is, and what a layer knows that is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mapapp.paper.worksheet.figures import Figure, figures_of
from mapapp.scene import Scene, SceneLayer
from mapapp.statements import Statement
from mapapp.texts import t


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source: as printed, in the language of the sheet (empty where that is the source's), and where."""

    words: str
    translation: str
    where: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer.

    `kind` says what it trains, `lines` how many lines a pupil gets to write on, `claims` which statements the answer
    rests on; `quotes` holds their words.
    """

    kind: str
    text: str
    lines: int
    answer: str
    claims: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


Asked = Iterator[Question]


def quote(said: Statement) -> Quote:
    """Return the words of a statement; a second source, of which no text is taken, has none."""
    return Quote(said.claim.fragment, said.translation, said.where)


def quotes(said: Iterable[Statement]) -> tuple[Quote, ...]:
    """Return the words of statements, each passage once."""
    return tuple(dict.fromkeys(quote(it) for it in said))


class Topic:
    """A layer with what its questions need."""

    def __init__(self, scene: Scene, layer: SceneLayer) -> None:
        self.scene = scene
        self.layer = layer
        self.language = scene.language
        self.figures = figures_of(scene, layer)
        self.governorates = layer.kind != "figures"

    def t(self, message: str, **values: object) -> str:
        """Translate a message."""
        return t(message, self.language, **values)

    def named(self, figures: list[Figure]) -> str:
        """List places with what is said of each."""
        return "; ".join(f"{it.name} ({it.words})" for it in figures)

    def exact(self) -> list[Figure]:
        """Return the places whose figures may be compared, the highest first."""
        known = [it for it in self.figures if it.exact]
        return sorted(known, key=lambda it: (-(it.low or 0.0), it.name))

    def ask(self, kind: str, text: str, lines: int, answer: str, figures: list[Figure]) -> Question:
        """Return a question whose answer rests on figures."""
        return self.about(kind, text, lines, answer, [it.said for it in figures if it.said])

    def about(self, kind: str, text: str, lines: int, answer: str, said: list[Statement]) -> Question:
        """Return a question whose answer rests on statements."""
        return Question(kind, text, lines, answer, tuple(it.claim.id for it in said), quotes(said))
