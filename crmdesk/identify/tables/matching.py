"""Tables of matching: scans, the pairs they found and what was decided, the keys by which the next scan compares."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from crmdesk.store.keeping import CONTENT, DERIVED, DIARY, rows_where
from crmdesk.store.schema import Key, id_column, metadata

#: One row per kind of client and scan.
match_scan = Table(
    "match_scan",
    metadata,
    id_column(),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("is_full", Boolean, nullable=False),
    Column("clients", Integer, nullable=False),  # that were compared with the others
    Column("compared", Integer, nullable=False),  # pairs
    Column("last_client_id", Key, nullable=False),  # clients above it came later
    Column("last_operation_id", Key, nullable=False),  # changes above it came later
    Column("last_audit_seq", Integer, nullable=False),  # undone and redone above it came later
    Column("version", String(16), nullable=False),  # of the comparisons; a model of another version is not used
    Column("model", Text, nullable=False),  # m, u, prior, frequencies as JSON
    info=DIARY,
)

#: Pairs of clients that may be one. A client that leaves (merged, in the trash) keeps its rows: what was decided about
#: it holds when it comes back. That is why the ids are no foreign keys; reads join the clients that are there.
match_pair = Table(
    "match_pair",
    metadata,
    id_column(),
    Column("kind", String(12), nullable=False),
    Column("a", Key, nullable=False),  # client ids, a < b
    Column("b", Key, nullable=False),
    Column("probability", Float, nullable=False, info=DERIVED),
    Column("weight", Float, nullable=False, info=DERIVED),  # bits
    Column("levels", String(40), nullable=False, info=DERIVED),  # one digit per comparison, 0 = missing
    Column("has_conflict", Boolean, nullable=False, info=DERIVED),  # an identifying field has two values
    Column("is_safe", Boolean, nullable=False, info=DERIVED),  # none has, and one besides the name agrees
    Column("status", String(10), nullable=False),  # open | later | different | same
    Column("decided_by", String(60)),
    Column("decided_at", DateTime(timezone=True)),
    Column("scan_id", Key, nullable=False, info=DIARY),  # the scan that saw it last
    UniqueConstraint("a", "b"),
    Index("ix_match_pair_b", "b"),
    Index("ix_match_pair_status", "status", "probability", "id"),
    info=CONTENT | rows_where("status", "different", "later"),
)

#: The blocking keys of clients as they were scanned, many clients to a row: compressed columns of numbers.
match_keys = Table(
    "match_keys",
    metadata,
    id_column(),
    Column("kind", String(12), nullable=False, index=True),
    Column("version", String(16), nullable=False),
    Column("layout", Text, nullable=False),  # keys and how many columns each has, as JSON
    Column("clients", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    info=DIARY,
)
