"""Lifetime value in three parts (§4.4 of the domain): what was earned, what is earned now, what may still come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from crmdesk.differentiate.scores import Bools, Floats, Ints

#: CLV phases by number; deliberately other words than the lifecycle stages.
BUILD, RISE, MATURE, FADE = range(4)
PHASES = ("build", "rise", "mature", "fade")


@dataclass(frozen=True)
class ValueRules:
    """Horizon in years, yearly discount; growth and retention per stage (1 … 5), retention in maturity per tier rank.

    ``risk_growth`` and ``risk_retention`` are what a client slipping into decline would have. ``measured_on`` is the
    day up to which the branch's own retention was measured; None while the rulebook's assumptions hold.
    """

    years: int
    discount: float
    growth: tuple[float, ...]
    retention: tuple[float, ...]
    retention_by_tier: tuple[float, ...]
    risk_growth: float
    risk_retention: float
    acquisition_cost: int
    measured_on: date | None = None


def measured(rules: ValueRules, stages: Mapping[int, float], ranks: Mapping[int, float], on: date) -> ValueRules:
    """The rules with retention as it was measured up to a day, by stage (1 … 5) and tier rank; others stay assumed.

    In ten-thousandths, as evidence stores it: the arithmetic that is shown is then that of the run.
    """
    return replace(
        rules,
        retention=tuple(round(stages.get(number, old), 4) for number, old in enumerate(rules.retention, 1)),
        retention_by_tier=tuple(round(ranks.get(rank, old), 4) for rank, old in enumerate(rules.retention_by_tier)),
        measured_on=on,
    )


def half_up(amount: Floats) -> Ints:
    """Whole cents, halves away from zero."""
    return (np.sign(amount) * np.floor(np.abs(amount) + 0.5)).astype(np.int64)


def yearly_parts(cv: float, growth: float, retention: float, *, discount: float, years: int) -> tuple[float, ...]:
    """The discounted contribution of each year, for showing the arithmetic."""
    factor = (1 + growth) * retention / (1 + discount)
    return tuple(cv * factor**year for year in range(1, years + 1))


def potential(cv: Ints, growth: Floats, retention: Floats, *, discount: float, years: int) -> Ints:
    """PV in cents: Σ CV (1+g)^t r^t / (1+d)^t over ``years``."""
    factor = (1 + growth) * retention / (1 + discount)
    total = np.sum([factor**year for year in range(1, years + 1)], axis=0)
    return half_up(cv * total)


def potential_unlimited(cv: Ints, growth: Floats, retention: Floats, *, discount: float) -> Ints:
    """PV∞ in cents; meaningful only while (1+g)·r < 1+d."""
    kept = (1 + growth) * retention
    return half_up(cv * kept / (1 + discount - kept))


def value_at_risk(cv: Ints, pv: Ints, rules: ValueRules) -> Ints:
    """What is lost when the client slips into decline, in cents."""
    growth, retention = np.full(len(cv), rules.risk_growth), np.full(len(cv), rules.risk_retention)
    return pv - potential(cv, growth, retention, discount=rules.discount, years=rules.years)


def rates(stage: NDArray[np.int8], rank: NDArray[np.int8], rules: ValueRules) -> tuple[Floats, Floats]:
    """Growth and retention of each client by stage; in maturity retention rises with the tier."""
    growth = np.asarray(rules.growth)[stage - 1]
    by_tier = np.asarray(rules.retention_by_tier)[np.maximum(rank, 0)]
    retention = np.where(stage == 3, by_tier, np.asarray(rules.retention)[stage - 1])
    return growth, retention


def phase(*, hv: Ints, c12: Ints, c12p: Floats, was_low: Bools, is_young: Bools, rules: ValueRules) -> NDArray[np.int8]:
    """The CLV phase. ``was_low``: C12 was below 90 % of C12p a quarter ago; ``c12p`` NaN = no such year."""
    building = (hv < rules.acquisition_cost) | is_young
    rising = (c12 >= 1.10 * c12p) & (c12 > 0)
    fading = is_low(c12, c12p) & was_low
    return np.select([building, rising, fading], [BUILD, RISE, FADE], MATURE).astype(np.int8)


def is_low(c12: Ints, c12p: Floats) -> Bools:
    return np.asarray((c12p > 0) & (c12 < 0.90 * c12p))
