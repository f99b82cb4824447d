"""How many clients sit on the cut-offs of a rulebook: those a small change of figure or rule would move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from crmdesk.differentiate.evidence import FIELDS, UNKNOWN
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import INDICATORS, Bools, Ints
from crmdesk.differentiate.slices import MonthResult
from crmdesk.differentiate.tiers import TIERS

#: A value is near a cut-off within so many percent of it on either side.
NEAR_PERCENT = 5


@dataclass(frozen=True)
class OnCut:
    """``figure``: an indicator, or "assets" or "score" of the tiers; ``gives``: the points or the tier from here on.

    ``cut`` in days, counts, cents, points or tenths of a composite point; ``exactly``: clients with just that value,
    ``near``: within 5 % of it on either side, those exactly on it included.
    """

    figure: str
    gives: str
    cut: int
    exactly: int
    near: int


@dataclass
class CutCounts:
    """Adds up slices of clients; those not scored are left out."""

    rulebook: Rulebook
    _counts: dict[tuple[str, str, int], tuple[int, int]] = field(default_factory=dict)

    def add(self, result: MonthResult) -> None:
        counted = result.is_present & result.is_scored
        values = figures(result)
        for figure, gives, cut in _cuts(self.rulebook):
            found = values[figure][counted]
            exactly, near = self._counts.get((figure, gives, cut), (0, 0))
            here = int((found == cut).sum()), int(_near(found, cut).sum())
            self._counts[figure, gives, cut] = exactly + here[0], near + here[1]

    def on_cut(self) -> tuple[OnCut, ...]:
        """In the order of the rulebook."""
        return tuple(OnCut(*key, *counts) for key, counts in self._counts.items())


def _near(values: Ints, cut: int) -> Bools:
    is_known = values != UNKNOWN
    return np.asarray(is_known & (np.abs(values - np.where(is_known, cut, 0)) * 100 <= cut * NEAR_PERCENT))


def figures(result: MonthResult) -> dict[str, Ints]:
    """What cut-offs look at, per client; recency in days. ``UNKNOWN`` where not known."""
    stored = {name: result.evidence[:, FIELDS.index(name)] for name in ("last_active", "F", "M", "A", "S")}
    today = int(np.datetime64(result.day, "D").astype(np.int64))
    last = stored.pop("last_active")
    assets = np.where(np.isnan(result.assets), UNKNOWN, np.nan_to_num(result.assets)).astype(np.int64)
    return {"R": np.where(last == UNKNOWN, UNKNOWN, today - last), **stored, "assets": assets, "score": result.score}


def _cuts(rulebook: Rulebook) -> Iterator[tuple[str, str, int]]:
    for indicator in INDICATORS:
        cuts = rulebook.breakpoints.of(indicator)
        points = range(5, 1, -1) if indicator == "R" else range(1, 6)
        yield from zip([indicator] * len(cuts), map(str, points), cuts, strict=False)
    limits = rulebook.thresholds
    yield from _tier_cuts("assets", limits.assets)
    if limits.mode != "AUM":
        yield from _tier_cuts("score", limits.score)


def _tier_cuts(figure: str, bounds: Sequence[int]) -> Iterator[tuple[str, str, int]]:
    return ((figure, tier, bound) for tier, bound in zip(TIERS[1:], bounds, strict=False))
