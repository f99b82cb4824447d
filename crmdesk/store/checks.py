"""Looking into a store without changing a byte of it: its version, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from crmdesk import __version__
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store import faults
from crmdesk.store.audit import AuditChain
from crmdesk.store.engines import unchanging_engine
from crmdesk.store.journal import require_sound_journal
from crmdesk.store.keys import DataKey
from crmdesk.store.meta import read_meta
from crmdesk.store.tables import audit, operation


@dataclass(frozen=True)
class Contents:
    """What a whole store holds."""

    version: str
    clients: int
    operations: int
    audit_entries: int


@contextmanager
def unchanged(path: Path, key: DataKey) -> Iterator[Connection]:
    """Read a closed store file; nothing is written, also not beside it."""
    engine = unchanging_engine(path, key)
    try:
        with faults.in_plain_words(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def stored_version(connection: Connection) -> str:
    """The version of the tables; one plain SELECT, so that opening does not need Alembic."""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def readable_version(path: Path, key: DataKey, *, head: str) -> str:
    """The version of a store file. Raises ``CrmError`` when damaged, or newer than ``head``."""
    with unchanged(path, key) as connection:
        require_sound_journal(path, connection)
        names = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        if connection.exec_driver_sql(names).scalar_one() != 1:
            raise CrmError(tr("This file holds no CRM Desk store."))
        version = stored_version(connection)
        if version > head:
            program = read_meta(connection, "program") or "?"
            raise CrmError(
                tr(
                    "This store is of version {version}, made by CRM Desk {program}; this is CRM Desk {own}. "
                    "Update the program.",
                    version=version,
                    program=program,
                    own=__version__,
                )
            )
    return version


def require_whole(path: Path, key: DataKey, *, has_pages_only: bool = True) -> Contents:
    """Check every page, every reference and the audit chain of a file. Raises ``CrmError`` naming the first fault.

    ``has_pages_only`` is False for a backup, whose end is no database page and whose digest covers every byte.
    """
    with unchanged(path, key) as connection:
        require_sound_journal(path, connection)
        if has_pages_only:
            _require_none(connection, "PRAGMA cipher_integrity_check")
        return require_sound(connection, key)


def require_sound(connection: Connection, key: DataKey) -> Contents:
    """Check structure, references and the audit chain through a connection."""
    _require_none(connection, "SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'")
    _require_none(connection, "PRAGMA foreign_key_check")
    fault = AuditChain(key.secret).first_fault(connection)
    if fault is not None:
        raise CrmError(tr("The audit log was altered at entry {seq}.", seq=fault))
    return _contents(connection)


def _require_none(connection: Connection, statement: str) -> None:
    found = connection.exec_driver_sql(statement).fetchall()
    if found:
        raise CrmError(tr("The store is damaged ({detail}). Restore the last backup.", detail=str(found[0][0])[:120]))


def _contents(connection: Connection) -> Contents:
    def rows(column: object) -> int:
        return int(connection.execute(select(func.count()).select_from(column)).scalar_one())  # type: ignore[arg-type]

    clients = int(connection.exec_driver_sql("SELECT count(*) FROM client").scalar_one())
    return Contents(stored_version(connection), clients, rows(operation), rows(audit))
