"""Clients whose derived facts must be made anew, because single rows they were made of changed or moved.

What an import adds is known by its newest ids; a changed, moved or removed row is known by nothing but this.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete

from crmdesk.store.history import RowChange
from crmdesk.store.schema import metadata
from crmdesk.store.tables import stale_client
from crmdesk.store.upsert import upsert


def mark(connection: Connection, client_ids: Iterable[int]) -> None:
    rows = [{"client_id": client_id} for client_id in sorted(set(client_ids))]
    upsert(connection, stale_client, rows, keys=("client_id",), change=())


def note(connection: Connection, rows: Iterable[RowChange]) -> None:
    """Mark the clients that changed rows belong or belonged to, of tables that facts are made of."""
    images = (
        image
        for row in rows
        if metadata.tables[row.table].info.get("makes_facts") and row.before != row.after
        for image in (row.before, row.after)
    )
    mark(connection, (image["client_id"] for image in images if image and image.get("client_id") is not None))


def clear(connection: Connection) -> None:
    connection.execute(delete(stale_client))
