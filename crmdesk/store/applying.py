"""Bringing rows from one image to the other: undo and redo, and nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from crmdesk.store import followers
from crmdesk.store.history import Row, RowChange, RowKey, among, has_key, written
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata


class ChangedSince(Exception):
    """A row to be brought back is not as the operation left it."""


def apply_changes(connection: Connection, rows: list[RowChange]) -> None:
    """Bring rows from their ``before`` to their ``after`` images, in order.

    Raises ``ChangedSince`` when a row is no longer as its ``before`` image says, or is in use elsewhere by now.
    Derived rows are worked out anew anyhow: they are never compared, and go with the client they are about.
    """
    differing = (row for row in rows if row.before != row.after)
    try:
        for _alike, group in groupby(differing, key=lambda row: (row.table, row.before, row.after)):
            _apply(connection, list(group))
    except IntegrityError as error:
        raise ChangedSince from error


def _apply(connection: Connection, rows: Sequence[RowChange]) -> None:
    """Rows of one table with equal images; of removed and added ones that is one row."""
    table, before, after = metadata.tables[rows[0].table], rows[0].before, rows[0].after
    keys = [row.key for row in rows]
    if part_of(table) == "derived":
        connection.execute(delete(table).where(has_key(table, keys[0])))
    elif before is not None:
        _require_standing(connection, table, keys, written(table, before))
    if after is None:
        _sweep_derived(connection, table, keys[0])
        connection.execute(delete(table).where(has_key(table, keys[0])))
    elif before is None or part_of(table) == "derived":
        connection.execute(insert(table).values(after | _key_values(table, keys[0])))
    else:
        for some in among(table, keys):
            connection.execute(update(table).where(some).values(after))
        followers.follow(connection, table, keys, after)


def _require_standing(connection: Connection, table: Table, keys: Sequence[RowKey], image: Row) -> None:
    columns = [table.c[name] for name in image]
    standing = 0
    for some in among(table, keys):
        found = connection.execute(select(*columns).where(some)).mappings()
        standing += sum(all(row[name] == value for name, value in image.items()) for row in found)
    if standing < len(keys):
        raise ChangedSince


def _key_values(table: Table, key: RowKey) -> Row:
    return dict(zip(table.primary_key.columns.keys(), key if isinstance(key, tuple) else (key,), strict=True))


def _sweep_derived(connection: Connection, table: Table, key: RowKey) -> None:
    """What was worked out about a row goes with it, and is worked out again when the row comes back."""
    for column in followers.derived_about(table):
        connection.execute(delete(column.table).where(column == key))
