"""A store as version 0001 left it: its own tables, ids not yet counted on, a few rows in every table."""

from __future__ import annotations

import importlib.util
from datetime import UTC, date, datetime
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import JSON, Boolean, Date, DateTime, MetaData, String, Table, insert

from crmdesk.store import keys
from crmdesk.store.audit import AuditChain
from crmdesk.store.engines import cipher_engine
from crmdesk.store.meta import write_meta
from crmdesk.store.migrations import RELEASED
from crmdesk.store.search import create_search

#: Rows in each table that has rows of its own.
ROWS = 3
_OWN = {"audit", "meta", "alembic_version"}
_VALUES = {
    JSON: lambda row: {"row": row},
    Boolean: lambda row: row % 2 == 0,
    DateTime: lambda row: datetime(2026, 1, row, 8, tzinfo=UTC),
    Date: lambda row: date(2026, 2, row),
}


def first_tables(connection):
    """Run the frozen first migration as the first program did."""
    (file,) = RELEASED.folder.glob("0001_*.py")
    spec = importlib.util.spec_from_file_location("first", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    context = MigrationContext.configure(connection)
    with Operations.context(context):
        module.upgrade()
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES ('0001')")


def _value(column, row):
    if column.foreign_keys:
        return row
    for kind, value in _VALUES.items():
        if isinstance(column.type, kind):
            return value(row)
    return f"{column.name[:3]}{row}"[: column.type.length] if isinstance(column.type, String) else row


def filled_rows(connection):
    """Fill every table and return ``{table: its rows}`` as they were read back."""
    tables = MetaData()
    tables.reflect(connection, only=lambda name, _: not name.startswith(("client_text", "client_keys")))
    for table in tables.sorted_tables:
        if table.name not in _OWN:
            rows = [{column.name: _value(column, row) for column in table.c} for row in range(1, ROWS + 1)]
            connection.execute(insert(table), rows)
    return {table.name: rows_of(connection, table) for table in tables.sorted_tables if table.name not in _OWN}


def rows_of(connection, table: Table):
    return [dict(row) for row in connection.execute(table.select().order_by(*table.primary_key.columns)).mappings()]


def old_store(path: Path, passphrase: str):
    """A closed store of version 0001 at ``path``, and the rows in it."""
    data_key = keys.new_data_key()
    engine = cipher_engine(path, data_key)
    with engine.begin() as connection:
        first_tables(connection)
        create_search(connection)
        write_meta(connection, "profile", "bank")
        rows = filled_rows(connection)
        AuditChain(data_key.secret).append(connection, actor="tester", event="create", detail={})
    engine.dispose()
    keys.write_slots(keys.keys_path(path), [keys.wrap(data_key, passphrase)])
    return rows
