"""Class breaks: found where the figures carry them, refused with a reason where not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geodata.classify import SCHEMES, class_of, find_breaks
from geodata.report import GeodataError

FOUND = [scheme for scheme in SCHEMES if scheme != "manual"]
VALUES = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=60)


@given(VALUES, st.sampled_from(FOUND), st.integers(2, 5))
def test_breaks_rise_and_hold_every_figure(values: list[float], scheme: str, classes: int) -> None:
    try:
        breaks = find_breaks(values, scheme, classes)
    except GeodataError:
        # Only too few different figures, or many equal ones where classes should hold equal numbers, are refused.
        assume(len(set(values)) >= classes and scheme != "quantiles")
        raise
    assert len(breaks) == classes + 1
    assert list(breaks) == sorted(set(breaks))
    assert (breaks[0], breaks[-1]) == (min(values), max(values))
    assert all(0 <= class_of(value, breaks) < classes for value in values)


def test_natural_breaks_part_where_the_figures_part() -> None:
    values = (1.0, 2.0, 3.0, 50.0, 51.0, 98.0, 99.0)
    breaks = find_breaks(values, "natural", 3)
    assert [class_of(value, breaks) for value in values] == [0, 0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("scheme", FOUND)
def test_four_stated_provinces_do_not_carry_five_classes(scheme: str) -> None:
    with pytest.raises(GeodataError, match="at least 5 different figures for 5 classes, found 4"):
        find_breaks((29.5, 74.5, 80.3, 99.0), scheme, 5)
