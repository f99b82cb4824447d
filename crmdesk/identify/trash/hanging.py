"""Which rows hang on a client, told by the foreign keys the tables declare: a new table needs no word here."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, not_, or_, select

from crmdesk.identify.tables import client
from crmdesk.store.schema import load_tables, metadata


@cache
def hanging_tables() -> tuple[Table, ...]:
    """Every table with rows that cannot be without their client, those that others refer to last."""
    load_tables()
    return tuple(table for table in reversed(metadata.sorted_tables) if table is client or _needs(table))


def _parent(column: Column[Any]) -> Table:
    """The table that a foreign key refers to."""
    (key,) = column.foreign_keys
    return key.column.table


def _references(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.foreign_keys]


@cache
def _needs(table: Table) -> tuple[Column[Any], ...]:
    """The columns by which a row hangs on a client, or on a row that does."""
    firm = [column for column in _references(table) if not column.nullable and _parent(column) is not table]
    return tuple(column for column in firm if _parent(column) is client or _needs(_parent(column)))


def rows_of(table: Table, client_id: int) -> ColumnElement[bool]:
    """The condition that a row is the client's or hangs on one of its rows."""
    if table is client:
        return client.c.id == client_id
    conditions = []
    for column in _needs(table):
        parent = _parent(column)
        if parent is client:
            conditions.append(column == client_id)
        else:
            (key,) = parent.primary_key.columns
            conditions.append(column.in_(select(key).where(rows_of(parent, client_id))))
    return or_(*conditions)


def loose_references() -> list[Column[Any]]:
    """Columns that may refer to a client's rows and may be empty: such a row stays and loses its reference."""
    tables = {table.name for table in hanging_tables()}
    return [
        column
        for table in metadata.sorted_tables
        for column in _references(table)
        if column.nullable and _parent(column).name in tables
    ]


def references_from_outside(column: Column[Any], client_id: int) -> ColumnElement[bool]:
    """The condition that a row which stays refers by a loose column to a row that goes."""
    parent, table = _parent(column), column.table
    (key,) = parent.primary_key.columns
    going = column.in_(select(key).where(rows_of(parent, client_id)))
    own = table is client or _needs(table)
    return and_(going, not_(rows_of(table, client_id))) if own else going
