"""Clients made by the model itself: what the fit must find again."""

from datetime import date

import numpy as np

from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.gamma_gamma import Spending
from crmdesk.differentiate.forecast.panel import Panel

TRUE = Parameters(0.6, 4.0, 0.8, 2.5)
WORTH = Spending(6.0, 4.0, 12_000.0)
WEEKS = 52


def histories(size, seed=1, *, true=TRUE, weeks=(30, 104), ahead=WEEKS):
    """x, t_x, T (days) of clients, and how often each acts in the weeks ahead."""
    rng = np.random.default_rng(seed)
    age = rng.integers(weeks[0] * 7, weeks[1] * 7, size=size)
    rate = rng.gamma(true.r, 1 / true.alpha, size=size)
    stop = np.maximum(rng.beta(true.a, true.b, size=size), 1e-12)
    acts = rng.poisson(rate * age / 7)
    lives = rng.geometric(stop)
    events = np.minimum(acts, lives)
    place = rng.beta(np.maximum(events, 1), np.maximum(acts - events + 1, 1))
    recency = np.where(events > 0, np.floor(place * age), 0).astype(np.int64)
    coming = np.where(acts < lives, np.minimum(rng.poisson(rate * ahead), lives - acts), 0)
    return events, recency, age, coming


def panel(size, seed=1, **how):
    """A panel in days, and the events and income (cents) of the year ahead."""
    events, recency, age, coming = histories(size, seed, **how)
    rng = np.random.default_rng(seed + 1)
    level = rng.gamma(WORTH.q, 1 / WORTH.gamma, size=size)
    units = events + 1
    income = np.rint(rng.gamma(WORTH.p * units) / level).astype(np.int64)
    came = np.rint(rng.gamma(np.maximum(WORTH.p * coming, 1e-9)) / level * (coming > 0)).astype(np.int64)
    ids = np.arange(1, size + 1)
    return Panel(date(2025, 12, 31), ids, units, recency, age, units, income, 7.0, WEEKS, 365), coming, came
