"""Parametric bootstrap: how far the parameters might lie from the fitted ones, had chance dealt other histories.

Histories are drawn from the fitted model for clients observed as long as ours, and the model is fitted to them again.
Above 20,000 clients that many are drawn, and the deviations (of logarithms) are scaled to the number fitted: they
shrink with its square root.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate.forecast import bg_nbd, gamma_gamma
from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.gamma_gamma import Spending
from crmdesk.differentiate.forecast.statistics import Statistics, group
from crmdesk.differentiate.scores import Floats, Ints

#: Fits again, and clients drawn for each at most.
REFITS, _CLIENTS = 40, 20_000
#: Below this a probability to stop is none: the draw of its first time would overflow.
_LEAST = 1e-12


@dataclass(frozen=True)
class Refits:
    """Arrays (REFITS, 4) of r, α, a, b, and (REFITS, 3) of p, q, γ beside the fitted ones; None without an income."""

    activity: Floats
    spending: tuple[Spending, Floats] | None


def draw_histories(p: Parameters, age: Ints, unit: float, rng: np.random.Generator) -> Statistics:
    """Histories of clients observed for ``age`` steps, as the model makes them."""
    rate = rng.gamma(p.r, 1 / p.alpha, size=len(age))
    stop = np.maximum(rng.beta(p.a, p.b, size=len(age)), _LEAST)
    acts = rng.poisson(rate * age / unit)
    events = np.minimum(acts, rng.geometric(stop))
    again = events > 0
    recency = np.zeros(len(age), dtype=np.int64)
    # Given their number, the acts lie evenly: the x-th of n is Beta(x, n − x + 1) of the time.
    place = rng.beta(events[again], acts[again] - events[again] + 1)
    recency[again] = np.floor(place * age[again])
    return group(events, recency, age, unit=unit)


def refits(activity: Parameters, spending: Spending | None, *, age: Ints, unit: float, paid: Ints, seed: int) -> Refits:
    """``age``: steps observed, of each client; ``paid``: units of each client whose events brought something."""
    rng = np.random.default_rng(seed)
    acts = _activity(activity, age, unit, rng)
    return Refits(acts, None if spending is None else (spending, _spending(spending, paid, rng)))


def _thin(values: Ints) -> Ints:
    """At most ``_CLIENTS`` of them, evenly along their order."""
    size = min(len(values), _CLIENTS)
    return values[np.arange(size) * len(values) // max(size, 1)]


def _activity(fitted: Parameters, age: Ints, unit: float, rng: np.random.Generator) -> Floats:
    some = _thin(age)
    found = [bg_nbd.fit(draw_histories(fitted, some, unit, rng), start=fitted).parameters for _ in range(REFITS)]
    return _scaled(fitted.array(), np.array([one.array() for one in found]), len(some) / max(len(age), 1))


def _spending(fitted: Spending, paid: Ints, rng: np.random.Generator) -> Floats:
    some = _thin(paid)
    found = []
    for _ in range(REFITS):
        level = rng.gamma(fitted.q, 1 / fitted.gamma, size=len(some))
        mean = np.maximum(rng.gamma(fitted.p * some) / level / some, np.finfo(np.float64).tiny)
        again = gamma_gamma.fit(some, mean, least_q=gamma_gamma.FINITE_MEAN, start=fitted)
        found.append(again.parameters.array())
    return _scaled(fitted.array(), np.array(found), len(some) / max(len(paid), 1))


def _scaled(fitted: Floats, found: Floats, share: float) -> Floats:
    return np.asarray(fitted * np.exp(np.log(found / fitted) * np.sqrt(share)))
