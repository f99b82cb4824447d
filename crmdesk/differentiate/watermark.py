"""What the monthly facts were made from, and what has come since.

New rows are known by the last movement, the last batch that wrote balances, the last holding and account. Single rows
that changed, moved to another client or went are known by their clients (``store.stale``). Rows that were taken away
in sets show in their number. Counting tens of millions of rows takes seconds, and imports and runs never take a row
away; so they are counted only after a batch that was neither.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import Column, Connection, Table, func, select

from crmdesk.differentiate.tables import service_contract
from crmdesk.i18n import Words
from crmdesk.identify.tables import account, balance, holding, import_batch, import_file, txn
from crmdesk.store import stale
from crmdesk.store.meta import read_meta, write_meta
from crmdesk.store.tables import operation, stale_client

FACTS_LABEL = Words("更新月度事实", "Update monthly facts")
RUN_LABEL = Words("客户分类", "Classify clients")
FORECAST_LABEL = Words("客户价值预测", "Forecast clients' value")

_MARK = "facts"
#: Tables that facts are made of, with the column whose newest value tells what has come.
_COUNTED: dict[str, tuple[Table, Column[Any]]] = {
    "txn": (txn, txn.c.id),
    "balance": (balance, balance.c.operation_id),
    "holding": (holding, holding.c.id),
}
#: A number of rows that was not counted when more came.
_NOT_COUNTED = -1


@dataclass(frozen=True)
class Watermark:
    """Newest ids, numbers of rows, the rules' digest; ``stale`` clients were changed one by one and ``operation`` is
    the newest of all operations."""

    digest: str
    txn: int
    txn_rows: int
    balance: int
    balance_rows: int
    holding: int
    holding_rows: int
    account: int
    updated_rows: int
    contract: int = 0
    stale: int = 0
    operation: int = 0

    def rows(self, name: str) -> int:
        return int(getattr(self, f"{name}_rows"))

    def is_up_to_date(self, now: Watermark) -> bool:
        return replace(self, operation=now.operation) == now

    def must_rebuild(self, now: Watermark) -> bool:
        """Rows vanished (or may have) or an import changed them in place, or the rules did."""
        may_be_fewer = any(now.rows(name) != _NOT_COUNTED and self._lost(name, now) for name in _COUNTED)
        return may_be_fewer or self.updated_rows != now.updated_rows or self.digest != now.digest

    def _lost(self, name: str, now: Watermark) -> bool:
        was, rows = self.rows(name), now.rows(name)
        return rows < was or (was == _NOT_COUNTED != rows)


def stored(connection: Connection) -> Watermark | None:
    text = read_meta(connection, _MARK)
    known = {field.name for field in fields(Watermark)}
    return Watermark(**{name: value for name, value in json.loads(text).items() if name in known}) if text else None


def write(connection: Connection, mark: Watermark) -> None:
    """Once the facts are made: nobody's are stale any more."""
    stale.clear(connection)
    write_meta(connection, _MARK, json.dumps(asdict(replace(mark, stale=0))))


def present(connection: Connection, digest: str, last: Watermark | None) -> Watermark:
    """The watermark of what the store holds now, for facts made by the rules of that digest."""
    changed = select(func.sum(import_file.c.rows_updated)).where(
        import_file.c.kind.in_(("accounts", "transactions", "holdings", "contracts"))
    )
    tops = {name: _newest(connection, column) for name, (_, column) in _COUNTED.items()}
    return Watermark(
        digest=digest,
        **tops,
        **_row_counts(connection, last, tops),
        account=_newest(connection, account.c.id),
        contract=_newest(connection, service_contract.c.id),
        updated_rows=int(connection.execute(changed).scalar() or 0),
        stale=connection.execute(select(func.count()).select_from(stale_client)).scalar_one(),
        operation=_newest(connection, operation.c.id),
    )


def _newest(connection: Connection, column: Column[Any]) -> int:
    return int(connection.execute(select(func.max(column))).scalar() or 0)


def _row_counts(connection: Connection, last: Watermark | None, tops: dict[str, int]) -> dict[str, int]:
    if last is not None and not _may_have_lost(connection, last.operation):
        return {
            f"{name}_rows": last.rows(name) if top == getattr(last, name) else _NOT_COUNTED
            for name, top in tops.items()
        }
    return {
        f"{name}_rows": connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, (table, _) in _COUNTED.items()
    }


def _may_have_lost(connection: Connection, since: int) -> bool:
    """Was there a batch since that is neither an import nor a run? Single changes leave row images instead."""
    o = operation.c
    query = select(o.id).where(
        o.id > since,
        o.is_batch,
        o.label_en.not_in((FACTS_LABEL.en, RUN_LABEL.en, FORECAST_LABEL.en)),
        o.id.not_in(select(import_batch.c.operation_id)),
    )
    return connection.execute(query.limit(1)).first() is not None
