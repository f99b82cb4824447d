"""How clients moved between stages, from what runs stored: one pass over the covering index of ``classification``."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select

from crmdesk import dates
from crmdesk.book.drivers.asking import Question, by_month, day_numbers, stock
from crmdesk.differentiate.drivers.formulas import Floats, Ints
from crmdesk.differentiate.movements import month_of
from crmdesk.differentiate.tables import classification

LOST = "termination"


def steps(question: Question) -> Subquery:
    """Every row of the scope up to the day, beside the row before it."""
    c = classification.c
    return (
        select(
            c.client_id,
            c.as_of,
            c.stage,
            c.dormancy,
            func.lag(c.stage).over(partition_by=c.client_id, order_by=c.as_of).label("was_stage"),
            func.lag(c.dormancy).over(partition_by=c.client_id, order_by=c.as_of).label("was_dormancy"),
        )
        .where(c.as_of <= question.until, question.among(c.client_id))
        .subquery("steps")
    )


def _is_here(stage: ColumnElement[Any], dormancy: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(stage.is_not(None), stage != LOST, dormancy.not_in(("dormant", "closed")))


def _left(s: Any) -> ColumnElement[bool]:
    return and_(s.stage == LOST, s.was_stage.is_not(None), s.was_stage != LOST)


def _returned(s: Any) -> ColumnElement[bool]:
    return and_(s.was_stage == LOST, s.stage != LOST)


def clients_and_losses(question: Question) -> tuple[Floats, Floats, Floats]:
    """At each month-end the clients who are neither lost nor dormant; in each month those lost, and those won back."""
    s = steps(question).c
    month = month_of(s.as_of)
    here, was = _is_here(s.stage, s.dormancy), _is_here(s.was_stage, s.was_dormancy)
    change = func.sum(case((here, 1), else_=0) - case((was, 1), else_=0))
    moved = [func.sum(case((one, 1), else_=0)) for one in (_left(s), _returned(s))]
    rows = question.connection.execute(select(month, change, *moved).group_by(month)).all()
    held = stock(question, [(row[0], row[1]) for row in rows], 1)[0]
    left, returned = by_month(question, [(row[0], *row[2:]) for row in rows], 2)
    return held, left, returned


def turns(question: Question) -> tuple[Ints, Ints, Ints]:
    """``(client, day number, 1 lost or 0 back)`` of everyone who was ever lost, in the order of client and day."""
    s = steps(question).c
    turned = or_(_left(s), _returned(s), and_(s.stage == LOST, s.was_stage.is_(None)))
    query = select(s.client_id, s.as_of, case((s.stage == LOST, 1), else_=0)).where(turned)
    rows = question.connection.execute(query.order_by(s.client_id, s.as_of)).all()
    client, is_lost = (np.array([row[at] for row in rows], dtype=np.int64) for at in (0, 2))
    return client, day_numbers([row[1] for row in rows], question.until), is_lost


def moved_in_period(question: Question, *, back: bool) -> tuple[Ints, Ints]:
    """Clients lost in the period, or won back in it, and the month of each."""
    s = steps(question).c
    query = select(s.client_id, month_of(s.as_of)).where(_returned(s) if back else _left(s), s.as_of >= question.since)
    client, month = np.array(question.connection.execute(query).all(), dtype=np.int64).reshape(-1, 2).T
    return client, month


def first_month(question: Question) -> int | None:
    """The first month-end that was ever classified."""
    day = question.connection.execute(select(func.min(classification.c.as_of))).scalar()
    return None if day is None else dates.month_index(day)
