"""Whether clients were contacted as often as their tier is owed (§5.6, §7.1), by each one's last effective contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Date, Integer, case, func, literal, or_, select
from sqlalchemy.sql import ColumnElement

from crmdesk.identify.tables import client
from crmdesk.interact.standards import Standard, standards


@dataclass(frozen=True)
class TierCoverage:
    """``reached`` clients of the tier had an effective contact within its standard; ``required`` should have had."""

    tier: str
    clients: int
    reached: int
    required: int

    @property
    def rate(self) -> float | None:
        return self.reached / self.clients if self.clients else None

    @property
    def is_met(self) -> bool:
        return self.reached >= self.required


@dataclass(frozen=True)
class WeekCoverage:
    """Contacts the standard asks for by Sunday: ``done`` of ``due`` since Monday."""

    tier: str
    done: int
    due: int


def contact_coverage(connection: Connection, *, on: date, manager: str | None = None) -> list[TierCoverage]:
    """Per tier, highest first; clients that left or were never classified are outside.

    ``on`` is the day the intervals count back from, today or later: the past is not kept per client.
    """
    counted = _per_tier(connection, manager, client.c.last_contact_on >= _limits(on))
    return [
        TierCoverage(tier, clients, met, _required(standard, clients))
        for tier, standard in standards().items()
        for clients, met in [counted.get(tier, (0, 0))]
    ]


def _limits(on: date) -> ColumnElement[date]:
    """Per tier the earliest day that still counts as a contact in time."""
    days = {tier: literal(on - timedelta(days=standard.days), Date) for tier, standard in standards().items()}
    return case(days, value=client.c.tier)


def _required(standard: Standard, clients: int) -> int:
    """The share of the tier that must be reached, rounded up to whole clients."""
    return -int(-clients * standard.share // 1)


def _per_tier(
    connection: Connection, manager: str | None, *conditions: ColumnElement[bool]
) -> dict[str, tuple[int, ...]]:
    sums = [func.sum(case((condition, 1), else_=0), type_=Integer) for condition in conditions]
    query = select(client.c.tier, func.count(), *sums).group_by(client.c.tier)
    query = query.where(client.c.tier.in_(standards()), client.c.stage != "termination")
    if manager is not None:
        query = query.where(client.c.manager == manager)
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def week_coverage(connection: Connection, *, on: date, manager: str | None = None) -> list[WeekCoverage]:
    """Per tier, highest first: who was reached since Monday, of those and the ones still due by Sunday."""
    monday = on - timedelta(days=on.weekday())
    sunday = monday + timedelta(days=6)
    done = client.c.last_contact_on >= monday
    due = or_(client.c.last_contact_on.is_(None), client.c.last_contact_on <= _limits(sunday))
    counted = _per_tier(connection, manager, done, due & or_(client.c.last_contact_on.is_(None), ~done))
    found = []
    for tier in standards():
        _clients, reached, waiting = counted.get(tier, (0, 0, 0))
        found.append(WeekCoverage(tier, reached, reached + waiting))
    return found
