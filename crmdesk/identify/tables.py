"""What is stored about a client. The wide form tables come from the form's own declaration."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
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

from crmdesk.identify.form import FORMS, Field, Form
from crmdesk.store.schema import Cents, Key, derived, id_column, metadata

#: One narrow row per client: who it is, and the columns a list sorts and filters by. The standing
#: (tier, stage, assets …) is a copy of the latest classification, written by runs only.
client = Table(
    "client",
    metadata,
    id_column(),
    Column("client_no", String(40), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),  # person | organisation | product
    Column("name", String(256), nullable=False),
    Column("name_key", String(256), nullable=False),  # full pinyin: the sort order of names
    Column("search_text", Text, nullable=False),  # single characters, pinyin, initials: the full-text index reads it
    Column("search_keys", Text, nullable=False),  # phones, ID, account and client numbers: the digit index reads it
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
    Index("ix_client_tier_stage", "tier", "stage", "assets", "id"),
    Index("ix_client_manager_assets", "manager", "tier", "stage", "assets", "id"),
    Index("ix_client_next", "next_contact_on", "id"),
    Index("ix_client_manager_next", "manager", "next_contact_on", "id"),
    Index("ix_client_last", "last_contact_on", "id"),
)

#: A client's number in each system it came from.
source_key = Table(
    "source_key",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("source", String(60), nullable=False),
    Column("key", String(60), nullable=False),
    UniqueConstraint("source", "key"),
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
)

relation = Table(
    "relation",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("other_client_id", Key, ForeignKey("client.id")),
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
    UniqueConstraint("client_id", "field"),
)

account = Table(
    "account",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("system", String(60), nullable=False),
    Column("account_no", String(60), nullable=False),
    Column("kind", String(16), nullable=False),  # code list account_kind
    Column("status", String(12), nullable=False),  # code list account_status
    Column("currency", String(3), nullable=False, default="CNY"),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("custody_bank", String(60)),
    Column("detail", Text),
    Column("principal", Cents),  # of a loan
    Column("term_months", SmallInteger),
    Column("instalment", Cents),  # paid back per month
    UniqueConstraint("system", "account_no"),
)

#: Who may use an account, as the source numbers it: its owner, and others with the right to dispose of it.
account_holder = Table(
    "account_holder",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("system", String(60), nullable=False),
    Column("account_no", String(60), nullable=False),
    Column("role", String(12), nullable=False),  # owner | authorised
    Column("ref", String(80), nullable=False),
    UniqueConstraint("system", "ref"),
    Index("ix_account_holder_account", "system", "account_no"),
)

#: Payments an account makes by itself every month.
standing_order = Table(
    "standing_order",
    metadata,
    id_column(),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("ref", String(80), nullable=False),
    Column("amount", Cents, nullable=False),
    Column("purpose", String(40)),
    Column("payee_bank", String(60)),
    Column("payee_account", String(60)),
    UniqueConstraint("account_id", "ref"),
)

#: Regions as a source numbers them, for the text of an address and of a branch.
region = Table(
    "region",
    metadata,
    id_column(),
    Column("source", String(60), nullable=False),
    Column("code", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("area", String(100)),
    Column("inhabitants", Integer),
    Column("mean_salary", Cents),
    UniqueConstraint("source", "code"),
)

#: The catalogue of what the institution sells and clients hold; risk level R1 … R5.
product = Table(
    "product",
    metadata,
    id_column(),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("name_en", String(120)),
    Column("line", String(16), nullable=False),  # code list product_line
    Column("asset_class", String(16), nullable=False),  # cash | money | bond | mixed | equity …
    Column("risk_level", String(2), nullable=False),
    Column("horizon", String(8)),  # code list horizon
    Column("loss_class", String(8)),  # code list max_loss
    Column("is_private_fund", Boolean, nullable=False, default=False),
    Column("is_complex", Boolean, nullable=False, default=False),
    Column("issuer", String(120)),
)

#: Every movement. ``amount`` is the signed effect on the account's cash, ``flow`` the part of it that is new money in
#: or out, ``turnover`` the traded value, ``income`` what the institution earned.
txn = Table(
    "txn",
    metadata,
    id_column(),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(16), nullable=False),  # code list txn_kind
    Column("is_active", Boolean, nullable=False),
    Column("amount", Cents, nullable=False),
    Column("flow", Cents, nullable=False, default=0),
    Column("turnover", Cents, nullable=False, default=0),
    Column("income", Cents, nullable=False, default=0),
    Column("balance", Cents),
    Column("channel", String(16)),
    Column("symbol", String(40)),
    Column("ref", String(80), nullable=False),  # the source's own number, or a digest of the row
    UniqueConstraint("account_id", "ref"),
    Index("ix_txn_client_day", "client_id", "day"),
)

#: Dated snapshots per account and asset class; ``avg_amount`` is the average of the month where the source gives one.
balance = Table(
    "balance",
    metadata,
    Column("account_id", Key, ForeignKey("account.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column(
        "asset_class", String(16), primary_key=True
    ),  # code list asset_class; loans are positive amounts of class loan
    Column("client_id", Key, ForeignKey("client.id"), nullable=False),
    Column("amount", Cents, nullable=False),
    Column("avg_amount", Cents),
    Column("operation_id", Key, nullable=False),  # the batch that wrote the row last: what is new since a run
    Index("ix_balance_client_day", "client_id", "day"),
    Index("ix_balance_operation", "operation_id"),
)

holding = Table(
    "holding",
    metadata,
    id_column(),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False),
    Column("product_id", Key, ForeignKey("product.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("quantity", BigInteger),  # in ten-thousandths of a unit
    Column("amount", Cents, nullable=False),
    Column("cost", Cents),
    Column("matures_on", Date),
    UniqueConstraint("account_id", "day", "product_id"),
    Index("ix_holding_client_day", "client_id", "day"),
)

import_batch = Table(
    "import_batch",
    metadata,
    id_column(),
    Column("operation_id", Key, ForeignKey("operation.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(60), nullable=False),
)

import_file = Table(
    "import_file",
    metadata,
    id_column(),
    Column("batch_id", Key, ForeignKey("import_batch.id"), nullable=False, index=True),
    Column("name", String(260), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("recipe", String(60), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("data_date", Date),
    Column("rows_read", Integer, nullable=False),
    Column("rows_created", Integer, nullable=False),
    Column("rows_updated", Integer, nullable=False),
    Column("rows_unchanged", Integer, nullable=False),
    Column("rows_rejected", Integer, nullable=False),
)


def _form_column(field: Field) -> Column[Any]:
    types: dict[str, Any] = {
        "int": Integer(),
        "money": Cents(),
        "date": Date(),
        "bool": Boolean(),
    }
    return Column(field.name, types.get(field.type) or String(field.length), info={"field": field})


def _form_table(form: Form, name: str) -> Table:
    """One wide row per client of that kind; every column may be empty: a record is saved incomplete."""
    columns = [_form_column(field) for field in form.stored_fields()]
    key = Column("client_id", Key, ForeignKey("client.id"), primary_key=True, autoincrement=False)
    return Table(name, metadata, key, *columns)


_NAMES = {"person": "person", "organisation": "organisation", "product": "product_client"}

#: The wide table of each form; a row of it exists for every client of that kind.
FORM_TABLES: dict[str, Table] = {kind: _form_table(form, _NAMES[kind]) for kind, form in FORMS.items()}
