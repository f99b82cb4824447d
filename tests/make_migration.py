"""Write the newest migration: what the declared tables have that a store of the version before it has not.

Usage: python -m tests.make_migration

The same tables give the same file. Versions that were released (all but the newest) are frozen.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateTableOp
from sqlalchemy import Connection, create_engine

from crmdesk.store.migrations import RELEASED, Versions, upgrade
from crmdesk.store.schema import load_tables, metadata
from crmdesk.store.search import is_search_table

NAMES = {"0003": "differentiate"}
HEADER = '''"""What version {version} added. Generated from the declared tables by tests/make_migration.py."""

import sqlalchemy as sa
from alembic import op

revision = "{version}"
down_revision = "{before}"


def upgrade() -> None:
'''


def context_of(connection: Connection) -> MigrationContext:
    """A comparison of a store with the declared tables, types included."""
    own = {
        "compare_type": True,
        "include_object": lambda _o, name, *_: not is_search_table(name),
        "render_as_batch": True,
    }
    return MigrationContext.configure(connection, opts={**own, "target_metadata": metadata})


def script(version: str) -> str:
    """The text of the migration from the version before. The one that is there is not even read: it may be broken."""
    before = f"{int(version) - 1:04d}"
    with TemporaryDirectory() as folder, create_engine("sqlite://").connect() as connection:
        for file in RELEASED.folder.glob("[0-9]*.py"):
            if file.name[:4] <= before:
                shutil.copy(file, folder)
        upgrade(connection, Versions(Path(folder), before))
        context = context_of(connection)
        operations = produce_migrations(context, metadata).upgrade_ops
        assert operations is not None
        for one in operations.ops:
            if isinstance(one, CreateTableOp):
                one.info = {}  # what the program knows of a table, and no part of the store
        body = render_python_code(operations, render_as_batch=True, migration_context=context)
    lines = [line.rstrip() for line in body.splitlines() if not line.strip().startswith("# ###")]
    return HEADER.format(version=version, before=before) + "    " + "\n".join(lines).strip() + "\n"


def main() -> None:
    load_tables()
    target = RELEASED.folder / f"{RELEASED.head}_{NAMES[RELEASED.head]}.py"
    target.write_text(script(RELEASED.head), "utf-8")
    print(target, len(metadata.tables), "tables")


if __name__ == "__main__":
    main()
