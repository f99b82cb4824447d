"""Which clients came or changed since a scan."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from crmdesk.identify.tables import FORM_TABLES, client, contact_point, import_batch
from crmdesk.store.tables import audit, operation, operation_row


@dataclass(frozen=True)
class Since:
    """The newest client, operation and audit entry that a scan has seen."""

    client_id: int
    operation_id: int
    audit_seq: int


def newest(connection: Connection) -> Since:
    """Where the store stands now."""
    columns = (client.c.id, operation.c.id, audit.c.seq)
    return Since(*(int(connection.execute(select(func.max(column))).scalar() or 0) for column in columns))


def changed_clients(connection: Connection, kind: str, since: Since) -> set[int]:
    """Ids of the clients of a kind that are new, or that an operation, its undoing or a take-back changed."""
    new = select(client.c.id).where(client.c.kind == kind, client.c.id > since.client_id)
    found = set(connection.execute(new).scalars())
    again = _operations_again(connection, since)
    rows = operation_row.c
    touched = select(rows.client_id).where(
        (rows.operation_id > since.operation_id) | rows.operation_id.in_(again),
        rows.table_name.in_(("client", FORM_TABLES[kind].name, contact_point.name)),
        rows.client_id.is_not(None),
    )
    edited = select(client.c.id).where(client.c.kind == kind, client.c.id.in_(touched))
    return found | set(connection.execute(edited).scalars())


def _operations_again(connection: Connection, since: Since) -> list[int]:
    """Older operations that were undone, redone or taken back meanwhile."""
    entries = select(audit.c.detail).where(audit.c.seq > since.audit_seq, audit.c.event.in_(("undo", "redo")))
    undone = [json.loads(detail)["operation"] for detail in connection.execute(entries).scalars()]
    taken = select(import_batch.c.operation_id).where(import_batch.c.taken_back_operation_id > since.operation_id)
    return [*undone, *connection.execute(taken).scalars()]
