"""Balances: dated snapshots per account and asset class, one class per row or one per column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crmdesk import dates
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.accounts import account_columns, account_target
from crmdesk.identify.importing.chunk import Chunk, picked
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import AccountId, Run
from crmdesk.identify.importing.sync import Changed, Synced, Target, sync
from crmdesk.identify.importing.taking_back.before import OldBalance, keep_balances
from crmdesk.identify.tables import balance


def _keep(run: Run, changes: Sequence[Changed]) -> None:
    keep_balances(run, [OldBalance(*key, *(old[name] for name in _KEPT)) for key, old, _new in changes])


_KEPT = ("client_id", "amount", "avg_amount", "operation_id")
BALANCE = Target(
    balance,
    ("account_id", "day", "asset_class"),
    stamp=("operation_id", "client_id"),
    along="account_id",
    images=_keep,
)

#: Columns of a wide export → asset class. ``total_assets`` counts only where no part of it is given.
CLASSES = {
    "cash": "cash",
    "equity": "equity",
    "wealth": "wealth",
    "deposit_demand": "deposit_demand",
    "deposit_time": "deposit_time",
    "fund": "mixed",
    "insurance": "insurance",
    "trust": "trust",
    "margin_debt": "margin_debt",
    "loan": "loan",
    "total_assets": "other",
}
_PARTS = tuple(name for name in CLASSES if name not in ("margin_debt", "loan", "total_assets"))
_DEBTS = ("margin_debt", "loan")


def wide_columns(
    run: Run, rows: Chunk, accounts: Sequence[AccountId], days: Sequence[date | None]
) -> tuple[dict[str, list[Any]], list[int]]:
    """Wide rows as columns of ``balance``, one row per class given, and the position each came from."""
    origin: list[int] = []
    classes: list[str] = []
    amounts: list[int] = []
    averages: list[int | None] = []
    for asset_class, values, means in _class_columns(rows):
        places = [at for at, amount in enumerate(values) if amount is not None]
        origin += places
        classes += [asset_class] * len(places)
        amounts += [amount for amount in values if amount is not None]
        averages += picked(means, places)
    columns: dict[str, list[Any]] = {
        "account_id": [accounts[at].account_id for at in origin],
        "client_id": [accounts[at].client_id for at in origin],
        "day": picked(days, origin),
        "asset_class": classes,
        "amount": amounts,
        "avg_amount": averages,
        "operation_id": [run.operation_id] * len(origin),
    }
    return columns, origin


def _class_columns(rows: Chunk) -> Iterator[tuple[str, Sequence[int | None], Sequence[int | None]]]:
    """``(asset class, cents, averages)`` of each class that the file has; None where a row gives nothing."""
    nothing: list[None] = [None] * rows.size
    for name, asset_class in CLASSES.items():
        given = rows.columns.get(name)
        if given is None or name == "total_assets":
            continue
        yield asset_class, [abs(one) if one and name in _DEBTS else one for one in given], nothing
    totals = rows.columns.get("total_assets")
    if totals is not None:
        parts = [rows.columns[name] for name in _PARTS if name in rows.columns]
        rest = [_rest(total, [part[at] for part in parts]) for at, total in enumerate(totals)]
        yield CLASSES["total_assets"], rest, nothing if parts else rows.column("avg_assets")


def _rest(total: int | None, parts: Sequence[int | None]) -> int | None:
    """What the total has beyond its parts; None when that is no more than rounding."""
    if total is None or all(part is None for part in parts):
        return total
    rest = total - sum(part or 0 for part in parts)
    return rest if rest > 0 and rest * 100 > abs(total) else None


def _write_balances(run: Run, chunk: Chunk) -> None:
    chunk = chunk.with_column("day", [day or run.data_date for day in chunk.column("day")])
    chunk = chunk.without("day", lambda at: _wrong_day(chunk.column("day")[at], run.today))
    chunk, accounts = _accounts(run, chunk)
    if "amount" in chunk.columns:
        chunk, accounts = _with_amount(chunk, accounts)
        sync(run, BALANCE, _long_columns(run, chunk, accounts)).settle(chunk)
        return
    columns, origin = wide_columns(run, chunk, accounts, chunk.column("day"))
    moved = sync(run, BALANCE, columns)
    touched = {origin[at] for at in moved.moved}
    stood = {at for place, at in enumerate(origin) if place not in moved.created}
    Synced(created=touched - stood, updated=touched & stood).settle(chunk)


def _with_amount(chunk: Chunk, accounts: list[AccountId]) -> tuple[Chunk, list[AccountId]]:
    amounts = chunk.column("amount")
    kept = [at for at, amount in enumerate(amounts) if amount is not None]
    left = chunk.without("amount", lambda at: tr("The amount is missing.") if amounts[at] is None else None)
    return left, picked(accounts, kept)


def _long_columns(run: Run, chunk: Chunk, accounts: Sequence[AccountId]) -> dict[str, list[Any]]:
    usual = "deposit_demand" if run.recipe.profile == "bank" else "cash"
    return {
        "account_id": [one.account_id for one in accounts],
        "client_id": [one.client_id for one in accounts],
        "day": chunk.column("day"),
        "asset_class": [code or usual for code in chunk.column("asset_class")],
        "amount": chunk.column("amount"),
        "avg_amount": chunk.column("avg_amount"),
        "operation_id": [run.operation_id] * chunk.size,
    }


def _accounts(run: Run, chunk: Chunk) -> tuple[Chunk, list[AccountId]]:
    """The account of each row; rows that name only a client use the account that is called like the client."""
    if "account_no" in chunk.columns:
        return run.with_accounts(chunk)
    chunk, clients = run.with_clients(chunk)
    chunk = chunk.with_column("account_no", chunk.column("client_no"))
    sync(run, replace(account_target(chunk), stamp=("client_id",)), account_columns(run, chunk, clients))
    return run.with_accounts(chunk)


def _wrong_day(day: date | None, today: date) -> str | None:
    if day is None:
        return tr("The date is missing.")
    return tr("{day} is in the future.", day=day) if dates.month_index(day) > dates.month_index(today) else None


BALANCES = Kind(
    "balances",
    Words("余额", "balances"),
    order=70,
    fields={
        "account_no": "account",
        "client_no": "key",
        "day": "period_end",
        "asset_class": "code:asset_class",
        "amount": "money",
        "avg_amount": "money",
        **dict.fromkeys(CLASSES, "money"),
    },
    required=(("account_no", "client_no"), ("amount", *CLASSES)),
    write=_write_balances,
)
