"""Driver 6, concessions: revenue given up by rates below the standard, uplifts of deposit rates and fees waived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from crmdesk import dates
from crmdesk.book.drivers.asking import MONTHS, Question, day_numbers, integers
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.formulas import PERIOD, Floats, Ints, given_up, rolling
from crmdesk.differentiate.movements import month_of
from crmdesk.differentiate.tables import client_month, concession
from crmdesk.i18n import Words
from crmdesk.identify.tables import balance

FEED = Words(
    "录入或导入优惠：佣金率、存款利率上浮、融资利率、费用减免，含标准与执行费率和起止日期。",
    "Enter or import concessions: commission, deposit, margin and loan rates, fees waived, with both rates and dates.",
)
#: Concessions that end within so many days are called expiring.
_EXPIRING_DAYS = 90


@dataclass(frozen=True)
class _Given:
    """Revenue given up, cents: one line per row, which is of a client, a kind and a month."""

    client: Ints
    month: Ints
    kind: list[str]
    cents: Floats

    def monthly(self, first: int) -> Floats:
        return np.asarray(np.bincount(self.month - first, weights=self.cents, minlength=MONTHS), dtype=np.float64)


def counted(question: Question) -> Counted:
    given, kinds = _given(question), code_list("concession_kind")
    recent = given.month >= question.start
    of_kind = {kind: float(given.cents[recent & (np.array(given.kind) == kind)].sum()) for kind in kinds}
    running, expiring = _running(question)
    first = question.connection.execute(select(func.min(concession.c.from_on))).scalar()
    figures = (
        figure("running", "在用优惠", "Concessions in use", "count", running),
        figure("expiring", "90 天内到期", "Ending within 90 days", "count", expiring),
        *(figure(kind, *kinds[kind].words, "money", cents) for kind, cents in of_kind.items() if cents),
    )
    since = None if first is None else dates.month_index(first)
    return Counted(rolling(given.monthly(question.first)), figures, since, FEED)


def _given(question: Question) -> _Given:
    c = concession.c
    rows = question.connection.execute(select(concession).where(_within(question)).order_by(c.id)).all()
    place = {row.id: at for at, row in enumerate(rows)}
    found = [*_bases(question), *((row.id, dates.month_index(row.from_on), 0) for row in rows if _is_once(row.kind))]
    at, month, base = integers([(place[one], *rest) for one, *rest in found if one in place], 3)
    inside = (month >= question.first) & (month <= question.last)
    at, month, base = at[inside], month[inside], base[inside]
    chosen = [rows[one] for one in at.tolist()]
    kind = [row.kind for row in chosen]
    gap = np.array([_sign(row.kind) * ((row.standard or 0) - (row.granted or 0)) for row in chosen], dtype=np.float64)
    waived = np.array([row.amount or 0 if _is_once(row.kind) else 0 for row in chosen], dtype=np.float64)
    cents = given_up(gap, 0, base * _covered(question, chosen, month)) / _parts(kind) + waived
    return _Given(np.array([row.client_id for row in chosen], dtype=np.int64), month, kind, cents)


def _within(question: Question) -> ColumnElement[bool]:
    c = concession.c
    return and_(
        c.from_on <= question.until, or_(c.to_on.is_(None), c.to_on >= question.oldest), question.among(c.client_id)
    )


def _extra(kind: str, name: str) -> Any:
    return code_list("concession_kind")[kind].extra[name]


def _is_once(kind: str) -> bool:
    return str(_extra(kind, "base")) == "once"


def _sign(kind: str) -> int:
    return int(_extra(kind, "sign"))


def _parts(kinds: list[str]) -> Floats:
    """A rate of turnover is taken of the turnover, a rate of balances by the year: a twelfth a month."""
    return np.array([12 if _extra(kind, "base") == "balance" else 1 for kind in kinds], dtype=np.float64)


def _covered(question: Question, rows: list[Any], month: Ints) -> Floats:
    """The part of each month on whose days the concession ran. Months in its middle are whole."""
    firsts = [dates.month_first(one) for one in range(question.first, question.last + 2)]
    days = day_numbers(firsts, question.until)
    low, high = days[month - question.first], days[month - question.first + 1] - 1
    begins = day_numbers([row.from_on for row in rows], question.until)
    ends = day_numbers([row.to_on for row in rows], date.max)
    return np.asarray((np.minimum(ends, high) - np.maximum(begins, low) + 1).clip(0) / (high - low + 1))


def _bases(question: Question) -> list[tuple[int, int, int]]:
    """``(concession, month, cents)``: turnover, or the month's average balance of the classes a rate is for."""
    c, m = concession.c, client_month.c
    months = m.month.between(question.first, question.last)
    of_turnover = [kind for kind in code_list("concession_kind") if _extra(kind, "base") == "turnover"]
    query = (
        select(c.id, m.month, m.turnover)
        .join(client_month, m.client_id == c.client_id)
        .where(_within(question), months, c.kind.in_(of_turnover), m.turnover > 0)
        .where(m.month >= month_of(c.from_on), or_(c.to_on.is_(None), m.month <= month_of(c.to_on)))
    )
    rows = [*question.connection.execute(query).all(), *_balances(question)]
    return [(int(one), int(month), int(base)) for one, month, base in rows]


def _balances(question: Question) -> list[Any]:
    """A month with several snapshots of an account counts their mean."""
    c, b = concession.c, balance.c
    fits = or_(
        *(
            and_(c.kind == kind, b.asset_class.in_(_extra(kind, "classes")))
            for kind in code_list("concession_kind")
            if _extra(kind, "classes")
        )
    )
    month = month_of(b.day)
    mean = func.avg(func.coalesce(b.avg_amount, b.amount)).label("mean")
    each = (
        select(c.id.label("id"), month.label("month"), mean)
        .join(balance, b.client_id == c.client_id)
        .where(_within(question), fits, b.day.between(question.oldest, question.until))
        .group_by(c.id, month, b.account_id, b.asset_class)
        .subquery()
    )
    total = select(each.c.id, each.c.month, func.sum(each.c.mean)).group_by(each.c.id, each.c.month)
    return list(question.connection.execute(total).all())


def _running(question: Question) -> tuple[int, int]:
    c, end = concession.c, question.until
    soon = and_(c.to_on.is_not(None), c.to_on <= end + timedelta(days=_EXPIRING_DAYS))
    query = select(func.count(), func.count(case((soon, c.id)))).where(
        c.from_on <= end, or_(c.to_on.is_(None), c.to_on >= end), question.among(c.client_id)
    )
    running, expiring = question.connection.execute(query).one()
    return int(running), int(expiring)


def behind(question: Question) -> Behind:
    """Clients by the revenue given up for them in the period."""
    given = _given(question)
    recent = given.month > question.last - PERIOD
    return Behind.of(given.client[recent], given.cents[recent])
