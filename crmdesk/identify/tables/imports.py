"""Tables of what was imported, file by file, and of what it takes to take an import back."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from crmdesk.store.keeping import CONTENT, DIARY
from crmdesk.store.schema import Cents, Key, id_column, metadata

import_batch = Table(
    "import_batch",
    metadata,
    id_column(),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("taken_back_at", DateTime(timezone=True)),
    Column("taken_back_by", String(60)),
    Column("taken_back_operation_id", Key, ForeignKey("operation.id")),
    info=DIARY,
)

import_file = Table(
    "import_file",
    metadata,
    id_column(),
    Column("batch_id", Key, ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("name", String(260), nullable=False),
    Column("sheet", String(120)),
    Column("sha256", String(64), nullable=False, index=True),
    Column("recipe", String(60), nullable=False),
    Column("source", String(60)),
    Column("trust", SmallInteger),  # of the source as a whole, when the file came
    Column("kind", String(16), nullable=False),
    Column("data_date", Date),
    Column("rows_read", Integer, nullable=False),
    Column("rows_created", Integer, nullable=False),
    Column("rows_updated", Integer, nullable=False),
    Column("rows_unchanged", Integer, nullable=False),
    Column("rows_rejected", Integer, nullable=False),
    info=DIARY,
)

#: The rows that an import added to a table numbered by one key: it was the only writer, so nobody else's lie between.
#: Of balances, which have no number, only how many there were.
batch_range = Table(
    "batch_range",
    metadata,
    Column("operation_id", Key, ForeignKey("operation.id"), primary_key=True),
    Column("table_name", String(60), primary_key=True),
    Column("first", Key, nullable=False),
    Column("last", Key, nullable=False),
    Column("rows", Integer, nullable=False),
    sqlite_with_rowid=False,
    info=DIARY,
)

#: Balances as they stood before an import replaced them; those it added carry its ``operation_id``.
balance_before = Table(
    "balance_before",
    metadata,
    Column("operation_id", Key, ForeignKey("operation.id"), primary_key=True),
    Column("account_id", Key, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("asset_class", String(16), primary_key=True),
    Column("client_id", Key, nullable=False),
    Column("amount", Cents, nullable=False),
    Column("avg_amount", Cents),
    Column("was_operation_id", Key, nullable=False, index=True),
    sqlite_with_rowid=False,
    info=DIARY,
)

#: Values that an import brought and that the record did not take, to be worked through. Values as JSON.
import_conflict = Table(
    "import_conflict",
    metadata,
    id_column(),
    Column("batch_id", Key, ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("file_id", Key, ForeignKey("import_file.id"), nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False),
    Column("field", String(40), nullable=False),
    Column("old", Text),
    Column("new", Text, nullable=False),
    Column("old_source", String(60), nullable=False),
    Column("old_trust", SmallInteger),  # null: a person typed or verified it
    Column("old_date", Date),
    Column("source", String(60), nullable=False),
    Column("source_key", String(60)),  # the client's number in that source
    Column("trust", SmallInteger, nullable=False),
    Column("data_date", Date, nullable=False),
    Column("resolved_at", DateTime(timezone=True)),
    Column("resolution", String(8)),  # taken | kept
    Index("ix_import_conflict_client", "client_id", "field"),
    info=CONTENT,
)

#: How far a source is trusted, as the user set it; ``field`` "" for all its fields.
source_trust = Table(
    "source_trust",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("value", SmallInteger, nullable=False),
    info=CONTENT,
)
