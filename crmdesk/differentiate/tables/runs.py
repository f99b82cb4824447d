"""Derived facts: written by runs, keyed by data date, never undone, always recomputable."""

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
)

from crmdesk.store.keeping import DERIVED, DIARY
from crmdesk.store.schema import Cents, Key, id_column, metadata

#: One row per client and month with any movement or balance. ``month`` counts months since year 0; money is whole
#: cents; asset columns are null in a month without a balance (readers carry the last known one forward).
client_month = Table(
    "client_month",
    metadata,
    Column("client_id", Key, ForeignKey("client.id"), primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("active_days", SmallInteger, nullable=False, default=0, server_default="0"),
    Column("movements", Integer, nullable=False, default=0, server_default="0"),  # active ones
    Column("first_active", SmallInteger),  # day of the month
    Column("last_active", SmallInteger),
    Column("last_moved", SmallInteger),  # transfers count too
    Column("turnover", Cents, nullable=False, default=0, server_default="0"),
    Column("trade_income", Cents, nullable=False, default=0, server_default="0"),  # net commission, fees
    Column("spread_income", Cents, nullable=False, default=0, server_default="0"),  # deposit, cash, margin, loans
    Column("product_income", Cents, nullable=False, default=0, server_default="0"),  # wealth, fund, advisory share
    Column("cost", Cents, nullable=False, default=0, server_default="0"),
    Column("inflow", Cents, nullable=False, default=0, server_default="0"),
    Column("outflow", Cents, nullable=False, default=0, server_default="0"),
    Column("end_assets", Cents),
    Column("avg_assets", Cents),
    Column("end_cash", Cents),
    Column("end_debt", Cents),
    Column("product_lines", SmallInteger),
    Column("strategy_points", SmallInteger),
    Column("exposed", Cents),  # of the assets at the end, what moves with the market's index
    sqlite_with_rowid=False,
    info=DERIVED,
)

#: One row per day that was classified, with the rulebook of that day: its id is the day's number, so that the same
#: days give the same rows. At a data date every client has a row; at a month-end on the way there, who changed.
run = Table(
    "run",
    metadata,
    id_column(),
    Column("as_of", Date, nullable=False),
    Column("rulebook", String(40), nullable=False),
    Column("rulebook_version", String(40), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, info=DIARY),
    Column("clients", Integer, nullable=False),
    Column("seconds", Float, nullable=False, info=DIARY),  # of the whole run, with its data date
    Column("is_data_date", Boolean, nullable=False, default=True, server_default="1"),
    info=DERIVED,
)

#: A client's class from a month-end on: a row is written for the data date of a run and, before it, for every month-end
#: at which anything differs from the row before; the newest row up to a date is what held then.
classification = Table(
    "classification",
    metadata,
    Column("client_id", Key, ForeignKey("client.id"), primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("run_id", Key, ForeignKey("run.id"), nullable=False),
    Column("tier", String(10), nullable=False),
    Column("tier_raw", String(10)),  # the tier this month's figures alone would give
    Column("tier_status", String(12), nullable=False),  # normal | buffer | watch1 … | missing | unscored
    Column("tier_counter", SmallInteger, nullable=False),  # months below the tier, negative: months above it
    Column("tier_mark", SmallInteger, nullable=False),  # best rank of those below, lowest of those above
    Column("tier_since", Date, nullable=False),
    Column("stage", String(12), nullable=False),
    Column("stage_status", String(12), nullable=False),
    Column("stage_since", Date, nullable=False),
    Column("stage_rules", Integer, nullable=False),  # the signals that hit, a bit each
    Column("cycle_no", SmallInteger, nullable=False, default=1),
    Column("cycle_on", Date),  # when the present cycle began, if not at the first opening
    Column("dormancy", String(12), nullable=False),
    Column("segment", String(3)),  # 111 … 000
    Column("score", Integer),  # composite V in tenths
    Column("hv", Cents, nullable=False),
    Column("cv", Cents, nullable=False),
    Column("pv", Cents, nullable=False),
    Column("clv", Cents, nullable=False),
    Column("clv_phase", String(12), nullable=False),
    Column("is_new", Boolean, nullable=False),  # tenure < 90 days
    Column("evidence", Text, nullable=False),  # indicators, scores, features as a JSON list; see evidence.py
    Column("tier_own", String(10)),  # what the rules say where a person set another tier
    Column("stage_own", String(12)),
    Column("points", String(5)),  # points of R F M A S, such as 54321; null when not scored
    Column("is_near", Boolean),  # just below the next tier (§3.8)
    Column("idle_on", Date),  # the day without a trade from which dormancy counts (§3.7)
    Column("assets", Cents),  # those the tier looks at
    # What pictures and lists ask of a data date, so that they need not read a million wide rows.
    Index(
        "ix_classification_as_of",
        *(
            "as_of",
            "client_id",
            "tier",
            "stage",
            "dormancy",
            "segment",
            "points",
            "is_near",
            "idle_on",
            "assets",
            "score",
        ),
    ),
    # Rows stay in the order of their runs: laid by client, each month-end would rewrite the whole table.
    info=DERIVED,
)

#: Clients and assets per class of each month-end, and the class they came from: what the overview of a million reads.
#: ``points`` are those of R F M; it and ``segment`` are empty when not scored, ``*_before`` for a new client.
class_count = Table(
    "class_count",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("tier", String(10), primary_key=True),
    Column("stage", String(12), primary_key=True),
    Column("tier_before", String(10), primary_key=True),
    Column("stage_before", String(12), primary_key=True),
    Column("dormancy", String(12), primary_key=True),
    Column("segment", String(3), primary_key=True),
    Column("points", String(3), primary_key=True),
    Column("clients", Integer, nullable=False),
    Column("assets", Cents, nullable=False),
    sqlite_with_rowid=False,
    info=DERIVED,
)
