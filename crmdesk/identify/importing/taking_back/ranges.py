"""Which rows an import added: in a table numbered by one key they lie between its highest key before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from crmdesk.identify.tables import batch_range
from crmdesk.store.history import key_column
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata

Tops = dict[str, int]


class Range(NamedTuple):
    first: int
    last: int

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and self.first <= key <= self.last


def numbered_tables() -> list[Table]:
    """Tables of content whose rows one number tells apart, those that others refer to first."""
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
    for table in numbered_tables():
        key = key_column(table)
        added = select(func.min(key), func.max(key)).where(key > before[table.name])
        first, last = connection.execute(added).one()
        if first is not None:
            row = {"operation_id": operation_id, "table_name": table.name, "first": first, "last": last}
            connection.execute(insert(batch_range).values(row))


def ranges(connection: Connection, operation_id: int) -> dict[str, Range]:
    b = batch_range.c
    rows = connection.execute(select(b.table_name, b.first, b.last).where(b.operation_id == operation_id))
    return {name: Range(first, last) for name, first, last in rows}
