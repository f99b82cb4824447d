"""Whom to congratulate: birthdays by the solar calendar and anniversaries of the account opening (§5.7)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Select, select

from crmdesk.i18n import Words
from crmdesk.identify.tables import FORM_TABLES, client

_OLDEST = 110
_JUBILEES = (1, 3, 5, 10, 15, 20, 25, 30)
_MOST = 200


@dataclass(frozen=True)
class Care:
    """``years`` is the age on a birthday, the years since the opening on an anniversary."""

    client_id: int
    client_no: str
    name: str
    tier: str | None
    occasion: Literal["birthday", "anniversary"]
    day: date
    years: int

    @property
    def words(self) -> Words:
        if self.occasion == "birthday":
            return Words("{years} 岁生日", "Birthday, {years}").format(years=self.years)
        return Words("开户 {years} 周年", "{years} years with us").format(years=self.years)


def care_between(connection: Connection, start: date, end: date, *, manager: str | None = None) -> list[Care]:
    """Occasions of the days ``start`` … ``end``, by day, the higher tiers first within a day."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    found = [*_birthdays(connection, days, manager), *_anniversaries(connection, days, manager)]
    return sorted(found, key=lambda care: (care.day, care.occasion != "birthday"))


def years_before(day: date, years: int) -> Iterator[date]:
    """The dates whose anniversary ``day`` is after so many years; 29 February is kept on the 28th."""
    year = day.year - years
    if (day.month, day.day) != (2, 29) or calendar.isleap(year):
        yield day.replace(year=year)
    if (day.month, day.day) == (2, 28) and calendar.isleap(year) and not calendar.isleap(day.year):
        yield date(year, 2, 29)


def _birthdays(connection: Connection, days: list[date], manager: str | None) -> list[Care]:
    # Every possible birth date by itself: an index serves that on both engines, a month inside a date it does not.
    born = {date_: (day, age) for day in days for age in range(_OLDEST + 1) for date_ in years_before(day, age)}
    person = FORM_TABLES["person"]
    # The few people first, by that index; the order of tiers would lead through all clients.
    people = select(person.c.client_id, person.c.birth_date).where(person.c.birth_date.in_(born)).cte("born")
    query = _people(people.c.birth_date, manager).join(people, people.c.client_id == client.c.id)
    return _care(connection, query, "birthday", born)


def _anniversaries(connection: Connection, days: list[date], manager: str | None) -> list[Care]:
    opened = {date_: (day, years) for day in days for years in _JUBILEES for date_ in years_before(day, years)}
    query = _people(client.c.opened_on, manager).where(client.c.opened_on.in_(opened), client.c.tier_rank >= 1)
    return _care(connection, query, "anniversary", opened)


def _people(column: Any, manager: str | None) -> Select[Any]:
    query = select(client.c.id, client.c.client_no, client.c.name, client.c.tier, column).where(
        client.c.status != "closed"
    )
    return query if manager is None else query.where(client.c.manager == manager)


def _care(
    connection: Connection,
    query: Select[Any],
    occasion: Literal["birthday", "anniversary"],
    by_date: dict[date, tuple[date, int]],
) -> list[Care]:
    rows = connection.execute(query.order_by(client.c.tier_rank.desc().nulls_last(), client.c.id).limit(_MOST))
    return [Care(*(*row[:4], occasion, *by_date[row[4]])) for row in rows]
