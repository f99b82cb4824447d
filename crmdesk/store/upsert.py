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
