"""Movements behind a figure: the last active trade, the active days, the transfers of a net flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from crmdesk import dates
from crmdesk.differentiate.explaining.months import Month
from crmdesk.differentiate.explaining.record import NO_RECORDS, Record, Records
from crmdesk.differentiate.wording import name
from crmdesk.i18n import Words
from crmdesk.identify.masking import masked_account
from crmdesk.identify.tables import account, txn

#: Movements listed at once; the rest is counted.
_LISTED = 12


def _movements(
    connection: Connection, *conditions: ColumnElement[bool], limit: int = _LISTED, amount: str = "amount"
) -> tuple[Record, ...]:
    """The newest movements that meet the conditions, with one of their amounts."""
    t = txn.c
    query = (
        select(t.day, t.kind, t.symbol, t[amount].label("amount"), account.c.account_no)
        .join(account, account.c.id == t.account_id)
        .where(*conditions)
        .order_by(t.day.desc(), t.id.desc())
        .limit(limit)
    )
    return tuple(_movement(row) for row in connection.execute(query))


def _movement(row: Any) -> Record:
    kind = name("txn_kind", row.kind)
    words = Words(f"{kind.zh} {row.symbol}", f"{kind.en} {row.symbol}") if row.symbol else kind
    return Record("movement", words, day=row.day, account=masked_account(row.account_no), amount=row.amount)


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(txn).where(*conditions)).scalar_one()


def last_active(connection: Connection, client_id: int, day: date) -> Records:
    """The active movements of the last day with one up to ``day``; ``total`` is how many days ago that is."""
    t = txn.c
    active = (t.client_id == client_id, t.is_active)
    newest = connection.execute(select(func.max(t.day)).where(*active, t.day <= day)).scalar()
    if newest is None:
        return NO_RECORDS
    there = (*active, t.day == newest)
    rows = _movements(connection, *there, limit=3)
    return Records(rows, total=(day - newest).days, more=_count(connection, *there) - len(rows))


def last_moved(connection: Connection, client_id: int, day: date) -> Records:
    """The last movement that counts as behaviour: a trade, or money in or out."""
    t = txn.c
    return Records(_movements(connection, t.client_id == client_id, t.is_active | (t.flow != 0), t.day <= day, limit=1))


def active_months(months: Sequence[Month], *, is_days: bool) -> Records:
    """Active days (or movements) month by month, the newest first; months without any are left out."""
    counts = [(one.month, one.active_days if is_days else one.movements) for one in reversed(months)]
    words = Words("有主动交易的天数", "days with an active trade") if is_days else Words("主动动账", "active movements")
    rows = tuple(Record("month", words, month=month, count=count) for month, count in counts if count)
    return Records(rows, total=sum(count for _, count in counts))


def active_days(connection: Connection, client_id: int, day: date, months: int) -> tuple[Record, ...]:
    """On demand: every day with an active movement in the ``months`` up to ``day``, the newest first."""
    t = txn.c
    first = dates.month_first(dates.month_index(day) - months + 1)
    query = (
        select(t.day, func.count(), func.sum(t.turnover))
        .where(t.client_id == client_id, t.is_active, t.day.between(first, day))
        .group_by(t.day)
        .order_by(t.day.desc())
    )
    words = Words("主动交易", "active trades")
    found = connection.execute(query)
    return tuple(Record("day", words, day=on, count=count, amount=turnover) for on, count, turnover in found)


def transfers(connection: Connection, client_id: int, day: date, months: int) -> Records:
    """Money in and out in the ``months`` up to ``day``; ``total`` is the net flow in cents."""
    t = txn.c
    first = dates.month_first(dates.month_index(day) - months + 1)
    moved = (t.client_id == client_id, t.flow != 0, t.day.between(first, day))
    rows = _movements(connection, *moved, amount="flow")
    total, count = connection.execute(select(func.sum(t.flow), func.count()).where(*moved)).one()
    return Records(rows, total=total or 0, more=count - len(rows))
