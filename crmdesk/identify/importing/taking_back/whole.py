"""Taking an import back: the rows it added go, those it changed become what they were, or nothing happens at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Delete, Table, delete, func, select, update

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.taking_back.log import Batch, batch
from crmdesk.identify.importing.taking_back.ranges import Range, numbered_tables, ranges
from crmdesk.identify.importing.taking_back.restoring import mark_stale, restore_balances, restore_rows, save_reversed
from crmdesk.identify.importing.taking_back.searching import refresh_clients, touched_clients
from crmdesk.identify.importing.taking_back.since import what_stops
from crmdesk.identify.tables import account, balance, client, import_batch
from crmdesk.progress import Progress
from crmdesk.store.history import key_column
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata
from crmdesk.store.search import rebuilt_after
from crmdesk.store.store import Store

#: Clients that a refusal names.
_NAMED = 20
#: From so many clients on, search and indexes are made anew at the end instead of row by row.
_MANY = 5_000
_REMOVED_AT_ONCE = 20_000


@dataclass(frozen=True)
class TakenBack:
    """Rows by table: those the import had added, and those that are again what they were."""

    batch: int
    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)


def take_back(store: Store, batch_id: int, *, progress: Progress | None = None) -> TakenBack:
    """Undo a whole import, updates included: the content of the store is what it was.

    Raises ``CrmError``, and changes nothing, when there is no such import, when it was taken back already, or when
    something was built on it since: a field edited, a contact logged, a plan made, a later import, a merge. The
    message names the clients and what it is.
    """
    told = progress or Progress()
    with store.read() as connection:
        found = _to_take_back(connection, batch_id)
    names = ", ".join(found.files[:3]) + (" …" if len(found.files) > 3 else "")
    label, detail = Words(f"撤回导入 {names}", f"Take back the import of {names}"), {"batch": batch_id}
    with store.batch(label, detail=detail) as connection:
        told.at(0, 0, tr("Looking for what was built on it"))
        _require_untouched(connection, found)
        result = _take_back(connection, found, told)
        mark = {"taken_back_at": dates.now(), "taken_back_by": store.actor}
        mark["taken_back_operation_id"] = connection.info["operation_id"]
        connection.execute(update(import_batch).where(import_batch.c.id == batch_id).values(mark))
    return result


def _to_take_back(connection: Connection, batch_id: int) -> Batch:
    found = batch(connection, batch_id)
    if found is None:
        raise CrmError(tr("There is no import number {batch}.", batch=batch_id))
    if found.taken_back_at is not None:
        raise CrmError(tr("Import {batch} was taken back already.", batch=batch_id))
    if not found.can_take_back:
        raise CrmError(tr("Import {batch} is of a version that did not note what it replaced.", batch=batch_id))
    return found


def _require_untouched(connection: Connection, found: Batch) -> None:
    stops = what_stops(connection, found.operation_id)
    if not stops:
        return
    lines = [str(one) for one in stops[:_NAMED]]
    if len(stops) > _NAMED:
        lines.append(tr("… and {count} more", count=len(stops) - _NAMED))
    text = tr(
        "Import {batch} was not taken back: of {count} clients something was changed or used since.",
        batch=found.id,
        count=len(stops),
    )
    raise CrmError("\n".join([text, *lines]))


def _take_back(connection: Connection, found: Batch, told: Progress) -> TakenBack:
    operation_id = found.operation_id
    added = ranges(connection, operation_id)
    staying = touched_clients(connection, operation_id, added)
    mark_stale(connection, operation_id, added)
    with ExitStack() as indexes:
        if _clients(added) + len(staying) > _MANY:
            indexes.enter_context(rebuilt_after(connection))
        restored = restore_rows(connection, operation_id, lambda done: told.at(done, 0, tr("Bringing values back")))
        restored[balance.name] += restore_balances(connection, operation_id)
        removed = _remove_added(connection, operation_id, added, told)
        save_reversed(connection, operation_id, connection.info["operation_id"])
        refresh_clients(connection, staying)
        if restored[account.name]:  # which may be with other clients again
            refresh_clients(connection, touched_clients(connection, operation_id, {}))
        told.at(0, 0, tr("Finishing"))
    return TakenBack(found.id, _counted(removed), _counted(restored))


def _counted(rows: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in rows.items() if count}


def _clients(added: dict[str, Range]) -> int:
    new = added.get(client.name)
    return 0 if new is None else new.last - new.first + 1


def _remove_added(connection: Connection, operation_id: int, added: dict[str, Range], told: Progress) -> Counter[str]:
    """Rows of the import go, those that refer to others first; with them what the program worked out from them."""
    removed: Counter[str] = Counter()
    for table in metadata.sorted_tables:
        if part_of(table) != "content":
            _remove_derived(connection, table, added)
    mine = balance.c.operation_id == operation_id
    ends = connection.execute(select(func.min(balance.c.account_id), func.max(balance.c.account_id)).where(mine)).one()
    if ends[0] is not None:
        removed[balance.name] = _remove(connection, delete(balance).where(mine), balance.c.account_id, ends, told)
    for table in reversed(numbered_tables()):
        if table.name in added:
            removed[table.name] = _remove(connection, delete(table), key_column(table), added[table.name].ends, told)
    return removed


def _remove(connection: Connection, statement: Delete, key: Column[Any], ends: Sequence[int], told: Progress) -> int:
    """Delete rows part by part: a statement keeps what it changes in memory until it is done."""
    first, last = ends
    removed = 0
    for start in range(first, last + 1, _REMOVED_AT_ONCE):
        told.at(start - first, last + 1 - first, tr("Removing what the import added"))
        part = key.between(start, min(last, start + _REMOVED_AT_ONCE - 1))
        removed += connection.execute(statement.where(part)).rowcount
    return removed


def _remove_derived(connection: Connection, table: Table, added: dict[str, Range]) -> None:
    for constraint in table.foreign_keys:
        parent = constraint.column.table
        if parent.name in added and part_of(parent) == "content":
            connection.execute(delete(table).where(constraint.parent.between(*added[parent.name].ends)))
