"""Rows that an import changed become what they were, in parts, the newest change first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, union

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing.taking_back.ranges import Range, numbered_tables
from crmdesk.identify.tables import account, balance, balance_before, client
from crmdesk.store import stale
from crmdesk.store.bulk import rows_by_key, update_rows
from crmdesk.store.followers import follow_rows
from crmdesk.store.history import from_json, key_column
from crmdesk.store.schema import metadata
from crmdesk.store.tables import operation_row, stale_client
from crmdesk.store.upsert import upsert_select

_AT_ONCE = 5_000


def restore_rows(connection: Connection, operation_id: int, told: Callable[[int], None]) -> Counter[str]:
    """Rows brought back, by table. Raises ``CrmError`` when one is not as the import left it."""
    restored: dict[str, set[int]] = defaultdict(set)
    before, done = None, 0
    while part := _newest_first(connection, operation_id, before):
        for name in dict.fromkeys(image[1] for image in part):
            restored[name].update(_restore_part(connection, name, [image for image in part if image[1] == name]))
        before, done = part[-1][0], done + len(part)
        told(done)
    return Counter({name: len(keys) for name, keys in restored.items()})


def _newest_first(connection: Connection, operation_id: int, before: int | None) -> Sequence[Any]:
    r = operation_row.c
    query = select(r.id, r.table_name, r.row_key, r.before, r.after).where(r.operation_id == operation_id)
    if before is not None:
        query = query.where(r.id < before)
    return connection.execute(query.order_by(r.id.desc()).limit(_AT_ONCE)).all()


def _restore_part(connection: Connection, name: str, images: Sequence[Any]) -> list[int]:
    table = metadata.tables[name]
    key = key_column(table).name
    old: dict[int, dict[str, Any]] = defaultdict(dict)
    new: dict[int, dict[str, Any]] = defaultdict(dict)
    for _id, _name, row_key, was, became in images:
        old[row_key].update(was)
        new[row_key] = became | new[row_key]
    columns = sorted({column for change in old.values() for column in change} & set(table.c.keys()))
    now = rows_by_key(connection, table, (key,), ((one,) for one in old), columns)
    changes = []
    for one, image in old.items():
        there = dict(zip(columns, now.get((one,), ()), strict=False))
        left = from_json(table, new[one])
        if not there or any(there[column] != left.get(column) for column in image if column in there):
            raise CrmError(tr("Something was changed since the import that cannot be named. Nothing was taken back."))
        changes.append(((one,), from_json(table, image)))
    update_rows(connection, table, (key,), changes)
    moved = [one for one, image in old.items() if "client_id" in image]
    if moved and key != "client_id":
        follow_rows(connection, table, moved)
        stale.mark(connection, {image["client_id"] for one in moved for image in (old[one], new[one])})
    return list(old)


def restore_balances(connection: Connection, operation_id: int) -> int:
    """Balances that the import replaced get their amounts back; how many."""
    was = balance_before.c
    names = ("account_id", "day", "asset_class", "amount", "avg_amount")
    mine = was.operation_id == operation_id
    count = connection.execute(select(func.count()).where(mine)).scalar_one()
    if count:
        # The account may have gone to another client since, and its balances with it.
        rows = select(*(was[name] for name in names), was.was_operation_id, account.c.client_id)
        rows = rows.join(account, account.c.id == was.account_id).where(mine)
        columns = (*names, "operation_id", "client_id")
        upsert_select(connection, balance, columns, rows, keys=names[:3])
        connection.execute(delete(balance_before).where(mine))
    return count


def mark_stale(connection: Connection, operation_id: int, added: Mapping[str, Range]) -> None:
    """Clients that stay and whose monthly facts are made of rows of the import: to be made anew at the next run."""
    queries = [
        select(table.c.client_id).where(key_column(table).between(*added[table.name].ends))
        for table in numbered_tables()
        if table.info.get("makes_facts") and table.name in added
    ]
    queries += [
        select(table.c.client_id).where(table.c.operation_id == operation_id) for table in (balance, balance_before)
    ]
    ids = union(*queries).subquery()
    known = select(stale_client.c.client_id)
    query = select(ids.c.client_id).where(ids.c.client_id.not_in(known), ids.c.client_id.in_(select(client.c.id)))
    new = added.get(client.name)
    if new is not None:
        query = query.where(~ids.c.client_id.between(*new.ends))
    connection.execute(insert(stale_client).from_select(["client_id"], query))


def save_reversed(connection: Connection, operation_id: int, taken_back_by: int) -> None:
    """Images of the way back, for the history of the fields."""
    r = operation_row.c
    kept = (r.table_name, r.row_key, r.client_id)
    rows = select(literal(taken_back_by), *kept, r.after, r.before).where(r.operation_id == operation_id)
    names = ["operation_id", *(column.name for column in kept), "before", "after"]
    connection.execute(insert(operation_row).from_select(names, rows.order_by(r.id.desc())))
