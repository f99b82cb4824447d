"""Write the first migration from the declared tables (before the first release only).

Usage: python -m tests.make_baseline
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import crmdesk
from crmdesk.store.schema import metadata

HEADER = '''"""The first version of the store. Generated from the declared tables by tests/make_baseline.py."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
'''


def load_tables() -> None:
    for module in pkgutil.walk_packages(crmdesk.__path__, "crmdesk."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)


def main() -> None:
    load_tables()
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
        script = produce_migrations(context, metadata)
        body = render_python_code(script.upgrade_ops, migration_context=context)
    target = Path(crmdesk.__path__[0]) / "store" / "versions" / "0001_baseline.py"
    target.write_text(HEADER + "    " + body.strip() + "\n", "utf-8")
    print(target, len(metadata.tables), "tables")


if __name__ == "__main__":
    main()
