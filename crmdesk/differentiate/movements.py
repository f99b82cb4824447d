"""Monthly facts of movements, by set-based SQL that both engines run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column as SqlColumn
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    distinct,
    func,
    insert,
    literal,
    select,
    union,
)

from crmdesk import dates
from crmdesk.differentiate.tables import client_month
from crmdesk.differentiate.touched import Clients
from crmdesk.identify.tables import txn
from crmdesk.store.schema import Key
from crmdesk.store.tables import stale_client
from crmdesk.store.upsert import upsert_select

#: Client-months to count again; lives for one transaction.
due = Table(
    "fact_due",
    MetaData(),
    SqlColumn("client_id", Key, primary_key=True),
    SqlColumn("month", Integer, primary_key=True),
    prefixes=["TEMPORARY"],
)

#: First and last day of each month that is due.
due_month = Table(
    "fact_due_month",
    MetaData(),
    SqlColumn("month", Integer, primary_key=True),
    SqlColumn("first", Date),
    SqlColumn("last", Date),
    prefixes=["TEMPORARY"],
)

COLUMNS = (
    *("client_id", "month", "active_days", "movements", "first_active", "last_active", "last_moved"),
    *("turnover", "trade_income", "inflow", "outflow"),
)


def month_of(day: ColumnElement[Any]) -> ColumnElement[int]:
    """``dates.month_index`` of a date column: both engines write a date as YYYY-MM-DD."""
    text = cast(day, String)
    year, month = (cast(func.substr(text, start, length), Integer) for start, length in ((1, 4), (6, 2)))
    return year * 12 + month - 1


def day_of_month(day: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.substr(cast(day, String), 9, 2), Integer)


def movement_query(
    *conditions: ColumnElement[bool], month: ColumnElement[int] | None = None, client: ColumnElement[int] | None = None
) -> Select[Any]:
    """``COLUMNS`` per client and month over the movements that meet the conditions (at least one)."""
    t = txn.c
    of_month = month_of(t.day) if month is None else month
    of_client = t.client_id if client is None else client
    day = case((t.is_active, day_of_month(t.day)))
    return (
        select(
            of_client,
            of_month.label("month"),
            func.count(distinct(day)),
            func.count(day),
            func.min(day),
            func.max(day),
            func.max(case((t.is_active | (t.flow != 0), day_of_month(t.day)))),
            func.sum(t.turnover),
            func.sum(t.income),
            func.sum(case((t.flow > 0, t.flow), else_=0)),
            func.sum(case((t.flow < 0, -t.flow), else_=0)),
        )
        .where(*conditions)
        .group_by(of_client, of_month)
    )


def count_all(connection: Connection, clients: Clients) -> None:
    """Every month of some clients from their every movement. The rows' movement columns are empty before.

    ``+ 0`` keeps the engine from the index: movements lie in the order they came, and looking up each one of a client
    reads (and decrypts) a page for every row, where one pass reads each page once and sorts: a quarter of the time.
    """
    client = txn.c.client_id + 0
    query = movement_query(client.between(clients.first, clients.last), client=client)
    upsert_select(connection, client_month, COLUMNS, query, keys=("client_id", "month"))


@dataclass(frozen=True)
class Counted:
    """Client-months that were counted again, the first of their months and the first with money in or out."""

    rows: int
    first: int | None
    first_flow: int | None


def count_since(connection: Connection, txn_id: int) -> Counted:
    """Count again the client-months with movements after ``txn_id``, and all of stale clients."""
    is_new = txn.c.id > txn_id
    is_stale = txn.c.client_id.in_(select(stale_client.c.client_id))
    new = union(*(select(txn.c.client_id, month_of(txn.c.day)).where(one) for one in (is_new, is_stale)))
    for table in (due, due_month):
        table.create(connection)
    try:
        connection.execute(insert(due).from_select(["client_id", "month"], new))
        months = connection.execute(select(due.c.month).distinct()).scalars().all()
        if months:
            spans = [{"month": m, "first": dates.month_first(m), "last": dates.month_last(m)} for m in months]
            connection.execute(insert(due_month), spans)
            _count_due(connection)
        count = connection.execute(select(func.count()).select_from(due)).scalar_one()
        return Counted(count, min(months, default=None), _first_flow(connection))
    finally:
        for table in (due, due_month):
            table.drop(connection)


def _first_flow(connection: Connection) -> int | None:
    m = client_month.c
    same = and_(m.client_id == due.c.client_id, m.month == due.c.month)
    query = select(func.min(due.c.month)).join(client_month, same).where(m.inflow + m.outflow > 0)
    found: int | None = connection.execute(query).scalar()
    return found


def _count_due(connection: Connection) -> None:
    t = txn.c
    query = (
        movement_query(literal(1) == 1, month=due.c.month)
        .select_from(due)
        .join(due_month, due_month.c.month == due.c.month)
        .join(txn, and_(t.client_id == due.c.client_id, t.day >= due_month.c.first, t.day <= due_month.c.last))
    )
    upsert_select(connection, client_month, COLUMNS, query, keys=("client_id", "month"))
