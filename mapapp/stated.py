"""What is stated of the features of shapes under a measure: gathered once, as there may be many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geodata.catalog import Catalog
from geodata.claims import Value, values
from mapapp.compiled import Shapes


@dataclass(frozen=True, eq=False)
class Stated:
    """A value a feature, and which of them say the same: of very many values few differ.

    `kinds` holds the first value of each kind, in the order in which they come; `kind_of` the number of its kind a
    feature; `count` how many features have a number.
    """

    values: Sequence[Value]
    kinds: tuple[Value, ...]
    kind_of: tuple[int, ...]
    count: int
    _spread: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, ordered: Sequence[Value]) -> Stated:
        """Sort values by what they say."""
        known: dict[object, int] = {}
        kind_of = tuple([known.setdefault((it.low, it.high, it.qualifier), len(known)) for it in ordered])
        first = dict(zip(reversed(kind_of), reversed(ordered), strict=True))
        kinds = tuple(first[kind] for kind in range(len(known)))
        stated = [it.stated for it in kinds]
        return cls(ordered, kinds, kind_of, sum(map(stated.__getitem__, kind_of)))

    def spread(self, of_kind: Sequence[int]) -> tuple[int, ...]:
        """Return a number a feature from one a kind; the same object where they were asked for before."""
        wanted = tuple(of_kind)
        if wanted not in self._spread:
            self._spread.clear()
            self._spread[wanted] = tuple(map(wanted.__getitem__, self.kind_of))
        return self._spread[wanted]


class ValuesOf:
    """What is stated of the features of shapes under a measure.

    Parameters
    ----------
    catalog
        Whose claims.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[tuple[str, int], tuple[Shapes, Stated]] = {}

    def __call__(self, measure: str, shapes: Shapes) -> Stated:
        """Return a value a feature."""
        key = (measure, id(shapes))
        if key not in self._found:
            found = values(self._catalog.claims_of.get(measure, ()), measure, shapes.ids)
            self._found[key] = (shapes, Stated.of([found[place] for place in shapes.ids]))
        return self._found[key][1]
