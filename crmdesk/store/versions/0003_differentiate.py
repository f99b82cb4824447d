"""What version 0003 added. Generated from the declared tables by tests/make_migration.py."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass
