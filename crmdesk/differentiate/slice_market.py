"""The market behind the assets of a slice of clients: what it added to them, what they would be without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.differentiate.market import Market
from crmdesk.differentiate.reading import Scope
from crmdesk.differentiate.scores import Floats, Ints
from crmdesk.differentiate.snapshots import integers
from crmdesk.differentiate.tables import client_month


@dataclass(frozen=True)
class SliceMarket:
    """``exposed``: cents that move with the index at each month's end, shape (clients, months from ``first``)."""

    market: Market
    first: int
    exposed: Floats

    def at(self, month: int) -> Floats:
        """Nothing where it is not known: who was no client yet."""
        return np.nan_to_num(self.exposed[:, month - self.first])

    def gain(self, code: str, month: int, day: date) -> Floats:
        """Cents that the market added in a month up to a day; NaN where a client holds something and no level is known.

        Exactly §4.1: the assets at the begin of the month times the market's return of their mix.
        """
        held = self.at(month - 1)
        change = self.market.change(code, dates.month_last(month - 1), day)
        return np.where(held == 0, 0.0, held * (np.nan if change is None else change))

    def revalued(self, code: str, month: int, *, day: date, back: int) -> Floats:
        """Cents to add for what is held now to be worth what it was ``back`` months ago."""
        change = self.market.change(code, dates.month_last(month - back), day)
        return self.at(month) * (0.0 if change is None else 1 / (1 + change) - 1)


def read_slice_market(connection: Connection, ids: Ints, scope: Scope, market: Market) -> SliceMarket:
    """A month that is counted up to a day inside it keeps what was held at its begin."""
    exposed = np.full((len(ids), scope.last - scope.first + 1), np.nan)
    if len(ids):
        last = scope.last if scope.until is None else scope.last - 1
        client, month, cents = _rows(connection, (int(ids[0]), int(ids[-1])), scope.first, last).T
        exposed[np.searchsorted(ids, client), np.maximum(month - scope.first, 0)] = cents
    for month in range(1, exposed.shape[1]):
        gap = np.isnan(exposed[:, month])
        exposed[gap, month] = exposed[gap, month - 1]
    return SliceMarket(market, scope.first, exposed)


def _rows(connection: Connection, clients: tuple[int, int], first: int, last: int) -> Ints:
    """client, month, cents: the last known before ``first``, then every month up to ``last``."""
    m, older = client_month.c, client_month.alias("older")
    known = m.client_id.between(*clients), m.exposed.is_not(None)
    before = (
        select(func.max(older.c.month))
        .where(older.c.client_id == m.client_id, older.c.month < first, older.c.exposed.is_not(None))
        .scalar_subquery()
    )
    query = (
        select(m.client_id, m.month, m.exposed)
        .where(*known, m.month <= last, (m.month >= first) | (m.month == before))
        .order_by(m.client_id, m.month)
    )
    return integers(connection, query, 3)
