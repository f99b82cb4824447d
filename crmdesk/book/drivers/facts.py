"""Sums of ``client_month`` over a scope: flows of each month, stocks at each month-end. Two statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, case, func, select

from crmdesk import dates
from crmdesk.book.drivers.asking import Question, by_month, stock
from crmdesk.differentiate.drivers.formulas import Floats, Ints
from crmdesk.differentiate.tables import client_month
from crmdesk.identify.tables import client

#: Clients with at least so many product lines.
LINES = (1, 2, 3, 4)
_CLIENTS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Flows:
    """Cents of each month."""

    trade: Floats
    spread: Floats
    product: Floats
    cost: Floats

    @property
    def contribution(self) -> Floats:
        return self.trade + self.spread + self.product - self.cost


def flows(question: Question) -> Flows:
    return question.once("flows", _flows)


def _flows(question: Question) -> Flows:
    m = client_month.c
    sums = [func.sum(m[name]) for name in ("trade_income", "spread_income", "product_income", "cost")]
    within = m.month.between(question.first, question.last)
    query = select(m.month, *sums).where(within, question.among(m.client_id)).group_by(m.month)
    return Flows(*by_month(question, question.connection.execute(query).all(), len(sums)))


@dataclass(frozen=True)
class Stocks:
    """At each month-end: assets and debt in cents, clients with at least one … four lines, and all their lines.

    ``gained`` are the lines that came in the month.
    """

    assets: Floats
    debt: Floats
    lines: Floats
    clients_with: Floats
    gained: Floats


def stocks(question: Question) -> Stocks:
    return question.once("stocks", _stocks)


def _stocks(question: Question) -> Stocks:
    """A client keeps what was last known: the rows are added up as changes from the client's row before."""
    m = client_month.c
    columns = ("end_assets", "end_debt", "product_lines")
    rows = (
        select(
            m.month,
            *(func.coalesce(m[name], 0).label(name) for name in columns),
            *(_before(name) for name in columns),
        )
        .where(m.end_assets.is_not(None), m.month <= question.last, question.among(m.client_id))
        .subquery()
    )
    r = rows.c
    changes = [func.sum(r[name] - r[f"{name}_before"]) for name in columns]
    now, was = r.product_lines, r.product_lines_before
    changes += [func.sum(case((now >= n, 1), else_=0) - case((was >= n, 1), else_=0)) for n in LINES]
    gained = func.sum(case((now > was, now - was), else_=0))
    found = question.connection.execute(select(r.month, *changes, gained).group_by(r.month)).all()
    held = stock(question, [row[:-1] for row in found], len(changes))
    return Stocks(held[0], held[1], held[2], held[3:], by_month(question, [(row[0], row[-1]) for row in found], 1)[0])


def _before(name: str) -> ColumnElement[int]:
    """A column of the client's row before, 0 in the first one."""
    m = client_month.c
    lag = func.lag(func.coalesce(m[name], 0), 1, 0).over(partition_by=m.client_id, order_by=m.month)
    return lag.label(f"{name}_before")


class AssetsOf:
    """What some clients had at the end of any month, as last known, in cents."""

    def __init__(self, question: Question, clients: Ints) -> None:
        m = client_month.c
        self._keys, self._assets = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        rows: list[Sequence[int]] = []
        every = np.unique(clients).tolist()
        for start in range(0, len(every), _CLIENTS_AT_ONCE):
            among = m.client_id.in_(every[start : start + _CLIENTS_AT_ONCE])
            query = select(m.client_id, m.month, m.end_assets).where(among, m.end_assets.is_not(None))
            rows += question.connection.execute(query.where(m.month <= question.last)).all()
        if rows:
            who, month, assets = np.array(rows, dtype=np.int64).T
            order = np.lexsort((month, who))
            self._keys, self._assets = (who * 1_000_000 + month)[order], assets[order]

    def highest(self, clients: Ints, months: Ints, *, within: int = 24) -> Floats:
        """The most they had at a month-end of the ``within`` months up to each month."""
        seen = [self.at(clients, months - back) for back in range(within)]
        return np.max(seen, axis=0) if len(clients) else np.zeros(0)

    def at(self, clients: Ints, months: Ints) -> Floats:
        """0 where nothing was ever known of the client by then."""
        if not len(self._keys):
            return np.zeros(len(clients))
        place = np.searchsorted(self._keys, clients * 1_000_000 + months, side="right") - 1
        is_own = (place >= 0) & (self._keys[np.maximum(place, 0)] // 1_000_000 == clients)
        return np.where(is_own, self._assets[np.maximum(place, 0)], 0).astype(np.float64)


@dataclass(frozen=True)
class Activations:
    """Clients who became active, and the month of each."""

    ids: Ints
    months: Ints


def activations(question: Question) -> Activations:
    """New clients by the month of their first assets of ¥1,000 and first trade or product (§4.1), whichever is later.

    Who was a client before the facts begin is not new.
    """
    m, since = client_month.c, question.known_since
    if since is None:
        return Activations(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    did = (m.movements > 0) | (m.end_assets - func.coalesce(m.end_cash, 0) > 0)
    query = (
        select(m.client_id, func.min(case((m.end_assets >= 1_000_00, m.month))), func.min(case((did, m.month))))
        .join(client, client.c.id == m.client_id)
        .where(client.c.opened_on >= dates.month_first(max(since, question.first - 12)), question.among(m.client_id))
        .group_by(m.client_id)
    )
    rows = [row for row in question.connection.execute(query).all() if row[1] is not None and row[2] is not None]
    ids, rich, acted = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    month = np.maximum(rich, acted)
    counted = (month >= question.first) & (month <= question.last)
    return Activations(ids[counted], month[counted])
