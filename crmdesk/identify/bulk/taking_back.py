"""Bringing back the values of one part of a bulk change."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from crmdesk.identify.bulk.standing import AT_ONCE, among
from crmdesk.identify.tables import client, provenance
from crmdesk.store.history import RowChange, load_images, reversed_changes, save_images
from crmdesk.store.schema import metadata
from crmdesk.store.tables import operation_row


@dataclass(frozen=True)
class RestoredPart:
    """``last`` is the id of the last image looked at."""

    restored: int
    left_nos: tuple[str, ...]
    last: int


def restore_part(connection: Connection, operation_id: int, *, after: int, by: int) -> RestoredPart:
    """Bring back the next rows of an operation; what was brought back is noted with the operation ``by``."""
    ids = operation_row.c.id
    within = select(ids).where(operation_row.c.operation_id == operation_id, ids > after).order_by(ids)
    last = max(connection.execute(within.limit(AT_ONCE)).scalars(), default=0)
    images = reversed_changes(load_images(connection, operation_id, ids > after, ids <= last)) if last else []
    done: list[RowChange] = []
    left: list[int] = []
    for name in dict.fromkeys(image.table for image in images):
        rows = [image for image in images if image.table == name]
        standing = _standing(connection, metadata.tables[name], rows)
        done += standing
        if name != provenance.name:
            keys = {image.key for image in standing}
            left += [image.key for image in rows if isinstance(image.key, int) and image.key not in keys]
    for image_set in _alike(done).values():
        _bring_back(connection, image_set)
    save_images(connection, by, done)
    restored = sum(image.table != provenance.name for image in done)
    return RestoredPart(restored, _numbers(connection, left), last or 2**62)


def _standing(connection: Connection, table: Table, rows: Sequence[RowChange]) -> list[RowChange]:
    """Those rows that are as the bulk change left them."""
    (key,) = table.primary_key.columns
    names = sorted({name for row in rows for name in (row.before or {})})
    found = connection.execute(
        select(key.label("key"), *(table.c[name] for name in names)).where(among(key, [row.key for row in rows]))
    ).mappings()
    now = {row["key"]: row for row in found}
    return [
        row
        for row in rows
        if row.key in now and all(now[row.key][name] == value for name, value in (row.before or {}).items())
    ]


def _alike(rows: Sequence[RowChange]) -> dict[Hashable, list[RowChange]]:
    """Rows that get the same values go together."""
    found: dict[Hashable, list[RowChange]] = {}
    for row in rows:
        values = None if row.after is None else tuple(sorted((k, v) for k, v in row.after.items() if k != "client_id"))
        found.setdefault((row.table, values), []).append(row)
    return found


def _bring_back(connection: Connection, rows: Sequence[RowChange]) -> None:
    table = metadata.tables[rows[0].table]
    (key,) = table.primary_key.columns
    where = among(key, [row.key for row in rows])
    if rows[0].after is None:
        connection.execute(delete(table).where(where))
    else:
        values: dict[str, Any] = {name: value for name, value in rows[0].after.items() if name != "client_id"}
        connection.execute(update(table).where(where).values(values))


def _numbers(connection: Connection, ids: Sequence[int]) -> tuple[str, ...]:
    if not ids:
        return ()
    return tuple(connection.execute(select(client.c.client_no).where(among(client.c.id, ids))).scalars())
