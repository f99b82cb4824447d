"""A data date inside a month: its facts are counted up to the day, so that a past date never sees what came later."""

from __future__ import annotations

from datetime import date

import numpy as np
from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.differentiate.evidence import UNKNOWN
from crmdesk.differentiate.lines import line_columns
from crmdesk.differentiate.movements import movement_query
from crmdesk.differentiate.rulebooks import FactRules
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.snapshots import monthly_assets, read_snapshots
from crmdesk.differentiate.touched import Clients
from crmdesk.identify.tables import balance, txn


def needs_counting(connection: Connection, as_of: date) -> bool:
    """Is anything known of the days after the data date in its month?"""
    last = dates.month_last(dates.month_index(as_of))
    if as_of == last:
        return False
    later = (select(table.c.day).where(table.c.day > as_of, table.c.day <= last).limit(1) for table in (txn, balance))
    return any(connection.execute(query).first() is not None for query in later)


def rows_until(connection: Connection, clients: tuple[int, int], rules: FactRules, as_of: date) -> Ints:
    """The month of ``as_of`` up to that day, as rows of ``reading.read_months``."""
    first = dates.month_first(dates.month_index(as_of))
    moved = connection.execute(
        movement_query(txn.c.client_id.between(*clients), txn.c.day >= first, txn.c.day <= as_of)
    ).fetchall()
    rows: dict[int, list[int]] = {}
    for client_id, month, days, count, first_day, last_day, moved_day, _, income, inflow, outflow in moved:
        marks = [UNKNOWN if day is None else day for day in (first_day, last_day, moved_day)]
        rows[client_id] = [client_id, month, days, count, income, inflow - outflow, *marks, *[UNKNOWN] * 5]
    for client_id, month, income, *stocks in _assets(connection, clients, rules, as_of).tolist():
        row = rows.setdefault(client_id, [client_id, month, 0, 0, 0, 0, *[UNKNOWN] * 8])
        row[4] += income
        row[9:] = stocks
    return np.array(list(rows.values()), dtype=np.int64).reshape(-1, 14)


def _assets(connection: Connection, clients: tuple[int, int], rules: FactRules, as_of: date) -> Ints:
    """client, month, spread and product income, end, average, cash, lines, points of the month of ``as_of``."""
    months = monthly_assets(read_snapshots(connection, rules, Clients(*clients), until=as_of))
    lines, points = line_columns(connection, rules, Clients(*clients), months)
    income = months.spread_income + months.product_income
    table = [months.client, months.month, income, months.end, months.average, months.cash, lines, points]
    return np.asarray(np.stack(table, axis=1)[months.month == dates.month_index(as_of)])
