"""Whole numbers that can be remembered: the 1-2-5 series, and finer ones where its steps are too wide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

Series = tuple[float, ...]

#: From the coarsest to the finest; each repeats with every power of ten.
SERIES: tuple[Series, ...] = (
    (1, 2, 5),
    (1, 1.5, 2, 3, 5, 7),
    (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8),
)


def nice(value: float, series: Series = SERIES[0]) -> float:
    """The number of a series whose ratio to a value from 1 on is smallest, the larger of two as near."""
    near = _around(value, series)
    return min(reversed(near), key=lambda one: round(abs(math.log(one / value)), 12))


def next_nice(value: float, series: Series = SERIES[-1]) -> float:
    """The smallest number of a series above a value from 1 on."""
    return next(one for one in _around(value, series) if one > value * (1 + 1e-12))


def rising(values: Iterable[float], *, least: float) -> list[float]:
    """Nice numbers for ascending values, each above the one before and none below ``least``.

    Of the coarsest series that tells the values apart; equal values get the next numbers of the finest.
    """
    wanted = [max(value, least) for value in values]
    for series in SERIES:
        found = [max(nice(value, series), least) for value in wanted]
        if all(low < high for low, high in pairwise(found)):
            return found
    return _pushed_up(found)


def _pushed_up(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in values:
        found.append(value if not found or value > found[-1] else next_nice(found[-1]))
    return found


def _around(value: float, series: Series) -> list[float]:
    """The whole numbers of a series from below a value to far enough above it, ascending."""
    decade = math.floor(math.log10(value))
    found = [round(step * 10.0**power, 12 - power) for power in range(decade - 1, decade + 3) for step in series]
    return [one for one in found if one >= 1 and one == int(one)]
