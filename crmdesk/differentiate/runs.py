"""A classification run: every client, every month-end up to the data date, in slices, in one transaction.

Each month is evaluated under the rulebook that is in force in it. Where and how far a run goes is in ``run_plan``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Unpack

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.differentiate import run_plan
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.maturities import Maturities, read_maturities
from crmdesk.differentiate.month_view import MonthView
from crmdesk.differentiate.overridden import SliceOverrides, read_overrides
from crmdesk.differentiate.rows import (
    CLIENT_COLUMNS,
    read_state,
    shown_ranks,
    signature,
    write_clients,
    write_rows,
)
from crmdesk.differentiate.rulebooks import approved_reason, remember_shipped
from crmdesk.differentiate.run_plan import Given, Plan
from crmdesk.differentiate.run_stop import RANKS, demand_approval, moves
from crmdesk.differentiate.schedule import Schedule
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.slice_market import SliceMarket, read_slice_market
from crmdesk.differentiate.slices import MonthResult, State, evaluate
from crmdesk.differentiate.tables import classification, run
from crmdesk.differentiate.tally import Tally
from crmdesk.differentiate.tiers import Ranks, tier_code
from crmdesk.differentiate.watermark import RUN_LABEL
from crmdesk.differentiate.window import Window, load_window
from crmdesk.i18n import tr
from crmdesk.identify.tables import client
from crmdesk.progress import Progress
from crmdesk.store.bulk import indexes_rebuilt
from crmdesk.store.store import Store

#: Client-months of facts read at once: some 100 MiB.
_CELLS = 240_000


@dataclass(frozen=True)
class RunResult:
    """What a run did; tiers and stages count the clients of the data date in the order of their code lists."""

    as_of: date
    rulebook: str
    clients: int
    seconds: float
    tiers: dict[str, int]
    stages: dict[str, int]


@dataclass
class _Counts:
    """Of a run: clients by tier and stage at its data date, those that moved tier, those there at each month-end."""

    clients: int = 0
    tiers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(code_list("tier"), 0))
    stages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(code_list("stage"), 0))
    moves: Ints = field(default_factory=lambda: np.zeros((len(RANKS), len(RANKS)), dtype=np.int64))
    present: dict[date, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    def add_month(self, before: State, result: MonthResult) -> None:
        self.present[result.day] = self.present.get(result.day, 0) + int(result.is_present.sum())
        self.tally.add(before, result)

    def add(self, result: MonthResult, shown: Ranks | None) -> None:
        """A slice at the data date; ``shown``: the ranks in the clients' own columns until now."""
        here = result.is_present
        self.clients += int(here.sum())
        stage_codes = list(self.stages)
        for rank, count in zip(*np.unique(result.state.tier.rank[here], return_counts=True), strict=True):
            self.tiers[tier_code(int(rank))] += int(count)
        for number, count in zip(*np.unique(result.state.stage.stage[here], return_counts=True), strict=True):
            self.stages[stage_codes[int(number) - 1]] += int(count)
        if shown is not None:
            self.moves += moves(shown[here], result.state.tier.rank[here])


def classify(store: Store, *, as_of: date, progress: Progress | None = None, **given: Unpack[Given]) -> RunResult:
    """Classify every client as of a data date, month-end by month-end.

    Without ``from_month`` or ``all_months`` (all since the first facts) the run goes on from the last earlier
    classification, and back to the first month whose facts changed since. States (tier months, stage confirmations)
    continue from the newest classification before the first month. What was classified in the months of this run is
    replaced: the same run twice gives the same store. Months after the data date stay as they were classified, and the
    clients' own columns are those of the newest.

    Without ``rulebook`` (the name of a shipped one) each month has the rules in force in it. ``signals`` is what the
    room above tells, of any day or of the data date alone. Raises ``RunStopped`` when too many clients of a tier would
    move and neither ``approve`` nor the approval of rules that begin here gives a reason, ``CrmError`` for an unknown
    rulebook or a first month after the data date; ``Cancelled`` leaves everything as it was.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    schedule = run_plan.schedule_of(store, given.get("rulebook"))
    run_plan.require_order(as_of, given.get("from_month"))
    update_facts(store, schedule, progress)
    detail: dict[str, object] = {"as_of": as_of.isoformat(), **_rules(schedule, as_of)}
    reason = (given.get("approve") or "").strip()
    if reason:
        detail["approved"] = reason
    with store.batch(RUN_LABEL, detail=detail) as connection:
        plan = run_plan.make(connection, schedule, as_of, given)
        counts = _run(connection, plan, progress)
        demand_approval(counts.moves, reason or approved_reason(connection, plan.begin, as_of))
        _finish(connection, plan, counts, time.perf_counter() - started)
    name = schedule.at(dates.month_index(as_of)).name
    return RunResult(as_of, name, counts.clients, time.perf_counter() - started, counts.tiers, counts.stages)


def _rules(schedule: Schedule, as_of: date) -> dict[str, str]:
    rules = schedule.at(dates.month_index(as_of))
    return {"rulebook": rules.name, "version": rules.version}


def _run(connection: Connection, plan: Plan, progress: Progress) -> _Counts:
    _forget(connection, plan)
    _write_runs(connection, plan)
    counts = _Counts()
    with indexes_rebuilt(connection, client, CLIENT_COLUMNS if plan.is_newest else ()):
        for part in plan.years():
            _run_part(connection, replace(part, retained=run_plan.retained(connection, part)), progress, counts)
    counts.tally.write(connection, plan.begin, plan.as_of)
    return counts


def _run_part(connection: Connection, plan: Plan, progress: Progress, counts: _Counts) -> None:
    for done, total, clients in slices(connection, plan):
        progress.at(done, total, tr("Classifying clients"))
        window = load_window(connection, clients, plan.scope)
        result = _classify_slice(connection, plan, window, counts)
        if plan.is_end:
            counts.add(result, shown_ranks(connection, window.people) if plan.is_newest else None)
        if plan.is_end and plan.is_newest:
            write_clients(connection, window, result)


def _forget(connection: Connection, plan: Plan) -> None:
    """What was classified in the months of the run, and the days it was classified for."""
    for days in (classification.c.as_of, run.c.as_of):
        connection.execute(delete(days.table).where(days >= plan.begin, days <= plan.as_of))


def _write_runs(connection: Connection, plan: Plan) -> None:
    at = dates.now()
    for rules in {id(rules): rules for rules in map(plan.schedule.at, plan.months)}.values():
        remember_shipped(connection, rules)
    for month in plan.months:
        day, rules = plan.day(month), plan.schedule.at(month)
        values = {"id": run_id(day), "as_of": day, "rulebook": rules.name, "rulebook_version": rules.version}
        values |= {"at": at, "clients": 0, "seconds": 0.0, "is_data_date": day == plan.as_of}
        connection.execute(insert(run).values(values))


def run_id(day: date) -> int:
    return day.toordinal()


def _finish(connection: Connection, plan: Plan, counts: _Counts, seconds: float) -> None:
    for day, clients in counts.present.items():
        spent = seconds if day == plan.as_of else 0.0
        connection.execute(update(run).where(run.c.id == run_id(day)).values(clients=clients, seconds=spent))
    run_plan.note_classified(connection, plan)


def slices(connection: Connection, plan: Plan) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """(clients done, clients in all, id range): ranges small enough for memory, in id order."""
    first, last = connection.execute(select(func.min(client.c.id), func.max(client.c.id))).one()
    size = max(500, _CELLS // (plan.scope.last - plan.scope.first + 1))
    for start in range(first or 1, (last or 0) + 1, size):
        yield start - first, last - first + 1, (start, min(start + size - 1, last))


def _classify_slice(connection: Connection, plan: Plan, window: Window, counts: _Counts) -> MonthResult:
    """Every month-end of a slice; a row where something changed, and one for the data date."""
    state = read_state(connection, window.people, dates.month_last(plan.first_month - 1))
    beside = read_beside(connection, plan, window.people.ids)
    previous = None
    for month in plan.months:
        result = evaluate(month_view(plan, window, month, state, beside), state)
        now = signature(result)
        is_last = result.day == plan.as_of
        changed = np.ones(len(now), dtype=bool) if previous is None or is_last else (now != previous).any(axis=1)
        write_rows(connection, window.people, result, run_id(result.day), changed & result.is_present)
        counts.add_month(state, result)
        state, previous = result.state, now
    return result


@dataclass(frozen=True)
class Beside:
    """What a slice is evaluated by besides its facts."""

    overrides: SliceOverrides
    maturities: Maturities
    market: SliceMarket | None


def read_beside(connection: Connection, plan: Plan, ids: Ints) -> Beside:
    first, last = plan.day(plan.first_month), plan.day(plan.last_month)
    return Beside(
        read_overrides(connection, ids, first, last),
        read_maturities(connection, ids, first, last),
        read_slice_market(connection, ids, plan.scope, plan.market) if plan.asks_market else None,
    )


def month_view(plan: Plan, window: Window, month: int, state: State, beside: Beside) -> MonthView:
    """What a month of a run is evaluated on; a rehearsal asks the same."""
    day = plan.day(month)
    return MonthView(
        window=window,
        at=month - window.first,
        day=day,
        rulebook=plan.rules(month),
        is_last=day == plan.as_of,
        cycle_on=state.cycle_on,
        told=plan.told(day),
        overridden=beside.overrides.on(day),
        maturities=beside.maturities,
        market=beside.market,
    )
