"""One population classed twice: who is where before and after, who moves, what it costs, what goes beyond the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from crmdesk.differentiate import run_stop
from crmdesk.differentiate.lifecycle import STAGES, Stages
from crmdesk.differentiate.scores import Floats, Ints
from crmdesk.differentiate.tiers import DORMANT, Ranks, tier_code

#: Tiers in the order of the matrix: the dormant first, then by rank.
TIER_CODES = tuple(tier_code(rank) for rank in run_stop.RANKS)
STAGE_CODES = STAGES[1:]

Pair = tuple[str, str]


@dataclass(frozen=True)
class Comparison:
    """Clients by old and new tier and stage; ``moves`` and ``stage_moves``: ids of those who change, the wealthiest
    first. ``hours``: service hours a year by tier that the contact standards ask for, one client."""

    tiers: Ints  # (7, 7)
    stages: Ints  # (5, 5)
    moves: dict[Pair, Ints]
    stage_moves: dict[Pair, Ints]
    hours: Mapping[str, float]

    @property
    def matrix(self) -> dict[Pair, int]:
        """Clients by (old tier, new tier), those who stay included; pairs without clients are left out."""
        return _pairs(self.tiers, TIER_CODES)

    @property
    def stage_matrix(self) -> dict[Pair, int]:
        return _pairs(self.stages, STAGE_CODES)

    @property
    def clients(self) -> int:
        return int(self.tiers.sum())

    @property
    def ups(self) -> int:
        """Clients who rise; waking from dormancy is a rise."""
        return int(np.triu(self.tiers, 1).sum())

    @property
    def downs(self) -> int:
        return int(np.tril(self.tiers, -1).sum())

    @property
    def movers(self) -> Ints:
        """Ids of all who change tier, the largest changes of the matrix in its own order."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self.moves.values()])

    @property
    def hours_before(self) -> float:
        return self._hours(self.tiers.sum(axis=1))

    @property
    def hours_after(self) -> float:
        return self._hours(self.tiers.sum(axis=0))

    def _hours(self, clients: Ints) -> float:
        rates = [self.hours.get(code, 0.0) for code in TIER_CODES]
        return float(sum(rate * int(count) for rate, count in zip(rates, clients, strict=True)))

    @property
    def shares(self) -> list[tuple[str, float]]:
        """(tier, share of its clients that leave it), the largest first."""
        return run_stop.moved_shares(self.tiers)

    @property
    def largest(self) -> tuple[str, float]:
        """The tier that would lose the largest share of its clients; ("", 0) when nobody moves."""
        return self.shares[0] if self.movers.size else ("", 0.0)

    @property
    def stopped(self) -> list[tuple[str, float]]:
        """Tiers beyond the line: approval needs a reason."""
        return run_stop.stopped(self.tiers)


def _pairs(counts: Ints, codes: Sequence[str]) -> dict[Pair, int]:
    return {(codes[old], codes[new]): int(counts[old, new]) for old, new in zip(*np.nonzero(counts), strict=True)}


@dataclass(frozen=True)
class Classes:
    """Clients of a slice with the classes of one rulebook."""

    ids: Ints
    ranks: Ranks
    stages: Stages
    assets: Floats


@dataclass
class Tally:
    """Adds up slices of clients into a ``Comparison``."""

    hours: Mapping[str, float]
    tiers: Ints = field(default_factory=lambda: np.zeros((len(TIER_CODES),) * 2, dtype=np.int64))
    stages: Ints = field(default_factory=lambda: np.zeros((len(STAGE_CODES),) * 2, dtype=np.int64))
    _tier_moves: list[Ints] = field(default_factory=list)
    _stage_moves: list[Ints] = field(default_factory=list)

    def add(self, before: Classes, after: Classes) -> None:
        wealth = np.nan_to_num(after.assets, nan=-1.0).astype(np.int64)
        self.tiers += run_stop.moves(before.ranks, after.ranks)
        old, new = before.stages.astype(np.int64) - 1, after.stages.astype(np.int64) - 1
        np.add.at(self.stages, (old, new), 1)
        self._tier_moves.append(_moved(before.ids, before.ranks - DORMANT, after.ranks - DORMANT, wealth))
        self._stage_moves.append(_moved(before.ids, old, new, wealth))

    def comparison(self) -> Comparison:
        return Comparison(
            self.tiers,
            self.stages,
            _by_pair(self._tier_moves, TIER_CODES),
            _by_pair(self._stage_moves, STAGE_CODES),
            self.hours,
        )


def _moved(ids: Ints, old: Ints | Ranks, new: Ints | Ranks, wealth: Ints) -> Ints:
    """Rows (old place, new place, wealth, id) of those who change."""
    at = np.flatnonzero(old != new)
    return np.stack([old[at].astype(np.int64), new[at].astype(np.int64), wealth[at], ids[at]], axis=1)


def _by_pair(parts: Sequence[Ints], codes: Sequence[str]) -> dict[Pair, Ints]:
    rows = np.concatenate([np.zeros((0, 4), dtype=np.int64), *parts])
    rows = rows[np.lexsort((rows[:, 3], -rows[:, 2], rows[:, 1], rows[:, 0]))]
    pairs, starts = np.unique(rows[:, :2], axis=0, return_index=True)
    lots = np.split(rows[:, 3], starts[1:]) if len(starts) else []
    return {(codes[old], codes[new]): ids for (old, new), ids in zip(pairs.tolist(), lots, strict=True)}
