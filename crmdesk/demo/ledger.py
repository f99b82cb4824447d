"""The ledger of one slice of clients, column by column: accounts, movements, month-end balances, holdings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from crmdesk import dates
from crmdesk.demo.paths import Bools, Floats, Ints, Population, active_days

#: A table's rows as lists of equal length, as ``store.bulk.insert_columns`` takes them.
Columns = dict[str, Sequence[Any]]

#: How a client's assets split by class, and what the institution earns on a trade, in ten-thousandths of its value.
_SPLITS = {
    "securities": (("cash", 0.12), ("equity", None), ("money", 0.25), ("mixed", 0.30), ("bond", 0.45)),
    "bank": (("deposit_demand", 0.30), ("mixed", None), ("deposit_time", 0.55), ("wealth", 0.45)),
}
_FEE_BPS = (1.8, 5.0)
_MINIMUM_FEE = 500  # cents, as a counter charges it


@dataclass(frozen=True)
class Slice:
    """Clients ``first_id …`` with their paths; arrays are (clients, months) in yuan."""

    first_id: int
    population: Population
    assets: Floats
    flows: Floats
    last_month: int
    profile: str
    was_away: Bools

    @property
    def months(self) -> int:
        return int(self.assets.shape[1])

    def month(self, column: int) -> int:
        return self.last_month - self.months + 1 + column

    def ids(self, indexes: Ints) -> list[int]:
        found: list[int] = (indexes + self.first_id).tolist()
        return found

    def opened_on(self, index: int) -> date:
        first = dates.month_first(self.last_month - int(self.population.tenure[index]) + 1)
        return first + timedelta(days=(self.first_id + index) % 27)


def accounts(part: Slice, numbers: list[str]) -> Columns:
    indexes = np.flatnonzero(~part.population.is_kind("prospect"))
    ids = part.ids(indexes)
    count = len(ids)
    return {
        "id": ids,
        "client_id": ids,
        "system": ["demo"] * count,
        "account_no": [numbers[index] for index in indexes.tolist()],
        "kind": ["normal" if part.profile == "securities" else "deposit"] * count,
        "status": ["normal"] * count,
        "currency": ["CNY"] * count,
        "opened_on": [part.opened_on(index) for index in indexes.tolist()],
    }


def _class_cents(part: Slice) -> dict[str, Ints]:
    """Month-end cents per asset class; they add up to the assets exactly."""
    total = np.rint(part.assets * 100).astype(np.int64)
    equity = np.rint(total * part.population.equity[:, None]).astype(np.int64)
    rest = total - equity
    amounts: dict[str, Ints] = {}
    for name, share in _SPLITS[part.profile]:
        amounts[name] = equity if share is None else np.rint(rest * share).astype(np.int64)
        rest = rest if share is None else rest - amounts[name]
    first = _SPLITS[part.profile][0][0]
    amounts[first] = amounts[first] + rest
    return amounts


def balances(part: Slice, operation_id: int) -> list[Columns]:
    """Month-end balances per asset class, with the average of the month (mean of begin and end)."""
    days = [dates.month_last(part.month(column)) for column in range(part.months)]
    found = []
    for name, cents in _class_cents(part).items():
        before = np.concatenate([cents[:, :1], cents[:, :-1]], axis=1)
        clients, columns = np.nonzero((cents > 0) | (before > 0))
        ids = part.ids(clients)
        found.append(
            {
                "account_id": ids,
                "client_id": ids,
                "day": [days[column] for column in columns.tolist()],
                "asset_class": [name] * len(ids),
                "amount": cents[clients, columns].tolist(),
                "avg_amount": ((cents + before) // 2)[clients, columns].tolist(),
                "operation_id": [operation_id] * len(ids),
            }
        )
    return found


def flows(part: Slice, rng: np.random.Generator) -> Columns:
    """Transfers in and out: the net flow of each month on one day of it."""
    clients, columns = np.nonzero(np.abs(part.flows) >= 0.01)
    cents: list[int] = np.rint(part.flows[clients, columns] * 100).astype(np.int64).tolist()
    return _movements(
        part,
        clients,
        _days(part, columns, rng.integers(0, 27, size=len(clients))),
        kind=["transfer_in" if amount > 0 else "transfer_out" for amount in cents],
        amount=cents,
        flow=cents,
        ref=[f"F{column}" for column in columns.tolist()],
    )


def trades(part: Slice, rng: np.random.Generator) -> Columns:
    """One trade per active day; its value is a share of the assets, its income a fee on it."""
    counts = active_days(rng, part.population, part.months)
    counts[part.assets < 1_000] = 0
    clients, columns = np.nonzero(counts)
    repeats = counts[clients, columns]
    order = np.arange(int(repeats.sum())) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    clients, columns, each = np.repeat(clients, repeats), np.repeat(columns, repeats), np.repeat(repeats, repeats)
    days = order * 27 // np.maximum(each, 1) + rng.integers(0, 2, size=len(clients))
    shares = rng.uniform(0.01, 0.12, size=len(clients))
    turnover = np.maximum(np.rint(part.assets[clients, columns] * shares * 100), 100_00).astype(np.int64)
    rate = rng.uniform(*_FEE_BPS, size=part.population.size)[clients]
    income = np.maximum(np.rint(turnover * rate / 10_000), _MINIMUM_FEE).astype(np.int64) * 78 // 100
    is_buy = rng.random(len(clients)) < 0.5
    return _movements(
        part,
        clients,
        _days(part, columns, days),
        kind=np.where(is_buy, "buy", "sell").tolist(),
        amount=np.where(is_buy, -turnover, turnover).tolist(),
        turnover=turnover.tolist(),
        income=income.tolist(),
        channel=_channels(part, clients, columns, order),
        ref=[f"T{column}-{number}" for column, number in zip(columns.tolist(), order.tolist(), strict=True)],
    )


def _channels(part: Slice, clients: Ints, columns: Ints, order: Ints) -> list[str]:
    """How a trade came in; counter and telephone lose ground month by month."""
    number = ((clients + part.first_id) * 7_919 + columns * 10_473 + order * 12_997) % 1_000
    staffed = 330 - 180 * columns // max(part.months - 1, 1)
    found = np.select([number < staffed // 2, number < staffed, number < 700], ["柜台", "电话", "app"], "网上交易")
    named: list[str] = found.tolist()
    return named


def old_trades(part: Slice) -> Columns:
    """The last sign of life of sleeping and dormant clients, long before the months shown."""
    indexes, days = [], []
    dormant = part.population.is_kind("dormant")
    for index in np.flatnonzero(part.population.is_kind("sleeping", "dormant")).tolist():
        years = 3 + (part.first_id + index) % 4 if dormant[index] else 1 + index % 3
        day = dates.add_months(dates.month_first(part.last_month), -12 * years - 3)
        if day > part.opened_on(index):
            indexes.append(index)
            days.append(day)
    count = len(indexes)
    worth = {"amount": [100_000] * count, "turnover": [100_000] * count, "income": [400] * count}
    return _movements(part, np.array(indexes, dtype=np.int64), days, kind=["sell"] * count, ref=["L"] * count, **worth)


def _days(part: Slice, columns: Ints, days: Ints) -> list[date]:
    """The day of each month column, counted from its first."""
    table = [
        [dates.month_first(part.month(column)) + timedelta(days=day) for day in range(28)]
        for column in range(part.months)
    ]
    return [table[column][day] for column, day in zip(columns.tolist(), days.tolist(), strict=True)]


def _movements(part: Slice, clients: Ints, days: list[date], *, kind: list[str], **worth: Sequence[Any]) -> Columns:
    """Movements in cents; ``worth`` may hold flow, turnover and income, which are 0 when left out."""
    ids = part.ids(clients)
    nothing = [0] * len(ids)
    return {
        "account_id": ids,
        "client_id": ids,
        "day": days,
        "kind": kind,
        "is_active": [one in ("buy", "sell") for one in kind],
        "flow": nothing,
        "turnover": nothing,
        "income": nothing,
        "channel": ["app"] * len(ids),
        **worth,
    }


def holdings(part: Slice, product_ids: dict[str, list[int]], rng: np.random.Generator) -> list[Columns]:
    """What the last month-end's assets consist of, class by class."""
    day = dates.month_last(part.last_month)
    found = []
    for name, cents in _class_cents(part).items():
        offered = product_ids.get(name)
        if not offered:
            continue
        indexes = np.flatnonzero(cents[:, -1] > 0)
        ids = part.ids(indexes)
        terms = rng.integers(15, 185, size=len(ids)).tolist()
        found.append(
            {
                "account_id": ids,
                "client_id": ids,
                "product_id": [offered[client_id % len(offered)] for client_id in ids],
                "day": [day] * len(ids),
                "amount": cents[indexes, -1].tolist(),
                "matures_on": [day + timedelta(days=term) if name == "wealth" else None for term in terms],
            }
        )
    return found


def matured(part: Slice, product_ids: dict[str, list[int]], rng: np.random.Generator) -> Columns:
    """Positions of the months before that have matured since, each as the month-end before shows it."""
    name = "bond" if part.profile == "securities" else "wealth"
    cents = _class_cents(part)[name]
    is_due = (cents > 5_000_00) & (rng.random(cents.shape) < 0.04)
    is_due[:, -2:] = False
    clients, columns = np.nonzero(is_due)
    ids, count = part.ids(clients), len(clients)
    ends = [dates.month_last(part.month(column)) for column in columns.tolist()]
    terms = rng.integers(5, 25, size=count).tolist()
    return {
        "account_id": ids,
        "client_id": ids,
        "product_id": [product_ids[name][0]] * count,
        "day": ends,
        "amount": (cents[clients, columns] // 3).tolist(),
        "matures_on": [end + timedelta(days=term) for end, term in zip(ends, terms, strict=True)],
    }
