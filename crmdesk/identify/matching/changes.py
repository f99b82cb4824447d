"""Which clients came or changed since a scan."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from crmdesk.identify.tables import FORM_TABLES, client, contact_point
from crmdesk.store.tables import operation, operation_row


@dataclass(frozen=True)
class Since:
    """The newest client and the newest operation that a scan has seen."""

    client_id: int
    operation_id: int


def newest(connection: Connection) -> Since:
    """Where the store stands now."""
    last_client, last_operation = (
        int(connection.execute(select(func.max(table.c.id))).scalar() or 0) for table in (client, operation)
    )
    return Since(last_client, last_operation)


def changed_clients(connection: Connection, kind: str, since: Since) -> set[int]:
    """Ids of the clients of a kind that are new, or of which an operation changed something."""
    new = select(client.c.id).where(client.c.kind == kind, client.c.id > since.client_id)
    found = set(connection.execute(new).scalars())
    tables = ("client", FORM_TABLES[kind].name, contact_point.name)
    touched = select(operation_row.c.client_id).where(
        operation_row.c.operation_id > since.operation_id,
        operation_row.c.table_name.in_(tables),
        operation_row.c.client_id.is_not(None),
    )
    edited = select(client.c.id).where(client.c.kind == kind, client.c.id.in_(touched))
    return found | set(connection.execute(edited).scalars())
