"""A hand-made ledger: accounts, movements, balances and holdings written straight into a store."""

from __future__ import annotations

from datetime import date, datetime, timezone
from itertools import count

import pytest
from sqlalchemy import insert

from crmdesk.i18n import Words
from crmdesk.identify.tables import account, balance, client, holding, product, txn
from tests.clients import add_client

__all__ = ["Ledger", "add_client"]


def cents(yuan):
    return round(yuan * 100)


class Ledger:
    """Writes rows the way an import does; amounts in yuan, days as ISO text."""

    def __init__(self, store):
        self.store = store
        self._refs = count(1)

    def add(self, table, *rows):
        with self.store.batch(Words("导入", "Import")) as connection:
            number = connection.info["operation_id"]
            stamped = [{**row, "operation_id": number} if table is balance else row for row in rows]
            connection.execute(insert(table), stamped)

    def clients(self, *opened, status="active", first=1):
        at = datetime(2024, 1, 1, tzinfo=timezone.utc)  # noqa: UP017
        self.add(
            client,
            *(
                {
                    "id": number, "client_no": f"C{number}", "kind": "person", "name": f"Client {number}",
                    "name_key": str(number), "search_text": "", "search_keys": "", "status": status,
                    "opened_on": date.fromisoformat(day) if day else None, "recorded_at": at,
                }
                for number, day in enumerate(opened, first)
            ),
        )  # fmt: skip
        if any(opened):
            self.add(account, *(self._account(n, n, day) for n, day in enumerate(opened, first) if day))

    def _account(self, number, client_id, opened, **given):
        row = {
            "id": number, "client_id": client_id, "system": "x", "account_no": str(number), "kind": "normal",
            "status": "normal", "currency": "CNY", "opened_on": date.fromisoformat(opened),
        }  # fmt: skip
        return row | given

    def account(self, number, client_id, opened, **given):
        self.add(account, self._account(number, client_id, opened, **given))

    def move(self, client_id, day, *, active=True, flow=0, turnover=0, income=0, account_id=None):
        self.add(txn, self.movement(client_id, day, active=active, flow=flow, turnover=turnover, income=income,
                                    account_id=account_id))  # fmt: skip

    def moves(self, rows):
        """Many movements at once."""
        self.add(txn, *rows)

    def movement(self, client_id, day, *, active=True, flow=0, turnover=0, income=0, account_id=None):
        return {
            "account_id": account_id or client_id, "client_id": client_id, "day": date.fromisoformat(day),
            "kind": "buy" if active else "transfer_in", "is_active": active, "amount": cents(flow or turnover),
            "flow": cents(flow), "turnover": cents(turnover), "income": cents(income), "ref": str(next(self._refs)),
        }  # fmt: skip

    def hold(self, client_id, day, amounts, *, averages=None, account_id=None):
        """One snapshot: ``{asset class: yuan}``."""
        self.add(
            balance,
            *(
                {
                    "account_id": account_id or client_id, "client_id": client_id, "day": date.fromisoformat(day),
                    "asset_class": name, "amount": cents(yuan),
                    "avg_amount": None if averages is None else cents(averages[name]),
                }
                for name, yuan in amounts.items()
            ),
        )  # fmt: skip

    def products(self, **lines):
        self.add(
            product,
            *(
                {"id": n, "code": name, "name": name, "line": line, "asset_class": asset_class, "risk_level": "R2"}
                for n, (name, (line, asset_class)) in enumerate(lines.items(), 1)
            ),
        )

    def position(self, client_id, day, product_id, yuan, *, account_id=None):
        self.add(holding, {"account_id": account_id or client_id, "client_id": client_id, "product_id": product_id,
                           "day": date.fromisoformat(day), "amount": cents(yuan)})  # fmt: skip


@pytest.fixture
def ledger(store):
    return Ledger(store)
