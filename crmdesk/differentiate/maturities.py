"""What matured of a slice of clients and was not invested again (signal D5, §4.1 of the domain specification).

A maturity is judged once its 30 days are over, by what the client bought in them in any product of the institution.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, func, select

from crmdesk import dates
from crmdesk.differentiate.drivers.formulas import RENEWAL_DAYS, taken_up
from crmdesk.differentiate.reading import as_days
from crmdesk.differentiate.scores import Bools, Floats, Ints
from crmdesk.identify.tables import holding, txn
from crmdesk.store.bulk import driver_rows

#: Movements by which money is invested in any product of the institution.
PURCHASES = ("buy", "subscribe", "wealth_buy", "insurance", "margin_buy", "ipo", "repo")
_MONTHS = 3

#: (client, day number, cents), by client and day.
Dated = tuple[Ints, Ints, Ints]


@dataclass(frozen=True)
class Maturities:
    """Of clients with ascending ``ids``: what matured, as its last snapshot before tells, and what was bought."""

    ids: Ints
    matured: Dated
    bought: Dated

    def settled(self, day: date) -> Bools:
        """Which maturities of the last three months can be judged on a day."""
        when = self.matured[1]
        first, last = _number(dates.add_months(day, -_MONTHS)), _number(day)
        return np.asarray((when > first) & (when <= last - RENEWAL_DAYS))

    def over(self, day: date) -> tuple[Floats, Floats]:
        """Per client, of the last three months as of a day: cents that matured, and the share not invested again.

        The share is NaN where nothing matured.
        """
        settled = self.settled(day)
        client, when, amount = self.matured[0][settled], self.matured[1][settled], self.matured[2][settled]
        again = taken_up((client, when, amount), self.bought)
        at, size = np.searchsorted(self.ids, client), len(self.ids)
        total, kept = (
            np.bincount(at, weights=cents.astype(np.float64), minlength=size).astype(np.float64)
            for cents in (amount, again)
        )
        return total, np.where(total > 0, 1 - kept / np.maximum(total, 1), np.nan)


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def read_maturities(connection: Connection, ids: Ints, first: date, last: date) -> Maturities:
    """All that may count at month-ends from ``first`` to ``last``."""
    since, until = dates.add_months(first, -_MONTHS), last - timedelta(days=RENEWAL_DAYS)
    nothing = _dated([])
    if not len(ids):
        return Maturities(ids, nothing, nothing)
    clients = (int(ids[0]), int(ids[-1]))
    matured = _matured(connection, clients, since, until)
    return Maturities(ids, matured, _bought(connection, matured[0], since, last) if len(matured[0]) else nothing)


def _dated(rows: list[tuple[int, date, int]]) -> Dated:
    client, days, cents = list(zip(*rows, strict=True)) or [(), (), ()]
    numbers = as_days(days).astype(np.int64)
    return np.array(client, dtype=np.int64), numbers, np.array(cents, dtype=np.int64)


def _matured(connection: Connection, clients: tuple[int, int], first: date, last: date) -> Dated:
    h = holding.c
    due: ColumnElement[bool] = and_(h.client_id.between(*clients), h.matures_on.between(first, last))
    key = (h.account_id, h.product_id, h.matures_on)
    newest = select(*key, func.max(h.day).label("day")).where(due, h.day <= h.matures_on).group_by(*key).subquery()
    at = and_(*(newest.c[name] == h[name] for name in ("account_id", "product_id", "day")))
    query = (
        select(h.client_id, h.matures_on, func.sum(h.amount))
        .join(newest, at)
        .where(h.amount > 0)
        .group_by(h.client_id, h.matures_on)
        .order_by(h.client_id, h.matures_on)
    )
    return _dated(driver_rows(connection, query))


def _bought(connection: Connection, clients: Ints, first: date, last: date) -> Dated:
    t = txn.c
    query = (
        select(t.client_id, t.day, func.sum(func.abs(t.amount)))
        .where(t.client_id.in_(np.unique(clients).tolist()), t.kind.in_(PURCHASES), t.day.between(first, last))
        .group_by(t.client_id, t.day)
        .order_by(t.client_id, t.day)
    )
    return _dated(driver_rows(connection, query))
