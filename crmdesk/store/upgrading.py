"""Bringing an older store up to date: on a verified copy, swapped in only when it is whole."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store import faults, files
from crmdesk.store.audit import AuditChain
from crmdesk.store.checks import Contents, require_whole
from crmdesk.store.engines import cipher_engine, connect_cipher
from crmdesk.store.keys import DataKey
from crmdesk.store.migrations import Versions, upgrade


def upgrade_file(path: Path, key: DataKey, *, versions: Versions, actor: str) -> Path:
    """Upgrade a closed store; returns where the old file is kept. A failure leaves the old one in place."""
    part = files.beside(path, ".upgrade")
    with faults.in_plain_words():
        files.remove_parts(part)
        _fold_journal(path, key)
        before = path.stat()
        shutil.copyfile(path, part)
        try:
            old = require_whole(part, key)
            _migrate(part, key, versions=versions, actor=actor, old=old)
            _require_same_clients(old, require_whole(part, key))
            if path.stat().st_mtime_ns != before.st_mtime_ns or files.beside(path, "-wal").exists():
                raise CrmError(tr("The store was changed by another program during the upgrade. Try again."))
            return _swap(part, path, old.version)
        finally:
            files.remove_parts(part)


def _fold_journal(path: Path, key: DataKey) -> None:
    """Everything committed into the file itself, and the journal gone: now the file alone is the store."""
    with closing(connect_cipher(path, key)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if files.beside(path, "-wal").exists():
        raise CrmError(tr("The store is open in another program. Close it there, then open it here again."))


def _migrate(part: Path, key: DataKey, *, versions: Versions, actor: str, old: Contents) -> None:
    engine = cipher_engine(part, key, foreign_keys=False)
    try:
        with engine.connect() as connection:
            connection.execution_options(begin="IMMEDIATE")
            with connection.begin():
                upgrade(connection, versions)
                _record(connection, key, actor=actor, detail={"from": old.version, "to": versions.head})
    finally:
        engine.dispose()


def _record(connection: Connection, key: DataKey, *, actor: str, detail: dict[str, str]) -> None:
    AuditChain(key.secret).append(connection, actor=actor, event="upgrade", detail=detail)


def _require_same_clients(old: Contents, new: Contents) -> None:
    if (old.clients, old.operations) != (new.clients, new.operations):
        raise CrmError(tr("The upgrade would have lost clients. The store is unchanged; report this fault."))


def _swap(part: Path, path: Path, version: str) -> Path:
    """The old file gets a second name before the new one takes its own: at no moment is there no store."""
    kept = files.free_name(files.beside(path, f".before-{version}"))
    try:
        os.link(path, kept)
    except OSError:
        shutil.copyfile(path, kept)
        files.sync(kept)
    files.move_into_place(part, path)
    return kept
