"""Monthly facts of balances and holdings: read by set-based SQL as dated snapshots, laid on months in NumPy.

What a snapshot means: the balances of one account on one day say everything that account holds; it holds until the
account's next snapshot. A holding counts where its account's balances never report the holding's asset class. The
average of a month is the source's own where it gives one (``avg_amount`` of the month's last snapshot); with one
snapshot in the month it is that amount; with several it is the mean by days held, the days before the first at the
value carried in.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, null, select, union_all

from crmdesk.differentiate.movements import day_of_month, month_of
from crmdesk.differentiate.rulebooks import FactRules
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.touched import Clients
from crmdesk.identify.tables import balance, holding, product
from crmdesk.store.bulk import driver_parts

#: What SQL adds up per account and day, over its asset classes. ``kept`` and what follows use the source's average.
MEASURES = ("end", "cash", "debt", "wealth", "exposed", "kept", "spread", "share")
_ENDS = 5

#: Interest and fee shares are sums of cents × millionths a year.
_YEAR_PARTS = 12 * 1_000_000


@dataclass(frozen=True)
class Snapshots:
    """Rows ordered by client, account and day: their month and day of the month, the measures, the classes held as
    bits, and whether the source gave averages."""

    client: Ints
    account: Ints
    month: Ints
    day: Ints
    measures: Ints  # (rows, len(MEASURES))
    classes: Ints
    has_average: NDArray[np.bool_]

    @property
    def size(self) -> int:
        return len(self.client)


def _factor(column: ColumnElement[Any], factors: dict[str, int]) -> ColumnElement[Any]:
    """``case`` of an asset class; 0 for those not named."""
    present = {name: value for name, value in factors.items() if value}
    return case(present, value=column, else_=0) if present else literal(0)


def class_bits(rules: FactRules) -> dict[str, int]:
    return {name: 1 << bit for bit, name in enumerate(rules.asset_factor)}


def _positions() -> Any:
    """Balances, and holdings of classes their account's balances never report; ``source`` keeps the two apart."""
    b, h, p = balance.c, holding.c, product.c
    reported = select(balance.c.account_id).where(b.account_id == h.account_id, b.asset_class == p.asset_class).exists()
    given = select(b.client_id, b.account_id, b.day, b.asset_class, b.amount, b.avg_amount, literal(0).label("source"))
    held = (
        select(h.client_id, h.account_id, h.day, p.asset_class, func.sum(h.amount), null(), literal(1))
        .join(product, p.id == h.product_id)
        .where(~reported)
        .group_by(h.client_id, h.account_id, h.day, p.asset_class)
    )
    return given, held


def snapshot_query(rules: FactRules, clients: Clients, until: date | None = None) -> Select[Any]:
    given, held = _positions()
    given = given.where(clients.among(balance.c.client_id))
    held = held.where(clients.among(holding.c.client_id))
    if until is not None:
        given, held = given.where(balance.c.day <= until), held.where(holding.c.day <= until)
    rows = union_all(given, held).subquery("position")
    r = rows.c
    return (
        select(
            r.client_id,
            (r.account_id * 2 + r.source).label("account"),
            month_of(r.day),
            day_of_month(r.day),
            *_sums(r, rules),
            func.sum(case((r.amount > 0, _factor(r.asset_class, class_bits(rules))), else_=0)),
            func.count(r.avg_amount),
        )
        .group_by(r.client_id, r.account_id, r.source, r.day)
        .order_by(r.client_id, r.account_id, r.source, r.day)
    )


def _sums(r: Any, rules: FactRules) -> list[ColumnElement[Any]]:
    """The sums of ``MEASURES``."""
    kept = func.coalesce(r.avg_amount, r.amount)
    factors = dict(rules.asset_factor)
    wealth = {name: 1 for name, line in rules.class_lines.items() if line in rules.wealth_lines}
    return [
        func.sum(r.amount * _factor(r.asset_class, factors)),
        func.sum(case((r.asset_class.in_(sorted(rules.cash_classes)), r.amount), else_=0)),
        func.sum(case((r.asset_class.in_(sorted(rules.debt_classes)), r.amount), else_=0)),
        func.sum(r.amount * _factor(r.asset_class, wealth)),
        func.sum(r.amount * _factor(r.asset_class, dict(rules.exposure))),
        func.sum(kept * _factor(r.asset_class, factors)),
        func.sum(kept * _factor(r.asset_class, dict(rules.spread))),
        func.sum(kept * _factor(r.asset_class, dict(rules.product_share))),
    ]


def integers(connection: Connection, query: Select[Any], width: int) -> Ints:
    """The rows of a query of whole numbers as one array (rows, width)."""
    parts = [
        np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width)
        for rows in driver_parts(connection, query)
    ]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).reshape(-1, width)


def read_snapshots(
    connection: Connection, rules: FactRules, clients: Clients, *, until: date | None = None
) -> Snapshots:
    """The snapshots of some clients, up to a day."""
    table = integers(connection, snapshot_query(rules, clients, until), 4 + len(MEASURES) + 2)
    return Snapshots(
        client=table[:, 0],
        account=table[:, 1],
        month=table[:, 2],
        day=table[:, 3],
        measures=table[:, 4 : 4 + len(MEASURES)],
        classes=table[:, -2],
        has_average=table[:, -1] > 0,
    )


@dataclass(frozen=True)
class MonthlyAssets:
    """One row per client and month in which any of its accounts has a snapshot; money in cents."""

    client: Ints
    month: Ints
    end: Ints
    average: Ints
    cash: Ints
    debt: Ints
    wealth: Ints
    spread_income: Ints
    product_income: Ints
    classes: Ints
    exposed: Ints

    @property
    def size(self) -> int:
        return len(self.client)


@dataclass(frozen=True)
class _AccountMonths:
    """Account-months with a snapshot, ordered by account and month, and the values at their end."""

    client: Ints
    account: Ints
    month: Ints
    ends: Ints  # (rows, 5): end, cash, debt, wealth, exposed
    means: Ints  # (rows, 3): assets in cents, spread and share in yearly millionths
    carried: Ints  # (rows, 3): what the month's last day hands to a month without a snapshot
    classes: Ints


def _days_in(month: Ints) -> Ints:
    start = month.astype("M8[M]") - np.timedelta64(1970 * 12, "M")
    following = (start + 1).astype("M8[D]")
    return np.asarray((following - start.astype("M8[D]")).astype(np.int64))


def _group_starts(*keys: Ints) -> Ints:
    """Where a new combination of the keys begins."""
    new = np.ones(len(keys[0]), dtype=bool)
    new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return np.flatnonzero(new)


def account_months(rows: Snapshots) -> _AccountMonths:
    """Collapse the snapshots of a month: the last one gives the end, the days held give the mean."""
    starts = _group_starts(rows.account, rows.month)
    lasts = np.append(starts[1:], rows.size) - 1
    means = np.where(
        (rows.has_average[lasts] | (starts == lasts))[:, None],
        rows.measures[lasts, _ENDS:],
        _held_means(rows, starts, lasts),
    )
    return _AccountMonths(
        rows.client[lasts],
        rows.account[lasts],
        rows.month[lasts],
        rows.measures[lasts, :_ENDS],
        means,
        _carried(rows, lasts),
        rows.classes[lasts],
    )


def _carried(rows: Snapshots, lasts: Ints) -> Ints:
    """A month without a snapshot repeats the end; where only an average was given its interest basis repeats too."""
    carried = rows.measures[lasts, _ENDS:].copy()
    carried[:, 0] = rows.measures[lasts, 0]
    return carried


def _held_means(rows: Snapshots, starts: Ints, lasts: Ints) -> Ints:
    """Means by days held, half up. Days before the month's first snapshot count at the value carried in, if any."""
    days = _days_in(rows.month)
    until = np.append(rows.day[1:], 0)
    until[lasts] = days[lasts] + 1
    weights = (until - rows.day)[:, None]
    totals = np.add.reduceat(rows.measures[:, _ENDS:] * weights, starts, axis=0)
    before = np.maximum(starts - 1, 0)
    known = (starts > 0) & (rows.account[before] == rows.account[starts])
    lead = (rows.day[starts] - 1)[:, None]
    first = np.where(known[:, None], rows.measures[before, _ENDS:], rows.measures[starts, _ENDS:])
    return _divided(totals + first * lead, days[starts][:, None])


def _divided(amount: Ints, by: Ints | int) -> Ints:
    """Whole division, halves up."""
    return np.asarray((amount + by // 2) // by)


def monthly_assets(rows: Snapshots) -> MonthlyAssets:
    """Add up accounts per client over the months in which the client has any snapshot."""
    if not rows.size:
        return MonthlyAssets(*(np.zeros(0, dtype=np.int64) for _ in fields(MonthlyAssets)))
    accounts = account_months(rows)
    row, month, is_own = _spread(accounts)
    ends = accounts.ends[row]
    means = np.where(is_own[:, None], accounts.means[row], accounts.carried[row])
    order = np.lexsort((month, accounts.client[row]))
    client, month = accounts.client[row][order], month[order]
    starts = _group_starts(client, month)
    end, cash, debt, wealth, exposed = np.add.reduceat(ends[order], starts, axis=0).T
    average, spread, share = np.add.reduceat(means[order], starts, axis=0).T
    classes = np.bitwise_or.reduceat(accounts.classes[row][order], starts)
    return MonthlyAssets(
        client=client[starts],
        month=month[starts],
        end=_percent(end),
        average=_percent(average),
        cash=cash,
        debt=debt,
        wealth=wealth,
        spread_income=_divided(spread, _YEAR_PARTS),
        product_income=_divided(share, _YEAR_PARTS),
        classes=classes,
        exposed=_percent(exposed),
    )


def _percent(amount: Ints) -> Ints:
    """Asset factors are percent."""
    return _divided(amount, 100)


def _spread(a: _AccountMonths) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """(account-month row, month, is the row's own month): each row repeated over the client's months up to the
    account's next row, so that an account without a snapshot keeps its last value beside the others."""
    size = len(a.client)
    client_months = np.unique(np.stack([a.client, a.month], axis=1), axis=0)
    key = client_months[:, 0] * 1_000_000 + client_months[:, 1]
    here = np.searchsorted(key, a.client * 1_000_000 + a.month)
    is_last = np.ones(size, dtype=bool)
    is_last[:-1] = a.account[1:] != a.account[:-1]
    client_end = np.searchsorted(key, (a.client + 1) * 1_000_000)
    following = np.where(is_last, client_end, np.append(here[1:], 0))
    counts = following - here
    row = np.repeat(np.arange(size), counts)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    return row, client_months[here[row] + offset, 1], offset == 0
