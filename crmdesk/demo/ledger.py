"""Rows of the ledger: accounts, movements, month-end balances, holdings, for one slice of clients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from crmdesk import dates
from crmdesk.demo.paths import Floats, Ints, Population, active_days

Row = dict[str, Any]

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

    @property
    def months(self) -> int:
        return int(self.assets.shape[1])

    def month(self, column: int) -> int:
        return self.last_month - self.months + 1 + column

    def opened_on(self, index: int) -> date:
        first = dates.month_first(self.last_month - int(self.population.tenure[index]) + 1)
        return first + timedelta(days=(self.first_id + index) % 27)


def account_rows(part: Slice, numbers: list[str]) -> Iterator[Row]:
    has_none = part.population.is_kind("prospect")
    kind = "normal" if part.profile == "securities" else "deposit"
    for index in np.flatnonzero(~has_none):
        yield {
            "id": part.first_id + int(index),
            "client_id": part.first_id + int(index),
            "system": "demo",
            "account_no": numbers[int(index)],
            "kind": kind,
            "status": "normal",
            "currency": "CNY",
            "opened_on": part.opened_on(int(index)),
        }


def _class_cents(part: Slice) -> dict[str, Ints]:
    """Month-end cents per asset class; they add up to the assets exactly."""
    total = np.rint(part.assets * 100).astype(np.int64)
    equity = total * part.population.equity[:, None]
    rest = total - np.rint(equity).astype(np.int64)
    amounts: dict[str, Ints] = {}
    for name, share in _SPLITS[part.profile]:
        if share is None:
            amounts[name] = np.rint(equity).astype(np.int64)
        else:
            part_of_rest = np.rint(rest * share).astype(np.int64)
            amounts[name] = part_of_rest
            rest = rest - part_of_rest
    first = _SPLITS[part.profile][0][0]
    amounts[first] = amounts[first] + rest
    return amounts


def balance_rows(part: Slice, operation_id: int) -> Iterator[Row]:
    """Month-end balances with the average of the month (mean of begin and end)."""
    for name, cents in _class_cents(part).items():
        before = np.concatenate([cents[:, :1], cents[:, :-1]], axis=1)
        average = (cents + before) // 2
        clients, columns = np.nonzero((cents > 0) | (before > 0))
        values = zip(
            clients.tolist(),
            columns.tolist(),
            cents[clients, columns].tolist(),
            average[clients, columns].tolist(),
            strict=True,
        )
        days = [dates.month_last(part.month(column)) for column in range(part.months)]
        for client, column, amount, mean in values:
            client_id = part.first_id + client
            yield {
                "account_id": client_id,
                "client_id": client_id,
                "day": days[column],
                "asset_class": name,
                "amount": amount,
                "avg_amount": mean,
                "operation_id": operation_id,
            }


def flow_rows(part: Slice, rng: np.random.Generator) -> Iterator[Row]:
    """Transfers in and out: the net flow of each month on one day of it."""
    clients, columns = np.nonzero(np.abs(part.flows) >= 0.01)
    days = rng.integers(0, 27, size=len(clients))
    cents = np.rint(part.flows[clients, columns] * 100).astype(np.int64)
    firsts = [dates.month_first(part.month(column)) for column in range(part.months)]
    for client, column, day, amount in zip(
        clients.tolist(), columns.tolist(), days.tolist(), cents.tolist(), strict=True
    ):
        yield _movement(
            part.first_id + client,
            firsts[column] + timedelta(days=day),
            kind="transfer_in" if amount > 0 else "transfer_out",
            amount=amount,
            flow=amount,
            ref=f"F{column}",
        )


def trade_rows(part: Slice, rng: np.random.Generator) -> Iterator[Row]:
    """One trade per active day; its value is a share of the assets, its income a fee on it."""
    counts = active_days(rng, part.population, part.months)
    counts[part.assets < 1_000] = 0
    clients, columns = np.nonzero(counts)
    repeats = counts[clients, columns]
    clients, columns = np.repeat(clients, repeats), np.repeat(columns, repeats)
    order = np.arange(len(clients)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    days = (order * 27 // np.maximum(np.repeat(repeats, repeats), 1) + rng.integers(0, 2, size=len(clients))).tolist()
    shares = rng.uniform(0.01, 0.12, size=len(clients))
    turnover = np.maximum(np.rint(part.assets[clients, columns] * shares * 100), 100_00).astype(np.int64)
    rate = rng.uniform(*_FEE_BPS, size=part.population.size)[clients]
    income = np.maximum(np.rint(turnover * rate / 10_000), _MINIMUM_FEE).astype(np.int64) * 78 // 100
    buys = rng.random(len(clients)) < 0.5
    firsts = [dates.month_first(part.month(column)) for column in range(part.months)]
    columns_list = columns.tolist()
    for at, client in enumerate(clients.tolist()):
        value = int(turnover[at])
        yield _movement(
            part.first_id + client,
            firsts[columns_list[at]] + timedelta(days=days[at]),
            kind="buy" if buys[at] else "sell",
            amount=-value if buys[at] else value,
            turnover=value,
            income=int(income[at]),
            ref=f"T{columns_list[at]}-{order[at]}",
        )


def old_trade_rows(part: Slice) -> Iterator[Row]:
    """The last sign of life of sleeping and dormant clients, long before the months shown."""
    sleeping = part.population.is_kind("sleeping", "dormant")
    for index in np.flatnonzero(sleeping).tolist():
        years = 3 + (part.first_id + index) % 4 if part.population.is_kind("dormant")[index] else 1 + index % 3
        day = dates.add_months(dates.month_first(part.last_month), -12 * years - 3)
        if day > part.opened_on(index):
            yield _movement(
                part.first_id + index, day, kind="sell", amount=100_000, turnover=100_000, income=400, ref="L"
            )


def _movement(client_id: int, day: date, *, kind: str, amount: int, ref: str, **worth: int) -> Row:
    """A movement in cents; ``worth`` may hold flow, turnover and income, which are 0 when left out."""
    return {
        "account_id": client_id,
        "client_id": client_id,
        "day": day,
        "kind": kind,
        "is_active": kind in ("buy", "sell"),
        "amount": amount,
        "flow": worth.get("flow", 0),
        "turnover": worth.get("turnover", 0),
        "income": worth.get("income", 0),
        "channel": "app",
        "ref": ref,
    }


def holding_rows(part: Slice, product_ids: dict[str, list[int]], rng: np.random.Generator) -> Iterator[Row]:
    """What the last month-end's assets consist of, class by class."""
    day = dates.month_last(part.last_month)
    for name, cents in _class_cents(part).items():
        ids = product_ids.get(name)
        if not ids:
            continue
        last = cents[:, -1]
        for index in np.flatnonzero(last > 0).tolist():
            client_id = part.first_id + index
            matures = day + timedelta(days=15 + int(rng.integers(0, 170))) if name == "wealth" else None
            yield {
                "account_id": client_id,
                "client_id": client_id,
                "product_id": ids[client_id % len(ids)],
                "day": day,
                "amount": int(last[index]),
                "matures_on": matures,
            }
