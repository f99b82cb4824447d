"""Making and opening stores."""

from __future__ import annotations

import getpass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store import keys
from crmdesk.store.engines import cipher_engine
from crmdesk.store.meta import write_meta
from crmdesk.store.migrations import HEAD, current_version, upgrade
from crmdesk.store.store import Store

PROFILES = ("securities", "bank")


def user_name() -> str:
    """Who is signed in to this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "user"


def create_store(path: Path, passphrase: str, *, profile: str = "securities", actor: str = "") -> Store:
    """A new, empty, encrypted store. Raises ``CrmError`` when a file is there or the passphrase is empty."""
    if path.exists():
        raise CrmError(tr("{path} is there already. Choose another name.", path=path))
    if not passphrase:
        raise CrmError(tr("The passphrase is empty."), field="passphrase")
    if profile not in PROFILES:
        raise CrmError(tr("Unknown profile {profile}: securities or bank.", profile=profile))
    if not path.parent.is_dir():
        raise CrmError(tr("The folder {path} does not exist.", path=path.parent))
    data_key = keys.new_data_key()
    keys.write_slots(keys.keys_path(path), [keys.wrap(data_key, passphrase)])
    engine = cipher_engine(path, data_key)
    with engine.connect() as connection, connection.begin():
        upgrade(connection)
        write_meta(connection, "profile", profile)
    return Store(engine, secret=bytes.fromhex(data_key.key), actor=actor or user_name(), path=path)


def open_store(path: Path, passphrase: str, *, actor: str = "") -> Store:
    """Open a store. Raises ``CrmError`` for a missing or damaged file, a wrong passphrase or a newer version."""
    if not path.is_file():
        raise CrmError(tr("There is no store at {path}.", path=path))
    data_key = keys.unwrap(keys.read_slots(keys.keys_path(path)), passphrase)
    engine = cipher_engine(path, data_key)
    store = Store(engine, secret=bytes.fromhex(data_key.key), actor=actor or user_name(), path=path)
    try:
        with store.read() as connection:
            _check_version(connection)
    except (CrmError, DBAPIError):
        store.close()
        raise
    return store


def _check_version(connection: Connection) -> None:
    version = current_version(connection)
    if version > HEAD:
        raise CrmError(
            tr("This store was made by a newer CRM Desk (version {version}). Update the program.", version=version)
        )
