"""Tables of what a client has with the institution: accounts, movements, balances, holdings."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from crmdesk.store.keeping import CONTENT, DIARY, kept
from crmdesk.store.schema import MAKES_FACTS, Cents, Key, follows, id_column, metadata

account = Table(
    "account",
    metadata,
    id_column(),
    Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True),
    Column("system", String(60), nullable=False),
    Column("account_no", String(60), nullable=False),
    Column("source_key", String(60)),  # the client's number in that system, where an import named the client by it
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
    info=CONTENT | kept(since="closed_on") | MAKES_FACTS,
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
    Column("source_key", String(60)),  # as in account
    Column("ref", String(80), nullable=False),
    UniqueConstraint("system", "ref"),
    Index("ix_account_holder_account", "system", "account_no"),
    info=CONTENT | kept(),
)

#: Payments an account makes by itself every month.
standing_order = Table(
    "standing_order",
    metadata,
    id_column(),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False),
    follows("account_id", Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True)),
    Column("ref", String(80), nullable=False),
    Column("amount", Cents, nullable=False),
    Column("purpose", String(40)),
    Column("payee_bank", String(60)),
    Column("payee_account", String(60)),
    UniqueConstraint("account_id", "ref"),
    info=CONTENT | kept(),
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
    info=CONTENT,
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
    info=CONTENT,
)

#: Every movement. ``amount`` is the signed effect on the account's cash, ``flow`` the part of it that is new money in
#: or out, ``turnover`` the traded value, ``income`` what the institution earned.
txn = Table(
    "txn",
    metadata,
    id_column(),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False),
    follows("account_id", Column("client_id", Key, ForeignKey("client.id"), nullable=False)),
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
    info=CONTENT | kept(since="day", by_year=True) | MAKES_FACTS,
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
    follows("account_id", Column("client_id", Key, ForeignKey("client.id"), nullable=False)),
    Column("amount", Cents, nullable=False),
    Column("avg_amount", Cents),
    Column(
        "operation_id", Key, nullable=False, info=DIARY
    ),  # the batch that wrote the row last: what is new since a run
    Index("ix_balance_client_day", "client_id", "day"),
    Index("ix_balance_operation", "operation_id"),
    info=CONTENT | kept(since="day", by_year=True) | MAKES_FACTS,
)

holding = Table(
    "holding",
    metadata,
    id_column(),
    Column("account_id", Key, ForeignKey("account.id"), nullable=False),
    follows("account_id", Column("client_id", Key, ForeignKey("client.id"), nullable=False)),
    Column("product_id", Key, ForeignKey("product.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("quantity", BigInteger),  # in ten-thousandths of a unit
    Column("amount", Cents, nullable=False),
    Column("cost", Cents),
    Column("matures_on", Date),
    UniqueConstraint("account_id", "day", "product_id"),
    Index("ix_holding_client_day", "client_id", "day"),
    info=CONTENT | kept(since="day", by_year=True) | MAKES_FACTS,
)
