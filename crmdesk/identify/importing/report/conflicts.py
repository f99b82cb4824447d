"""The conflicts that imports left, as a list to work through."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from crmdesk.identify.importing.report.shapes import ValueChange
from crmdesk.identify.tables import client, import_conflict

_SHOWN = 200


def conflict_count(connection: Connection, *, batch_id: int | None = None, is_open: bool = True) -> int:
    """How many values wait for a decision, of one import or of all."""
    query = select(func.count()).select_from(import_conflict).where(*_among(batch_id, is_open=is_open))
    return connection.execute(query).scalar_one()


def conflict_list(
    connection: Connection,
    *,
    batch_id: int | None = None,
    is_open: bool = True,
    limit: int = _SHOWN,
    offset: int = 0,
) -> list[ValueChange]:
    """Values that a record did not take, in the order of the rows; ``conflict_id`` is for ``resolve_conflict``."""
    c = import_conflict.c
    query = (
        select(client.c.client_no, client.c.name, import_conflict)
        .join(client, client.c.id == c.client_id)
        .where(*_among(batch_id, is_open=is_open))
        .order_by(c.id)
    )
    return [_change(row) for row in connection.execute(query.limit(limit).offset(offset)).mappings()]


def _among(batch_id: int | None, *, is_open: bool) -> list[ColumnElement[bool]]:
    c = import_conflict.c
    return [
        c.batch_id == batch_id if batch_id is not None else true(),
        c.resolved_at.is_(None) if is_open else true(),
    ]


def _change(row: Any) -> ValueChange:
    return ValueChange(
        row["client_no"],
        row["name"],
        row["row_no"],
        json.loads(row["old"]),
        json.loads(row["new"]),
        row["old_source"],
        row["old_trust"],
        row["source"],
        row["trust"],
        field=row["field"],
        client_id=row["client_id"],
        old_date=row["old_date"],
        date=row["data_date"],
        conflict_id=row["id"],
    )
