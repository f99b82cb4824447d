"""Numbers of the 1-2-5 series, and of finer ones where it is too coarse."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate.rulebooks.nice import SERIES, next_nice, nice, rising

POSITIVE = st.floats(1, 1e14)


def is_of(value, series):
    mantissa = value / 10 ** math.floor(math.log10(value) + 1e-9)
    return any(abs(mantissa - step) < 1e-6 for step in series)


@pytest.mark.parametrize(
    ("value", "near"),
    [(1, 1), (3, 2), (4, 5), (7, 5), (7.2, 10), (12, 10), (15, 20), (36_700, 50_000), (14, 10), (30, 20), (999, 1000),
     (1_000_000, 1_000_000)],
)  # fmt: skip
def test_the_nearest_number_as_a_ratio(value, near):
    assert nice(value) == near


@given(POSITIVE)
def test_nice_numbers_stay_and_are_near(value):
    found = nice(value)
    assert is_of(found, SERIES[0])
    assert nice(found) == found
    assert 1 / math.sqrt(2.5) - 1e-9 <= found / value <= math.sqrt(2.5) + 1e-9


@given(POSITIVE, st.sampled_from(SERIES))
def test_the_next_number_lies_above(value, series):
    found = next_nice(value, series)
    assert is_of(found, series)
    assert value < found <= 2.5 * value * (1 + 1e-9)


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ([14_000, 95_000, 310_000, 1_200_000], [10_000, 100_000, 200_000, 1_000_000]),
        ([40_000, 80_000, 120_000, 160_000], [50_000, 70_000, 100_000, 150_000]),
        ([1, 2, 3, 4], [1, 2, 3, 5]),
        ([3, 3, 3, 3], [3, 4, 5, 6]),
    ],
)
def test_the_coarsest_series_that_tells_them_apart(values, numbers):
    assert rising(values, least=1) == numbers


@given(st.lists(st.floats(0, 1e11), min_size=1, max_size=6).map(sorted), st.sampled_from([1, 50]))
def test_cut_offs_rise(values, least):
    found = rising(values, least=least)
    assert len(found) == len(values)
    assert all(is_of(one, SERIES[-1] + SERIES[1]) for one in found)
    assert all(low < high for low, high in pairwise(found))
    assert found[0] >= least
    assert all(one == int(one) for one in found)
