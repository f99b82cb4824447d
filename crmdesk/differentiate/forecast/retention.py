"""How many clients stay, measured from the history of stages: what lifetime value uses instead of assumed rates.

The cohort is everybody who was a client twelve months ago and not in termination; who is in termination now has left,
in the month since which the stage holds. The shifted-beta-geometric curve is fitted to a group's monthly losses, so
that its yearly retention follows the whole curve instead of one count; a small group is drawn towards the branch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, func, select

from crmdesk import dates
from crmdesk.differentiate.forecast import sbg
from crmdesk.differentiate.lifecycle import STAGES
from crmdesk.differentiate.scores import Bools, Ints
from crmdesk.differentiate.tables import classification
from crmdesk.differentiate.tiers import TIERS, codes_by_rank
from crmdesk.store.bulk import driver_rows

_MONTHS = 12
#: Clients of the whole branch, and of a group before it speaks for itself alone.
_FEWEST, _WEIGHT = 100, 50

_STAGES = {code: number for number, code in enumerate(STAGES)}
_RANKS = {code: rank for rank, code in codes_by_rank().items()}
_GONE, _MATURITY = _STAGES["termination"], _STAGES["maturity"]


@dataclass(frozen=True)
class Kept:
    """A group: how many there were, how many are still there, and its smoothed yearly retention (0 … 1)."""

    clients: int
    kept: int
    retention: float


@dataclass(frozen=True)
class MeasuredRetention:
    """Yearly retention measured from ``since`` to ``as_of``: of all, per stage, and per tier of those in maturity.

    Groups without a client are missing.
    """

    since: date
    as_of: date
    everybody: Kept
    stages: Mapping[str, Kept]
    tiers: Mapping[str, Kept]


def measured_retention(connection: Connection, *, as_of: date) -> MeasuredRetention | None:
    """What the classifications up to ``as_of`` tell; None before twelve months of them, or with under 100 clients."""
    since = dates.month_last(dates.month_index(as_of) - _MONTHS)
    cohort = _standing(connection, since).among(lambda one: one.stage != _GONE)
    if len(cohort.clients) < _FEWEST:
        return None
    lost_in = _lost_in(cohort, _standing(connection, as_of), dates.month_index(since))
    everybody = _kept(lost_in, None)
    stages = {code: _kept(lost_in[cohort.stage == number], everybody) for number, code in enumerate(STAGES)}
    mature = cohort.stage == _MATURITY
    tiers = {code: _kept(lost_in[mature & (cohort.rank == rank)], everybody) for rank, code in enumerate(TIERS)}
    return MeasuredRetention(since, as_of, everybody, _those_there(stages), _those_there(tiers))


def _those_there(groups: Mapping[str, Kept]) -> dict[str, Kept]:
    return {code: kept for code, kept in groups.items() if kept.clients}


@dataclass(frozen=True)
class _Standing:
    """Clients in id order, the number of their stage, tier rank, and the month since which the stage holds."""

    clients: Ints
    stage: Ints
    rank: Ints
    since: Ints

    def among(self, wanted: Callable[[_Standing], Bools]) -> _Standing:
        rows = wanted(self)
        return _Standing(self.clients[rows], self.stage[rows], self.rank[rows], self.since[rows])


def _standing(connection: Connection, day: date) -> _Standing:
    """Everybody as classified at the end of the day."""
    rows = driver_rows(connection, _query(day))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    months = {since: dates.month_index(_day(since)) for since in set(columns[3])}
    numbers = (columns[0], map(_STAGES.__getitem__, columns[1]), map(_RANKS.__getitem__, columns[2]))
    return _Standing(
        *(np.array([*values], dtype=np.int64) for values in (*numbers, map(months.__getitem__, columns[3])))
    )


def _day(value: Any) -> date:
    """SQLite's driver gives ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _query(day: date) -> Select[Any]:
    c, newer = classification.c, classification.alias("newer").c
    newest = (
        select(newer.client_id, func.max(newer.as_of).label("as_of"))
        .where(newer.as_of <= day)
        .group_by(newer.client_id)
        .subquery("newest")
    )
    return (
        select(c.client_id, c.stage, c.tier, c.stage_since)
        .join(newest, (newest.c.client_id == c.client_id) & (newest.c.as_of == c.as_of))
        .order_by(c.client_id)
    )


def _lost_in(cohort: _Standing, now: _Standing, start: int) -> Ints:
    """Per client of the cohort the month (1 …) she left in, 0 for those who are there."""
    at = np.minimum(np.searchsorted(now.clients, cohort.clients), max(len(now.clients) - 1, 0))
    is_gone = (now.clients[at] == cohort.clients) & (now.stage[at] == _GONE)
    return np.where(is_gone, np.clip(now.since[at] - start, 1, _MONTHS), 0)


def _kept(lost_in: Ints, everybody: Kept | None) -> Kept:
    """Retention of some clients; with few of them between their own and that of everybody."""
    kept = int((lost_in == 0).sum())
    if not len(lost_in):
        return Kept(0, 0, 0.0)
    lost = np.bincount(lost_in, minlength=_MONTHS + 1)[1:]
    own = float(sbg.survival(sbg.fit(lost, kept).parameters, _MONTHS))
    weight = len(lost_in) if everybody is None else len(lost_in) + _WEIGHT
    drawn = 0.0 if everybody is None else _WEIGHT * everybody.retention
    return Kept(len(lost_in), kept, (len(lost_in) * own + drawn) / weight)
