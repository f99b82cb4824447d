"""What a classification run goes over: its months, the rules of each, the facts it reads, what it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.changed import changed_from, note_seen
from crmdesk.differentiate.facts import flows_from, known_months
from crmdesk.differentiate.forecast.retention import MeasuredRetention, measured_retention
from crmdesk.differentiate.lifecycle import STAGES
from crmdesk.differentiate.lifetime_value import measured
from crmdesk.differentiate.market import Market, first_change, note_levels, read_market
from crmdesk.differentiate.partial import needs_counting
from crmdesk.differentiate.reading import Scope
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.schedule import Schedule
from crmdesk.differentiate.tables import classification, client_month, run
from crmdesk.differentiate.tiers import TIERS
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
    """One run, or a part of one that ends with ``last_month``.

    ``is_newest``: nothing later is classified, so the clients' own columns are this run's. ``retained`` is what was
    measured of the year before; without it the rulebook's assumptions hold.
    """

    as_of: date
    first_month: int
    last_month: int
    begin: date
    schedule: Schedule
    scope: Scope
    told: Callable[[date], Told]
    market: Market
    is_newest: bool
    retained: MeasuredRetention | None = None

    @property
    def months(self) -> range:
        return range(self.first_month, self.last_month + 1)

    @property
    def is_end(self) -> bool:
        return self.last_month == dates.month_index(self.as_of)

    @property
    def asks_market(self) -> bool:
        """Whether anything of this run depends on what moves with the market."""
        flows = self.scope.flows_from
        return bool(self.market.levels) or flows is None or flows > self.first_month

    def years(self) -> list[Plan]:
        """The parts of the run, cut at each new year: what a year kept is measured before the next begins."""
        starts = [month for month in self.months if month == self.first_month or month % 12 == 0]
        return [self._part(first, last) for first, last in zip(starts, [*starts[1:], self.last_month + 1], strict=True)]

    def _part(self, first: int, end: int) -> Plan:
        is_end = end == self.last_month + 1
        scope = replace(self.scope, first=first - BEFORE, last=end - 1, until=self.scope.until if is_end else None)
        return replace(self, first_month=first, last_month=end - 1, scope=scope)

    def rules(self, month: int) -> Rulebook:
        """Those in force in a month, with measured retention in the place of assumed."""
        rules = self.schedule.at(month)
        if self.retained is None:
            return rules
        stages = {STAGES.index(code): kept.retention for code, kept in self.retained.stages.items()}
        ranks = {TIERS.index(code): kept.retention for code, kept in self.retained.tiers.items()}
        return replace(rules, values=measured(rules.values, stages, ranks, self.retained.as_of))

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
    market = read_market(connection)
    first = _first_month(connection, last, store_first, given)
    newest = connection.execute(select(func.max(run.c.as_of))).scalar()
    return Plan(
        as_of=as_of,
        first_month=first,
        last_month=last,
        begin=date.min if given.get("all_months") else dates.month_first(first),
        schedule=schedule,
        scope=_scope(connection, schedule, as_of, first, store_first),
        told=told_on(given.get("signals"), as_of),
        market=market,
        is_newest=newest is None or newest <= as_of,
    )


def retained(connection: Connection, plan: Plan) -> MeasuredRetention | None:
    """What the calendar year before the plan's first month kept; None unless both its ends are classified."""
    day = date(plan.first_month // 12 - 1, 12, 31)
    ends = (day, day.replace(year=day.year - 1))
    known = connection.execute(select(func.count()).select_from(run).where(run.c.as_of.in_(ends))).scalar_one()
    return measured_retention(connection, as_of=day) if known == len(ends) else None


def _scope(connection: Connection, schedule: Schedule, as_of: date, first: int, store_first: int) -> Scope:
    last = dates.month_index(as_of)
    rules = schedule.at(last)
    return Scope(
        first=first - BEFORE,
        last=last,
        known_months=frozenset(known_months(connection)),
        store_first=store_first,
        flows_from=flows_from(connection),
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
    levels = first_change(connection, read_market(connection))
    found = (_following(connection, last), changed_from(connection), levels)
    return max(min(month for month in found if month is not None), begun)


def _following(connection: Connection, last: int) -> int:
    """The month after the last one classified before; that month itself where only days inside it were.

    Zero where nothing was classified before.
    """
    c = classification.c
    newest = connection.execute(select(func.max(c.as_of)).where(c.as_of <= dates.month_last(last - 1))).scalar()
    if newest is None:
        return 0
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
        note_levels(connection, plan.market, plan.as_of)
