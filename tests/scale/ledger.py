"""Movements and balances of many clients, put straight into the tables: for facts and classification."""

from __future__ import annotations

import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify.tables import account, balance, client, txn
from crmdesk.store.bulk import insert_columns
from crmdesk.store.keys import keys_path
from crmdesk.store.opening import create_store
from crmdesk.store.store import Store
from tests.scale.figures import cache_folder
from tests.scale.million import PASSPHRASE, _clients

AS_OF = date(2026, 10, 31)
#: Movements per client over the year before.
MOVES = 20
_SLICE = 50_000


def size() -> int:
    """Clients of the store with movements: ``CRMDESK_SCALE_LEDGER``, else 500,000 with ten million movements."""
    return int(os.environ.get("CRMDESK_SCALE_LEDGER", "500000"))


def ledger_file() -> Path:
    return cache_folder() / f"ledger-{size()}.crm"


def history_file(clients: int, months: int) -> Path:
    """A store whose balances are known for many month-ends."""
    return cache_folder() / f"history-{clients}x{months}.crm"


def build(path: Path, clients: int, *, months: int = 2, moves: int = MOVES) -> None:
    """Make the store beside its place, move it there when whole; balances of its last ``months`` month-ends.

    ``moves``: movements per client and year.
    """
    part = path.with_name(f"building-{path.name}")
    for left in path.parent.glob(f"{part.name}*"):
        left.unlink()
    store = create_store(part, PASSPHRASE, actor="scale")
    for start in range(0, clients, _SLICE):
        with store.batch(Words("", "clients with movements")) as connection:
            operation_id = connection.info["operation_id"]
            count = min(_SLICE, clients - start)
            columns = _clients(start, count)
            insert_columns(connection, client, columns)
            insert_columns(connection, account, _accounts(start, columns["opened_on"]))
            years = max(1, months // 12)
            insert_columns(connection, txn, movements(start, count * moves * years, count, span=(-365 * years, 0)))
            insert_columns(connection, balance, _balances(start, count, operation_id, months))
    store.close()
    keys_path(part).rename(keys_path(path))
    part.rename(path)


def _accounts(start: int, opened: list[object]) -> dict[str, list[object]]:
    ids: list[object] = list(range(start + 1, start + len(opened) + 1))
    same = {"system": "scale", "kind": "normal", "status": "normal", "currency": "CNY"}
    return {
        "id": ids,
        "client_id": ids,
        "account_no": [str(one) for one in ids],
        "opened_on": opened,
        **{name: [value] * len(ids) for name, value in same.items()},
    }


def movements(
    start: int, count: int, clients: int, *, span: tuple[int, int], mark: str = ""
) -> dict[str, list[object]]:
    """``count`` trades of the clients after id ``start`` on days of ``span`` around the data date."""
    rng = np.random.default_rng(start + 1)
    ids = np.sort(rng.integers(start + 1, start + clients + 1, count))
    offsets = rng.integers(*span, count)
    days = {n: AS_OF + timedelta(days=n) for n in range(*span)}
    turnover = (rng.lognormal(11, 1, count) * 100).astype(np.int64)
    return {
        "account_id": ids.tolist(),
        "client_id": ids.tolist(),
        "day": [days[n] for n in offsets.tolist()],
        "kind": ["buy"] * count,
        "is_active": [True] * count,
        "amount": (-turnover).tolist(),
        "flow": [0] * count,
        "turnover": turnover.tolist(),
        "income": (turnover // 4000).tolist(),
        "ref": [f"{mark}{start}-{n}" for n in range(count)],
    }


def _balances(start: int, count: int, operation_id: int, months: int) -> dict[str, list[Any]]:
    """Month-ends of one asset class; from month to month an amount changes by some percent."""
    rng = np.random.default_rng(start + 2)
    ids = np.repeat(np.arange(start + 1, start + count + 1), months).tolist()
    last = dates.month_index(AS_OF)
    days = [dates.month_last(month) for month in range(last - months + 1, last + 1)]
    drift = np.cumprod(rng.lognormal(0, 0.06, (count, months)), axis=1)
    amounts = rng.lognormal(11, 1.5, (count, 1)) * drift * 100
    return {
        "account_id": ids,
        "client_id": ids,
        "day": days * count,
        "asset_class": ["equity"] * len(ids),
        "amount": amounts.astype(np.int64).reshape(-1).tolist(),
        "operation_id": [operation_id] * len(ids),
    }


def add_day(store: Store, count: int) -> None:
    """A day of new movements, as an import leaves them."""
    with store.batch(Words("", "a day")) as connection:
        insert_columns(connection, txn, movements(0, count, size(), span=(0, 1), mark=f"day{os.getpid()}-"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        clients, months, moves = map(int, sys.argv[1:])
        build(history_file(clients, months), clients, months=months, moves=moves)
    else:
        build(ledger_file(), size())
