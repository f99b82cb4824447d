"""Balances as they were before an import: they have no number of their own, so they have images of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import balance_before
from crmdesk.store.bulk import insert_columns


class OldBalance(NamedTuple):
    account_id: int
    day: date
    asset_class: str
    client_id: int
    amount: int
    avg_amount: int | None
    was_operation_id: int


def keep_balances(run: Run, rows: Iterable[OldBalance]) -> None:
    """Remember balances that are about to change; what this import wrote itself has its image, or needs none."""
    kept = [row for row in rows if row.was_operation_id != run.operation_id]
    if kept:
        columns = dict(zip(OldBalance._fields, map(list, zip(*kept, strict=True)), strict=True))
        insert_columns(run.connection, balance_before, {"operation_id": [run.operation_id] * len(kept), **columns})
