"""Contacts, follow-ups, needs and how needs changed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, SmallInteger, String, Table, Text

from crmdesk.store.keeping import CONTENT, kept
from crmdesk.store.schema import Cents, Key, id_column, metadata

#: The contact log (§5.1 of the domain): append-only, a correction is a row that names the corrected one.
contact = Table(
    "contact",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("minutes", SmallInteger),
    Column("direction", String(2), nullable=False),  # OB | IB
    Column("channel", String(2), nullable=False),  # code list contact_channel
    Column("outcome", String(2), nullable=False),  # code list contact_outcome
    Column("number", String(40)),  # the number that was called, where it is not the client's main one
    Column("purpose", String(40), nullable=False, default=""),  # codes of contact_purpose, comma separated
    Column("note", Text, nullable=False, default=""),
    Column("mood", SmallInteger),
    Column("csat", SmallInteger),
    Column("nps", SmallInteger),  # 0–10: would the client recommend us
    Column("corrects_id", Key, ForeignKey("contact.id"), index=True),
    Column("evidence", String(120), nullable=False, default=""),  # number of the recording, letter, photo
    Column("quality", SmallInteger),  # 0–100, see contacts.quality
    Column("source", String(60), nullable=False, default=""),
    Column("source_key", String(60)),  # the client's number in that source
    Column("ref", String(80)),
    Column("created_by", String(60), nullable=False),
    Index("ix_contact_client_at", "client_id", "at"),
    # The log lists and filters from this index alone: a row holds a note, and is many times as long.
    Index("ix_contact_at", "at", "client_id", "outcome"),
    info=CONTENT | kept(since="at", is_business=False),
)

follow_up = Table(
    "follow_up",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False),
    Column("contact_id", Key, ForeignKey("contact.id"), index=True),  # the contact it came from
    Column("answered_by_id", Key, ForeignKey("contact.id"), index=True),  # the contact that did it
    Column("kind", String(16), nullable=False),  # code list follow_up_kind
    Column("title", String(200), nullable=False),
    Column("reason", String(40), nullable=False, default=""),  # the rule that made it: outcome:20, need:12
    Column("due_on", Date, nullable=False),
    Column("due_time", String(5)),  # 15:30 where a time was agreed
    Column("channel", String(2)),
    Column("attempt", SmallInteger, nullable=False, default=1),
    Column("owner", String(60), nullable=False, default=""),
    Column("status", String(10), nullable=False),  # open | done | cancelled
    Column("done_at", DateTime(timezone=True)),
    Index("ix_follow_up_client", "client_id", "status", "due_on"),
    Index("ix_follow_up_open", "status", "due_on", "due_time", "client_id", "kind", "owner"),
    Index("ix_follow_up_owner", "owner", "status", "due_on"),
    info=CONTENT,
)

need = Table(
    "need",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # code list need_kind
    Column("description", Text, nullable=False, default=""),
    Column("amount", Cents),
    Column("horizon", String(8)),
    Column("priority", String(6), nullable=False),  # high | medium | low
    Column("trigger", String(60), nullable=False, default=""),
    Column("status", String(10), nullable=False),  # code list need_status
    Column("found_on", Date, nullable=False),
    Column("due_on", Date),
    Column("closed_on", Date),
    info=CONTENT,
)

#: One line per changed value of a need (§5.3), in the order of the changes.
need_change = Table(
    "need_change",
    metadata,
    id_column(),
    Column("need_id", Key, ForeignKey("need.id"), nullable=False, index=True),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("field", String(16), nullable=False),  # a column of need; "" = the need was found
    Column("old", String(200)),
    Column("new", String(200)),
    Column("cause", String(16), nullable=False),  # code list need_cause
    Column("is_material", Boolean, nullable=False),
    Column("created_by", String(60), nullable=False),
    info=CONTENT,
)
