"""What a forecast run writes: the model of a data date, and what it expects of each client."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Float, ForeignKey, Index, Integer, SmallInteger, String, Table, Text

from crmdesk.store.keeping import DERIVED, DIARY
from crmdesk.store.schema import Cents, Key, id_column, metadata

#: One row per data date: the parameters, how likely they make what was seen, the branch's total and the back-test.
#: Columns of a part that could not be fitted are null.
forecast_run = Table(
    "forecast_run",
    metadata,
    id_column(),
    Column("as_of", Date, nullable=False, unique=True),
    Column("at", DateTime(timezone=True), nullable=False, info=DIARY),
    Column("rulebook", String(40), nullable=False),
    Column("rulebook_version", String(40), nullable=False),
    Column("event", String(8), nullable=False),  # day | month
    Column("income", String(16), nullable=False),  # trade | contribution
    Column("least_clients", Integer, nullable=False),  # what the rulebook asked for
    Column("least_months", Integer, nullable=False),
    Column("months", Integer, nullable=False),  # of history
    Column("clients", Integer, nullable=False),  # ever active
    Column("repeaters", Integer, nullable=False),
    Column("spenders", Integer, nullable=False),
    *(Column(name, Float) for name in ("r", "alpha", "a", "b", "log_likelihood")),
    *(Column(name, Float) for name in ("p", "q", "gamma", "spend_log_likelihood")),
    *(Column(name, Cents) for name in ("expected", "low", "high", "present")),
    Column("spoken", Cents, nullable=False),  # income of the last twelve months of the kind that is forecast
    Column("contribution", Cents, nullable=False),  # all of the same months
    Column("back_test", Text),  # JSON, see ``back_test.BackTest``
    info=DERIVED,
)

#: One row per client who was ever active and data date. Money is whole cents.
forecast = Table(
    "forecast",
    metadata,
    Column("client_id", Key, ForeignKey("client.id"), primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("run_id", Key, ForeignKey("forecast_run.id"), nullable=False),
    Column("events", Integer, nullable=False),  # active units after the first
    Column("recency", Integer, nullable=False),  # from the first to the last of them, in days or months
    Column("age", Integer, nullable=False),  # from the first to the data date
    Column("alive", SmallInteger, nullable=False),  # ten-thousandths
    Column("events_ahead", Integer, nullable=False),  # of the next twelve months, in hundredths
    Column("expected", Cents),
    Column("low", Cents),
    Column("high", Cents),
    Column("past", Cents, nullable=False),  # the same income in the last twelve months
    Column("at_stake", Cents, nullable=False),  # past times the probability that the client has stopped
    Column("back_expected", Cents),  # of the months held out, by what was known before them
    Column("back_low", Cents),
    Column("back_high", Cents),
    Column("back_actual", Cents),
    Index("ix_forecast_at_stake", "as_of", "at_stake", "client_id"),
    info=DERIVED,
)
