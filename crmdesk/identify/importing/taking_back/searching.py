"""After an import was taken back: what the clients that stay are found by."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

from sqlalchemy import Connection, select, union

from crmdesk.identify.importing.client_search import called_now, search_keys_now
from crmdesk.identify.importing.taking_back.ranges import Range
from crmdesk.identify.tables import account, client, contact_point
from crmdesk.store.bulk import rows_by_key, update_rows
from crmdesk.store.ids import id_array
from crmdesk.store.tables import operation_row

_AT_ONCE = 5_000


def touched_clients(connection: Connection, operation_id: int, added: Mapping[str, Range]) -> array[int]:
    """Clients that were there before the import and that it changed, or who hold accounts or phones that it brought."""
    r = operation_row.c
    queries = [select(r.client_id.label("id")).where(r.operation_id == operation_id, r.client_id.is_not(None))]
    moved = select(r.row_key).where(r.operation_id == operation_id, r.table_name == account.name)
    queries.append(select(account.c.client_id.label("id")).where(account.c.id.in_(moved)))
    for table in (account, contact_point):
        if table.name in added:
            queries.append(select(table.c.client_id.label("id")).where(table.c.id.between(*added[table.name].ends)))
    ids = union(*queries).subquery()
    query = select(ids.c.id).order_by(ids.c.id)
    new = added.get(client.name)
    return id_array(connection, query if new is None else query.where(~ids.c.id.between(*new.ends)))


def refresh_clients(connection: Connection, ids: array[int]) -> None:
    """Work the derived columns of clients out again."""
    for start in range(0, len(ids), _AT_ONCE):
        part = list(ids[start : start + _AT_ONCE])
        rows = rows_by_key(connection, client, ("id",), ((one,) for one in part), ("name",))
        called = called_now(connection, {key[0]: row[0] for key, row in rows.items()})
        keys = search_keys_now(connection, part)
        columns = (((one,), {**found, "search_keys": keys[one]}) for one, found in called.items())
        update_rows(connection, client, ("id",), columns)
