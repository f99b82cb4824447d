"""Who is about to change class: just below the next tier (§3.8), or asleep from the next 1 January on (§3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from crmdesk.differentiate.cube import current_on
from crmdesk.differentiate.dormancy import CODES, SLEEPING, SLEEPING_ASSETS
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tables import classification
from crmdesk.differentiate.tiers import TIERS, Thresholds
from crmdesk.identify.tables import client


@dataclass(frozen=True)
class NearTier:
    """A client just below the next tier. ``missing`` up to ``bound`` is in cents, or in tenths of a point."""

    client_id: int
    tier: str
    next_tier: str
    by_assets: bool
    value: int
    bound: int

    @property
    def missing(self) -> int:
        return self.bound - self.value

    @property
    def closeness(self) -> float:
        return self.value / self.bound


def near_tier(connection: Connection, day: date, rulebook: Rulebook, *, manager: str | None = None) -> list[NearTier]:
    """Everybody within the rulebook's share of the next tier on a day, the nearest first."""
    c = classification.c
    query = select(c.client_id, c.tier, c.assets, c.score).where(*current_on(connection, day), c.is_near.is_(True))
    found = (_near(row, rulebook.thresholds) for row in connection.execute(_of(query, manager)))
    return sorted(filter(None, found), key=lambda near: (-near.closeness, near.client_id))


def _near(row: Any, limits: Thresholds) -> NearTier | None:
    """By the metric that is nearer where both decide."""
    rank = TIERS.index(row.tier)
    metrics = []
    if limits.mode in ("AUM", "MAX") and row.assets is not None:
        metrics.append((True, row.assets, limits.assets))
    if limits.mode != "AUM" and row.score is not None:
        metrics.append((False, row.score, limits.score))
    found = [
        NearTier(row.client_id, row.tier, TIERS[rank + 1], by_assets, value, bounds[rank])
        for by_assets, value, bounds in metrics
        if rank < len(bounds) and value < bounds[rank]
    ]
    return max(found, key=lambda near: near.closeness, default=None)


@dataclass(frozen=True)
class Sleeper:
    """Who counts as dormant from ``idle_on`` unless they trade before. ``assets`` in cents are what is at stake.

    ``becomes`` is ``dormant``, or ``sleeping`` where assets remain.
    """

    client_id: int
    tier: str
    becomes: str
    idle_on: date
    days_left: int
    assets: int


def next_new_year(day: date) -> date:
    return date(day.year + 1, 1, 1)


def countdown(connection: Connection, day: date, *, manager: str | None = None) -> list[Sleeper]:
    """Who falls asleep up to the next 1 January unless they trade, the most assets first."""
    c = classification.c
    query = select(c.client_id, c.tier, c.dormancy, c.idle_on, c.assets).where(*current_on(connection, day))
    is_emptied, has_assets = c.dormancy == "pre_dormant", and_(c.dormancy == "active", c.assets > SLEEPING_ASSETS)
    query = query.where(c.idle_on > day, c.idle_on <= next_new_year(day), or_(is_emptied, has_assets))
    rows = connection.execute(_of(query, manager))
    found = [
        Sleeper(
            row.client_id,
            row.tier,
            "dormant" if row.dormancy == "pre_dormant" else CODES[SLEEPING],
            row.idle_on,
            (row.idle_on - day).days,
            row.assets or 0,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.idle_on, -one.assets, one.client_id))


def _of(query: Select[Any], manager: str | None) -> Select[Any]:
    if manager is None:
        return query
    return query.where(classification.c.client_id.in_(select(client.c.id).where(client.c.manager == manager)))
