"""What was spent: cost lines of a purpose, and the time in the contact log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from sqlalchemy import ColumnElement, Integer, String, and_, cast, func, or_, select

from crmdesk import dates
from crmdesk.book.drivers.asking import Question, by_month
from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.formulas import Floats, Ints, time_cost
from crmdesk.differentiate.movements import month_of
from crmdesk.differentiate.tables import cost_line
from crmdesk.interact.contact_log import not_corrected
from crmdesk.interact.tables import contact

#: The hour (UTC) at which the next day begins in China.
_NEXT_DAY = 16


@dataclass(frozen=True)
class Spent:
    """Cost lines of a purpose: cents and staff minutes of each month; cents of the period by kind, as far as any."""

    money: Floats
    minutes: Floats
    by_kind: dict[str, int]


def spent(question: Question, purpose: str) -> Spent:
    c, month = cost_line.c, month_of(cost_line.c.day)
    query = (
        select(month, c.kind, func.sum(c.amount), func.sum(c.minutes))
        .where(c.purpose == purpose, c.day.between(question.oldest, question.until), of_scope(question))
        .group_by(month, c.kind)
    )
    rows = question.connection.execute(query).all()
    money, minutes = by_month(question, [(row[0], row[2], row[3]) for row in rows], 2)
    kinds = dict.fromkeys(code_list("cost_kind"), 0)
    for at, kind, amount, _ in rows:
        if at >= question.start:
            kinds[kind] = kinds.get(kind, 0) + int(amount or 0)
    return Spent(money, minutes, {kind: amount for kind, amount in kinds.items() if amount})


def of_scope(question: Question) -> ColumnElement[bool]:
    """Lines of the scope's clients; those of no client belong to their branch, and to the staff who wrote them."""
    scope, c = question.scope, cost_line.c
    own = question.among(c.client_id)
    if scope.is_everyone or scope.client_id is not None or scope.tier is not None or scope.stage is not None:
        return own
    shared: list[ColumnElement[bool]] = [c.client_id.is_(None)]
    shared += [] if scope.branch is None else [c.branch == scope.branch]
    shared += [] if scope.manager is None else [c.staff == scope.manager]
    return or_(own, and_(*shared))


def first_cost(question: Question, purpose: str) -> int | None:
    """The first month with a cost line of a purpose, of any scope."""
    day = question.connection.execute(select(func.min(cost_line.c.day)).where(cost_line.c.purpose == purpose)).scalar()
    return None if day is None else dates.month_index(day)


def spent_by_client(question: Question, purpose: str) -> tuple[Ints, Floats]:
    """Clients with lines of their own in the period, and what these cost."""
    c = cost_line.c
    query = (
        select(c.client_id, func.sum(c.amount), func.sum(c.minutes))
        .where(c.purpose == purpose, c.day.between(question.since, question.until), c.client_id.is_not(None))
        .where(question.among(c.client_id))
        .group_by(c.client_id)
    )
    ids, amounts, minutes = np.array(question.connection.execute(query).all(), dtype=np.int64).reshape(-1, 3).T
    return ids, np.asarray(amounts + time_cost(minutes, question.hourly))


def contact_minutes(question: Question) -> Floats:
    """Minutes of contacts in each month."""
    text, minutes = cast(contact.c.at, String), func.sum(func.coalesce(contact.c.minutes, 0))
    day, is_late = func.substr(text, 1, 10), cast(func.substr(text, 12, 2), Integer) >= _NEXT_DAY
    query = select(day, is_late, minutes).where(_talked(question, question.oldest)).group_by(day, is_late)
    rows = question.connection.execute(query).all()
    return np.asarray(by_month(question, [(_month(*row[:2]), row[2]) for row in rows], 1)[0])


def _month(day: str, is_late: bool) -> int:  # noqa: FBT001 - a column of the row
    return dates.month_index(date.fromisoformat(day) + timedelta(days=int(is_late)))


def _talked(question: Question, first: date) -> ColumnElement[bool]:
    at = contact.c.at
    since, end = moment(first), moment(question.until + timedelta(days=1))
    return and_(at >= since, at < end, not_corrected(), question.among(contact.c.client_id))


def moment(day: date) -> datetime:
    return datetime.combine(day, time(), dates.CHINA).astimezone(UTC)


def minutes_by_client(question: Question) -> tuple[Ints, Floats]:
    """Clients talked to in the period, and for how many minutes."""
    c = contact.c
    query = select(c.client_id, func.sum(func.coalesce(c.minutes, 0))).where(_talked(question, question.since))
    rows = question.connection.execute(query.group_by(c.client_id)).all()
    ids, minutes = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    return ids, minutes.astype(np.float64)


def first_contact(question: Question) -> int | None:
    """The first month of the contact log."""
    at = question.connection.execute(select(func.min(contact.c.at))).scalar()
    return None if at is None else dates.month_index(at.astimezone(dates.CHINA).date())
