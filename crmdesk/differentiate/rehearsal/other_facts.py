"""Monthly facts of a slice under other rules for facts (asset factors, rate card, product lines), in memory.

A rehearsal asks where clients belong by the new rules. So these hold for all months that the figures look at, not only
from the month they would take effect in: twelve months of contribution at eleven months' old rates would say little.
Movements do not depend on the rules; their part is read from the stored facts.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, func, literal, select

from crmdesk.differentiate.evidence import UNKNOWN
from crmdesk.differentiate.lines import line_columns
from crmdesk.differentiate.partial import rows_until
from crmdesk.differentiate.reading import ACTIVATING, Scope
from crmdesk.differentiate.rulebooks import FactRules
from crmdesk.differentiate.scores import Bools, Ints
from crmdesk.differentiate.snapshots import integers, monthly_assets, read_snapshots
from crmdesk.differentiate.tables import client_month
from crmdesk.differentiate.touched import Clients
from crmdesk.differentiate.window import FactRows

#: Columns of a row, those of ``reading.read_months``.
_WIDTH = 14
_CLIENT, _MONTH, _INCOME, _END, _CASH = 0, 1, 4, 9, 11
_ACTIVE, _LATEST, _MOVED = 6, 7, 8


def facts_under(connection: Connection, clients: tuple[int, int], scope: Scope) -> FactRows:
    """What ``load_window`` would read had the facts of all months been made by the scope's rules."""
    rows = _merged(_movements(connection, clients, scope.last), _assets(connection, clients, scope.last, scope.rules))
    is_before = rows[:, _MONTH] < scope.first
    recent = rows[~is_before]
    if scope.until is not None:
        until = rows_until(connection, clients, scope.rules, scope.until)
        recent = np.concatenate([recent[recent[:, _MONTH] < scope.last], until])
    return FactRows(recent, _carried(rows[is_before]), _base(rows[is_before]))


def _movements(connection: Connection, clients: tuple[int, int], last: int) -> Ints:
    m = client_month.c
    days = (func.coalesce(column, literal(UNKNOWN)) for column in (m.first_active, m.last_active, m.last_moved))
    query = select(
        *(m.client_id, m.month, m.active_days, m.movements, m.trade_income - m.cost, m.inflow - m.outflow), *days
    ).where(m.client_id.between(*clients), m.month <= last)
    rows = integers(connection, query, _END)
    return np.concatenate([rows, np.full((len(rows), _WIDTH - _END), UNKNOWN)], axis=1)


def _assets(connection: Connection, clients: tuple[int, int], last: int, rules: FactRules) -> Ints:
    among = Clients(*clients)
    months = monthly_assets(read_snapshots(connection, rules, among))
    lines, points = line_columns(connection, rules, among, months)
    rows = np.zeros((months.size, _WIDTH), dtype=np.int64)
    rows[:, _ACTIVE:_END] = UNKNOWN
    columns = (months.client, months.month, months.spread_income + months.product_income)
    rows[:, [_CLIENT, _MONTH, _INCOME]] = np.stack(columns, axis=1)
    rows[:, _END:] = np.stack([months.end, months.average, months.cash, lines, points], axis=1)
    return rows[rows[:, _MONTH] <= last]


def _merged(moved: Ints, held: Ints) -> Ints:
    """One row per client and month, by client and month: movements of the one, assets of the other, income of both."""
    rows = np.concatenate([moved, held])
    is_held = np.arange(len(rows)) >= len(moved)
    order = np.lexsort((is_held, rows[:, _MONTH], rows[:, _CLIENT]))
    rows, is_held = rows[order], is_held[order]
    is_double = np.zeros(len(rows), dtype=bool)
    is_double[1:] = (rows[1:, : _MONTH + 1] == rows[:-1, : _MONTH + 1]).all(axis=1)
    second = np.flatnonzero(is_double)
    rows[second - 1, _INCOME] += rows[second, _INCOME]
    rows[second - 1, _END:] = rows[second, _END:]
    return np.asarray(rows[~is_double])


def _carried(rows: Ints) -> Ints:
    """Columns of ``reading.read_carried``: the last known assets of each client."""
    known = rows[rows[:, _END] != UNKNOWN]
    return np.asarray(known[_lasts(known)][:, [_CLIENT, _END, _CASH, _WIDTH - 2, _WIDTH - 1]])


def _lasts(rows: Ints) -> Bools:
    is_last = np.ones(len(rows), dtype=bool)
    is_last[:-1] = rows[1:, _CLIENT] != rows[:-1, _CLIENT]
    return is_last


def _base(rows: Ints) -> Ints:
    """Columns of ``reading.read_base``: per client sums and first and last signs."""
    if not len(rows):
        return np.zeros((0, 9), dtype=np.int64)
    month = rows[:, _MONTH]
    starts = np.append(0, np.flatnonzero(_lasts(rows)[:-1]) + 1)
    is_known = rows[:, _END] != UNKNOWN
    latest = [np.where(rows[:, c] == UNKNOWN, UNKNOWN, month * 32 + rows[:, c]) for c in (_LATEST, _MOVED)]
    first = _or_never(rows[:, _ACTIVE] != UNKNOWN, month * 32 + rows[:, _ACTIVE])
    rich = _or_never(is_known & (rows[:, _END] >= ACTIVATING), month)
    held = _or_never(is_known & (rows[:, _END] > rows[:, _CASH]), month)
    columns = [
        rows[starts, _CLIENT],
        np.add.reduceat(rows[:, _INCOME], starts),
        month[starts],
        *(np.maximum.reduceat(column, starts) for column in latest),
        *(_known_or_unknown(np.minimum.reduceat(column, starts)) for column in (first, rich, held)),
        np.maximum.reduceat(np.where(is_known, month, UNKNOWN), starts),
    ]
    return np.stack(columns, axis=1)


_NEVER = -UNKNOWN


def _or_never(counts: Bools, values: Ints) -> Ints:
    return np.where(counts, values, _NEVER)


def _known_or_unknown(values: Ints) -> Ints:
    return np.where(values == _NEVER, UNKNOWN, values)
