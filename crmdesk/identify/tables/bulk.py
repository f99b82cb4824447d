"""Changes of more clients than one undo step holds: what was done, so that it can be taken back."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, Text

from crmdesk.store.keeping import DIARY
from crmdesk.store.schema import Key, id_column, metadata

#: The images of the rows are those of the operation.
bulk_change = Table(
    "bulk_change",
    metadata,
    id_column(),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("field", String(40), nullable=False),
    Column("value", Text, nullable=False),  # as it is shown
    Column("clients", Integer, nullable=False),
    Column("taken_back_at", DateTime(timezone=True)),
    info=DIARY,
)
