"""Row ids are given once: the id of a row that was merged, trashed or undone never comes back for another.

PostgreSQL counts so by itself. SQLite does in a table declared ``AUTOINCREMENT``: it keeps the highest id ever given
in ``sqlite_sequence``. That word stands in the schema only and changes no page of the table, so it is written there
as the documentation of ``ALTER TABLE`` describes it, instead of copying millions of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table

_PLAIN, _COUNTED = "PRIMARY KEY (id)", "PRIMARY KEY (id AUTOINCREMENT)"


def next_id(connection: Connection, table: Table) -> int:
    """The id that the next row of a table numbered by ``id`` gets. SQLite, inside a write only."""
    found = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar()
    return int(found or 0) + 1


@contextmanager
def numbered_on(connection: Connection) -> Iterator[None]:
    """Around migrations, which may make tables or copy them: afterwards every table counts on from where it was."""
    if connection.dialect.name != "sqlite":
        yield
        return
    given = _given(connection)
    yield
    _declare_counted(connection)
    now = _given(connection)
    for name in _counted_tables(connection):
        highest = connection.exec_driver_sql(f'SELECT max(id) FROM "{name}"').scalar() or 0
        wanted = max(highest, given.get(name, 0), now.get(name, 0))
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, wanted))


def _given(connection: Connection) -> dict[str, int]:
    there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").scalar()
    if not there:
        return {}
    return {name: int(seq or 0) for name, seq in connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")}


def _declare_counted(connection: Connection) -> None:
    # The first such table makes sqlite_sequence.
    connection.exec_driver_sql("CREATE TABLE numbered (id INTEGER PRIMARY KEY AUTOINCREMENT)")
    connection.exec_driver_sql("DROP TABLE numbered")
    version = int(connection.exec_driver_sql("PRAGMA schema_version").scalar_one())
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table'", (_PLAIN, _COUNTED)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _counted_tables(connection: Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND instr(sql, ?) > 0"
    return list(connection.exec_driver_sql(query, (_COUNTED,)).scalars())
