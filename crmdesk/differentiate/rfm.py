"""Recency, frequency, monetary value and their scores, of all clients at once from the monthly facts.

For exploring and calibrating: other breakpoints or quantiles over a whole branch within seconds, without a run.
Nothing is stored and nobody is left out; dormancy, tiers and stages are a run's affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, Select, case, func, select

from crmdesk import dates
from crmdesk.differentiate.evidence import UNKNOWN
from crmdesk.differentiate.reading import contribution
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import NEVER, Ints, score_at_least, score_quantiles, score_recency
from crmdesk.differentiate.snapshots import integers
from crmdesk.differentiate.tables import client_month
from crmdesk.differentiate.window import key_days

By = Literal["breakpoints", "quantiles"]


@dataclass(frozen=True)
class Rfm:
    """Arrays of one length in client order: ids, days since the last active trade (``NEVER`` = none), active days or
    movements and contribution (cents) in the rulebook's window, and scores of shape (clients, 3)."""

    clients: Ints
    recency: Ints
    frequency: Ints
    monetary: Ints
    scores: Ints


def rfm(connection: Connection, rulebook: Rulebook, *, as_of: date, by: By = "breakpoints") -> Rfm:
    """Every client with facts up to the month of ``as_of``, which is a month-end or the newest day there is."""
    rows = integers(connection, _query(rulebook, dates.month_index(as_of)), 4)
    age = (np.datetime64(as_of) - key_days(rows[:, 1])).astype(np.float64)
    recency = np.where(np.isnan(age) | (age < 0), NEVER, np.nan_to_num(age)).astype(np.int64)
    values = (recency, rows[:, 2], rows[:, 3])
    scores = _by_quantiles(*values) if by == "quantiles" else _by_breakpoints(*values, rulebook)
    return Rfm(rows[:, 0], *values, scores)


def _query(rulebook: Rulebook, last: int) -> Select[Any]:
    """client, last active day as month × 32 + day, frequency and contribution: one pass in the order of the table."""
    m = client_month.c
    is_recent = m.month > last - rulebook.window_months
    return (
        select(
            m.client_id,
            func.coalesce(func.max(m.month * 32 + m.last_active), UNKNOWN),
            func.sum(case((is_recent, m[rulebook.frequency]), else_=0)),
            func.sum(case((is_recent, contribution()), else_=0)),
        )
        .where(m.month <= last)
        .group_by(m.client_id)
        .order_by(m.client_id)
    )


def _by_breakpoints(recency: Ints, frequency: Ints, monetary: Ints, rulebook: Rulebook) -> Ints:
    cuts = rulebook.breakpoints
    columns = (
        score_recency(recency, cuts.recency),
        score_at_least(frequency, cuts.frequency),
        score_at_least(monetary, cuts.monetary),
    )
    return np.stack(columns, axis=1)


def _by_quantiles(recency: Ints, frequency: Ints, monetary: Ints) -> Ints:
    columns = (
        score_quantiles(recency.astype(np.float64), is_reversed=True).scores,
        *(score_quantiles(values.astype(np.float64)).scores for values in (frequency, monetary)),
    )
    return np.stack(columns, axis=1)
