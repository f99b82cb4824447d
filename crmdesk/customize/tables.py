"""Service plans: an editable draft, then an approved version that nobody can change."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, DateTime, ForeignKey, Index, SmallInteger, String, Table, UniqueConstraint

from crmdesk.store.keeping import CONTENT, kept
from crmdesk.store.schema import Key, id_column, metadata

plan = Table(
    "plan",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("plan_no", String(20), nullable=False),  # SP-2026-000123
    Column("major", SmallInteger, nullable=False),
    Column("minor", SmallInteger, nullable=False),
    Column("form", String(6), nullable=False),  # full | short
    Column("status", String(10), nullable=False),  # draft | approved | superseded
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("data_date", Date, nullable=False),
    Column("author", String(60), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("approved_by", String(60)),
    Column("approved_at", DateTime(timezone=True)),
    Column("digest", String(64)),  # SHA-256 of the approved content
    Column("content", JSON, nullable=False),  # what the manager edited: the shape is customize/plans.py
    UniqueConstraint("plan_no", "major", "minor"),
    # Whatever the list of plans filters and sorts by: a row holds the whole content and is long.
    Index("ix_plan_list", "created_at", "status", "period_to", "client_id", "plan_no", "major", "minor"),
    info=CONTENT | kept(since="period_to", among={"status": ("approved", "superseded")}),
)
