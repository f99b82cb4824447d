"""Which clients were merged into which. What moved stands in the row images of the operation that merged them."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Float, ForeignKey, String, Table

from crmdesk.store.keeping import DIARY
from crmdesk.store.schema import Key, id_column, metadata

merge = Table(
    "merge",
    metadata,
    id_column(),
    Column("keep_id", Key, nullable=False, index=True),  # the client it was merged into; later merged itself, perhaps
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("rule", String(20), nullable=False),  # manual | safe
    Column("probability", Float),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False),  # whose images tell what moved
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_by", String(60)),
    info=DIARY,
)

#: The clients that went. ``client_id`` is the client that holds the dropped one now: it moves on with later merges,
#: so that an old number finds its client in one step, and is null once the two are apart again.
merge_client = Table(
    "merge_client",
    metadata,
    id_column(),
    Column("merge_id", Key, ForeignKey("merge.id"), nullable=False, index=True),
    Column("client_id", Key, ForeignKey("client.id"), index=True),
    Column("dropped_id", Key, nullable=False, index=True),
    Column("client_no", String(40), nullable=False, index=True),
    Column("name", String(256), nullable=False),
    info=DIARY,
)
