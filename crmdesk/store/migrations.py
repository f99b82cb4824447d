"""Versions of the store: made new, or brought up to date on a verified copy that is then swapped in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.resources import resource_path
from crmdesk.store.search import create_search

#: The newest version this program knows; a test holds it equal to the newest migration.
HEAD = "0001"


def _script() -> Any:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(resource_path().parent / "crmdesk" / "store" / "versions"))
    config.set_main_option("version_locations", str(resource_path().parent / "crmdesk" / "store" / "versions"))
    return ScriptDirectory.from_config(config)


def upgrade(connection: Connection) -> None:
    """Run every missing migration inside the caller's transaction."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    script = _script()

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("head", revision)

    context = MigrationContext.configure(connection, opts={"fn": steps, "transaction_per_migration": False})
    fresh = not context.get_current_heads()
    with Operations.context(context):
        context.run_migrations()
    if fresh:
        create_search(connection)


def current_version(connection: Connection) -> str:
    """The version of the store; one plain SELECT, so that opening does not need Alembic."""
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").one_or_none()
    if row is None:
        raise CrmError(tr("This file holds no CRM Desk store."))
    return str(row[0])
