"""What the store keeps about itself: operations and their row images, the audit chain, drafts."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from crmdesk.store.keeping import DIARY
from crmdesk.store.schema import Key, id_column, metadata

#: Facts about the file: schema owner, profile (securities | bank), data date, audit head.
meta = Table(
    "meta", metadata, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False), info=DIARY
)

#: One row per operation of the user: one intention, one transaction, one undo step.
operation = Table(
    "operation",
    metadata,
    id_column(),
    Column("session", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("label_zh", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("is_batch", Boolean, nullable=False),
    Column("is_undone", Boolean, nullable=False),
    Column("is_dropped", Boolean, nullable=False, default=False),  # undone, then something else was done: gone for redo
    Index("ix_operation_session", "session", "id"),
    info=DIARY,
)

#: Row images of an operation, in the order of the changes. ``before`` null = added, ``after`` null = removed.
operation_row = Table(
    "operation_row",
    metadata,
    id_column(),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False, index=True),
    Column("table_name", String(60), nullable=False),
    Column("row_key", Key, nullable=False),
    Column("client_id", Key),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Index("ix_operation_row_client", "client_id", "id"),
    info=DIARY,
)

#: Clients whose facts are not what their movements and balances say; see ``stale``. They may be gone by now.
stale_client = Table(
    "stale_client", metadata, Column("client_id", Key, primary_key=True, autoincrement=False), info=DIARY
)

#: The hash chain: each digest covers the one before it, so an edit, a gap or a new order shows.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("event", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    info=DIARY,
)

#: Text typed but not saved yet, so that a crash loses at most ten seconds of it.
draft = Table(
    "draft",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    Column("content", JSON, nullable=False),
    info=DIARY,
)
