"""A classification run: every client, every month-end up to the data date, in slices, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select, update

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.facts import known_months, update_facts
from crmdesk.differentiate.month_view import ContactSignals, MonthView
from crmdesk.differentiate.partial import needs_counting
from crmdesk.differentiate.reading import Scope
from crmdesk.differentiate.rows import CLIENT_COLUMNS, read_state, signature, write_clients, write_rows
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.slices import MonthResult, evaluate
from crmdesk.differentiate.tables import classification, client_month, run
from crmdesk.differentiate.tally import Tally
from crmdesk.differentiate.tiers import tier_code
from crmdesk.differentiate.watermark import RUN_LABEL
from crmdesk.differentiate.window import BEFORE, Window, load_window
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.tables import client, txn
from crmdesk.progress import Progress
from crmdesk.store.bulk import indexes_rebuilt
from crmdesk.store.history import inserted_key
from crmdesk.store.store import Store

#: Client-months of facts read at once: some 100 MiB.
_CELLS = 240_000
#: A first run without a month to start from goes back this far at most.
_LONGEST = 36


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
    clients: int = 0
    tiers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(code_list("tier"), 0))
    stages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(code_list("stage"), 0))
    tally: Tally = field(default_factory=Tally)

    def add(self, result: MonthResult) -> None:
        here = result.is_present
        self.clients += int(here.sum())
        stage_codes = list(self.stages)
        for rank, count in zip(*np.unique(result.state.tier.rank[here], return_counts=True), strict=True):
            self.tiers[tier_code(int(rank))] += int(count)
        for number, count in zip(*np.unique(result.state.stage.stage[here], return_counts=True), strict=True):
            self.stages[stage_codes[int(number) - 1]] += int(count)


@dataclass(frozen=True)
class _Plan:
    """One run: the months it evaluates, the scope it reads, and what it is told from above."""

    as_of: date
    first_month: int
    rulebook: Rulebook
    scope: Scope
    contacts: Mapping[int, ContactSignals]

    @property
    def months(self) -> range:
        return range(self.first_month, dates.month_index(self.as_of) + 1)

    def day(self, month: int) -> date:
        return min(dates.month_last(month), self.as_of)


def classify(
    store: Store,
    *,
    as_of: date,
    from_month: int | None = None,
    rulebook: str | None = None,
    signals: Mapping[int, ContactSignals] | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Classify every client as of a data date, month-end by month-end from ``from_month`` on.

    Without ``from_month`` the run goes on from the last earlier classification, or from the first month with facts.
    States (tier months, stage confirmations) continue from the newest classification before the first month. What
    was classified in the months of this run is replaced: the same run twice gives the same store. Raises ``CrmError``
    for an unknown rulebook or a first month after the data date; ``Cancelled`` leaves everything as it was.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    rules = rulebooks.load(rulebook or store.meta("profile", "securities"))
    if from_month is not None and from_month > dates.month_index(as_of):
        raise CrmError(tr("The first month lies after the data date."), field="from_month")
    update_facts(store, rules, progress)
    detail: dict[str, object] = {"as_of": as_of.isoformat(), "rulebook": rules.name, "version": rules.version}
    with store.batch(RUN_LABEL, detail=detail) as connection:
        plan = _plan(connection, rules, as_of, from_month, signals or {})
        counts = _run(connection, plan, progress, started)
    return RunResult(as_of, rules.name, counts.clients, time.perf_counter() - started, counts.tiers, counts.stages)


def _plan(
    connection: Connection,
    rules: Rulebook,
    as_of: date,
    from_month: int | None,
    contacts: Mapping[int, ContactSignals],
) -> _Plan:
    last = dates.month_index(as_of)
    known = known_months(connection)
    store_first = connection.execute(select(func.min(client_month.c.month))).scalar() or last
    first = from_month if from_month is not None else _next_month(connection, last, store_first)
    scope = Scope(
        first=first - BEFORE,
        last=last,
        known_months=frozenset(known),
        store_first=known[0] if known else store_first,
        has_movements=connection.execute(select(txn.c.id).limit(1)).first() is not None,
        flagged_statuses=rules.flagged_statuses,
        until=as_of if needs_counting(connection, as_of) else None,
        rules=rules.facts,
    )
    return _Plan(as_of, first, rules, scope, contacts)


def _next_month(connection: Connection, last: int, store_first: int) -> int:
    """The month after the last one classified before, else the first with facts, within reason."""
    before = select(func.max(classification.c.as_of)).where(classification.c.as_of <= dates.month_last(last - 1))
    newest = connection.execute(before).scalar()
    if newest is not None:
        return dates.month_index(newest) + 1
    return max(min(store_first, last), last - _LONGEST)


def _run(connection: Connection, plan: _Plan, progress: Progress, started: float) -> _Counts:
    c = classification.c
    begin = dates.month_first(plan.first_month)
    connection.execute(delete(classification).where(c.as_of >= begin, c.as_of <= plan.as_of))
    values = {
        "as_of": plan.as_of,
        "rulebook": plan.rulebook.name,
        "rulebook_version": plan.rulebook.version,
        "at": dates.now(),
        "clients": 0,
        "seconds": 0.0,
    }
    run_id = inserted_key(connection.execute(insert(run).values(values)))
    counts = _Counts()
    with indexes_rebuilt(connection, client, CLIENT_COLUMNS):
        for done, total, clients in _slices(connection, plan):
            progress.at(done, total, tr("Classifying clients"))
            window = load_window(connection, clients, plan.scope)
            counts.add(_classify_slice(connection, plan, window, run_id, counts.tally))
    counts.tally.write(connection, begin, plan.as_of)
    spent = time.perf_counter() - started
    connection.execute(update(run).where(run.c.id == run_id).values(clients=counts.clients, seconds=spent))
    return counts


def _slices(connection: Connection, plan: _Plan) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """(clients done, clients in all, id range): ranges small enough for memory, in id order."""
    first, last = connection.execute(select(func.min(client.c.id), func.max(client.c.id))).one()
    size = max(500, _CELLS // (plan.scope.last - plan.scope.first + 1))
    for start in range(first or 1, (last or 0) + 1, size):
        yield start - first, last - first + 1, (start, min(start + size - 1, last))


def _classify_slice(connection: Connection, plan: _Plan, window: Window, run_id: int, tally: Tally) -> MonthResult:
    """Every month-end of a slice; a row where something changed, and one for the data date."""
    before = dates.month_last(plan.first_month - 1)
    state = read_state(connection, window.people, before)
    previous = None
    for month in plan.months:
        is_last = month == plan.months[-1]
        view = MonthView(
            window=window,
            at=month - window.first,
            day=plan.day(month),
            rulebook=plan.rulebook,
            is_last=is_last,
            cycle_on=state.cycle_on,
            contacts=plan.contacts,
        )
        result = evaluate(view, state)
        now = signature(result)
        changed = np.ones(len(now), dtype=bool) if previous is None or is_last else (now != previous).any(axis=1)
        write_rows(connection, window.people, result, run_id, changed & result.is_present)
        tally.add(state, result)
        state, previous = result.state, now
    write_clients(connection, window, result)
    return result
