"""Who was lost and who came back, from what runs stored: read from the covering index of ``classification`` alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from crmdesk import dates
from crmdesk.book.drivers.asking import MONTHS, Question, day_numbers, stock
from crmdesk.differentiate.drivers.formulas import Floats, Ints
from crmdesk.differentiate.movements import month_of
from crmdesk.differentiate.tables import class_count, classification

LOST = "termination"
#: Not among the clients at the start of a period.
_ASLEEP = ("dormant", "closed")
#: What a turn is: back, lost, or lost from the first class on.
BACK, LEFT, ALWAYS = 0, 1, 2


@dataclass(frozen=True)
class Turns:
    """Everyone who was ever lost: client, day number and what happened, in the order of client and day."""

    client: Ints
    day: Ints
    kind: Ints

    @property
    def month(self) -> Ints:
        return np.asarray(self.day.astype("M8[D]").astype("M8[M]").astype(np.int64) + 1970 * 12)

    def monthly(self, kind: int, question: Question) -> Floats:
        """How many turned so in each month."""
        months = self.month[self.kind == kind]
        inside = months[(months >= question.first) & (months <= question.last)]
        return np.bincount(inside - question.first, minlength=MONTHS).astype(np.float64)

    def in_period(self, kind: int, question: Question) -> tuple[Ints, Ints]:
        """Clients who turned so in the period, and the month of each."""
        chosen = (self.kind == kind) & (self.month >= question.start)
        return self.client[chosen], self.month[chosen]


def turns(question: Question) -> Turns:
    return question.once("turns", _turns)


def _turns(question: Question) -> Turns:
    c = classification.c
    # Of every client the rows are met in the order of the index and sorted; through the key of each client every row
    # would be looked up in the wide table.
    client = c.client_id + 0 if question.scope.is_everyone else c.client_id
    ever = select(c.client_id).where(c.stage == LOST, c.as_of <= question.until, question.among(c.client_id))
    was = func.lag(c.stage).over(partition_by=c.client_id, order_by=c.as_of).label("was")
    rows = select(c.client_id, c.as_of, c.stage, was).where(c.as_of <= question.until, client.in_(ever)).subquery()
    now, before = rows.c.stage, rows.c.was
    kind = case((now != LOST, BACK), (before.is_(None), ALWAYS), else_=LEFT)
    turned = or_(
        and_(now == LOST, or_(before.is_(None), before != LOST)),
        and_(now != LOST, before == LOST),
    )
    query = select(rows.c.client_id, rows.c.as_of, kind).where(turned).order_by(rows.c.client_id, rows.c.as_of)
    found = question.connection.execute(query).all()
    ids, kinds = (np.array([row[at] for row in found], dtype=np.int64) for at in (0, 2))
    return Turns(ids, day_numbers([row[1] for row in found], question.until), kinds)


def here(question: Question) -> Floats:
    """Clients at each month-end who are neither lost nor dormant."""
    return question.once("here", lambda asked: _counted(asked) if asked.scope.is_everyone else _one_by_one(asked))


def _counted(question: Question) -> Floats:
    """Of all clients, as the runs counted them; a store classified before there were counts is gone through."""
    c = class_count.c
    awake = func.sum(case((_is_here(c.stage, c.dormancy), c.clients), else_=0))
    query = select(c.as_of, awake).where(c.as_of <= question.until).group_by(c.as_of).order_by(c.as_of)
    newest = {dates.month_index(day): int(clients) for day, clients in question.connection.execute(query)}
    first = first_month(question)
    if first is None or first not in newest:
        return _one_by_one(question)
    counts = [newest.get(month, 0) for month in range(first, question.last + 1)]
    before = np.zeros(max(first - question.first, 0))
    return np.concatenate([before, np.array(counts, dtype=np.float64)])[-MONTHS:]


def _one_by_one(question: Question) -> Floats:
    """From the rows of the clients, added up as changes from each client's row before."""
    c = classification.c
    held = case((_is_here(c.stage, c.dormancy), 1), else_=0)
    was = func.coalesce(func.lag(held).over(partition_by=c.client_id, order_by=c.as_of), 0)
    rows = (
        select(month_of(c.as_of).label("month"), (held - was).label("change"))
        .where(c.as_of <= question.until, question.among(c.client_id))
        .subquery()
    )
    query = select(rows.c.month, func.sum(rows.c.change)).group_by(rows.c.month)
    return np.asarray(stock(question, question.connection.execute(query).all(), 1)[0])


def _is_here(stage: ColumnElement[str], dormancy: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(stage != LOST, dormancy.not_in(_ASLEEP))


def first_month(question: Question) -> int | None:
    """The first month-end that was ever classified."""
    return _first(question.connection)


def _first(connection: Connection) -> int | None:
    day = connection.execute(select(func.min(classification.c.as_of))).scalar()
    return None if day is None else dates.month_index(day)
