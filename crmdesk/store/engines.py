"""Engines: SQLCipher for the desk, PostgreSQL for a shared store. The only file that names either."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.pool import NullPool, QueuePool

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
_LOCK_WAIT_SECONDS = 10
#: Pages kept decrypted, in KiB: several connections read at a time and stay small, one writes and must not spill.
_READER_CACHE, _WRITER_CACHE = 8_192, 65_536
#: Any constant: writers of one shared store queue on it, so that the audit chain has one end.
_WRITER_LOCK = 7_301_514


class _Moment(DATETIME):
    """Aware moments in and out; SQLite itself would drop the zone and hand back naive ones."""

    def bind_processor(self, dialect: Dialect) -> Any:
        store: Any = super().bind_processor(dialect)

        def to_text(value: datetime | None) -> Any:
            if value is not None and value.tzinfo is None:
                raise ValueError("a moment without its zone: use dates.now()")
            return store(None if value is None else value.astimezone(UTC).replace(tzinfo=None))

        return to_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        load: Any = super().result_processor(dialect, coltype)

        def to_moment(value: Any) -> datetime | None:
            moment = load(value)
            return None if moment is None else moment.replace(tzinfo=UTC)

        return to_moment


def _keyed(connection: Any, key: DataKey) -> Any:
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f'PRAGMA key="{key.pragma}"')
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise CrmError(tr("This SQLite cannot encrypt. The store was not opened."))
    return connection


def open_unchanging(path: Path, key: DataKey) -> Any:
    """A keyed connection that writes nothing, not even beside the file. The caller closes it.

    With changes still waiting in the ``-wal`` file it reads through it; without one it needs no lock at all.
    """
    from sqlcipher3 import dbapi2

    waiting = path.with_name(path.name + "-wal")
    mode = "mode=ro" if waiting.exists() else "mode=ro&immutable=1"
    address = f"file:{quote(path.resolve().as_posix())}?{mode}"
    return _keyed(dbapi2.connect(address, uri=True, check_same_thread=False, isolation_level=None), key)


def unchanging_engine(path: Path, key: DataKey) -> Engine:
    """Reads through ``open_unchanging``; for files that may be damaged, foreign or too new."""
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://", module=dbapi2, creator=lambda: open_unchanging(path, key), poolclass=NullPool, hide_parameters=True
    )
    engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: _Moment}
    return engine


def connect_cipher(path: Path, key: DataKey, *, foreign_keys: bool = True) -> Any:
    """A keyed connection with every promised setting made and read back; only migrations want no foreign keys."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(path), check_same_thread=False, timeout=_LOCK_WAIT_SECONDS, isolation_level=None)
    try:
        _make_settings(_keyed(connection, key))
        if not foreign_keys:
            connection.execute("PRAGMA foreign_keys=OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def _make_settings(connection: Any) -> None:
    for name, (value, expected) in _SETTINGS.items():
        connection.execute(f"PRAGMA {name}={value}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != expected:
            raise CrmError(tr("The database setting {name} could not be made.", name=name))
    connection.execute(f"PRAGMA cache_size=-{_READER_CACHE}")


def cipher_engine(path: Path, key: DataKey, *, foreign_keys: bool = True) -> Engine:
    """Readers and the writer share a pool; a write transaction takes its lock at the start."""
    from sqlcipher3 import dbapi2

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect_cipher(path, key, foreign_keys=foreign_keys),
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=5,
        pool_use_lifo=True,
        hide_parameters=True,
    )
    engine.dialect.colspecs = {**engine.dialect.colspecs, DateTime: _Moment}

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        if mode == "IMMEDIATE":
            connection.exec_driver_sql(f"PRAGMA cache_size=-{_WRITER_CACHE}")
        connection.exec_driver_sql(f"BEGIN {mode}")

    @event.listens_for(engine, "checkin")
    def _shrink(connection: Any, _record: Any) -> None:
        if connection is not None:
            connection.execute(f"PRAGMA cache_size=-{_READER_CACHE}")

    return engine


def copy_cipher(source: Any, target: Path, key: DataKey, *, progress: Any = None) -> None:
    """Copy an open store, page by page and still encrypted, into a new file; ``source`` is a driver connection.

    ``progress(remaining, total)`` is called every 1,000 pages and may raise to stop. ``source`` should hold a
    transaction, so that writers cannot make the copy start over.
    """
    from sqlcipher3 import dbapi2

    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(remaining, total)

    with closing(_keyed(dbapi2.connect(str(target), isolation_level=None), key)) as copy:
        copy.execute("PRAGMA synchronous=FULL")
        source.backup(copy, pages=1000, progress=told)


def server_engine(url: str) -> Engine:
    """A shared PostgreSQL store; ``url`` is a SQLAlchemy URL for psycopg 3."""
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 10},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("begin") == "IMMEDIATE":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")

    return engine
