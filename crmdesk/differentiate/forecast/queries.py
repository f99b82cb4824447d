"""What is read of forecasts: the run of a data date, one client's forecast, clients whose income is at stake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, func, select

from crmdesk import dates
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.forecast.back_test import BackTest
from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.expected import p_alive
from crmdesk.differentiate.forecast.gamma_gamma import Spending
from crmdesk.differentiate.forecast.panel import WEEK
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.snapshots import integers
from crmdesk.differentiate.tables import client_month, forecast, forecast_run
from crmdesk.identify.tables import client

#: Months of the line of P(alive).
_PATH = 36


@dataclass(frozen=True)
class ForecastRun:
    """A forecast run. ``activity`` and ``spending`` are None where there was not enough data for them.

    ``total`` is the branch's next twelve months in cents: expected, and the two ends of the 80 % interval; ``present``
    the expected ones discounted at the rulebook's yearly rate. ``spoken`` of ``contribution`` (cents of the last twelve
    months) is what the forecast speaks of.
    """

    id: int
    as_of: date
    rulebook: str
    rulebook_version: str
    currency: str
    event: str
    income: str
    least_clients: int
    least_months: int
    months: int
    clients: int
    repeaters: int
    spenders: int
    activity: Parameters | None
    log_likelihood: float | None
    spending: Spending | None
    spend_log_likelihood: float | None
    total: tuple[int, int, int] | None
    present: int | None
    spoken: int
    contribution: int
    back_test: BackTest | None

    @property
    def ahead_until(self) -> date:
        return dates.month_last(dates.month_index(self.as_of) + 12)

    @property
    def share(self) -> float | None:
        """The share of the contribution that the forecast speaks of; None without contribution."""
        return min(1.0, max(0.0, self.spoken / self.contribution)) if self.contribution > 0 else None


_PLAIN = (
    *("id", "as_of", "rulebook", "rulebook_version", "event", "income", "least_clients", "least_months"),
    *("months", "clients", "repeaters", "spenders", "log_likelihood", "spend_log_likelihood", "spoken", "contribution"),
    "present",
)


def _run(connection: Connection, row: Any) -> ForecastRun:
    has_activity, has_spending = row.r is not None, row.p is not None
    return ForecastRun(
        **{name: getattr(row, name) for name in _PLAIN},
        currency=rulebooks.of_standing(connection, row.rulebook, row.rulebook_version).currency,
        activity=Parameters(row.r, row.alpha, row.a, row.b) if has_activity else None,
        spending=Spending(row.p, row.q, row.gamma) if has_spending else None,
        total=(row.expected, row.low, row.high) if has_spending else None,
        back_test=None if row.back_test is None else BackTest.from_text(row.back_test),
    )


def forecast_run_at(connection: Connection, day: date) -> ForecastRun:
    """The run of exactly that data date; there must be one."""
    return _run(connection, connection.execute(select(forecast_run).where(forecast_run.c.as_of == day)).one())


def latest_forecast_run(connection: Connection, as_of: date | None = None) -> ForecastRun | None:
    """The newest run, of a data date up to ``as_of`` if given."""
    query = select(forecast_run).order_by(forecast_run.c.as_of.desc()).limit(1)
    if as_of is not None:
        query = query.where(forecast_run.c.as_of <= as_of)
    row = connection.execute(query).one_or_none()
    return None if row is None else _run(connection, row)


@dataclass(frozen=True)
class Outlook:
    """One client's row: ``alive`` in ten-thousandths, ``events_ahead`` in hundredths, money in cents.

    ``back_*`` is what was expected of the months held out for the back-test, and what came.
    """

    events: int
    recency: int
    age: int
    alive: int
    events_ahead: int
    expected: int | None
    low: int | None
    high: int | None
    past: int
    at_stake: int
    back_expected: int | None
    back_low: int | None
    back_high: int | None
    back_actual: int | None

    @property
    def fell_inside(self) -> bool | None:
        if self.back_low is None or self.back_high is None or self.back_actual is None:
            return None
        return self.back_low <= self.back_actual <= self.back_high


@dataclass(frozen=True)
class ClientForecast:
    """A client's forecast: the run it is part of, her row (None: never active), and P(alive) at month-ends."""

    run: ForecastRun
    outlook: Outlook | None
    path: tuple[tuple[date, float], ...]


_OUTLOOK = (
    *("events", "recency", "age", "alive", "events_ahead", "expected", "low", "high", "past", "at_stake"),
    *("back_expected", "back_low", "back_high", "back_actual"),
)


def client_forecast(connection: Connection, client_id: int, *, as_of: date | None = None) -> ClientForecast | None:
    """The forecast of one client at the newest run (up to ``as_of``); None before the first run."""
    run = latest_forecast_run(connection, as_of)
    if run is None:
        return None
    f = forecast.c
    query = select(*(f[name] for name in _OUTLOOK)).where(f.client_id == client_id, f.as_of == run.as_of)
    row = connection.execute(query).one_or_none()
    return ClientForecast(run, None if row is None else Outlook(*row), _path(connection, client_id, run))


def _path(connection: Connection, client_id: int, run: ForecastRun) -> tuple[tuple[date, float], ...]:
    """P(alive) at each month-end since the first active unit, by the run's parameters and what was known then."""
    if run.activity is None:
        return ()
    m = client_month.c
    query = select(m.month, m.active_days, m.first_active, m.last_active).where(
        m.client_id == client_id, m.month <= dates.month_index(run.as_of), m.active_days > 0
    )
    rows = integers(connection, query.order_by(m.month), 4)
    if not len(rows):
        return ()
    last = dates.month_index(run.as_of)
    months = np.arange(max(int(rows[0, 0]), last - _PATH + 1), last + 1)
    events, recency, age = _histories(rows, months, run.event)
    alive = p_alive(run.activity, events, recency, age)
    return tuple((dates.month_last(month), share) for month, share in zip(months.tolist(), alive.tolist(), strict=True))


def _histories(rows: Ints, months: Ints, event: str) -> tuple[Any, Any, Any]:
    """Repeat events, recency and age in periods, as of the end of each month."""
    newest = np.searchsorted(rows[:, 0], months, side="right") - 1
    if event == "month":
        return newest, rows[newest, 0] - rows[0, 0], months - rows[0, 0]
    units = np.cumsum(rows[:, 1])[newest] - 1
    first = dates.month_first(int(rows[0, 0])).toordinal() + int(rows[0, 2]) - 1
    ends = np.array([dates.month_last(month).toordinal() for month in months.tolist()])
    signs = np.array([dates.month_first(int(row[0])).toordinal() + int(row[3]) - 1 for row in rows])
    return units, (signs[newest] - first) / WEEK, (ends - first) / WEEK


@dataclass(frozen=True)
class AtStake:
    """A client whose income may have stopped: shares in ten-thousandths, cents of the last and the next year."""

    client_id: int
    client_no: str
    name: str
    tier: str | None
    alive: int
    past: int
    at_stake: int
    expected: int | None


def most_at_stake(
    connection: Connection, run: ForecastRun, *, manager: str | None = None, below: int = 5_000, limit: int = 100
) -> list[AtStake]:
    """Clients who are probably gone (P(alive) under ``below`` ten-thousandths), the greatest income first."""
    f, c = forecast.c, client.c
    query = (
        select(c.id, c.client_no, c.name, c.tier, f.alive, f.past, f.at_stake, f.expected)
        .join(client, c.id == f.client_id)
        .where(f.at_stake > 0, f.alive < below)
        .order_by(f.at_stake.desc(), f.client_id.desc())
        .limit(limit)
    )
    return [AtStake(*row) for row in connection.execute(_of(query, run, manager))]


@dataclass(frozen=True)
class BookOutlook:
    """The clients of one account manager, or all: how many, their expected and last year's income in cents, the
    expected number still active; of those in the back-test how many there are and how many fell inside."""

    clients: int
    expected: int
    past: int
    alive: float
    tried: int
    inside: int


def book_outlook(connection: Connection, run: ForecastRun, *, manager: str | None = None) -> BookOutlook:
    f = forecast.c
    is_inside = (f.back_actual >= f.back_low) & (f.back_actual <= f.back_high)
    query = select(
        func.count(),
        *(func.coalesce(func.sum(column), 0) for column in (f.expected, f.past, f.alive)),
        func.count(f.back_low),
        func.count(f.client_id).filter(is_inside),
    )
    clients, expected, past, alive, tried, inside = connection.execute(_of(query, run, manager)).one()
    return BookOutlook(clients, int(expected), int(past), float(alive) / 10_000, tried, inside)


def _of(query: Select[Any], run: ForecastRun, manager: str | None) -> Select[Any]:
    """The rows of the run, of one account manager or of all."""
    f = forecast.c
    if manager is None:
        return query.where(f.as_of == run.as_of)
    # From the few clients of the manager to their rows, not through the rows of all: the date is wrapped.
    mine = select(client.c.id).where(client.c.manager == manager)
    return query.where(f.client_id.in_(mine), func.coalesce(f.as_of, date.max) == run.as_of)


def tenth_clients(connection: Connection, run: ForecastRun, tenth: int) -> Sequence[int]:
    """Ids of the clients of one tenth of the back-test (0 … 9), in the order of what was expected of them."""
    f = forecast.c
    query = select(f.client_id).where(f.as_of == run.as_of, f.back_expected.is_not(None))
    ids = list(connection.execute(query.order_by(f.back_expected, f.client_id)).scalars())
    return [int(one) for one in np.array_split(np.array(ids, dtype=np.int64), 10)[tenth]]
