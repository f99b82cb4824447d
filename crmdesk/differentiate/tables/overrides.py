"""Tiers and stages that a person set against the rules: with a reason, an approver and an end."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from crmdesk.store.keeping import CONTENT
from crmdesk.store.schema import Key, id_column, metadata


def _override(name: str) -> Table:
    return Table(
        name,
        metadata,
        id_column(),
        Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
        Column("code", String(12), nullable=False),  # code list tier or stage
        Column("reason", Text, nullable=False),
        Column("approver", String(60), nullable=False),
        Column("set_on", Date, nullable=False),  # the first day
        Column("expires_on", Date, nullable=False),  # the last day
        Column("withdrawn_on", Date),  # from this day on it holds no more
        Column("created_by", String(60), nullable=False),
        # What holds on a day is asked for every month of a run.
        Index(None, "expires_on", "set_on", "client_id"),
        info=CONTENT,
    )


tier_override = _override("tier_override")
stage_override = _override("stage_override")

#: By what they set.
OVERRIDES = {"tier": tier_override, "stage": stage_override}
