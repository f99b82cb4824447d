"""Engines: SQLCipher for the desk, PostgreSQL for a shared store. The only file that names either."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.keys import DataKey

_SETTINGS = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "temp_store": ("MEMORY", 2),
}


def connect_cipher(path: Path, key: DataKey) -> Any:
    """A keyed connection with every promised setting made and read back."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), check_same_thread=False, timeout=10, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute("PRAGMA cipher_memory_security=ON")
    connection.execute(f'PRAGMA key="{key.pragma}"')
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise CrmError(tr("This SQLite cannot encrypt. The store was not opened."))
    for name, (value, expected) in _SETTINGS.items():
        connection.execute(f"PRAGMA {name}={value}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != expected:
            raise CrmError(tr("The database setting {name} could not be made.", name=name))
    connection.execute("PRAGMA cache_size=-65536")
    return connection


def cipher_engine(path: Path, key: DataKey) -> Engine:
    """Readers and the writer share a pool; a write transaction takes its lock at the start."""
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect_cipher(path, key),
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=5,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def server_engine(url: str) -> Engine:
    """A shared PostgreSQL store; ``url`` is a SQLAlchemy URL for psycopg 3."""
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)
