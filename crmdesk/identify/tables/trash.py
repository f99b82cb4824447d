"""What lies in the trash: one row per client that left the tables; its own rows are the images of that operation."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, DateTime, ForeignKey, String, Table, Text

from crmdesk.store.keeping import CONTENT, DIARY
from crmdesk.store.schema import Key, id_column, metadata

trash = Table(
    "trash",
    metadata,
    id_column(),
    Column("client_id", Key, nullable=False, unique=True),  # no longer, or not yet again, a row of client
    Column("client_no", String(40), nullable=False, index=True),
    Column("name", String(256), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False, info=DIARY),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("can_erase_on", Date),  # null: the relationship has not ended
    Column("hold", String(8), nullable=False),  # "" none | open: relationship not ended | kept: records to be kept
    Column("frozen_at", DateTime(timezone=True)),  # nobody works with it any more until it is erased
    Column("frozen_by", String(60)),
    Column("frozen_reason", Text),
    # Rows and references that belong to two clients, to be brought back with this one; shape: identify/trash.
    Column("shared", JSON, nullable=False),
    info=CONTENT,
)
