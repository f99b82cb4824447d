"""What the board is asked: which clients, as of which day; and the months it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, true

from crmdesk import dates
from crmdesk.differentiate.drivers.formulas import PERIOD, Floats, Ints
from crmdesk.differentiate.facts import known_months
from crmdesk.differentiate.tables import classification, client_month
from crmdesk.identify.tables import client

T = TypeVar("T")

#: Points of a trend, the newest last: two years and the one they are compared with. Each looks back a ``PERIOD``.
POINTS = 25
MONTHS = POINTS + PERIOD - 1


@dataclass(frozen=True)
class Scope:
    """Whose drivers: every client unless narrowed. Account manager and branch are today's; tier and stage the day's."""

    manager: str | None = None
    branch: str | None = None
    tier: str | None = None
    stage: str | None = None
    client_id: int | None = None

    @property
    def is_everyone(self) -> bool:
        return self == Scope()


@dataclass(frozen=True)
class Question:
    """``last`` is the newest month counted, ``hourly`` what an hour of staff time costs in cents."""

    connection: Connection
    scope: Scope
    as_of: date
    last: int
    hourly: int
    _known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, read: Callable[[Question], T]) -> T:
        """What ``read`` gives, asked once: several drivers of a board share it."""
        if name not in self._known:
            self._known[name] = read(self)
        found: T = self._known[name]
        return found

    @property
    def first(self) -> int:
        """The oldest month that any point of a trend looks at."""
        return self.last - MONTHS + 1

    @property
    def start(self) -> int:
        """The first month of the period."""
        return self.last - PERIOD + 1

    @property
    def until(self) -> date:
        """The last day counted."""
        return min(dates.month_last(self.last), self.as_of)

    @property
    def since(self) -> date:
        return dates.month_first(self.start)

    @property
    def oldest(self) -> date:
        return dates.month_first(self.first)

    @cached_property
    def ends(self) -> tuple[date, ...]:
        """The last day of each point."""
        return tuple(min(dates.month_last(month), self.as_of) for month in range(self.last - POINTS + 1, self.last + 1))

    @cached_property
    def known_since(self) -> int | None:
        """The first month of which the store knows what clients have."""
        known = known_months(self.connection)
        return known[0] if known else self.connection.execute(select(func.min(client_month.c.month))).scalar()

    def among(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """The condition that a column names a client of the scope."""
        if self.scope.is_everyone:
            return true()
        if self.scope.client_id is not None:
            return column == self.scope.client_id
        return column.in_(self.clients())

    def clients(self) -> Select[Any]:
        """The ids of the clients of the scope."""
        scope, c = self.scope, client.c
        query = select(c.id)
        for column, value in ((c.manager, scope.manager), (c.branch, scope.branch), (c.id, scope.client_id)):
            if value is not None:
                query = query.where(column == value)
        for name in ("tier", "stage"):
            code = getattr(scope, name)
            if code is not None:
                query = query.where(c.id.in_(self.standing(name, [code])))
        return query

    def standing(self, name: str, codes: Sequence[str]) -> Select[Any]:
        """Clients whose ``tier`` or ``stage`` at the end of the period was one of some codes."""
        if self._is_newest:
            return select(client.c.id).where(client.c[name].in_(codes))
        c, newer = classification.c, classification.alias()
        newest = select(newer.c.client_id, func.max(newer.c.as_of).label("as_of")).where(newer.c.as_of <= self.as_of)
        held = newest.group_by(newer.c.client_id).subquery()
        at = and_(held.c.client_id == c.client_id, held.c.as_of == c.as_of)
        return select(c.client_id).join(held, at).where(c[name].in_(codes))

    @cached_property
    def _is_newest(self) -> bool:
        newest = self.connection.execute(select(func.max(classification.c.as_of))).scalar()
        return newest is None or newest <= self.as_of


def by_month(question: Question, rows: Iterable[Sequence[Any]], width: int) -> Floats:
    """Rows ``(month, value …)`` as ``width`` lines of ``MONTHS`` values; other months are left out."""
    found = np.zeros((width, MONTHS))
    for month, *values in rows:
        if question.first <= month <= question.last:
            found[:, month - question.first] += [float(value or 0) for value in values]
    return found


def stock(question: Question, rows: Iterable[Sequence[Any]], width: int) -> Floats:
    """Rows ``(month, change …)`` of all times as what there was at the end of each month."""
    table = [row for row in rows if row[0] <= question.last]
    found = by_month(question, table, width)
    before = np.zeros(width)
    for month, *values in table:
        if month < question.first:
            before += [float(value or 0) for value in values]
    return np.asarray(np.cumsum(found, axis=1) + before[:, None])


def points(monthly: Floats) -> Floats:
    """Of month-end values those of the trend."""
    return monthly[..., -POINTS:]


def integers(rows: Sequence[Sequence[Any]], width: int) -> Ints:
    """Rows of whole numbers as columns; a missing one is 0."""
    return np.array([[0 if one is None else one for one in row] for row in rows], dtype=np.int64).reshape(-1, width).T


def day_numbers(days: Sequence[date | None], missing: date) -> Ints:
    """Days since 1970-01-01."""
    return np.array([day or missing for day in days], dtype="M8[D]").astype(np.int64)
