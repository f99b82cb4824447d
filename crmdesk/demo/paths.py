"""How assets move: one path per client, by the kind of relation the client has with the branch.

Arrays are (clients, months); amounts in yuan as float, rounded to cents only where rows are made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Kinds of relation; shares of a manager's book and of a whole branch (§9.6 of the domain specification).
KINDS = ("prospect", "unfunded", "new", "growth", "mature", "decline", "sleeping", "dormant")
BOOK_SHARES = (0.03, 0.04, 0.06, 0.24, 0.37, 0.11, 0.07, 0.08)
BRANCH_SHARES = (0.05, 0.07, 0.03, 0.13, 0.24, 0.08, 0.15, 0.25)

#: Asset brackets in yuan: the long tail of A-share accounts (§3.6), and a book that has every tier.
BRACKETS = (1_000, 10_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 40_000_000)
BRANCH_BRACKETS = (0.3724, 0.4855, 0.1193, 0.0138, 0.0081, 0.0006, 0.0003)
BOOK_BRACKETS = (0.12, 0.34, 0.30, 0.11, 0.10, 0.015, 0.015)

_SMALL_BOOK = 5_000


@dataclass(frozen=True)
class Population:
    """One row per client: index into ``KINDS``, aimed assets in yuan, months since opening, tastes."""

    kind: Ints
    assets: Floats
    tenure: Ints
    trading: Floats
    equity: Floats

    @property
    def size(self) -> int:
        return len(self.kind)

    def is_kind(self, *names: str) -> NDArray[np.bool_]:
        return np.isin(self.kind, [KINDS.index(name) for name in names])


def _normalised(shares: tuple[float, ...]) -> Floats:
    weights = np.asarray(shares)
    shares_of_one: Floats = weights / weights.sum()
    return shares_of_one


def draw_population(rng: np.random.Generator, size: int, total: int) -> Population:
    """``size`` clients of a base of ``total``: small bases look like a manager's book, large ones like a branch."""
    is_book = total <= _SMALL_BOOK
    kind = rng.choice(len(KINDS), size=size, p=_normalised(BOOK_SHARES if is_book else BRANCH_SHARES))
    bracket = rng.choice(len(BRACKETS) - 1, size=size, p=_normalised(BOOK_BRACKETS if is_book else BRANCH_BRACKETS))
    edges = np.log(np.asarray(BRACKETS, dtype=float))
    assets = np.exp(edges[bracket] + rng.random(size) * (edges[bracket + 1] - edges[bracket]))
    tenure = rng.integers(14, 160, size=size)
    tenure[kind == KINDS.index("new")] = 2
    tenure[kind == KINDS.index("unfunded")] = rng.integers(1, 14, size=int((kind == KINDS.index("unfunded")).sum()))
    tenure[kind == KINDS.index("dormant")] += 30
    # New ones came all through the years shown: every fourth that grows.
    came = (kind == KINDS.index("growth")) & (np.arange(size) % 4 == 0)
    tenure[came] = 3 + np.arange(size)[came] * 7 % 33
    return Population(
        kind=kind,
        assets=np.round(assets, 2),
        tenure=tenure,
        trading=rng.lognormal(0.0, 0.9, size=size),
        equity=rng.uniform(0.15, 0.85, size=size),
    )


def market_returns(rng: np.random.Generator, months: int) -> Floats:
    """Monthly returns of the share part, with one long fall in the middle, so that stages must look at flows."""
    returns = rng.normal(0.008, 0.03, size=months)
    fall = slice(months // 3, months // 3 + 5)
    returns[fall] -= 0.05
    return returns


def simulate(rng: np.random.Generator, population: Population, returns: Floats) -> tuple[Floats, Floats]:
    """Month-end assets and net flows, both (clients, months), in yuan."""
    size, months = population.size, len(returns)
    flows = _flow_rates(rng, population, months) * population.assets[:, None]
    assets = np.zeros((size, months))
    level = population.assets * _start_share(population)
    for month in range(months):
        born = months - 1 - month < population.tenure
        first = months - 1 - month == np.minimum(population.tenure - 1, months - 1)
        level = np.where(first & population.is_kind("new"), population.assets, level)
        moved = level * (1 + population.equity * returns[month])
        came = first & (population.is_kind("new") | (population.is_kind("growth") & (population.tenure < months)))
        flows[:, month] = np.where(came, level, flows[:, month])
        grown = np.where(came, level, moved + flows[:, month])
        flows[:, month] = np.where(grown < 0, -moved, flows[:, month])
        level = np.where(born, np.maximum(grown, 0.0), level)
        assets[:, month] = np.where(born, level, 0.0)
        flows[~born, month] = 0.0
    empty = population.is_kind("prospect", "unfunded", "dormant")
    assets[empty], flows[empty] = 0.0, 0.0
    return np.round(assets, 2), np.round(flows, 2)


#: Clients who leave: so many months before the end they take everything along, and some come back so many months
#: before it. They count as lost after a year without a trade.
_AWAY = (32, 8)
_GONE = (22, 0)


def send_away(population: Population, assets: Floats, flows: Floats) -> Bools:
    """Some settled clients leave with everything, and a few come back; assets and flows change in place. Who left."""
    months, place = assets.shape[1], np.arange(population.size) % 29
    can = population.is_kind("mature") & (population.assets > 20_000) & (population.tenure > months)
    leaves = np.zeros(population.size, dtype=bool)
    for rest, (left, back) in ((0, _AWAY), (7, _GONE)):
        goes = can & (place == rest)
        if months > left:
            _leave(goes, assets, flows, months - left, months - back)
            leaves |= goes
    return leaves


def _leave(goes: Bools, assets: Floats, flows: Floats, first: int, back: int) -> None:
    flows[goes, first] = -assets[goes, first - 1]
    flows[goes, first + 1 : back] = 0.0
    if back < assets.shape[1]:
        flows[goes, back] = assets[goes, back]
    assets[goes, first:back] = 0.0


def _start_share(population: Population) -> Floats:
    share = np.full(population.size, 0.9)
    share[population.is_kind("growth")] = 0.55
    share[population.is_kind("decline")] = 1.7
    return share


def _flow_rates(rng: np.random.Generator, population: Population, months: int) -> Floats:
    """Net flow per month as a share of the aimed assets; most months of most clients have none."""
    size = population.size
    rates = np.where(rng.random((size, months)) < 0.25, rng.normal(0.002, 0.02, size=(size, months)), 0.0)
    growth = population.is_kind("growth")
    rates[growth] += np.where(rng.random((int(growth.sum()), months)) < 0.6, 0.035, 0.0)
    decline = population.is_kind("decline")
    last = max(months - 5, 0)
    rates[decline, last:] -= rng.uniform(0.10, 0.26, size=(int(decline.sum()), months - last))
    rates[population.is_kind("sleeping")] = 0.0
    return rates


def active_days(rng: np.random.Generator, population: Population, months: int) -> Ints:
    """Days with a trade per client and month."""
    rate = np.select(
        [population.is_kind("growth", "new"), population.is_kind("mature"), population.is_kind("decline")],
        [2.4, 1.6, 1.0],
        default=0.0,
    )
    rate = rate * population.trading * np.clip(np.log10(population.assets + 10) / 5, 0.4, 1.6)
    days = np.minimum(rng.poisson(np.repeat(rate[:, None], months, axis=1)), 18)
    decline = population.is_kind("decline")
    days[decline, max(months - 4, 0) :] //= 3
    age = months - 1 - np.arange(months)
    days[age[None, :] >= population.tenure[:, None]] = 0
    return days
