"""Indicators to scores, scores to the composite V (§3.3, §3.4 of the domain).

Arrays in, arrays out; one client is length 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: The five indicators in the order of every weight, score and table.
INDICATORS = ("R", "F", "M", "A", "S")

#: Recency of a client who never traded.
NEVER = -1


@dataclass(frozen=True)
class Breakpoints:
    """Cut-offs, ascending. ``recency``: days at most for 5, 4, 3, 2 points; the others: at least for 1 … 5 points.

    ``monetary`` and ``assets`` are whole cents.
    """

    recency: tuple[int, int, int, int]
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]
    assets: tuple[int, ...]
    strategy: tuple[int, ...]

    def of(self, indicator: str) -> tuple[int, ...]:
        cuts = (self.recency, self.frequency, self.monetary, self.assets, self.strategy)
        return cuts[INDICATORS.index(indicator)]


@dataclass(frozen=True)
class Indicators:
    """Arrays of one length: days since the last active trade (``NEVER`` = none), counts, cents; NaN is not known."""

    recency: Ints
    frequency: Ints
    monetary: Ints
    assets: Floats
    strategy: Ints


def score_recency(days: Ints, cuts: Sequence[int]) -> Ints:
    """5 … 1 by age, 0 for never."""
    points = 5 - np.searchsorted(np.asarray(cuts), days, side="left")
    return np.where(days == NEVER, 0, points).astype(np.int64)


def score_at_least(values: Ints | Floats, cuts: Sequence[int]) -> Ints:
    """How many cut-offs a value reaches; a value that is not known reaches none."""
    points = np.searchsorted(np.asarray(cuts, dtype=np.float64), values, side="right")
    return np.where(np.isnan(values), 0, points).astype(np.int64)


def score_all(values: Indicators, cuts: Breakpoints) -> Ints:
    """Scores of shape (clients, 5)."""
    columns = (
        score_recency(values.recency, cuts.recency),
        score_at_least(values.frequency, cuts.frequency),
        score_at_least(values.monetary, cuts.monetary),
        score_at_least(values.assets, cuts.assets),
        score_at_least(values.strategy, cuts.strategy),
    )
    return np.stack(columns, axis=1)


def composite(scores: Ints, weights: Sequence[int]) -> Ints:
    """V in tenths of a point, rounded half up. ``weights`` are ten-thousandths that sum to 10,000."""
    return (scores @ np.asarray(weights, dtype=np.int64) * 200 + 5_000) // 10_000


def average_ranks(values: Floats) -> Floats:
    """Ranks 1 … n, ties sharing their average rank."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)


@dataclass(frozen=True)
class QuantileScores:
    """Scores 0 … 5 and, per cut, the value at the cut and how many clients share it."""

    scores: Ints
    cut_values: tuple[float, ...]
    on_cut: tuple[int, ...]


def score_quantiles(values: Floats, *, is_reversed: bool = False) -> QuantileScores:
    """Quintiles for exploring; zeros (or ``NEVER``) are taken out first and score 0.

    Below 100 clients terciles are used, worth 1, 3 and 5 points.
    """
    counted = values != NEVER if is_reversed else values > 0
    scores = np.zeros(len(values), dtype=np.int64)
    kept = values[counted]
    parts, points = (5, (1, 2, 3, 4, 5)) if len(kept) >= 100 else (3, (1, 3, 5))
    if not len(kept):
        return QuantileScores(scores, (), ())
    share = average_ranks(-kept if is_reversed else kept) / len(kept)
    cuts = np.arange(1, parts) / parts
    group = np.searchsorted(cuts, share - 1e-12, side="left")
    scores[counted] = np.asarray(points)[group]
    ordered = np.sort(kept)[::-1] if is_reversed else np.sort(kept)
    at_cut = [float(ordered[max(int(np.ceil(cut * len(kept) - 1e-9)) - 1, 0)]) for cut in cuts]
    return QuantileScores(scores, tuple(at_cut), tuple(int((kept == value).sum()) for value in at_cut))
