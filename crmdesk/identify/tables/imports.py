"""Tables of what was imported, file by file."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, String, Table

from crmdesk.store.schema import Key, id_column, metadata

import_batch = Table(
    "import_batch",
    metadata,
    id_column(),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
)

import_file = Table(
    "import_file",
    metadata,
    id_column(),
    Column("batch_id", Key, ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("name", String(260), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("recipe", String(60), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("data_date", Date),
    Column("rows_read", Integer, nullable=False),
    Column("rows_created", Integer, nullable=False),
    Column("rows_updated", Integer, nullable=False),
    Column("rows_unchanged", Integer, nullable=False),
    Column("rows_rejected", Integer, nullable=False),
)
