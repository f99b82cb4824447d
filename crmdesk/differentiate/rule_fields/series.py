"""The worked series that shows what holds a tier (§3.8): fifteen months of average assets, or a client's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tiers import TIERS, Hysteresis, TierState, rank_of, status_code, step, tier_code

#: Month-average assets of the specification's example, in cents: the bound of platinum is 1,000,000 yuan.
EXAMPLE = tuple(yuan * 10_000_00 for yuan in (86, 104, 112, 97, 92, 88, 101, 85, 83, 79, 76, 105, 48, 47, 46))


_BARE = Hysteresis(1, 0, (1,) * len(TIERS), "last", 0, 0)


@dataclass(frozen=True)
class SeriesMonth:
    """One month: assets in cents (None = not known), the tier of that month alone, the tier held, and its status."""

    assets: int | None
    raw: str
    tier: str
    status: str
    has_changed: bool


def tier_series(assets: Sequence[int | None], rules: Rulebook, *, is_held: bool = True) -> list[SeriesMonth]:
    """What the rules make of one client's months, oldest first. Assets decide, whatever the rulebook's mode.

    Without ``is_held`` each month's figures alone decide.
    """
    preset = rules.hysteresis if is_held else _BARE
    limits = type(rules.thresholds)("AUM", rules.thresholds.assets, (), ())
    state, found, before = TierState.new(1), [], ""
    for cents in assets:
        value = np.array([np.nan if cents is None else float(cents)])
        score = np.zeros(1, dtype=np.int64)
        raw = rank_of(value, score, limits)
        held = rank_of(value, score, limits, give=preset)
        state = step(state, raw, held, np.array([cents is not None]), preset)
        tier = tier_code(int(state.rank[0]))
        status = status_code(int(state.status[0]))
        found.append(SeriesMonth(cents, tier_code(int(raw[0])), tier, status, bool(before) and tier != before))
        before = tier
    return found
