"""Making and opening stores."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Engine

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store import faults, files, keys, selftest
from crmdesk.store.audit import AuditChain
from crmdesk.store.checks import readable_version
from crmdesk.store.engines import cipher_engine
from crmdesk.store.meta import write_meta
from crmdesk.store.migrations import RELEASED, Versions, upgrade
from crmdesk.store.store import Store
from crmdesk.store.upgrading import upgrade_file

PROFILES = ("securities", "bank")


def user_name() -> str:
    """Who is signed in to this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "user"


def create_store(path: Path, passphrase: str, *, profile: str = "securities", actor: str = "") -> Store:
    """A new, empty, encrypted store, whole or not at all.

    Raises ``CrmError`` when a file is there already or the passphrase is empty.
    """
    selftest.require_sound()
    _require_free(path)
    if not passphrase:
        raise CrmError(tr("The passphrase is empty."), field="passphrase")
    require_profile(profile)
    data_key = keys.new_data_key()
    part = files.beside(path, ".new")
    try:
        with faults.in_plain_words():
            files.remove_parts(part)
            _write_empty(part, data_key, profile=profile, actor=actor or user_name())
            _put_in_place(part, path, [keys.wrap(data_key, passphrase)])
    finally:
        files.remove_parts(part)
    return _opened(path, data_key, actor)


def require_profile(profile: str) -> None:
    if profile not in PROFILES:
        raise CrmError(tr("Unknown profile {profile}: securities or bank.", profile=profile))


def _require_free(path: Path) -> None:
    if path.exists():
        raise CrmError(tr("{path} is there already. Choose another name.", path=path))
    if not path.parent.is_dir():
        raise CrmError(tr("The folder {path} does not exist.", path=path.parent))


def _write_empty(part: Path, data_key: keys.DataKey, *, profile: str, actor: str) -> None:
    engine = cipher_engine(part, data_key)
    try:
        fill_empty(engine, data_key, profile=profile, actor=actor)
    finally:
        engine.dispose()


def _put_in_place(part: Path, path: Path, slots: list[keys.Slot]) -> None:
    """The keys first: a store without keys would be lost, keys without a store do no harm."""
    target = keys.keys_path(path)
    if target.exists():
        # Their store may only have been moved away.
        target.replace(files.free_name(files.beside(target, ".before-" + files.time_mark())))
    keys.write_slots(target, slots)
    try:
        files.move_into_place(part, path)
    except OSError:
        target.unlink()
        raise


def fill_empty(
    engine: Engine, data_key: keys.DataKey, *, profile: str, actor: str, facts: Mapping[str, str] | None = None
) -> None:
    """Tables, profile, further facts for ``meta`` and the first audit entry, in one transaction."""
    with engine.connect() as connection:
        connection.execution_options(begin="IMMEDIATE")
        with connection.begin():
            upgrade(connection)
            for name, value in {"profile": profile, **(facts or {})}.items():
                write_meta(connection, name, value)
            AuditChain(data_key.secret).append(connection, actor=actor, event="create", detail={"profile": profile})


def open_store(path: Path, passphrase: str, *, actor: str = "", versions: Versions = RELEASED) -> Store:
    """Open a store; one of an older version is first upgraded on a verified copy.

    Raises ``CrmError`` for a missing or damaged file, a wrong passphrase or a newer version, and then leaves
    every file as it was.
    """
    selftest.require_sound()
    data_key = unlock(path, passphrase)
    if readable_version(path, data_key, head=versions.head) < versions.head:
        upgrade_file(path, data_key, versions=versions, actor=actor or user_name())
    return _opened(path, data_key, actor)


def unlock(path: Path, passphrase: str) -> keys.DataKey:
    """The data key of a store file. Raises ``CrmError`` when the file is none or the passphrase is wrong."""
    files.require_store_file(path)
    data_key = keys.unwrap(keys.read_slots(keys.keys_path(path)), passphrase)
    files.require_own_salt(path, data_key.salt)
    return data_key


def _opened(path: Path, data_key: keys.DataKey, actor: str) -> Store:
    return Store(cipher_engine(path, data_key), key=data_key, actor=actor or user_name(), path=path)
