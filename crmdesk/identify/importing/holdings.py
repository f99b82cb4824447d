"""Holdings: how much of which product an account held on a day. Products not yet in the catalogue are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import Target, sync
from crmdesk.identify.tables import holding, product
from crmdesk.store.bulk import insert_columns, rows_by_key

_HOLDING = Target(holding, ("account_id", "day", "product_id"), stamp=("client_id",))

#: Without a rating of its own a product counts as the riskiest, so that suitability errs to the safe side.
_UNRATED = "R5"


def _write_holdings(run: Run, chunk: Chunk) -> None:
    chunk = chunk.with_column("day", [day or run.data_date for day in chunk.column("day")])
    chunk = chunk.without("day", lambda at: None if chunk.column("day")[at] else tr("The date is missing."))
    chunk = chunk.without("code", lambda at: None if chunk.column("code")[at] else tr("The product code is missing."))
    chunk = chunk.without("amount", lambda at: _without_amount(chunk.column("amount")[at]))
    chunk, accounts = run.with_accounts(chunk)
    products = _product_ids(run, chunk)
    columns: dict[str, Sequence[Any]] = {
        "account_id": [one.account_id for one in accounts],
        "client_id": [one.client_id for one in accounts],
        "product_id": [products[code] for code in chunk.column("code")],
        **{name: chunk.column(name) for name in ("day", "quantity", "amount", "cost", "matures_on")},
    }
    sync(run, _HOLDING, columns).settle(chunk)


def _without_amount(amount: int | None) -> str | None:
    return tr("The amount is missing.") if amount is None else None


def _product_ids(run: Run, chunk: Chunk) -> dict[str, int]:
    """Product ids by code; a code that the catalogue does not have becomes a product, with what the row says."""
    codes = list(dict.fromkeys(chunk.column("code")))
    known = rows_by_key(run.connection, product, ("code",), ((code,) for code in codes), ("id",))
    first = {code: at for at, code in reversed(list(enumerate(chunk.column("code")))) if (code,) not in known}
    if first:
        usual = ("wealth", "wealth") if run.recipe.profile == "bank" else ("securities", "equity")
        column = {name: chunk.column(name) for name in ("name", "line", "asset_class", "risk_level")}
        columns = {
            "code": list(first),
            "name": [(column["name"][at] or code)[:120] for code, at in first.items()],
            "line": [column["line"][at] or usual[0] for at in first.values()],
            "asset_class": [column["asset_class"][at] or usual[1] for at in first.values()],
            "risk_level": [_rating(column["risk_level"][at]) for at in first.values()],
            "is_private_fund": [False] * len(first),
            "is_complex": [False] * len(first),
        }
        insert_columns(run.connection, product, columns)
        known = rows_by_key(run.connection, product, ("code",), ((code,) for code in codes), ("id",))
    return {key[0]: row[0] for key, row in known.items()}


def _rating(level: str | None) -> str:
    """``R1`` … ``R5`` from the digit of a level."""
    return f"R{level[1]}" if level and level[1] != "0" else _UNRATED


HOLDINGS = Kind(
    "holdings",
    Words("持仓", "holdings"),
    order=80,
    fields={
        "account_no": "account",
        "day": "period_end",
        "code": "key",
        "name": "words",
        "line": "code:product_line",
        "asset_class": "code:asset_class",
        "risk_level": "risk",
        "quantity": "quantity",
        "amount": "money",
        "cost": "money",
        "matures_on": "expiry",
    },
    required=(("account_no",), ("code",), ("amount",)),
    write=_write_holdings,
)
