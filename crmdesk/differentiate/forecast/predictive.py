"""How the next twelve months of a client are distributed: how often she acts, what it brings, and the 80 % between.

The predictive distribution joins what is not known of one client (is she still active, how often does she act, when
does she stop, what is an event of hers worth) with what is not known of the parameters (``bootstrap``). Given that she
is active, her rate is Gamma(r + x, α + T) and her stopping Beta(a, b + x): the draws depend on (x, T) alone, and are
made once for all clients who share them. What n events bring is G · Gamma(p n) / Gamma(q + p k) with G = γ + all that
her k units brought: the draws are made over G, and every client's own G scales them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate.forecast.bootstrap import REFITS, Refits
from crmdesk.differentiate.forecast.gamma_gamma import Spending
from crmdesk.differentiate.forecast.panel import Panel
from crmdesk.differentiate.scores import Floats, Ints

#: The interval reaches from the 10 % to the 90 % point.
LOW, HIGH = 0.10, 0.90
#: Quantiles kept of each distribution.
_GRID = 200
#: Draws of all pairs together, of one pair at least and at most, and pairs worked on at once.
_DRAWS, _FEWEST, _MOST, _TOGETHER = 2_000_000, 400, 4_000, 500
#: With more pairs than this ages of days are rounded to weeks.
_PAIRS = 5_000
_LEAST = 1e-12


@dataclass(frozen=True)
class Ahead:
    """Quantiles, evenly from 0 to 1, of events and of income over G of active clients; a row for each (x, T).

    ``row`` is the row of each client.
    """

    events: Floats
    ratio: Floats
    row: Ints

    def events_at(self, level: float, alive: Floats) -> Floats:
        return _quantile(self.events, self.row, level, alive=alive)

    def ratio_at(self, level: float, alive: Floats) -> Floats:
        return _quantile(self.ratio, self.row, level, alive=alive)


def _quantile(grid: Floats, row: Ints, level: float, *, alive: Floats) -> Floats:
    """The point below which the share ``level`` lies: 0 with the probability that the client has stopped."""
    with np.errstate(divide="ignore"):
        place = np.where(alive > 0, (level - (1 - alive)) / alive, -1.0) * (grid.shape[1] - 1)
    low = np.clip(np.floor(place), 0, grid.shape[1] - 2).astype(np.int64)
    share = np.clip(place - low, 0, 1)
    return np.where(place <= 0, 0.0, grid[row, low] * (1 - share) + grid[row, low + 1] * share)


def look_ahead(panel: Panel, refits: Refits, *, seed: int) -> Ahead:
    """Draws for every pair of repeat events and time observed that occurs in the panel."""
    pairs, row = _pairs(panel)
    sizes = np.bincount(row, minlength=len(pairs))
    mean = np.bincount(row, weights=panel.mean, minlength=len(pairs)) / np.maximum(sizes, 1)
    rng = np.random.default_rng(seed)
    draws = int(np.clip(_DRAWS // max(len(pairs), 1), _FEWEST, _MOST)) // REFITS * REFITS
    parts = [
        _drawn(panel, refits, pairs[at : at + _TOGETHER], mean=mean[at : at + _TOGETHER], draws=draws, rng=rng)
        for at in range(0, len(pairs), _TOGETHER)
    ]
    none = np.zeros((0, _GRID + 1))
    events, ratio = (np.concatenate([none, *(part[place] for part in parts)]) for place in (0, 1))
    return Ahead(events, ratio, row)


def _pairs(panel: Panel) -> tuple[Ints, Ints]:
    """Distinct (events, age) as rows, and the row of each client."""
    base = int(panel.age.max(initial=0)) + 8
    found, row = np.unique(panel.events * base + panel.age, return_inverse=True)
    if len(found) > _PAIRS and panel.unit > 1:
        step = int(panel.unit)
        found, row = np.unique(panel.events * base + panel.age // step * step + step // 2, return_inverse=True)
    return np.stack(np.divmod(found, base), axis=1), row.astype(np.int64)


def _drawn(
    panel: Panel, refits: Refits, pairs: Ints, *, mean: Floats, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Quantiles of events and of income for some pairs."""
    shape = (len(pairs), draws)
    r, alpha, a, b = np.tile(refits.activity, (draws // REFITS, 1)).T
    x, age = pairs[:, :1].astype(np.float64), pairs[:, 1:] / panel.unit
    rate = rng.standard_gamma(r + x, size=shape) / (alpha + age)
    stop = np.maximum(rng.beta(np.broadcast_to(a, shape), b + x), _LEAST)
    events = np.minimum(np.minimum(rng.poisson(rate * panel.ahead), rng.geometric(stop)), panel.most).astype(np.float64)
    if refits.spending is None:
        return _grid(events), np.zeros((len(pairs), _GRID + 1))
    return _grid(events), _grid(_worth(refits.spending, events, x + 1, mean=mean, rng=rng))


def _worth(
    spending: tuple[Spending, Floats], events: Floats, seen: Floats, *, mean: Floats, rng: np.random.Generator
) -> Floats:
    """Income of so many events over the fitted G; how G moves with the parameters is taken at the pair's mean."""
    fitted, drawn = spending
    p, q, gamma = np.tile(drawn, (events.shape[1] // REFITS, 1)).T
    own = (gamma + seen * mean[:, None]) / (fitted.gamma + seen * mean[:, None])
    return np.asarray(own * rng.standard_gamma(p * events) / rng.standard_gamma(q + p * seen))


def _grid(draws: Floats) -> Floats:
    places = np.linspace(0, draws.shape[1] - 1, _GRID + 1)
    low = np.minimum(np.floor(places).astype(np.int64), draws.shape[1] - 2)
    ordered, share = np.sort(draws, axis=1), places - low
    return np.asarray(ordered[:, low] * (1 - share) + ordered[:, low + 1] * share)
