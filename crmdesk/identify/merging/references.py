"""Every column that points to a client, and how it goes along when the client is merged.

The list comes from the declared tables: a new table with a key to ``client`` moves by itself, and a test asks whoever
declares it whether that is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Column, Connection, Table, UniqueConstraint, literal, select, union_all

from crmdesk.identify.tables import FORM_TABLES, client, provenance
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata

#: ``record`` values of the record, one row per client or field; ``derived`` worked out again; ``follows`` goes with its
#: account; ``moved`` rows below the client.
Way = Literal["record", "derived", "follows", "moved"]


class Reference(NamedTuple):
    table: Table
    column: Column[Any]
    way: Way


def references() -> tuple[Reference, ...]:
    """All foreign keys to ``client.id``, tables in the order of their dependence."""
    return _references(len(metadata.tables))


@lru_cache(maxsize=8)
def _references(_declared: int) -> tuple[Reference, ...]:
    found = []
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: str(key.parent.name)):
            if key.column is client.c.id:
                found.append(Reference(table, key.parent, _way(table, key.parent)))
    return tuple(found)


def _way(table: Table, column: Column[Any]) -> Way:
    if table is provenance or table in FORM_TABLES.values():
        return "record"
    if part_of(table) == "derived":
        return "derived"
    return "follows" if "follows" in column.info else "moved"


def standing(connection: Connection, client_ids: Sequence[int]) -> dict[Reference, frozenset[int]]:
    """Which of these clients have rows in each reference, asked in one statement; references without are absent."""
    every = references()
    parts = [
        select(literal(place), one.column).where(one.column.in_(client_ids)).group_by(one.column)
        for place, one in enumerate(every)
    ]
    found: dict[Reference, set[int]] = defaultdict(set)
    for place, client_id in connection.execute(union_all(*parts)):
        found[every[place]].add(client_id)
    return {one: frozenset(ids) for one, ids in found.items()}


def moved() -> tuple[Reference, ...]:
    return tuple(one for one in references() if one.way == "moved")


@lru_cache(maxsize=64)
def unique_with(table: Table, column: Column[Any]) -> tuple[tuple[Column[Any], ...], ...]:
    """For each unique constraint that holds ``column``: its other columns."""
    sets = [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    sets += [list(one.columns) for one in table.indexes if one.unique]
    return tuple(tuple(c for c in one if c is not column) for one in sets if column in one)


class Hold(NamedTuple):
    """Rows of ``table`` hang by ``column`` on a row that itself hangs on a client."""

    table: Table
    column: Column[Any]
    on: Table


@lru_cache(maxsize=8)
def _holds(_declared: int) -> tuple[Hold, ...]:
    below = {one.table for one in moved() if one.column.name == "client_id"}
    return tuple(
        Hold(table, key.parent, key.column.table)
        for table in metadata.sorted_tables
        if table in below
        for key in table.foreign_keys
        if key.column.table in below and (key.column.table is table or not key.parent.nullable)
    )


def holds() -> tuple[Hold, ...]:
    """Which moved rows cannot be anywhere but with another moved row: a change of a need, a correction of a contact."""
    return _holds(len(metadata.tables))
