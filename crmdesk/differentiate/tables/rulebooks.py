"""The rules of the house through time: every version that was drafted, approved or withdrawn, with its whole text."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, String, Table, Text, UniqueConstraint

from crmdesk.store.keeping import CONTENT
from crmdesk.store.schema import Key, id_column, metadata

#: ``document`` never changes once a version is approved; of a signed one it is the very text that was signed.
rulebook_version = Table(
    "rulebook_version",
    metadata,
    id_column(),
    Column("name", String(40), nullable=False),
    Column("version", String(40), nullable=False),
    Column("status", String(12), nullable=False, index=True),  # shipped | draft | approved | withdrawn
    Column("document", Text, nullable=False),  # TOML
    Column("effective_from", Date),  # the first of a month; empty while a draft
    Column("withdrawn_from", Date),  # from this first of a month on it holds no more
    Column("locked", Text, nullable=False, default=""),  # paths head office locked, one a line
    Column("signer", String(120)),
    Column("fingerprint", String(64)),  # of the key that signed
    Column("signature", String(128)),
    Column("note", Text, nullable=False, default=""),
    Column("created_by", String(60), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", String(60)),
    Column("approved_at", DateTime(timezone=True)),
    Column("reason", Text, nullable=False, default=""),  # why it was approved although much moves
    Column("replaces_id", Key, ForeignKey("rulebook_version.id")),  # what was in force when it was approved
    Column("withdrawn_by", String(60)),
    Column("withdrawn_at", DateTime(timezone=True)),
    UniqueConstraint("name", "version"),  # a run names its rules by the two
    info=CONTENT,
)
