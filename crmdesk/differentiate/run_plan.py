"""What a classification run goes over: its months, the rules of each, the facts it reads, what it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.changed import changed_from, note_seen
from crmdesk.differentiate.facts import known_months, moved_from
from crmdesk.differentiate.partial import needs_counting
from crmdesk.differentiate.reading import Scope
from crmdesk.differentiate.schedule import Schedule
from crmdesk.differentiate.tables import classification, client_month, run
from crmdesk.differentiate.told import Source, Told, told_on
from crmdesk.differentiate.window import BEFORE
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.store import Store

#: A first run without a month to start from goes back this far at most.
_LONGEST = 36


class Given(TypedDict, total=False):
    """What may be said of a run; see ``runs.classify``."""

    from_month: int | None
    all_months: bool
    rulebook: str | None
    signals: Source | None
    approve: str | None


@dataclass(frozen=True)
class Plan:
    """One run. ``is_newest``: nothing later is classified, so the clients' own columns are this run's."""

    as_of: date
    first_month: int
    begin: date
    schedule: Schedule
    scope: Scope
    told: Callable[[date], Told]
    is_newest: bool

    @property
    def months(self) -> range:
        return range(self.first_month, dates.month_index(self.as_of) + 1)

    def day(self, month: int) -> date:
        return min(dates.month_last(month), self.as_of)


def schedule_of(store: Store, rulebook: str | None) -> Schedule:
    """One shipped rulebook for every month, or the versions in force."""
    if rulebook:
        return Schedule.always(rulebooks.load(rulebook))
    with store.read() as connection:
        return Schedule.in_force(connection)


def require_order(as_of: date, from_month: int | None) -> None:
    if from_month is not None and from_month > dates.month_index(as_of):
        raise CrmError(tr("The first month lies after the data date."), field="from_month")


def make(connection: Connection, schedule: Schedule, as_of: date, given: Given) -> Plan:
    last = dates.month_index(as_of)
    store_first = connection.execute(select(func.min(client_month.c.month))).scalar() or last
    first = _first_month(connection, last, store_first, given)
    newest = connection.execute(select(func.max(run.c.as_of))).scalar()
    return Plan(
        as_of=as_of,
        first_month=first,
        begin=date.min if given.get("all_months") else dates.month_first(first),
        schedule=schedule,
        scope=_scope(connection, schedule, as_of, first, store_first),
        told=told_on(given.get("signals"), as_of),
        is_newest=newest is None or newest <= as_of,
    )


def _scope(connection: Connection, schedule: Schedule, as_of: date, first: int, store_first: int) -> Scope:
    last = dates.month_index(as_of)
    rules = schedule.at(last)
    return Scope(
        first=first - BEFORE,
        last=last,
        known_months=frozenset(known_months(connection)),
        store_first=store_first,
        moved_from=moved_from(connection),
        flagged_statuses=rules.flagged_statuses,
        until=as_of if needs_counting(connection, as_of) else None,
        rules=rules.facts,
    )


def _first_month(connection: Connection, last: int, store_first: int, given: Given) -> int:
    if given.get("all_months"):
        return min(store_first, last)
    first = given.get("from_month")
    if first is not None:
        return first
    begun = classified_from(connection)
    if begun is None or begun > last:
        return max(min(store_first, last), last - _LONGEST)
    return min(_following(connection, last) or begun, changed_from(connection, begun))


def _following(connection: Connection, last: int) -> int | None:
    """The month after the last one classified before; that month itself where only days inside it were."""
    c = classification.c
    newest = connection.execute(select(func.max(c.as_of)).where(c.as_of <= dates.month_last(last - 1))).scalar()
    if newest is None:
        return None
    month = dates.month_index(newest)
    return month + 1 if newest == dates.month_last(month) else month


def classified_from(connection: Connection) -> int | None:
    """The first month that was ever classified."""
    first = connection.execute(select(func.min(classification.c.as_of))).scalar()
    return None if first is None else dates.month_index(first)


def note_classified(connection: Connection, plan: Plan) -> None:
    """Facts of this run's months have been seen; a run of a past date leaves the months after it as they were."""
    begun = classified_from(connection)
    if plan.is_newest and begun is not None:
        note_seen(connection, plan.first_month, begun)
