"""Month-end balances of sources that give none: from the balance after each movement, and of loans by their terms."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import func, select

from crmdesk import dates
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.taking_back.before import OldBalance, keep_balances
from crmdesk.identify.tables import account, balance, txn
from crmdesk.store.bulk import insert_if_new, rows_by_key, update_rows

_AT_ONCE = 20_000
_KEY = ("account_id", "day", "asset_class")


class Movement(NamedTuple):
    day: date
    amount: int
    balance: int


class MonthEnd(NamedTuple):
    """``amount`` at the end of ``day``, the month's last; ``average`` over the days of the month."""

    day: date
    amount: int
    average: int


def write_month_ends(run: Run) -> None:
    """Bring the month-end balances of the sources loaded now up to their last month of movements."""
    for source, asset_class in run.month_end_sources.items():
        last_day = run.connection.execute(
            select(func.max(txn.c.day))
            .join(account, account.c.id == txn.c.account_id)
            .where(account.c.system == source)
        ).scalar()
        if last_day is None:
            continue
        month = dates.month_index(last_day)
        _write(run, _rows(run, source, asset_class, month))
        _write(run, _loan_rows(run, source, month))


def _rows(run: Run, source: str, asset_class: str, last_month: int) -> Iterator[dict[str, Any]]:
    t = txn.c
    query = (
        select(t.account_id, t.client_id, t.day, t.amount, t.balance)
        .join(account, account.c.id == t.account_id)
        .where(account.c.system == source, t.balance.is_not(None))
        .order_by(t.account_id, t.day, t.id)
    )
    for (account_id, client_id), rows in groupby(run.connection.execute(query), key=lambda row: (row[0], row[1])):
        movements = in_order([Movement(row[2], row[3], row[4]) for row in rows])
        for end in month_ends(movements, last_month):
            yield _row(run, account_id, client_id, asset_class, end)


def _row(run: Run, account_id: int, client_id: int, asset_class: str, end: MonthEnd) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "client_id": client_id,
        "day": end.day,
        "asset_class": asset_class,
        "amount": end.amount,
        "avg_amount": end.average,
        "operation_id": run.operation_id,
    }


def in_order(movements: list[Movement]) -> list[Movement]:
    """Movements of an account by day; those of one day in the order in which each balance follows from the last.

    Files list the movements of a day in any order; the last of them tells the balance of the day.
    """
    ordered: list[Movement] = []
    for _day, of_day in groupby(movements, key=lambda one: one.day):
        rest = list(of_day)
        while rest:
            before = ordered[-1].balance if ordered else 0
            following = next((one for one in rest if before + one.amount == one.balance), rest[0])
            rest.remove(following)
            ordered.append(following)
    return ordered


def month_ends(movements: list[Movement], last_month: int) -> Iterator[MonthEnd]:
    """One per month from the first movement to ``last_month``; a month without movement keeps the balance.

    The average counts every day of the month with the balance at its end, days before the first movement as 0.
    """
    if not movements:
        return
    at, held = 0, 0
    for month in range(dates.month_index(movements[0].day), last_month + 1):
        year, number = divmod(month, 12)
        days = calendar.monthrange(year, number + 1)[1]
        weighted, since = 0, 1
        while at < len(movements) and dates.month_index(movements[at].day) == month:
            weighted += held * (movements[at].day.day - since)
            since, held = movements[at].day.day, movements[at].balance
            at += 1
        weighted += held * (days - since + 1)
        yield MonthEnd(date(year, number + 1, days), held, round(weighted / days))


def _loan_rows(run: Run, source: str, last_month: int) -> Iterator[dict[str, Any]]:
    a = account.c
    query = select(a.id, a.client_id, a.opened_on, a.principal, a.instalment, a.term_months).where(
        a.system == source, a.kind == "loan", a.principal.is_not(None), a.opened_on.is_not(None)
    )
    for loan_id, client_id, opened_on, principal, instalment, months in run.connection.execute(query):
        for end in outstanding(opened_on, principal, instalment or 0, months or 0, last_month):
            yield _row(run, loan_id, client_id, "loan", end)


def outstanding(opened_on: date, principal: int, instalment: int, months: int, last_month: int) -> Iterator[MonthEnd]:
    """What is owed by the terms of the loan at each month's end, one instalment less per month, until it is 0."""
    first = dates.month_index(opened_on)
    for month in range(first, min(last_month, first + months) + 1):
        owed = max(0, principal - instalment * (month - first))
        yield MonthEnd(dates.month_last(month), owed, owed)


def _write(run: Run, rows: Iterable[dict[str, Any]]) -> None:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _AT_ONCE:
            _write_part(run, part)
            part = []
    if part:
        _write_part(run, part)


def _write_part(run: Run, rows: list[dict[str, Any]]) -> None:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    if insert_if_new(run.connection, balance, columns):
        return
    keys = [tuple(row[name] for name in _KEY) for row in rows]
    found = rows_by_key(run.connection, balance, _KEY, keys, ("client_id", "amount", "avg_amount", "operation_id"))
    fresh = [row for row, key in zip(rows, keys, strict=True) if key not in found]
    if fresh:
        insert_if_new(run.connection, balance, {name: [row[name] for row in fresh] for name in fresh[0]})
    changed = [
        (key, {name: row[name] for name in ("amount", "avg_amount", "operation_id")})
        for row, key in zip(rows, keys, strict=True)
        if key in found and found[key][1:3] != (row["amount"], row["avg_amount"])
    ]
    keep_balances(run, [OldBalance(*key, *found[key]) for key, _new in changed])
    update_rows(run.connection, balance, _KEY, changed)
