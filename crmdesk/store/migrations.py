"""Versions of the store's tables, as Alembic migrations run inside one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from crmdesk import __version__
from crmdesk.store.meta import write_meta
from crmdesk.store.numbering import numbered_on
from crmdesk.store.search import create_search, renew_triggers


@dataclass(frozen=True)
class Versions:
    """A folder of migrations and the newest of them; ``head`` stands here so that opening does not need Alembic."""

    folder: Path
    head: str


#: What this program knows; a test holds ``head`` equal to the newest file of the folder.
RELEASED = Versions(Path(__file__).parent / "versions", "0003")


def upgrade(connection: Connection, versions: Versions = RELEASED) -> None:
    """Run every missing migration up to ``versions.head`` inside the caller's transaction."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(versions.folder), version_locations=[str(versions.folder)])

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs(versions.head, revision)

    context = MigrationContext.configure(connection, opts={"fn": steps, "transaction_per_migration": False})
    is_new = not context.get_current_heads()
    with Operations.context(context), numbered_on(connection):
        context.run_migrations()
    if is_new:
        create_search(connection)
    else:
        renew_triggers(connection)
    write_meta(connection, "program", __version__)
