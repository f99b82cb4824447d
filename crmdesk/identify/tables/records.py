"""Tables of the client itself: who it is, how to reach it, what is known about it."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from crmdesk.identify.form.profiles import AGREEMENTS
from crmdesk.store.keeping import CONTENT, DERIVED, kept
from crmdesk.store.schema import Cents, Key, derived, id_column, metadata

#: What the covering indexes of the client list carry besides their leading columns.
_LISTED = (
    *("assets", "contribution", "last_contact_on", "tier_rank", "stage_rank", "status", "kind"),
    *("stage_status", "tier_status", "dormancy", "is_near", "branch", "source", "opened_on", "score"),
)

#: One narrow row per client: who it is, and the columns a list sorts and filters by. The standing
#: (tier, stage, assets …) is a copy of the latest classification, written by runs only.
client = Table(
    "client",
    metadata,
    id_column(),
    Column("client_no", String(40), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),  # person | organisation | product
    Column("name", String(256), nullable=False),
    Column("name_key", String(256), nullable=False, info=DERIVED),  # full pinyin: the sort order of names
    # Single characters, pinyin, initials; phones, ID, account and client numbers: the search indexes read them.
    Column("search_text", Text, nullable=False, info=DERIVED),
    Column("search_keys", Text, nullable=False, info=DERIVED),
    Column("status", String(10), nullable=False),  # prospect | active | closed
    Column("manager", String(60), nullable=False, default=""),
    Column("branch", String(100), nullable=False, default=""),
    Column("opened_on", Date),  # first account
    Column("closed_on", Date),
    Column("source", String(60), nullable=False, default=""),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("last_contact_on", Date),
    Column("next_contact_on", Date),
    derived(Column("as_of", Date)),
    derived(Column("tier", String(10))),
    derived(Column("tier_rank", SmallInteger)),  # 0 base … 5 private, -1 dormant
    derived(Column("tier_status", String(12))),  # normal | buffer | watch1 …
    derived(Column("stage", String(12))),
    derived(Column("stage_rank", SmallInteger)),  # 1 acquisition … 5 termination
    derived(Column("stage_status", String(12))),
    derived(Column("assets", Cents)),  # average of the tier metric's window
    derived(Column("contribution", Cents)),  # trailing 12 months
    derived(Column("score", Integer)),  # composite V in tenths: 610 = 61.0
    derived(Column("dormancy", String(12))),  # active | sleeping | pre_dormant | dormant
    derived(Column("is_near", Boolean)),  # just below the next tier (§3.8)
    derived(Column("trend", String(80))),  # month-end assets of the last 13 months, scaled 0–99, comma separated
    Index("ix_client_name", "name_key", "id"),
    Index("ix_client_manager_name", "manager", "name_key", "id"),
    Index("ix_client_assets", "assets", "id"),
    Index("ix_client_contribution", "contribution", "id"),
    Index("ix_client_tier", "tier_rank", "assets", "id"),
    Index("ix_client_stage", "stage_rank", "assets", "id"),
    # The next three carry every column a list filters and sorts by: a row of this table is wide, and reading
    # thousands of them for one filter costs fifty times the index alone (measured in tests/scale).
    Index("ix_client_manager", "manager", "next_contact_on", "tier", "stage", *_LISTED, "id"),
    Index("ix_client_tier_stage", "tier", "stage", "next_contact_on", *_LISTED, "id"),
    Index("ix_client_next", "next_contact_on", "id", "stage", "tier", "status", "manager"),
    Index("ix_client_last", "last_contact_on", "id"),
    Index("ix_client_near", "is_near", "assets", "id"),
    Index("ix_client_tier_score", "tier_rank", "score", "id"),
    Index("ix_client_tier_status", "tier_status", "assets", "id"),
    Index("ix_client_branch", "branch", "assets", "contribution", "id"),
    info=CONTENT,
)

#: A client's number in each system it came from, and the row of a file that brought it.
source_key = Table(
    "source_key",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("source", String(60), nullable=False),
    Column("key", String(60), nullable=False),
    Column("file_id", Key, ForeignKey("import_file.id")),
    Column("row_no", Integer),
    UniqueConstraint("source", "key"),
    info=CONTENT,
)

#: Further and former phones and addresses; the current ones stand in the form itself.
contact_point = Table(
    "contact_point",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # a contact field of the form: mobile, phone_home, addr_home …
    Column("value", String(200), nullable=False),
    Column("owner", String(12)),
    Column("status", String(4)),
    Column("valid_from", Date),
    Column("valid_to", Date),  # null = still in use
    Column("source", String(60), nullable=False, default=""),
    info=CONTENT,
)

risk_assessment = Table(
    "risk_assessment",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("line", String(16), nullable=False),  # code list product_line
    Column("level", String(2), nullable=False),  # C0 (lowest category) … C5
    Column("score", Float),
    Column("template", String(60)),
    Column("assessed_on", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("channel", String(16)),
    Column("source", String(60), nullable=False, default=""),
    Column("source_key", String(60)),  # the client's number in that source, where an import brought the row
    info=CONTENT | kept(since="assessed_on"),
)

relation = Table(
    "relation",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("other_client_id", Key, ForeignKey("client.id"), index=True),
    Column("name", String(120), nullable=False, default=""),
    Column("role", String(12), nullable=False, default="family"),  # code list relation_role
    Column("relation", String(16), nullable=False),  # code list relation
    Column("birth_year", SmallInteger),
    Column("occupation", String(60)),
    Column("phone", String(24)),
    Column("email", String(120)),
    Column("position", String(60)),
    Column("id_type", String(16)),
    Column("id_no", String(40)),
    Column("valid_to", Date),  # of the ID or the authorisation
    Column("share", Integer),  # hundredths of a percent
    Column("has_consent", Boolean),  # the third person agreed to be recorded
    Column("strength", SmallInteger),
    Column("since", Date),
    Column("note", Text),
    info=CONTENT,
)

document = Table(
    "document",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # code list document_kind
    Column("title", String(200), nullable=False),
    Column("received_on", Date),
    Column("expires_on", Date),
    Column("paper_location", String(100)),
    Column("note", Text),
    info=CONTENT | kept(among={"kind": AGREEMENTS}),
)

#: Where a value came from and when it was confirmed, for values that differ from the record's own source and date.
provenance = Table(
    "provenance",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False),
    Column("field", String(40), nullable=False),
    Column("source", String(60), nullable=False),
    Column("entered_by", String(60), nullable=False),
    Column("entered_at", DateTime(timezone=True), nullable=False),
    Column("verified_on", Date),
    Column("verified_how", String(16)),
    Column("file_id", Key, ForeignKey("import_file.id")),  # the file and row of an import that brought the value
    Column("row_no", Integer),
    Column("data_date", Date),  # the day the value speaks of
    Column("source_key", String(60)),  # the client's number in the source, where an import brought the value
    Column("merged_from", String(40)),  # the number of the client, merged into this one, that the value was taken from
    UniqueConstraint("client_id", "field"),
    info=CONTENT,
)
