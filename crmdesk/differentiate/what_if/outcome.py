"""What the rules make of figures: score, the tier they alone would give, and what hysteresis does from here on.

The rules themselves are those of a run (``scores``, ``tiers``, ``dormancy``, ``signals``, ``lifecycle``); a what-if
only prepares their arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate import dormancy, lifecycle, lifetime_value, tiers
from crmdesk.differentiate.neutral import neutral_rank
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import Bools, Floats, Ints, composite, score_all
from crmdesk.differentiate.signals import mask_codes, signal_mask, signals
from crmdesk.differentiate.tiers import TIERS, Ranks, TierState, tier_code
from crmdesk.differentiate.what_if.figures import Figures, by_rules, dormancy_facts, features_of, figures_of

#: Longer than any path of two falls one after the other.
_MONTHS = 24


@dataclass(frozen=True)
class Decided:
    """Alternatives decided, arrays of one length. ``alone``: the rank the figures alone give; ``following``: the state
    after the next month-end with them; ``settled``: the rank that stays when they stay, after ``months`` month-ends."""

    scores: Ints
    total: Ints
    alone: Ranks
    following: TierState
    settled: Ranks
    months: Ints
    sleep: Ranks


def decide(standing: Standing, rulebook: Rulebook, figures: Figures) -> Decided:
    """Decide each alternative as the next month-end would. A client without an account is taken to open one."""
    sleep = _sleep(standing, rulebook, figures)
    is_dormant = sleep == dormancy.DORMANT
    scores = score_all(figures.indicators, rulebook.breakpoints)
    scores[is_dormant] = 0
    total = composite(scores, rulebook.profile.weights)
    limits = rulebook.thresholds
    metric = figures.month_assets if limits.mode == "AUM" else figures.assets
    alone = tiers.rank_of(metric, total, limits)
    held = tiers.rank_of(metric, total, limits, give=rulebook.hysteresis)
    gain = np.full(figures.size, np.nan if (lost := lost_to_market(standing, rulebook)) is None else lost)
    held = np.maximum(held, neutral_rank(figures.indicators, metric, gain, rulebook))
    month = _Month(alone, held, _is_known(standing, rulebook, metric), sleep)
    following = month.step(_state(standing, figures.size), rulebook)
    settled, months = _settle(_state(standing, figures.size), month, rulebook)
    return Decided(scores, total, alone, following, settled, months, sleep)


@dataclass(frozen=True)
class _Month:
    """A month-end with the figures tried."""

    alone: Ranks
    held: Ranks
    is_known: Bools
    sleep: Ranks

    def step(self, state: TierState, rulebook: Rulebook) -> TierState:
        """As a run does it: who is asleep is dormant, whose accounts are all closed is not scored."""
        stepped = tiers.step(state, self.alone, self.held, self.is_known, rulebook.hysteresis)
        is_scored = self.sleep < dormancy.DORMANT
        rank = np.where(self.sleep == dormancy.DORMANT, tiers.DORMANT, np.where(is_scored, stepped.rank, 0))
        status = np.where(is_scored, stepped.status, tiers.UNSCORED)
        zero = np.zeros_like(stepped.counter)
        counter, mark = (np.where(is_scored, part, zero) for part in (stepped.counter, stepped.mark))
        return TierState(rank.astype(np.int8), counter, mark, status.astype(np.int8))


def _sleep(standing: Standing, rulebook: Rulebook, figures: Figures) -> Ranks:
    if standing.dormancy == "closed":
        return np.full(figures.size, dormancy.CLOSED, dtype=np.int8)
    facts = dormancy_facts(standing, figures)
    return dormancy.dormancy(facts, rulebook.dormancy, standing.figures_on)


def lost_to_market(standing: Standing, rulebook: Rulebook) -> int | None:
    """What a falling market took off the assets the tier looks at, in cents; None where the tier is not shielded."""
    neutral = standing.evidence["neutral_assets"]
    now = standing.evidence["month_assets" if rulebook.thresholds.mode == "AUM" else "A"]
    return None if neutral is None or now is None else neutral - now


def _is_known(standing: Standing, rulebook: Rulebook, metric: Floats) -> Bools:
    """Without assets the tier stays, unless the rules do without them altogether. What is known of the quarter is taken
    to be known at the next month-end, too."""
    by_score = rulebook.thresholds.mode == "SCORE" and standing.tier_status != "missing"
    return np.asarray(~np.isnan(metric) | by_score)


def own_rank(standing: Standing) -> int:
    """The rank the rules go on from."""
    return tiers.DORMANT if standing.tier == "dormant" else TIERS.index(standing.tier)


def _state(standing: Standing, size: int) -> TierState:
    values = (own_rank(standing), standing.tier_counter, standing.tier_mark, tiers.status_number(standing.tier_status))
    return TierState(*(np.full(size, value, dtype=np.int8) for value in values))


def _settle(state: TierState, month: _Month, rulebook: Rulebook) -> tuple[Ranks, Ints]:
    """The rank after so many equal month-ends that nothing moves any more, and when it was reached."""
    months = np.zeros(len(month.alone), dtype=np.int64)
    for number in range(1, _MONTHS + 1):
        following = month.step(state, rulebook)
        months[following.rank != state.rank] = number
        state = following
        if _is_still(state, month).all():
            break
    return state.rank, months


def _is_still(state: TierState, month: _Month) -> Bools:
    """Equal months change nothing: the tier is reached, or held within the buffer, or no figures count."""
    is_reached = (month.alone == state.rank) | ((month.alone < state.rank) & (month.held >= state.rank))
    return np.asarray(is_reached | ~month.is_known | (month.sleep >= dormancy.DORMANT))


@dataclass(frozen=True)
class WhatIf:
    """The answer for one set of figures. ``score`` in tenths; ``alone``: the tier the figures alone give;
    ``tier`` and ``tier_status`` at the next month-end; ``settled`` when the figures stay, ``months`` month-ends on
    (0 = no change); ``stage`` and ``signals`` at the next month-end; ``pv`` in cents at the client's present rates."""

    scores: tuple[int, ...]
    score: int
    alone: str
    tier: str
    tier_status: str
    settled: str
    months: int
    dormancy: str
    signals: tuple[str, ...]
    stage: str
    stage_status: str
    cv: int
    pv: int


def what_if(standing: Standing, rulebook: Rulebook, changes: Mapping[str, int | None]) -> WhatIf:
    """The standing with some figures changed, by name: ``R`` days, ``F`` ``S`` counts, ``M`` ``A`` ``month`` cents.

    Everything else stays: flows, product lines, contacts. It tells of the next month-end, before which nothing moves,
    and of the rules alone: what a person set is left out.
    """
    standing = by_rules(standing)
    figures = figures_of(standing, changes)
    found = decide(standing, rulebook, figures)
    is_dormant = bool(found.sleep[0] == dormancy.DORMANT)
    features = features_of(standing, figures, is_dormant=is_dormant, is_year=rulebook.window_months == 12)
    fired = signals(features, rulebook.stages)
    stage = lifecycle.step(_stage_state(standing), fired, features, rulebook.stages)
    cv = int(features.c12[0]) if not np.isnan(features.c12[0]) else standing.cv
    return WhatIf(
        scores=tuple(found.scores[0].tolist()),
        score=int(found.total[0]),
        alone=tier_code(int(found.alone[0])),
        tier=tier_code(int(found.following.rank[0])),
        tier_status=tiers.status_code(int(found.following.status[0])),
        settled=tier_code(int(found.settled[0])),
        months=int(found.months[0]),
        dormancy=dormancy.CODES[int(found.sleep[0])],
        signals=mask_codes(int(signal_mask(fired)[0])),
        stage=lifecycle.STAGES[int(stage.stage[0])],
        stage_status=lifecycle.STATUSES[int(stage.status[0])],
        cv=cv,
        pv=_potential(standing, rulebook, cv),
    )


def _stage_state(standing: Standing) -> lifecycle.StageState:
    values = (
        lifecycle.STAGES.index(standing.stage),
        lifecycle.STATUSES.index(standing.stage_status),
        standing.cycle_no,
    )
    return lifecycle.StageState(*(np.array([value], dtype=np.int8) for value in values))


def _potential(standing: Standing, rulebook: Rulebook, cv: int) -> int:
    growth, retention = (_share(standing.evidence[name]) for name in ("growth", "retention"))
    rules = rulebook.values
    found = lifetime_value.potential(np.array([cv]), growth, retention, discount=rules.discount, years=rules.years)
    return int(found[0])


def _share(value: int | None) -> Floats:
    return np.array([(value or 0) / 10_000])
