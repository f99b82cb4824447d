"""Derived facts: written by runs, keyed by data date, never undone, always recomputable."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
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
)

from crmdesk.store.schema import Cents, Key, id_column, metadata

#: One row per client and month with any movement or balance. ``month`` counts months since year 0.
client_month = Table(
    "client_month",
    metadata,
    Column("client_id", Key, ForeignKey("client.id"), primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("active_days", SmallInteger, nullable=False, default=0),
    Column("movements", Integer, nullable=False, default=0),
    Column("last_active_on", Date),
    Column("turnover", Cents, nullable=False, default=0),
    Column("trade_income", Cents, nullable=False, default=0),  # net commission, fees
    Column("spread_income", Cents, nullable=False, default=0),  # deposit, cash, margin, loan spreads
    Column("product_income", Cents, nullable=False, default=0),  # wealth, fund, advisory share
    Column("cost", Cents, nullable=False, default=0),
    Column("inflow", Cents, nullable=False, default=0),
    Column("outflow", Cents, nullable=False, default=0),
    Column("end_assets", Cents),
    Column("avg_assets", Cents),
    Column("end_cash", Cents),
    Column("end_debt", Cents),
    Column("product_lines", SmallInteger, nullable=False, default=0),
    Column("strategy_points", SmallInteger, nullable=False, default=0),
    sqlite_with_rowid=False,
)

#: One row per classification run of a data date with a rulebook.
run = Table(
    "run",
    metadata,
    id_column(),
    Column("as_of", Date, nullable=False),
    Column("rulebook", String(40), nullable=False),
    Column("rulebook_version", String(40), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("clients", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
)

#: A client's class as of a month-end: the history behind every tier, stage and value.
classification = Table(
    "classification",
    metadata,
    Column("client_id", Key, ForeignKey("client.id"), primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("run_id", Key, ForeignKey("run.id"), nullable=False),
    Column("tier", String(10), nullable=False),
    Column("tier_raw", String(10)),
    Column("tier_status", String(12), nullable=False),
    Column("tier_counter", SmallInteger, nullable=False),
    Column("tier_since", Date, nullable=False),
    Column("stage", String(12), nullable=False),
    Column("stage_status", String(12), nullable=False),
    Column("stage_since", Date, nullable=False),
    Column("stage_rules", String(60), nullable=False),  # the signals that hit: D1,D4 …
    Column("cycle_no", SmallInteger, nullable=False, default=1),
    Column("dormancy", String(12), nullable=False),  # active | sleeping | pre_dormant | dormant
    Column("segment", String(3)),  # 111 … 000
    Column("score", Integer),  # composite V in tenths
    Column("hv", Cents, nullable=False),
    Column("cv", Cents, nullable=False),
    Column("pv", Cents, nullable=False),
    Column("clv", Cents, nullable=False),
    Column("clv_phase", String(12), nullable=False),
    Column("is_new", Boolean, nullable=False),  # tenure < 90 days
    Column("evidence", JSON, nullable=False),  # indicators, scores, features: the inputs of the explanation
    Index("ix_classification_as_of", "as_of", "tier"),
    sqlite_with_rowid=False,
)
