"""Which clients have been changed since a moment: what is derived from records is made again for them only."""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, select

from crmdesk.store.tables import audit, operation_row

_TOLD = ("operation", "batch", "undo", "redo")


def change_mark(connection: Connection) -> int:
    """Where the store's diary stands now; see ``clients_changed_since``."""
    return connection.execute(select(func.max(audit.c.seq))).scalar() or 0


def clients_changed_since(connection: Connection, mark: int) -> set[int]:
    """Ids of clients with a row changed, undone or redone after a mark. Rows that a batch added without images, such
    as clients it imported, are not among them: whoever keeps something per client finds those without it.
    """
    entries = connection.execute(select(audit.c.detail).where(audit.c.seq > mark, audit.c.event.in_(_TOLD))).scalars()
    operations = {json.loads(detail)["operation"] for detail in entries}
    found: set[int] = set()
    for operation_id in operations:
        images = select(operation_row.c.client_id).where(
            operation_row.c.operation_id == operation_id, operation_row.c.client_id.is_not(None)
        )
        found.update(connection.execute(images.distinct()).scalars())
    return found
