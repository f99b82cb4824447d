"""Units of work and their history: the row images behind undo, change notices and field history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Column, Connection, CursorResult, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from crmdesk.i18n import Words
from crmdesk.store.schema import metadata
from crmdesk.store.tables import operation_row

Row = dict[str, Any]


@dataclass(frozen=True)
class RowChange:
    """One changed row: ``before`` is None when it was added, ``after`` None when it was removed."""

    table: str
    key: int
    before: Row | None
    after: Row | None


class ChangedSince(Exception):
    """A row to be brought back is not as the operation left it."""


@dataclass(frozen=True)
class Change:
    """What an operation did; the notice sent to whoever shows the data."""

    label: Words
    rows: tuple[RowChange, ...] = ()
    is_batch: bool = False
    operation_id: int = 0
    kind: Literal["done", "undone", "redone"] = "done"

    @property
    def tables(self) -> frozenset[str]:
        """Names of the tables touched; empty for a batch, which may have touched any."""
        return frozenset(row.table for row in self.rows)

    @property
    def client_ids(self) -> frozenset[int]:
        return frozenset(cid for row in self.rows if (cid := client_id_of(row)) is not None)


def client_id_of(change: RowChange) -> int | None:
    if change.table == "client":
        return change.key
    image = change.after or change.before or {}
    return image.get("client_id")


def key_column(table: Table) -> Column[Any]:
    """The single-column primary key that undo addresses rows by."""
    (column,) = table.primary_key.columns
    return column


def inserted_key(result: CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def to_json(row: Mapping[str, Any]) -> Row:
    return {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in row.items()}


def from_json(table: Table, row: Row) -> Row:
    """Column values of a stored image; columns that no longer exist are dropped."""
    values: Row = {}
    for name, value in row.items():
        column = table.c.get(name)
        if column is None:
            continue
        kind = column.type.python_type
        parse = isinstance(value, str) and kind in (date, datetime)
        values[name] = kind.fromisoformat(value) if parse else value
    return values


def row_image(connection: Connection, table: Table, key: int) -> Row | None:
    """The columns of a row that operations write, or None when there is no such row."""
    columns = [c for c in table.columns if not c.info.get("derived")]
    found = connection.execute(select(*columns).where(key_column(table) == key)).mappings().one_or_none()
    return None if found is None else dict(found)


@dataclass
class Unit:
    """The open transaction of one operation. Rows change only through it, so that each change has its images."""

    connection: Connection
    rows: list[RowChange] = field(default_factory=list)

    def add(self, table: Table, values: Mapping[str, Any]) -> int:
        """Insert a row and return its key."""
        result = self.connection.execute(insert(table).values(dict(values)))
        key = inserted_key(result)
        self.rows.append(RowChange(table.name, key, None, row_image(self.connection, table, key)))
        return key

    def change(self, table: Table, key: int, values: Mapping[str, Any]) -> bool:
        """Set columns of one row; False when nothing differs. Raises ``KeyError`` when there is no such row."""
        before = row_image(self.connection, table, key)
        if before is None:
            raise KeyError(f"{table.name} {key}")
        new = {k: v for k, v in values.items() if before[k] != v}
        if not new:
            return False
        self.connection.execute(update(table).where(key_column(table) == key).values(new))
        after = row_image(self.connection, table, key) or {}
        changed = [k for k in after if after[k] != before[k]]
        keep = set(changed) | ({"client_id"} & set(after))
        self.rows.append(RowChange(table.name, key, {k: before[k] for k in keep}, {k: after[k] for k in keep}))
        return True

    def remove(self, table: Table, key: int) -> None:
        before = row_image(self.connection, table, key)
        if before is None:
            raise KeyError(f"{table.name} {key}")
        self.connection.execute(delete(table).where(key_column(table) == key))
        self.rows.append(RowChange(table.name, key, before, None))


def save_images(connection: Connection, operation_id: int, rows: list[RowChange]) -> None:
    if not rows:
        return
    connection.execute(
        insert(operation_row),
        [
            {
                "operation_id": operation_id,
                "table_name": row.table,
                "row_key": row.key,
                "client_id": client_id_of(row),
                "before": None if row.before is None else to_json(row.before),
                "after": None if row.after is None else to_json(row.after),
            }
            for row in rows
        ],
    )


def load_images(connection: Connection, operation_id: int) -> list[RowChange]:
    found = connection.execute(
        select(operation_row).where(operation_row.c.operation_id == operation_id).order_by(operation_row.c.id)
    )
    rows = []
    for row in found.mappings():
        table = metadata.tables[row["table_name"]]
        before, after = (None if row[k] is None else from_json(table, row[k]) for k in ("before", "after"))
        rows.append(RowChange(table.name, row["row_key"], before, after))
    return rows


def reversed_changes(rows: list[RowChange]) -> list[RowChange]:
    return [RowChange(row.table, row.key, row.after, row.before) for row in reversed(rows)]


def apply_changes(connection: Connection, rows: list[RowChange]) -> None:
    """Bring rows from their ``before`` to their ``after`` images, in order.

    Raises ``ChangedSince`` when a row is no longer as its ``before`` image says, or is in use elsewhere by now.
    """
    try:
        for row in rows:
            _apply(connection, row)
    except IntegrityError as error:
        raise ChangedSince from error


def _apply(connection: Connection, row: RowChange) -> None:
    table = metadata.tables[row.table]
    key = key_column(table)
    if not _stands_as(connection, row):
        raise ChangedSince
    if row.after is None:
        connection.execute(delete(table).where(key == row.key))
    elif row.before is None:
        connection.execute(insert(table).values({**row.after, key.name: row.key}))
    else:
        connection.execute(update(table).where(key == row.key).values(row.after))


def _stands_as(connection: Connection, row: RowChange) -> bool:
    now = row_image(connection, metadata.tables[row.table], row.key)
    if now is None or row.before is None:
        return now is None and row.before is None
    return all(now[name] == value for name, value in row.before.items())
