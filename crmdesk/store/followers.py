"""Columns that repeat a column of another row, and rows worked out from it: both are kept in step with it.

A movement carries the client of its account, so that a client's movements are found by one index. The column says so
where it is declared (``schema.follows``); who changes the account's client changes the movements' with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Table, select, update

from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata

_AT_ONCE = 500


def follow(connection: Connection, table: Table, keys: Sequence[Any], values: Mapping[str, Any]) -> None:
    """After the same columns of some rows were set: the columns that follow them, one UPDATE per table."""
    for column, via in _followers(table.name, len(metadata.tables)):
        if column.name in values:
            _set(connection, column, via, keys, values[column.name])


def follow_rows(connection: Connection, table: Table, keys: Sequence[Any]) -> None:
    """After rows of ``table`` were written in sets: whatever follows them takes over what they say now."""
    key = next(iter(table.primary_key.columns))
    for column, via in _followers(table.name, len(metadata.tables)):
        now = select(table.c[column.name]).where(key == via).scalar_subquery()
        _set(connection, column, via, keys, now)


def _set(connection: Connection, column: Column[Any], via: Column[Any], keys: Sequence[Any], value: Any) -> None:
    for start in range(0, len(keys), _AT_ONCE):
        among = via.in_(keys[start : start + _AT_ONCE])
        connection.execute(update(column.table).where(among).values({column.name: value}))


@lru_cache(maxsize=256)
def _followers(table: str, _known: int) -> tuple[tuple[Column[Any], Column[Any]], ...]:
    """``(column, the foreign key it goes by)`` of what follows a table; ``_known`` tables are declared by now."""
    found = []
    for other in metadata.tables.values():
        for column in other.c:
            if "follows" in column.info:
                via = other.c[column.info["follows"]]
                if any(key.column.table.name == table for key in via.foreign_keys):
                    found.append((column, via))
    return tuple(found)


def derived_about(table: Table) -> tuple[Column[Any], ...]:
    """The foreign keys by which derived rows hang on a row of this table."""
    return _derived_about(table.name, len(metadata.tables))


@lru_cache(maxsize=256)
def _derived_about(table: str, _known: int) -> tuple[Column[Any], ...]:
    return tuple(
        key.parent
        for other in metadata.tables.values()
        if part_of(other) == "derived"
        for key in other.foreign_keys
        if key.column.table.name == table
    )
