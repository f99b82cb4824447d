"""The monthly fact table ``client_month``: made from movements, balances and holdings, and kept up incrementally.

What is new is known by a watermark; whatever cannot be told apart by it (changed or deleted rows, other spreads in the
rulebook) makes all facts anew. Both ways give the same table.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, delete, func, select

from crmdesk import dates
from crmdesk.differentiate import movements, watermark
from crmdesk.differentiate.changed import first_difference, month_sums, note_changed
from crmdesk.differentiate.lines import line_columns
from crmdesk.differentiate.rulebooks import FactRules, Rulebook
from crmdesk.differentiate.schedule import Schedule
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.snapshots import MonthlyAssets, integers, monthly_assets, read_snapshots
from crmdesk.differentiate.tables import client_month, service_contract
from crmdesk.differentiate.touched import Clients, touched_clients
from crmdesk.differentiate.watermark import Watermark
from crmdesk.i18n import tr
from crmdesk.identify.tables import account, balance, client, holding, txn
from crmdesk.progress import Progress
from crmdesk.store.bulk import insert_columns
from crmdesk.store.meta import read_meta, write_meta
from crmdesk.store.store import Store
from crmdesk.store.tables import stale_client
from crmdesk.store.upsert import upsert_columns

_MONTHS = "facts.months"
_FLOWS_FROM = "facts.flows_from"
#: Rules for facts by the month from which they hold.
FactSchedule = Sequence[tuple[int, FactRules]]
_CHUNK = 5_000
_EVER = 1 << 40
#: Movements sorted at once: some 100 MiB.
_SORTED = 1_000_000


@dataclass(frozen=True)
class FactReport:
    """Client-months written and whether the table was made anew."""

    rows: int
    is_rebuilt: bool


def update_facts(store: Store, rules: Schedule | Rulebook, progress: Progress | None = None) -> FactReport:
    """Bring ``client_month`` up to date, each month by the rates in force in it.

    One transaction; nothing is written when nothing is new or on cancel.
    """
    progress = progress or Progress()
    schedule = rules if isinstance(rules, Schedule) else Schedule.always(rules)
    with store.read() as connection:
        last = watermark.stored(connection)
        now = watermark.present(connection, schedule.digest, last)
    if last is not None and last.is_up_to_date(now):
        return FactReport(0, is_rebuilt=False)
    with store.batch(watermark.FACTS_LABEL) as connection:
        if last is None or last.must_rebuild(now):
            report = _rebuild(connection, schedule.facts(), progress)
        else:
            report = _extend(connection, schedule.facts(), last, progress)
        watermark.write(connection, now)
    return report


def facts_are_current(connection: Connection, schedule: Schedule | None = None) -> bool:
    """Whether ``update_facts`` would find nothing new; without a schedule whatever rules the facts were made by."""
    last = watermark.stored(connection)
    if last is None:
        return False
    digest = last.digest if schedule is None else schedule.digest
    return last.is_up_to_date(watermark.present(connection, digest, last))


def known_months(connection: Connection) -> tuple[int, ...]:
    """Months for which the store knows anybody's assets, ascending."""
    months = read_meta(connection, _MONTHS)
    return tuple(json.loads(months)) if months else ()


def flows_from(connection: Connection) -> int | None:
    """The first month with money in or out of anybody: before it transfers were not imported. None: they never were."""
    month = read_meta(connection, _FLOWS_FROM)
    return int(month) if month else None


def _rebuild(connection: Connection, rules: FactSchedule, progress: Progress) -> FactReport:
    before = month_sums(connection)
    connection.execute(delete(client_month))
    months: set[int] = set()
    first, last = connection.execute(select(func.min(client.c.id), func.max(client.c.id))).one()
    for start in range(first or 0, (last or -1) + 1, _CHUNK):
        progress.at(start - first, last - first, tr("Adding up the months"))
        clients = Clients(start, min(start + _CHUNK - 1, last))
        columns = _asset_columns(connection, rules, clients)
        months |= set(columns["month"].tolist())
        insert_columns(connection, client_month, {name: column.tolist() for name, column in columns.items()})
    for clients in _bands(connection, first or 0, last or -1):
        progress.at(clients.first - first, last - first, tr("Adding up the months"))
        movements.count_all(connection, clients)
    _write_known(connection, months)
    after = month_sums(connection)
    note_changed(connection, first_difference(before, after))
    first_flow = min((month for month, sums in after.items() if sums.flows), default="")
    write_meta(connection, _FLOWS_FROM, str(first_flow))
    return FactReport(sum(sums.rows for sums in after.values()), is_rebuilt=True)


def _bands(connection: Connection, first: int, last: int) -> list[Clients]:
    """Ranges of clients with some ``_SORTED`` movements each."""
    newest = connection.execute(select(func.max(txn.c.id))).scalar() or 0
    size = max(1, -(-(last - first + 1) // max(1, -(-newest // _SORTED))))
    return [Clients(start, min(start + size - 1, last)) for start in range(first, last + 1, size)]


def _extend(connection: Connection, rules: FactSchedule, last: Watermark, progress: Progress) -> FactReport:
    progress.at(0, 0, tr("Adding up the months"))
    note_changed(connection, _forget_stale(connection))
    counted = movements.count_since(connection, last.txn)
    note_changed(connection, counted.first)
    note_changed(connection, _first_maturity(connection, last))
    if counted.first_flow is not None:
        write_meta(connection, _FLOWS_FROM, str(min(counted.first_flow, flows_from(connection) or counted.first_flow)))
    rows = counted.rows
    months = set(known_months(connection))
    with touched_clients(connection, _news(last), _CHUNK) as parts:
        for done, clients in enumerate(parts):
            progress.at(done, len(parts), tr("Adding up the months"))
            columns = _asset_columns(connection, rules, clients)
            months |= set(columns["month"].tolist())
            changed = _changed(connection, clients, columns)
            rows += len(changed)
            values = {name: column[changed].tolist() for name, column in columns.items()}
            note_changed(connection, min(values["month"], default=None))
            upsert_columns(connection, client_month, values, keys=("client_id", "month"))
    _write_known(connection, months)
    return FactReport(rows, is_rebuilt=False)


def _first_maturity(connection: Connection, last: Watermark) -> int | None:
    """The first month in which a new holding matures: a holding of a class with balances changes no other fact."""
    first = connection.execute(select(func.min(holding.c.matures_on)).where(holding.c.id > last.holding)).scalar()
    return None if first is None else dates.month_index(first)


def _forget_stale(connection: Connection) -> int | None:
    """Months that a client's rows were moved away from would stay otherwise; the first of them."""
    is_stale = client_month.c.client_id.in_(select(stale_client.c.client_id))
    first: int | None = connection.execute(select(func.min(client_month.c.month)).where(is_stale)).scalar()
    connection.execute(delete(client_month).where(is_stale))
    return first


def _news(last: Watermark) -> list[Select[Any]]:
    """Queries for the clients with new balances, holdings, accounts or contracts, and for those with stale facts."""
    return [
        select(stale_client.c.client_id),
        select(balance.c.client_id).where(balance.c.operation_id > last.balance),
        select(holding.c.client_id).where(holding.c.id > last.holding),
        select(account.c.client_id).where(account.c.id > last.account),
        select(service_contract.c.client_id).where(service_contract.c.id > last.contract),
    ]


def _changed(connection: Connection, clients: Clients, columns: dict[str, Ints]) -> Ints:
    """Positions of the rows that are not stored just so. A late balance leaves most months of a client as they were."""
    m = client_month.c
    query = select(*(m[name] for name in columns)).where(
        clients.among(m.client_id), *(m[name].is_not(None) for name in columns)
    )
    stored = integers(connection, query.order_by(m.client_id, m.month), len(columns))
    made = np.stack(list(columns.values()), axis=1)
    if not len(stored):
        return np.arange(len(made))
    at = np.minimum(np.searchsorted(_keys(stored), _keys(made)), len(stored) - 1)
    return np.flatnonzero((stored[at] != made).any(axis=1))


def _keys(rows: Ints) -> Ints:
    """Client and month, the first two columns, in one number that keeps their order."""
    return np.asarray(rows[:, 0] * 1_000_000 + rows[:, 1])


def _asset_columns(connection: Connection, rules: FactSchedule, clients: Clients) -> dict[str, Ints]:
    """The asset part of ``client_month`` of some clients, as columns; each month by the rules that hold in it."""
    ends = [*(month for month, _ in rules[1:]), _EVER]
    parts = []
    for place, ((first, part), end) in enumerate(zip(rules, ends, strict=True)):
        months = monthly_assets(read_snapshots(connection, part, clients))
        columns = _columns(months, *line_columns(connection, part, clients, months))
        is_within = (months.month >= (first if place else 0)) & (months.month < end)
        parts.append({name: column[is_within] for name, column in columns.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _columns(months: MonthlyAssets, lines: Ints, points: Ints) -> dict[str, Ints]:
    return {
        "client_id": months.client,
        "month": months.month,
        "spread_income": months.spread_income,
        "product_income": months.product_income,
        "end_assets": months.end,
        "avg_assets": months.average,
        "end_cash": months.cash,
        "end_debt": months.debt,
        "product_lines": lines,
        "strategy_points": points,
        "exposed": months.exposed,
    }


def _write_known(connection: Connection, months: set[int]) -> None:
    write_meta(connection, _MONTHS, json.dumps(sorted(months)))
