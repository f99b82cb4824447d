"""Tiers with hysteresis (§3.8 of the domain): up at once, down only after confirmed months.

The machine knows no amounts. Each month it is told, per client, the highest tier whose threshold is reached (``raw``)
and the highest that still counts as held within the buffer (``held``); so it serves assets, scores and both together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crmdesk.differentiate.scores import Bools, Floats, Ints

Ranks = NDArray[np.int8]

#: Tier codes by rank; the dormant stand outside the scale.
TIERS = ("base", "silver", "gold", "platinum", "diamond", "private")
DORMANT = -1
NO_TIER = -2

Mode = Literal["AUM", "SCORE", "MAX", "SCORE_FLOOR"]

#: Status: 0 normal, 1 buffer, 2 data missing, 3 not scored, 10 + n = n-th month under watch.
NORMAL, BUFFER, MISSING, UNSCORED, WATCH = 0, 1, 2, 3, 10


def tier_code(rank: int) -> str:
    return "dormant" if rank == DORMANT else TIERS[rank]


def status_code(status: int) -> str:
    if status > WATCH:
        return f"watch{status - WATCH}"
    return ("normal", "buffer", "missing", "unscored")[status]


def status_number(code: str) -> int:
    if code.startswith("watch"):
        return WATCH + int(code[5:])
    return ("normal", "buffer", "missing", "unscored").index(code)


@dataclass(frozen=True)
class Hysteresis:
    """A preset. ``down_months`` is per rank; ``silent_months`` pass below before the watch status shows."""

    up_months: int
    buffer_percent: int
    down_months: tuple[int, ...]
    falls_to: Literal["best", "last"]
    silent_months: int = 0
    score_buffer: int = 50  # tenths of a point


@dataclass(frozen=True)
class Thresholds:
    """Lower bounds by rank 1 …: ``assets`` in cents, ``score`` in tenths, ``floors`` in cents for ``SCORE_FLOOR``.

    A score reaches at most the last tier it has a bound for; the tiers above are reached by assets alone.
    """

    mode: Mode
    assets: tuple[int, ...]
    score: tuple[int, ...]
    floors: tuple[int, ...] = ()


def reached(values: Ints | Floats, bounds: Sequence[float]) -> Ranks:
    """How many ascending bounds each value reaches; an unknown value reaches none."""
    count = np.searchsorted(np.asarray(bounds, dtype=np.float64), values, side="right")
    return np.where(np.isnan(values), 0, count).astype(np.int8)


def rank_of(assets: Floats, score: Ints, limits: Thresholds, *, give: Hysteresis | None = None) -> Ranks:
    """The highest tier reached by the mode's metric; with ``give`` bounds are lowered by that preset's buffer."""
    share = 1.0 if give is None else (100 - give.buffer_percent) / 100
    points = 0 if give is None or not give.buffer_percent else give.score_buffer
    by_assets = reached(assets, [bound * share for bound in limits.assets])
    if limits.mode == "AUM":
        return by_assets
    by_score = reached(score, [bound - points for bound in limits.score])
    if limits.mode == "MAX":
        return np.maximum(by_assets, by_score)
    if limits.mode == "SCORE_FLOOR":
        by_score = np.minimum(by_score, reached(assets, [bound * share for bound in limits.floors]))
    top = len(limits.score)
    return np.where(by_assets > top, by_assets, by_score).astype(np.int8)


@dataclass(frozen=True)
class TierState:
    """Between months: rank (``NO_TIER`` = new), months counted (below > 0, above < 0), ``mark`` = the best rank of the
    months below or the lowest of those above, and the status shown."""

    rank: Ranks
    counter: Ranks
    mark: Ranks
    status: Ranks

    @classmethod
    def new(cls, clients: int) -> TierState:
        zero = np.zeros(clients, dtype=np.int8)
        return cls(np.full(clients, NO_TIER, dtype=np.int8), zero, zero.copy(), zero.copy())


def step(state: TierState, raw: Ranks, held: Ranks, is_known: Bools, preset: Hysteresis) -> TierState:
    """The state after one month-end. Where the month's figures are not known the tier and counter stay."""
    is_new = state.rank < 0
    rank = np.where(is_new, raw, state.rank)
    counter = np.where(is_new, 0, state.counter)
    above, below = raw > rank, (raw < rank) & (held < rank)
    buffered = (raw < rank) & ~below
    up = np.where(above, np.minimum(counter, 0) - 1, 0)
    down = np.where(below, np.maximum(counter, 0) + 1, 0)
    lowest = np.where(up < -1, np.minimum(state.mark, raw), raw)
    best = np.where(down > 1, np.maximum(state.mark, raw), raw)
    rises = above & (-up >= preset.up_months)
    falls = below & (down >= np.asarray(preset.down_months)[np.maximum(rank, 0)])
    target = best if preset.falls_to == "best" else raw
    new_rank = np.where(rises, lowest, np.where(falls, target, rank))
    new_counter = np.where(rises | falls, 0, np.where(buffered, np.maximum(counter, 0), up + down))
    mark = np.where(below, best, np.where(above, lowest, np.where(buffered, state.mark, raw)))
    watched = np.maximum(down - preset.silent_months, 0)
    status = np.where(buffered, BUFFER, np.where(below & ~falls & (watched > 0), WATCH + watched, NORMAL))
    return _where_known(state, TierState(*_small(new_rank, new_counter, mark, status)), is_known)


def _small(*arrays: NDArray[np.int_]) -> tuple[Ranks, ...]:
    return tuple(array.astype(np.int8) for array in arrays)


def _where_known(old: TierState, new: TierState, is_known: Bools) -> TierState:
    """Keep tier and counter where the month is missing; a new client without figures starts at base."""
    kept = np.maximum(old.rank, 0)
    return TierState(
        np.where(is_known, new.rank, kept),
        np.where(is_known, new.counter, old.counter),
        np.where(is_known, new.mark, old.mark),
        np.where(is_known, new.status, MISSING).astype(np.int8),
    )


def near_next(values: Floats, ranks: Ranks, bounds: Sequence[float], share: float = 0.9) -> Bools:
    """Clients within ``share`` of the next bound and below it (the near-tier list)."""
    following = np.append(np.asarray(bounds, dtype=np.float64), np.inf)[np.clip(ranks, 0, len(bounds))]
    return np.asarray((ranks >= 0) & (values < following) & (values >= share * following))


def near(assets: Floats, score: Ints, ranks: Ranks, limits: Thresholds, share: float = 0.9) -> Bools:
    """Clients just below the next tier by the mode's metric; with ``MAX`` by either."""
    by_assets = near_next(assets, ranks, limits.assets, share)
    if limits.mode == "AUM":
        return by_assets
    by_score = near_next(score.astype(np.float64), ranks, limits.score, share)
    return by_score | by_assets if limits.mode == "MAX" else by_score


def codes_by_rank() -> Mapping[int, str]:
    return {DORMANT: "dormant", **dict(enumerate(TIERS))}
