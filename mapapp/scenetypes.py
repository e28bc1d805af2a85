"""What a scene is made of: layers ready to draw, their labels and legend rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import pack
from typing import Final, TypeVar, overload

from mapapp.compiled import Shapes
from mapapp.symbols import Symbol

EMPTY: Final = Shapes("polygon", (), (), (), (), b"")


T = TypeVar("T")


class Each(Sequence[T]):
    """Something a feature, made when it is asked for: of many thousand only some are ever read.

    Parameters
    ----------
    count
        Number of features.
    make
        Makes what belongs to one, by its number.
    """

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return [self._make(at) for at in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)

    def __iter__(self) -> Iterator[T]:
        return map(self._make, range(self._count))


def point_shapes(places: Iterable[tuple[str, tuple[float, float]]]) -> Shapes:
    """Return points, (id, (x, y) in metres) each, as shapes."""
    found = tuple(places)
    numbers = [part for _place, at in found for part in at]
    return Shapes(
        "point", tuple(place for place, _at in found), ("",) * len(found),
        tuple(((index, 1),) for index in range(len(found))), tuple(at for _place, at in found),
        pack(f"{len(numbers)}d", *numbers), (0.0,) * len(found),
    )  # fmt: skip


def line_shapes(lines: Iterable[Sequence[tuple[float, float]]]) -> Shapes:
    """Return lines of (x, y) pairs in metres as one feature each."""
    found = [list(line) for line in lines]
    starts = [sum(map(len, found[:index])) for index in range(len(found))]
    numbers = [number for line in found for at in line for number in at]
    return Shapes(
        "line", ("",) * len(found), ("",) * len(found),
        tuple(((start, len(line)),) for start, line in zip(starts, found, strict=True)),
        tuple(line[0] for line in found), pack(f"{len(numbers)}d", *numbers),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One symbol of the legend with its words; `shape` is ``area``, ``line`` or ``point``."""

    symbol: Symbol
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text that belongs to a place on the map.

    `style` is ``province``, ``water``, ``town``, ``station``, ``river`` or ``bracket``; a lower `rank` is placed
    first; `position` is the compass point where it goes best, empty for centred; `clear_mm` the radius of what stands
    at the place itself.
    """

    text: str
    x: float
    y: float
    rank: int
    style: str
    position: str = ""
    clear_mm: float = 0.0


@dataclass(frozen=True, eq=False)
class SceneLayer:
    """A layer ready to draw: shapes in metres, a symbol a feature, and what it says.

    `symbol_of` holds an index into `symbols` for each feature of `shapes`, -1 for one that is not drawn.
    `figures` holds (column, value) pairs a feature for tables and pages; `breaks` the class breaks of a choropleth and
    `shipped_breaks` those that its measure brings;
    `notice` what the person must know about how it is drawn.
    """

    id: str
    title: str
    kind: str
    visible: bool
    opacity: float
    shapes: Shapes
    symbols: tuple[Symbol, ...]
    symbol_of: tuple[int, ...]
    tips: Sequence[str]
    legend: tuple[LegendRow, ...]
    labels: tuple[Label, ...] = ()
    subject: str = ""
    coverage: str = ""
    notice: str = ""
    claims: Sequence[tuple[str, ...]] = ()
    figures: Sequence[tuple[tuple[str, object], ...]] = ()
    breaks: tuple[float, ...] = ()
    shipped_breaks: tuple[float, ...] = ()
    unplaced: tuple[str, ...] = ()
    """Claims that belong to the layer and that no shape of it bears, such as a figure that was not seen."""
    names: Sequence[str] = ()
    """Names of very many areas, one a feature: they are written where they fit, the largest area first."""
    unhatched: SceneLayer | None = None
    """The layer as it looks when it is the first fill, where it is drawn as a hatch over another one."""
