"""Which rows an import added: in a table numbered by one key they lie between its highest key before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from crmdesk.identify.tables import balance, balance_before, batch_range
from crmdesk.store.history import key_column
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import load_tables, metadata

Tops = dict[str, int]


class Range(NamedTuple):
    first: int
    last: int
    rows: int

    @property
    def ends(self) -> tuple[int, int]:
        return self.first, self.last

    def holds(self, key: int) -> bool:
        return self.first <= key <= self.last


def numbered_tables() -> list[Table]:
    """Tables of content whose rows one number tells apart, those that others refer to first."""
    load_tables()
    return [
        table
        for table in metadata.sorted_tables
        if part_of(table) == "content"
        and len(table.primary_key.columns) == 1
        and key_column(table).type.python_type is int
    ]


def tops(connection: Connection) -> Tops:
    """The highest key of each table. One writer at a time: what is above it later, the writer added."""
    keys = {table.name: key_column(table) for table in numbered_tables()}
    return {name: connection.execute(select(func.max(key))).scalar() or 0 for name, key in keys.items()}


def save_ranges(connection: Connection, operation_id: int, before: Mapping[str, int]) -> None:
    rows = []
    for table in numbered_tables():
        key = key_column(table)
        added = select(func.min(key), func.max(key), func.count()).where(key > before.get(table.name, 0))
        first, last, count = connection.execute(added).one()
        if count:
            rows.append((table.name, first, last, count))
    if count := added_balances(connection, operation_id):
        rows.append((balance.name, 0, 0, count))
    names = ("table_name", "first", "last", "rows")
    for row in rows:
        values = {"operation_id": operation_id, **dict(zip(names, row, strict=True))}
        connection.execute(insert(batch_range).values(values))


def added_balances(connection: Connection, operation_id: int) -> int:
    """How many balances an import added that are there, those included that a later one replaced."""
    written = select(func.count()).where(balance.c.operation_id == operation_id)
    overwritten = select(func.count()).where(balance_before.c.was_operation_id == operation_id)
    replaced = select(func.count()).where(balance_before.c.operation_id == operation_id)
    one, two, less = (connection.execute(query).scalar_one() for query in (written, overwritten, replaced))
    return one + two - less


def ranges(connection: Connection, operation_id: int) -> dict[str, Range]:
    """The keys that the import added, by table; balances apart."""
    b = batch_range.c
    query = select(b.table_name, b.first, b.last, b.rows).where(b.operation_id == operation_id)
    return {name: Range(*rest) for name, *rest in connection.execute(query) if name != balance.name}


def added_counts(connection: Connection, operation_id: int) -> dict[str, int]:
    """How many rows the import added, by table, balances included."""
    b = batch_range.c
    rows = connection.execute(select(b.table_name, b.rows).where(b.operation_id == operation_id))
    return {row[0]: row[1] for row in rows}
