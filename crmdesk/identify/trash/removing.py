"""Into the trash: a client and every row that hangs on it leave the tables in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.tables import client, trash
from crmdesk.identify.trash.hanging import hanging_tables, loose_references, references_from_outside, rows_of
from crmdesk.identify.trash.retention import keeping_of
from crmdesk.progress import Progress
from crmdesk.store.history import Row, RowChange, Unit, client_id_of, key_of, to_json
from crmdesk.store.store import Store


@dataclass(frozen=True)
class Shared:
    """What a client in the trash had together with others, to come back when all of them are there.

    ``rows``: ``[table, columns]`` of rows about two clients. ``links``: ``[table, key, column, value]`` of references
    that rows of others had.
    """

    rows: list[list[Any]] = field(default_factory=list)
    links: list[list[Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "links": self.links}


def trash_clients(
    store: Store, client_ids: Iterable[int], *, reason: str = "", progress: Progress | None = None
) -> int:
    """Put clients with everything that hangs on them into the trash, in one step that can be undone; how many.

    Raises ``CrmError`` when one of them is no longer in the store.
    """
    told, ids = progress or Progress(), list(dict.fromkeys(client_ids))
    if not ids:
        return 0
    with store.read() as connection:
        names = [_core(connection, client_id)["name"] for client_id in ids]
    label = Words("将“{name}”移入回收站", "Move {name} to the trash").format(name=names[0])
    if len(ids) > 1:
        label = Words("将{count}位客户移入回收站", "Move {count} clients to the trash").format(count=len(ids))
    with store.write(label) as unit:
        for done, client_id in enumerate(ids):
            told.at(done, len(ids), tr("Moving to the trash"))
            _trash(unit, client_id, by=store.actor, reason=reason.strip())
    told.at(len(ids), len(ids))
    return len(ids)


def _core(connection: Connection, client_id: int) -> Row:
    found = connection.execute(select(client).where(client.c.id == client_id)).mappings().one_or_none()
    if found is None:
        raise CrmError(tr("This client is no longer in the store."))
    return dict(found)


def _trash(unit: Unit, client_id: int, *, by: str, reason: str) -> None:
    core = _core(unit.connection, client_id)
    links = _unlink(unit, client_id)
    start = len(unit.rows)
    for table in hanging_tables():
        unit.remove_all(table, rows_of(table, client_id))
    removed = unit.rows[start:]
    keeping = keeping_of(removed, today=dates.local_today())
    rows = [[one.table, to_json(one.before or {})] for one in removed if client_id_of(one) != client_id]
    unit.add(
        trash,
        {
            **{name: core[name] for name in ("client_no", "name", "kind")},
            "client_id": client_id,
            "operation_id": unit.operation_id,
            "at": dates.now(),
            "actor": by,
            "reason": reason,
            "can_erase_on": keeping.until,
            "hold": keeping.hold,
            "shared": Shared(rows, links).to_json(),
        },
    )


def _unlink(unit: Unit, client_id: int) -> list[list[Any]]:
    """Take the references to the client's rows out of rows that stay; what was taken out."""
    links = []
    for column in loose_references():
        table = column.table
        query = select(table).where(references_from_outside(column, client_id))
        for row in map(dict, unit.connection.execute(query).mappings().all()):
            key = key_of(table, row)
            unit.change(table, key, {column.name: None})
            links.append([table.name, key, column.name, row[column.name]])
    return links


def is_own(change: RowChange, client_id: int) -> bool:
    """Whether an image in the operation of the trash is a removed row of this client alone."""
    return change.after is None and client_id_of(change) == client_id
