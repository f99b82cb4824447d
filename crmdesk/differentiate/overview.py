"""What the overview shows: counts by class, the segment grid, clients near the next tier, the dormancy radar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from crmdesk.codes import code_list
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tables import classification, run
from crmdesk.differentiate.tiers import TIERS
from crmdesk.identify.tables import client


@dataclass(frozen=True)
class LatestRun:
    as_of: date
    rulebook: str
    rulebook_version: str
    clients: int


def latest_run(connection: Connection) -> LatestRun | None:
    """The run whose classes the clients' columns show."""
    r = run.c
    query = select(r.as_of, r.rulebook, r.rulebook_version, r.clients).order_by(r.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else LatestRun(*row)


def run_days(connection: Connection) -> list[date]:
    """The data dates that were classified, newest first."""
    return list(connection.scalars(select(run.c.as_of).distinct().order_by(run.c.as_of.desc())))


def _of(manager: str | None) -> ColumnElement[bool]:
    return client.c.tier.is_not(None) if manager is None else client.c.manager == manager


@dataclass(frozen=True)
class ClassCounts:
    """Clients and assets (cents) by tier and stage, in the order of the code lists; every pair is there."""

    clients: Mapping[tuple[str, str], int]
    assets: Mapping[tuple[str, str], int]

    def by_tier(self) -> dict[str, int]:
        return {tier: sum(n for (t, _), n in self.clients.items() if t == tier) for tier in code_list("tier")}

    def by_stage(self) -> dict[str, int]:
        return {stage: sum(n for (_, s), n in self.clients.items() if s == stage) for stage in code_list("stage")}


def class_counts(connection: Connection, *, manager: str | None = None) -> ClassCounts:
    """Tier × stage of the latest run, of one manager's book or of all."""
    c = client.c
    rows = connection.execute(
        select(c.tier, c.stage, func.count(), func.coalesce(func.sum(c.assets), 0))
        .where(c.tier.is_not(None), _of(manager))
        .group_by(c.tier, c.stage)
    ).all()
    pairs = [(tier, stage) for tier in code_list("tier") for stage in code_list("stage")]
    found = {(tier, stage): (int(count), int(assets)) for tier, stage, count, assets in rows}
    return ClassCounts(
        {pair: found.get(pair, (0, 0))[0] for pair in pairs}, {pair: found.get(pair, (0, 0))[1] for pair in pairs}
    )


def segment_counts(connection: Connection, *, manager: str | None = None) -> dict[str, int]:
    """Scored clients per RFM segment at the latest run, in the order of the code list."""
    newest, c = latest_run(connection), classification.c
    query = select(c.segment, func.count()).where(c.segment.is_not(None)).group_by(c.segment)
    as_of = None if newest is None else newest.as_of
    if manager is None:
        query = query.where(c.as_of == as_of)
    else:
        # From the few clients of the manager to their rows, not through the rows of all: the date is wrapped.
        mine = select(client.c.id).where(client.c.manager == manager)
        query = query.where(c.client_id.in_(mine), func.coalesce(c.as_of, date.max) == as_of)
    return _by_code(connection, query, "segment")


def dormancy_counts(connection: Connection, *, manager: str | None = None) -> dict[str, int]:
    """The dormancy radar: clients per state."""
    c = client.c
    query = select(c.dormancy, func.count()).where(c.tier.is_not(None), _of(manager)).group_by(c.dormancy)
    return _by_code(connection, query, "dormancy")


def _by_code(connection: Connection, query: Select[Any], code_name: str) -> dict[str, int]:
    found = {code: int(count) for code, count in connection.execute(query)}
    return {code: found.get(code, 0) for code in code_list(code_name)}


@dataclass(frozen=True)
class NearTier:
    """A client just below the next tier. ``value`` and ``bound`` are cents, or tenths of a point by score."""

    client_id: int
    client_no: str
    name: str
    tier: str
    next_tier: str
    value: int
    bound: int


def near_tier(
    connection: Connection, rulebook: Rulebook, *, manager: str | None = None, limit: int = 100
) -> list[NearTier]:
    """Clients within the rulebook's share of the next tier (§3.8 of the domain), the nearest first."""
    c = client.c
    value, bounds = _next_bounds(rulebook)
    parts = [and_(c.tier_rank == rank, value >= _low(bound, rulebook), value < bound) for rank, bound in bounds.items()]
    query = select(c.id, c.client_no, c.name, c.tier, c.tier_rank, value.label("value")).where(_of(manager))
    query = query.order_by(value.desc(), c.id.desc()).limit(limit)
    # Of all clients tier by tier, each from its index and no more of it than can be shown.
    queries = [query.where(part) for part in parts] if manager is None else [query.limit(None).where(or_(*parts))]
    found = [
        NearTier(row.id, row.client_no, row.name, row.tier, TIERS[row.tier_rank + 1], row.value, bounds[row.tier_rank])
        for one in queries
        for row in connection.execute(one)
    ]
    return sorted(found, key=lambda near: (near.value / near.bound, -near.client_id), reverse=True)[:limit]


def _next_bounds(rulebook: Rulebook) -> tuple[ColumnElement[int], dict[int, int]]:
    """The measuring column and the bound above each rank."""
    if rulebook.thresholds.mode == "AUM":
        return client.c.assets, dict(enumerate(rulebook.thresholds.assets))
    return client.c.score, dict(enumerate(rulebook.thresholds.score))


def _low(bound: int, rulebook: Rulebook) -> int:
    return -(-bound * round(rulebook.near * 100) // 100)


def stage_moves(connection: Connection, *, manager: str | None = None) -> dict[tuple[str, str], int]:
    """How many clients went from one stage to another at the latest run's data date."""
    newest = latest_run(connection)
    if newest is None:
        return {}
    before = classification.alias("before")
    earlier = classification.alias("earlier")
    last_before = (
        select(func.max(earlier.c.as_of))
        .where(earlier.c.client_id == classification.c.client_id, earlier.c.as_of < newest.as_of)
        .correlate(classification)
        .scalar_subquery()
    )
    query = (
        select(before.c.stage, classification.c.stage, func.count())
        .select_from(classification)
        .join(before, and_(before.c.client_id == classification.c.client_id, before.c.as_of == last_before))
        .where(
            classification.c.as_of == newest.as_of,
            classification.c.stage_since == newest.as_of,
            before.c.stage != classification.c.stage,
        )
        .group_by(before.c.stage, classification.c.stage)
    )
    if manager is not None:
        query = query.join(client, client.c.id == classification.c.client_id).where(client.c.manager == manager)
    return {(old, new): int(count) for old, new, count in connection.execute(query)}
