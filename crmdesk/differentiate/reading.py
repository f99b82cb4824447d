"""The SQL behind a classification: clients and their monthly facts, read in slices of client ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from crmdesk.differentiate.evidence import UNKNOWN
from crmdesk.differentiate.partial import rows_until
from crmdesk.differentiate.rulebooks import FactRules
from crmdesk.differentiate.scores import Bools, Ints
from crmdesk.differentiate.snapshots import integers
from crmdesk.differentiate.tables import client_month
from crmdesk.identify.tables import account, client
from crmdesk.store.bulk import driver_rows

Days = NDArray[np.datetime64]

#: Assets a client must have had once to count as activated (§4.1 of the domain), in cents.
ACTIVATING = 1_000_00


def as_days(column: Sequence[Any]) -> Days:
    """Dates as the driver gives them; NaT for null."""
    known = {day: np.datetime64(day or "NaT", "D") for day in set(column)}
    return np.array([*map(known.__getitem__, column)], dtype="M8[D]")


@dataclass(frozen=True)
class People:
    """Clients of a slice in id order. NaT = no such day."""

    ids: Ints
    opened: Days
    closed: Days
    is_closed: Bools
    has_account: Bools
    is_flagged: Bools


@dataclass(frozen=True)
class Scope:
    """What all slices share: the months to read, those with known assets, where the store's facts begin, the rules.

    ``store_first`` is the first month with facts of anybody, ``flows_from`` the first with money in or out (None =
    transfers were not imported).
    ``until`` is set where the last month must be counted up to a day inside it.
    """

    first: int
    last: int
    known_months: frozenset[int]
    store_first: int
    flows_from: int | None
    flagged_statuses: frozenset[str]
    until: date | None
    rules: FactRules


def read_people(connection: Connection, clients: tuple[int, int], flagged: frozenset[str]) -> People:
    c, a = client.c, account.c
    accounts = (
        select(
            a.client_id,
            func.min(a.opened_on).label("opened"),
            func.max(a.closed_on).label("closed"),
            func.sum(case((a.status == "closed", 0), else_=1)).label("open"),
            func.sum(case((a.status.in_(sorted(flagged)), 1), else_=0)).label("flagged"),
        )
        .where(a.client_id.between(*clients))
        .group_by(a.client_id)
        .subquery()
    )
    g = accounts.c
    rows = driver_rows(
        connection,
        select(
            c.id,
            func.coalesce(c.opened_on, g.opened),
            func.coalesce(c.closed_on, g.closed),
            (c.status == "closed") | (func.coalesce(g.open, 1) == 0),
            g.open.is_not(None),
            func.coalesce((g.flagged > 0) & (g.flagged == g.open), literal(value=False)),
        )
        .select_from(client.outerjoin(accounts, g.client_id == c.id))
        .where(c.id.between(*clients))
        .order_by(c.id),
    )
    columns = list(zip(*rows, strict=True)) or [()] * 6
    flags = [np.array(column, dtype=bool) for column in columns[3:]]
    return People(np.array(columns[0], dtype=np.int64), as_days(columns[1]), as_days(columns[2]), *flags)


def _or_unknown(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(column, literal(UNKNOWN))


def contribution() -> ColumnElement[Any]:
    """What a client-month earned the institution, in cents."""
    m = client_month.c
    return m.trade_income + m.spread_income + m.product_income - m.cost


def read_months(connection: Connection, clients: tuple[int, int], scope: Scope) -> Ints:
    m = client_month.c
    nullable = (m.first_active, m.last_active, m.last_moved, m.end_assets, m.avg_assets, m.end_cash)
    query = select(
        *(m.client_id, m.month, m.active_days, m.movements, contribution(), m.inflow - m.outflow),
        *(_or_unknown(column) for column in (*nullable, m.product_lines, m.strategy_points)),
    ).where(m.client_id.between(*clients), m.month.between(scope.first, scope.last))
    rows = integers(connection, query, 14)
    if scope.until is None:
        return rows
    return np.concatenate([rows[rows[:, 1] < scope.last], rows_until(connection, clients, scope.rules, scope.until)])


def read_base(connection: Connection, clients: tuple[int, int], before: int) -> Ints:
    """Per client with facts before the window: sums and first and last signs, as months or month × 32 + day."""
    m = client_month.c
    query = (
        select(
            m.client_id,
            func.sum(contribution()),
            func.min(m.month),
            _or_unknown(func.max(m.month * 32 + m.last_active)),
            _or_unknown(func.max(m.month * 32 + m.last_moved)),
            _or_unknown(func.min(m.month * 32 + m.first_active)),
            _or_unknown(func.min(case((m.end_assets >= ACTIVATING, m.month)))),
            _or_unknown(func.min(case((m.end_assets > m.end_cash, m.month)))),
            _or_unknown(func.max(case((m.end_assets.is_not(None), m.month)))),
        )
        .where(m.client_id.between(*clients), m.month < before)
        .group_by(m.client_id)
    )
    return integers(connection, query, 9)


def read_carried(connection: Connection, clients: tuple[int, int], before: int) -> Ints:
    """The last known assets before the window: client, end, cash, lines, points."""
    m, newer = client_month.c, client_month.alias("newer")
    latest = (
        select(func.max(newer.c.month))
        .where(newer.c.client_id == m.client_id, newer.c.month < before, newer.c.end_assets.is_not(None))
        .scalar_subquery()
    )
    query = select(m.client_id, m.end_assets, m.end_cash, m.product_lines, m.strategy_points).where(
        m.client_id.between(*clients), m.month < before, m.month == latest
    )
    return integers(connection, query, 5)
