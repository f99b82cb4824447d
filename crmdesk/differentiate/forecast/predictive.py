"""How the next twelve months of a client are distributed: how often she acts, what it brings, and the 80 % between.

The predictive distribution joins what is not known of one client (is she still active, how often does she act, when
does she stop, what is an event of hers worth) with what is not known of the parameters (``bootstrap``). Given that she
is active, her rate is Gamma(r + x, α + T) and her stopping Beta(a, b + x). What n events bring is
G · Gamma(p n) / Gamma(q + p k) with G = γ + all that the k units brought whose worth counts. So the draws depend on
(x, T, k) alone: they are made over G, once for all clients who share these, and every client's own G scales them.
Where a million clients share too little, x, T and k are rounded to steps of 5, 10, 20 % for the shape of the
distribution, and the client's own mean corrects its size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.bootstrap import REFITS, Refits
from crmdesk.differentiate.forecast.gamma_gamma import Spending
from crmdesk.differentiate.forecast.panel import Panel
from crmdesk.differentiate.scores import Floats, Ints

#: The interval reaches from the 10 % to the 90 % point.
LOW, HIGH = 0.10, 0.90
#: Quantiles kept of each distribution.
_GRID = 200
#: Draws of all classes together, of one at least and at most, and classes worked on at once.
_DRAWS, _FEWEST, _MOST, _TOGETHER = 2_000_000, 200, 4_000, 500
#: Above so many classes x, T and k are rounded, to these steps one after the other.
_CLASSES, _STEPS = 10_000, (0.0, 0.05, 0.10, 0.20)
_LEAST = 1e-12


@dataclass(frozen=True)
class Ahead:
    """Quantiles, evenly from 0 to 1, of events and of income over G of active clients; a row for each (x, T, k).

    ``row`` is the row of each client, ``own`` how much greater her mean income over G is than that of her row.
    """

    events: Floats
    ratio: Floats
    row: Ints
    own: Floats

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


@dataclass(frozen=True)
class _Classes:
    """Distinct x, T (steps) and k, the mean worth of a unit in each, and the row of each client."""

    events: Floats
    age: Floats
    paid: Floats
    mean: Floats
    row: Ints

    def part(self, rows: slice) -> _Classes:
        return _Classes(self.events[rows], self.age[rows], self.paid[rows], self.mean[rows], self.row)


def look_ahead(panel: Panel, fitted: Parameters, refits: Refits, *, seed: int) -> Ahead:
    """Draws for every class of clients that occurs in the panel."""
    classes = _classes(panel)
    count = len(classes.events)
    rng = np.random.default_rng(seed)
    draws = int(np.clip(_DRAWS // max(count, 1), _FEWEST, _MOST)) // REFITS * REFITS
    parts = [
        _drawn(panel, refits, classes.part(slice(at, at + _TOGETHER)), draws=draws, rng=rng)
        for at in range(0, count, _TOGETHER)
    ]
    none = np.zeros((0, _GRID + 1))
    events, ratio = (np.concatenate([none, *(part[place] for part in parts)]) for place in (0, 1))
    return Ahead(events, ratio, classes.row, _own(panel, fitted, refits, classes))


def _classes(panel: Panel) -> _Classes:
    """As fine as the number of classes allows."""
    columns = (panel.events, panel.age, panel.paid_units)
    for step in _STEPS:
        rounded = [_rounded(column, step) for column in columns]
        bases = [int(column.max(initial=0)) + 1 for column in rounded]
        keys = (rounded[0] * bases[1] + rounded[1]) * bases[2] + rounded[2]
        found, row = np.unique(keys, return_inverse=True)
        if len(found) <= _CLASSES:
            break
    rest, paid = np.divmod(found, bases[2])
    events, age = np.divmod(rest, bases[1])
    sizes = np.maximum(np.bincount(row, minlength=len(found)), 1)
    mean = np.bincount(row, weights=panel.mean, minlength=len(found)) / sizes
    events, age, paid = (np.asarray(one, dtype=np.float64) for one in (events, age, paid))
    return _Classes(events, age, paid, mean, row.astype(np.int64))


def _rounded(values: Ints, step: float) -> Ints:
    if not step:
        return values
    width = np.log1p(step)
    return np.asarray(np.rint(np.expm1(np.rint(np.log1p(values) / width) * width)), dtype=np.int64)


def _own(panel: Panel, p: Parameters, refits: Refits, classes: _Classes) -> Floats:
    """The client's mean rate and worth over those of her class; 1 where nothing was rounded."""
    row = classes.row
    rate = (p.r + panel.events) / (p.alpha + panel.age / panel.unit)
    found = rate / ((p.r + classes.events) / (p.alpha + classes.age / panel.unit))[row]
    if refits.spending is None:
        return np.asarray(found)
    s = refits.spending[0]
    worth = (s.p * classes.paid + s.q)[row] / (s.p * panel.paid_units + s.q)
    return np.asarray(found * worth)


def _drawn(
    panel: Panel, refits: Refits, classes: _Classes, *, draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Quantiles of events and of income for some classes."""
    shape = (len(classes.events), draws)
    r, alpha, a, b = np.tile(refits.activity, (draws // REFITS, 1)).T
    x, age = classes.events[:, None], classes.age[:, None] / panel.unit
    rate = rng.standard_gamma(r + x, size=shape) / (alpha + age)
    stop = np.maximum(rng.beta(np.broadcast_to(a, shape), b + x), _LEAST)
    events = np.minimum(np.minimum(rng.poisson(rate * panel.ahead), rng.geometric(stop)), panel.most).astype(np.float64)
    if refits.spending is None:
        return _grid(events), np.zeros((len(events), _GRID + 1))
    return _grid(events), _grid(_worth(refits.spending, events, classes, rng))


def _worth(spending: tuple[Spending, Floats], events: Floats, classes: _Classes, rng: np.random.Generator) -> Floats:
    """Income of so many events over the fitted G; how G moves with the parameters is taken at the class's mean."""
    fitted, drawn = spending
    p, q, gamma = np.tile(drawn, (events.shape[1] // REFITS, 1)).T
    paid = classes.paid[:, None]
    income = paid * classes.mean[:, None]
    own = (gamma + income) / (fitted.gamma + income)
    return np.asarray(own * rng.standard_gamma(p * events) / rng.standard_gamma(q + p * paid))


def _grid(draws: Floats) -> Floats:
    places = np.linspace(0, draws.shape[1] - 1, _GRID + 1)
    low = np.minimum(np.floor(places).astype(np.int64), draws.shape[1] - 2)
    ordered, share = np.sort(draws, axis=1), places - low
    return np.asarray(ordered[:, low] * (1 - share) + ordered[:, low + 1] * share)
