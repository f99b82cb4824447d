"""Backups: made from the open store, verified when written, restored without ever overwriting anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store import faults, files, keys
from crmdesk.store.backup_file import Card, Told, copy_pages, read_card, require_pages, seal
from crmdesk.store.checks import Contents, require_whole
from crmdesk.store.engines import copy_cipher
from crmdesk.store.open_files import is_open_elsewhere, is_open_here
from crmdesk.store.opening import unlock
from crmdesk.store.store import Store

LAST_BACKUP = "last_backup"


@dataclass(frozen=True)
class BackupReport:
    path: Path
    made_at: str
    size: int
    clients: int


@dataclass(frozen=True)
class VerifyReport:
    """What a whole file holds; ``kind`` is ``store`` or ``backup``, ``made_at`` the moment of a backup."""

    path: str
    kind: str
    version: str
    clients: int
    operations: int
    audit_entries: int
    made_at: str | None = None


def backup_store(store: Store, target: Path, progress: Progress | None = None) -> BackupReport:
    """Write one verified, encrypted file; the store stays usable meanwhile.

    A backup that is there under the same name is replaced only by a verified one; any other file is left alone.
    """
    progress = progress or Progress()
    if store.path is None:
        raise CrmError(tr("A shared store is backed up on its server."))
    _require_target(target, store.path)
    part = files.beside(target, ".part")
    made_at = dates.now().isoformat(timespec="seconds")
    try:
        with faults.in_plain_words():
            files.remove_parts(part)
            contents = _write(store, part, made_at, progress)
            files.move_into_place(part, target)
    finally:
        files.remove_parts(part)
    store.set_meta(LAST_BACKUP, made_at)
    store.audit("backup", made_at=made_at, clients=contents.clients)
    return BackupReport(target, made_at, target.stat().st_size, contents.clients)


def _require_target(target: Path, store_path: Path) -> None:
    if not target.parent.is_dir():
        raise CrmError(tr("The folder {path} does not exist.", path=target.parent))
    if target.resolve() in (store_path.resolve(), keys.keys_path(store_path).resolve()):
        raise CrmError(tr("{path} is the store itself. Choose another name for the backup.", path=target))
    if target.exists() and not (target.is_file() and files.is_backup(target)):
        raise CrmError(tr("{path} is there already and is not a backup. Choose another name.", path=target))


def _write(store: Store, part: Path, made_at: str, progress: Progress) -> Contents:
    assert store.path is not None
    slots = keys.read_slots(keys.keys_path(store.path))
    with store.read() as connection:
        # The transaction keeps what the copy sees as it is now, so writers cannot make it start over.
        connection.exec_driver_sql("SELECT count(*) FROM meta").scalar_one()
        driver: Any = connection.connection.driver_connection
        copy_cipher(driver, part, store.key, progress=_copied(progress))
    seal(part, store.key, slots, made_at=made_at, told=_read(progress))
    read_card(part)
    # Reads and authenticates every page in use, after the digest of all bytes was taken.
    return require_whole(part, store.key, has_pages_only=False)


def _copied(progress: Progress) -> Told:
    return lambda remaining, total: progress.at(total - remaining, total, tr("Copying"))


def _read(progress: Progress) -> Told:
    return lambda done, total: progress.at(done, total, tr("Checking"))


def verify_file(path: Path, passphrase: str, progress: Progress | None = None) -> VerifyReport:
    """Check a store or a backup to the last bit. Raises ``CrmError`` naming the first fault; changes nothing.

    For a store that this program has open use ``verify_store``.
    """
    if not path.is_file():
        raise CrmError(tr("There is no file {path}.", path=path))
    if not files.is_backup(path):
        with faults.in_plain_words():
            contents = require_whole(path, unlock(path, passphrase))
        return _report(path, "store", contents)
    _key, card, contents = _whole_backup(path, passphrase, progress or Progress())
    return _report(path, "backup", contents, made_at=card.made_at)


def verify_store(store: Store) -> VerifyReport:
    """Check the open store: every page, every reference, the audit chain. Raises ``CrmError`` at a fault."""
    if store.path is None:
        raise CrmError(tr("A shared store is checked on its server."))
    with faults.in_plain_words():
        return _report(store.path, "store", require_whole(store.path, store.key))


def _report(path: Path, kind: str, contents: Contents, *, made_at: str | None = None) -> VerifyReport:
    c = contents
    return VerifyReport(str(path), kind, c.version, c.clients, c.operations, c.audit_entries, made_at)


def _whole_backup(path: Path, passphrase: str, progress: Progress) -> tuple[keys.DataKey, Card, Contents]:
    card = read_card(path)
    key = keys.unwrap(card.slots, passphrase)
    with faults.in_plain_words():
        require_pages(path, card, key, _read(progress))
        return key, card, require_whole(path, key, has_pages_only=False)


def restore_backup(source: Path, target: Path, passphrase: str, progress: Progress | None = None) -> Path | None:
    """Make a store from a backup. What stands at ``target`` is kept aside, never overwritten.

    Returns where the former store is kept, or None when there was none. Raises ``CrmError`` and changes nothing
    when the backup is damaged or the passphrase wrong.
    """
    if not source.is_file():
        raise CrmError(tr("There is no file {path}.", path=source))
    if not target.parent.is_dir():
        raise CrmError(tr("The folder {path} does not exist.", path=target.parent))
    if is_open_here(target) or is_open_elsewhere(target):
        raise CrmError(tr("The store is open. Close it before a backup is restored in its place."))
    key, card, _contents = _whole_backup(source, passphrase, progress or Progress())
    part = files.beside(target, ".restore")
    try:
        with faults.in_plain_words():
            files.remove_parts(part)
            copy_pages(source, card, part)
            require_whole(part, key)
            kept = set_aside(target)
            keys.write_slots(keys.keys_path(target), card.slots)
            files.move_into_place(part, target)
    finally:
        files.remove_parts(part)
    return kept


def set_aside(path: Path) -> Path | None:
    """Rename a store and all that belongs to it to ``….damaged-<time>``; None when there is nothing to keep."""
    suffixes = [suffix for suffix in ("", ".keys", "-wal", "-shm") if files.beside(path, suffix).exists()]
    if not suffixes:
        return None
    kept = files.free_name(files.beside(path, ".damaged-" + files.time_mark()))
    for suffix in reversed(suffixes):
        files.beside(path, suffix).replace(files.beside(kept, suffix))
    return kept
