"""Insert or update in one statement, on either engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
    change: Sequence[str] | None = None,
) -> None:
    """Insert ``rows``; where the unique ``keys`` are there already, set the columns ``change``.

    All rows name the same columns. ``change`` is every given column that is no key when left out, and an
    empty ``change`` leaves the rows that are there alone.
    """
    if not rows:
        return
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    columns = [name for name in rows[0] if name not in keys] if change is None else change
    if columns:
        new = {name: statement.excluded[name] for name in columns}
        statement = statement.on_conflict_do_update(index_elements=list(keys), set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(keys))
    connection.execute(statement, [dict(row) for row in rows])


def upsert_columns(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], *, keys: Sequence[str]
) -> None:
    """``upsert`` of rows given as columns of equal length, of plain numbers and texts.

    On SQLite they go to the driver as tuples, as in ``bulk.insert_columns``.
    """
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    if connection.dialect.name != "sqlite":
        upsert(connection, table, [dict(zip(names, row, strict=True)) for row in rows], keys=keys)
        return
    values = list(rows)
    if values:
        new = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in keys)
        listed, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        sql = f'INSERT INTO "{table.name}" ({listed}) VALUES ({places}) ON CONFLICT ({", ".join(keys)})'
        connection.exec_driver_sql(f"{sql} DO UPDATE SET {new}", values)


def upsert_select(
    connection: Connection, table: Table, columns: Sequence[str], query: Select[Any], *, keys: Sequence[str]
) -> None:
    """Insert the rows of ``query``, which names ``columns`` in order; rows that are there get the other columns set.

    The query needs a WHERE clause: without one SQLite takes ``ON CONFLICT`` for a join condition.
    """
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table).from_select(list(columns), query)
    new = {name: statement.excluded[name] for name in columns if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=new))
