"""Units of work and their history: the row images behind undo, change notices and field history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, CursorResult, Table, and_, delete, insert, or_, select, update

from crmdesk.i18n import Words
from crmdesk.store import followers
from crmdesk.store.bulk import insert_new
from crmdesk.store.schema import metadata
from crmdesk.store.tables import operation_row

Row = dict[str, Any]
#: A row's primary key: a tuple where it has several columns.
RowKey = int | tuple[Any, ...]
#: Rows told apart in one statement.
_AT_ONCE = 500


@dataclass(frozen=True)
class RowChange:
    """One changed row: ``before`` is None when it was added, ``after`` None when it was removed.

    Equal images tell how a row stood that the operation left alone; undo does not ask after it.
    """

    table: str
    key: RowKey
    before: Row | None
    after: Row | None


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
    if isinstance(change.key, int) and (change.table == "client" or _is_beside_client(change.table)):
        return change.key
    image = change.after or change.before or {}
    return image.get("client_id")


@cache
def _is_beside_client(table: str) -> bool:
    """Whether a client has at most one row in a table, by its own number: the wide tables of the form."""
    return metadata.tables[table].primary_key.columns.keys() == ["client_id"]


def key_column(table: Table) -> Column[Any]:
    """The column that alone is the primary key of a table."""
    (column,) = table.primary_key.columns
    return column


def key_of(table: Table, row: Mapping[str, Any]) -> RowKey:
    parts = tuple(row[column.name] for column in table.primary_key.columns)
    return parts if len(parts) > 1 else int(parts[0])


def has_key(table: Table, key: RowKey) -> ColumnElement[bool]:
    """The condition that a row is the one of this primary key."""
    parts = key if isinstance(key, tuple) else (key,)
    return and_(*(column == part for column, part in zip(table.primary_key.columns, parts, strict=True)))


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


def row_image(connection: Connection, table: Table, key: RowKey) -> Row | None:
    """All columns of a row, or None when there is no such row."""
    found = connection.execute(select(table).where(has_key(table, key))).mappings().one_or_none()
    return None if found is None else dict(found)


def written(table: Table, row: Row) -> Row:
    """The columns of an image that operations write; classification writes the others by itself."""
    return {name: value for name, value in row.items() if not table.c[name].info.get("derived")}


@dataclass
class Unit:
    """The open transaction of one operation. Rows change only through it, so that each change has its images."""

    connection: Connection
    begin: Callable[[], int] = lambda: 0
    rows: list[RowChange] = field(default_factory=list)
    _operation_id: int = 0

    @property
    def operation_id(self) -> int:
        """The number of this operation, for rows that name it."""
        self._operation_id = self._operation_id or self.begin()
        return self._operation_id

    def add(self, table: Table, values: Mapping[str, Any]) -> int:
        """Insert a row and return its key, of a composite one the first column."""
        result = self.connection.execute(insert(table).values(dict(values)))
        assert result.inserted_primary_key is not None
        key = key_of(table, result.inserted_primary_key._mapping)
        after = row_image(self.connection, table, key)
        self.rows.append(RowChange(table.name, key, None, None if after is None else written(table, after)))
        return inserted_key(result)

    def add_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that name the same columns, into a table numbered by ``id``."""
        if not rows:
            return
        ids = insert_new(self.connection, table, {name: [row[name] for row in rows] for name in rows[0]})
        for some in among(table, ids):
            found = self.connection.execute(select(table).where(some).order_by(table.c.id)).mappings()
            self.rows += [RowChange(table.name, row["id"], None, written(table, row)) for row in map(dict, found)]

    def change(self, table: Table, key: RowKey, values: Mapping[str, Any]) -> bool:
        """Set columns of one row; False when nothing differs. Raises ``KeyError`` when there is no such row."""
        before = self._require(table, key)
        new = {k: v for k, v in values.items() if before[k] != v}
        if not new:
            return False
        self.connection.execute(update(table).where(has_key(table, key)).values(new))
        after = row_image(self.connection, table, key) or {}
        kept = {k for k in after if after[k] != before[k]} | ({"client_id"} & set(after))
        if isinstance(key, tuple):
            kept |= set(table.primary_key.columns.keys())
        followers.follow(self.connection, table, [key], new)
        self.rows.append(RowChange(table.name, key, {k: before[k] for k in kept}, {k: after[k] for k in kept}))
        return True

    def change_all(self, table: Table, where: ColumnElement[bool], values: Mapping[str, Any]) -> int:
        """Set the same columns of all rows that meet a condition and are numbered by ``id``; how many there were."""
        names = list(dict.fromkeys(["id", *values, *({"client_id"} & set(table.c.keys()))]))
        found = self.connection.execute(select(*(table.c[name] for name in names)).where(where)).mappings().all()
        if not found:
            return 0
        for some in among(table, [row["id"] for row in found]):
            self.connection.execute(update(table).where(some).values(dict(values)))
        followers.follow(self.connection, table, [row["id"] for row in found], values)
        for row in found:
            before = {name: row[name] for name in names if name != "id"}
            self.rows.append(RowChange(table.name, row["id"], before, {**before, **values}))
        return len(found)

    def remove(self, table: Table, key: RowKey) -> None:
        before = self._require(table, key)
        self.connection.execute(delete(table).where(has_key(table, key)))
        self.rows.append(RowChange(table.name, key, before, None))

    def remove_all(self, table: Table, where: ColumnElement[bool]) -> int:
        """Remove all rows that meet a condition; how many there were.

        A later row may refer to an earlier one of its table: images stand in the order in which rows can go one by one.
        """
        latest_first = [column.desc() for column in table.primary_key.columns]
        found = self.connection.execute(select(table).where(where).order_by(*latest_first)).mappings().all()
        if found:
            self.connection.execute(delete(table).where(where))
        self.rows += [RowChange(table.name, key_of(table, row), row, None) for row in map(dict, found)]
        return len(found)

    def witness(self, table: Table, rows: Iterable[Row]) -> None:
        """Keep images of whole rows as they were read in this operation, for whoever has to know it later."""
        for row in rows:
            image = written(table, row)
            self.rows.append(RowChange(table.name, key_of(table, row), image, image))

    def bring_back(self, *removed: RowChange) -> None:
        """Insert removed rows again from their images, derived columns and all."""
        for name, group in groupby(removed, key=lambda row: row.table):
            images = [RowChange(name, row.key, None, row.before) for row in group]
            self.connection.execute(insert(metadata.tables[name]), [image.after or {} for image in images])
            self.rows += images

    def _require(self, table: Table, key: RowKey) -> Row:
        found = row_image(self.connection, table, key)
        if found is None:
            raise KeyError(f"{table.name} {key}")
        return found


def save_images(connection: Connection, operation_id: int, rows: list[RowChange]) -> None:
    if not rows:
        return
    connection.execute(
        insert(operation_row),
        [
            {
                "operation_id": operation_id,
                "table_name": row.table,
                "row_key": row.key[0] if isinstance(row.key, tuple) else row.key,
                "client_id": client_id_of(row),
                "before": None if row.before is None else to_json(row.before),
                "after": None if row.after is None else to_json(row.after),
            }
            for row in rows
        ],
    )


def load_images(connection: Connection, operation_id: int, *where: ColumnElement[bool]) -> list[RowChange]:
    """The images of an operation in the order of its changes, or those of them that meet conditions."""
    found = connection.execute(
        select(operation_row).where(operation_row.c.operation_id == operation_id, *where).order_by(operation_row.c.id)
    )
    rows = []
    for row in found.mappings():
        table = metadata.tables[row["table_name"]]
        before, after = (None if row[k] is None else from_json(table, row[k]) for k in ("before", "after"))
        is_composite = len(table.primary_key.columns) > 1
        key = key_of(table, after or before or {}) if is_composite else row["row_key"]
        rows.append(RowChange(table.name, key, before, after))
    return rows


def reversed_changes(rows: list[RowChange]) -> list[RowChange]:
    return [RowChange(row.table, row.key, row.after, row.before) for row in reversed(rows)]


def among(table: Table, keys: Sequence[RowKey]) -> Iterator[ColumnElement[bool]]:
    """Conditions that together name the rows of these keys."""
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        if len(part) == 1 or isinstance(part[0], tuple):
            yield or_(*(has_key(table, key) for key in part))
        else:
            yield key_column(table).in_(part)
