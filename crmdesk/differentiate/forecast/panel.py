"""What each client did up to a day, read from the monthly facts by one pass of SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from crmdesk import dates
from crmdesk.differentiate.evidence import UNKNOWN
from crmdesk.differentiate.forecast.rules import ForecastRules
from crmdesk.differentiate.forecast.statistics import Grouped, group_rows
from crmdesk.differentiate.reading import contribution
from crmdesk.differentiate.scores import Bools, Floats, Ints
from crmdesk.differentiate.snapshots import integers
from crmdesk.differentiate.tables import client_month
from crmdesk.differentiate.window import key_days

#: Days to a period: parameters of days are per week, as in the papers.
WEEK = 7.0
#: Months of a forecast.
YEAR = 12


@dataclass(frozen=True)
class Panel:
    """Clients who were active up to ``until``, in id order; arrays of one length.

    ``units`` are active days or months, the first included. ``paid_units`` are those whose worth counts, and ``income``
    (cents) what these brought: the latest, or all where there are none. Times are in days or months. ``ahead`` are the
    periods of the months to forecast and ``most`` the units they have.
    """

    until: date
    ids: Ints
    units: Ints
    recency: Ints
    age: Ints
    paid_units: Ints
    income: Ints
    unit: float
    ahead: float
    most: int

    @property
    def events(self) -> Ints:
        """Repeat events: the first unit starts the clock."""
        return np.maximum(self.units - 1, 0)

    @property
    def mean(self) -> Floats:
        """Cents per active unit, of those whose worth counts."""
        return self.income / np.maximum(self.paid_units, 1)

    def grouped(self) -> Grouped:
        return group_rows(self.events, self.recency, self.age, unit=self.unit)

    def part(self, rows: Bools | Ints) -> Panel:
        names = ("ids", "units", "recency", "age", "paid_units", "income")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


@dataclass(frozen=True)
class Panels:
    """All clients at the data date, and those of ``held_out`` months before with what they did since.

    ``past`` (cents) is the income of the last twelve months of each client of ``now``. Of each client of ``before``:
    ``done`` in the months held out, ``earlier`` in as many before them. ``months``: the history there is;
    ``contribution``: all that clients brought in the last twelve months.
    """

    now: Panel
    past: Ints
    before: Panel
    done_units: Ints
    done_income: Ints
    earlier_units: Ints
    earlier_income: Ints
    months: int
    held_out: int
    contribution: int


def last_whole_month(as_of: date) -> int:
    """The newest month that has ended on the day."""
    index = dates.month_index(as_of)
    return index if as_of == dates.month_last(index) else index - 1


def read_panels(connection: Connection, rules: ForecastRules, *, as_of: date) -> Panels:
    """What is known at the end of the newest whole month up to ``as_of``, and before the months held out.

    Twelve months are held out for the back-test, of a shorter history half.
    """
    last = last_whole_month(as_of)
    first = connection.execute(select(func.min(client_month.c.month)).where(client_month.c.month <= last)).scalar()
    months = 0 if first is None else last - first + 1
    held = min(YEAR, months // 2)
    rows = integers(connection, _query(rules, last, held), 12)
    total = int(rows[:, -1].sum())
    ids, start, *columns = rows[rows[:, 1] != UNKNOWN].T
    now_last, now_units, now_income, was_last, was_units, was_income, old_units, old_income, past, _ = columns
    was = was_last != UNKNOWN
    now_paid = _latest((now_units, now_income), (was_units, was_income))
    was_paid = _latest((was_units, was_income), (old_units, old_income))
    return Panels(
        now=_panel(rules, last, YEAR, (ids, now_units, start, now_last, *now_paid)),
        past=past,
        before=_panel(rules, last - held, held, [c[was] for c in (ids, was_units, start, was_last, *was_paid)]),
        done_units=(now_units - was_units)[was],
        done_income=(now_income - was_income)[was],
        earlier_units=(was_units - old_units)[was],
        earlier_income=(was_income - old_income)[was],
        months=months,
        held_out=held,
        contribution=total,
    )


def _latest(now: tuple[Ints, Ints], earlier: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Units and income since ``earlier``; of clients without any since, all."""
    is_new = now[0] > earlier[0]
    units, income = (np.where(is_new, late - early, late) for late, early in zip(now, earlier, strict=True))
    return units, income


def _query(rules: ForecastRules, last: int, held: int) -> Select[Any]:
    """client; first sign; last sign, units and income up to the end; the same before the months held out; units and
    income before as many months more; income and contribution of the last year. A sign is month × 32 + day."""
    m = client_month.c
    is_old, is_older, is_past = m.month <= last - held, m.month <= last - 2 * held, m.month > last - YEAR
    is_active = m.active_days > 0
    sign = m.month * 32 + m.last_active
    units: ColumnElement[Any] = m.active_days if rules.event == "day" else case((is_active, 1), else_=0)
    worth = m.trade_income if rules.income == "trade" else contribution()
    income = case((is_active, worth), else_=0)
    return (
        select(
            m.client_id,
            func.coalesce(func.min(m.month * 32 + m.first_active), UNKNOWN),
            *(func.coalesce(func.max(sign), UNKNOWN), func.sum(units), func.sum(income)),
            func.coalesce(func.max(case((is_old, sign))), UNKNOWN),
            *(func.sum(case((where, what), else_=0)) for where in (is_old, is_older) for what in (units, income)),
            *(func.sum(case((is_past, what), else_=0)) for what in (income, contribution())),
        )
        .where(m.month <= last)
        .group_by(m.client_id)
        .order_by(m.client_id)
    )


def _panel(rules: ForecastRules, last: int, ahead: int, columns: Sequence[Ints]) -> Panel:
    ids, units, start, end, paid, income = columns
    until = dates.month_last(last)
    if rules.event == "month":
        return Panel(
            until, ids, units, end // 32 - start // 32, last - start // 32, paid, income, 1.0, float(ahead), ahead
        )
    days = (dates.month_last(last + ahead) - until).days
    first, newest = key_days(start), key_days(end)
    recency = (newest - first).astype(np.int64)
    age = (np.datetime64(until) - first).astype(np.int64)
    return Panel(until, ids, units, recency, age, paid, income, WEEK, days / WEEK, days)
