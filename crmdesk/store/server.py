"""A shared store on PostgreSQL: the same tables and migrations, without a file of our own.

The server keeps who may connect; the audit chain is keyed by a secret in ``meta``, so here it shows accidents and
edits past the program, not the acts of a database owner.
"""

from __future__ import annotations

from sqlalchemy import Engine, inspect

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store import faults, keys
from crmdesk.store.checks import stored_version
from crmdesk.store.engines import server_engine
from crmdesk.store.meta import read_meta
from crmdesk.store.migrations import RELEASED
from crmdesk.store.opening import fill_empty, require_profile, user_name
from crmdesk.store.store import Store

_SECRET = "audit_secret"  # noqa: S105  (the name of the row, not what is in it)


def create_server(url: str, *, profile: str = "securities", actor: str = "") -> Store:
    """Make the tables in an empty database. Raises ``CrmError`` when it holds tables already or cannot be reached."""
    require_profile(profile)
    engine = server_engine(url)
    key, actor = keys.new_data_key(), actor or user_name()
    try:
        with faults.in_plain_words():
            _require_empty(engine)
            fill_empty(engine, key, profile=profile, actor=actor, facts={_SECRET: key.key})
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, key=key, actor=actor)


def _require_empty(engine: Engine) -> None:
    if inspect(engine).get_table_names():
        raise CrmError(tr("The database is not empty. Choose an empty one."))


def open_server(url: str, *, actor: str = "") -> Store:
    """Open a shared store of this program's version. Raises ``CrmError`` otherwise."""
    engine = server_engine(url)
    try:
        with faults.in_plain_words():
            key = _key_of_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, key=key, actor=actor or user_name())


def _key_of_current(engine: Engine) -> keys.DataKey:
    if "alembic_version" not in inspect(engine).get_table_names():
        raise CrmError(tr("This database holds no CRM Desk store."))
    with engine.connect() as connection:
        version = stored_version(connection)
        if version != RELEASED.head:
            raise CrmError(
                tr(
                    "The shared store is of version {version}, this program works with version {own}.",
                    version=version,
                    own=RELEASED.head,
                )
            )
        return keys.DataKey(read_meta(connection, _SECRET) or "", "")
