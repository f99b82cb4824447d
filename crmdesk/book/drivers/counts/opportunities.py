"""Driver 1, sales opportunities: the weighted pipeline at each month-end, win rate, conversion of leads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from crmdesk import dates
from crmdesk.book.drivers.asking import Question, day_numbers, integers
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.differentiate.drivers.formulas import Ints, pipeline, share
from crmdesk.differentiate.tables import opportunity, opportunity_step
from crmdesk.i18n import Words
from crmdesk.identify.tables import client

FEED = Words(
    "录入销售机会，或导入销售机会表（客户号、机会名称、金额、阶段、日期）。",
    "Enter sales opportunities, or import a file of them (client number, title, amount, stage, dates).",
)
_WIDE = 1 << 22


def counted(question: Question) -> Counted:
    book = _read(question)
    first = question.connection.execute(select(func.min(opportunity.c.opened_on))).scalar()
    since = None if first is None else dates.month_index(first)
    trend = np.array([pipeline(*book.open_at(int(end))) for end in day_numbers(question.ends, question.as_of)])
    amount, _ = book.open_at(int(day_numbers([question.until], question.until)[0]))
    won, lost = _closed(question)
    figures = (
        figure("open", "在跟机会", "Open opportunities", "count", len(amount)),
        figure("amount", "在跟金额", "Open amount", "money", float(amount.sum())),
        figure("win_rate", "赢单率", "Win rate", "share", float(share(won, won + lost))),
        figure("won", "赢单", "Won", "count", won),
        figure("lost", "丢单", "Lost", "count", lost),
        figure("conversion", "线索开户转化", "Leads that opened an account", "share", _conversion(question)),
    )
    return Counted(trend, figures, since, FEED)


@dataclass(frozen=True)
class _Book:
    """Every opportunity of the scope, and its steps in the order of opportunity and day."""

    opened: Ints
    closed: Ints
    place: Ints
    day: Ints
    amount: Ints
    percent: Ints

    def open_at(self, end: int) -> tuple[Ints, Ints]:
        """Amount and percent of what was open at the end of a day."""
        is_open = (self.opened <= end) & (self.closed > end)
        at = np.searchsorted(self.place * _WIDE + self.day, np.arange(len(self.opened)) * _WIDE + end, "right") - 1
        has_step = (at >= 0) & (self.place[np.maximum(at, 0)] == np.arange(len(self.opened))) if len(self.place) else at
        chosen = at[is_open & has_step] if len(self.place) else at[:0]
        return self.amount[chosen], self.percent[chosen]


def _read(question: Question) -> _Book:
    o, s, far = opportunity.c, opportunity_step.c, dates.add_months(question.as_of, 1200)
    own = and_(question.among(o.client_id), o.opened_on <= question.until)
    rows = question.connection.execute(select(o.id, o.opened_on, o.closed_on).where(own).order_by(o.id)).all()
    ids = np.array([row.id for row in rows], dtype=np.int64)
    query = select(s.opportunity_id, s.day, s.amount, s.probability).join(opportunity, o.id == s.opportunity_id)
    steps = question.connection.execute(query.where(own).order_by(s.opportunity_id, s.day, s.id)).all()
    of, amount, percent = integers([(row[0], row[2], row[3]) for row in steps], 3)
    return _Book(
        opened=day_numbers([row.opened_on for row in rows], far),
        closed=day_numbers([row.closed_on for row in rows], far),
        place=np.searchsorted(ids, of),
        day=day_numbers([row.day for row in steps], far),
        amount=amount,
        percent=percent,
    )


def _closed(question: Question) -> tuple[int, int]:
    """Opportunities won and lost in the period."""
    o = opportunity.c
    query = select(o.stage, func.count()).where(
        o.closed_on.between(question.since, question.until), question.among(o.client_id)
    )
    found: dict[str, int] = dict(question.connection.execute(query.group_by(o.stage)).all())
    return found.get("won", 0), found.get("lost", 0)


def _conversion(question: Question) -> float:
    """Of the clients without an account when an opportunity of the period began: who has one now."""
    o, c = opportunity.c, client.c
    opened = case((c.opened_on <= question.until, c.id))
    query = select(func.count(distinct(c.id)), func.count(distinct(opened))).join(opportunity, o.client_id == c.id)
    was_lead = and_(o.opened_on.between(question.since, question.until), _had_none(o.opened_on))
    leads, converted = question.connection.execute(query.where(was_lead, question.among(c.id))).one()
    return float(share(converted, leads))


def _had_none(day: ColumnElement[object]) -> ColumnElement[bool]:
    return or_(client.c.opened_on.is_(None), client.c.opened_on > day)


def behind(question: Question) -> Behind:
    """Clients with open opportunities, by their weighted amounts."""
    o = opportunity.c
    is_open = and_(o.opened_on <= question.until, or_(o.closed_on.is_(None), o.closed_on > question.until))
    query = select(o.client_id, o.amount * o.probability).where(is_open, question.among(o.client_id))
    ids, weighted = integers(question.connection.execute(query).all(), 2)
    return Behind.of(ids, weighted / 100)
