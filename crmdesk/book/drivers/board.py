"""The eleven drivers of a scope, or of one client; and the clients behind each (§4.3 of the domain specification)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import ModuleType

from sqlalchemy import Connection

from crmdesk import dates
from crmdesk.book.drivers.asking import POINTS, Question, Scope
from crmdesk.book.drivers.counts import (
    acquisition,
    attrition,
    concessions,
    crossing,
    debts,
    income,
    migration,
    opportunities,
    renewal,
    service,
    win_back,
)
from crmdesk.book.drivers.model import Behind, Board, Counted, Driver
from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.rate_card import hourly_cost
from crmdesk.differentiate.drivers.records.targets import targets
from crmdesk.differentiate.overview import latest_run, rulebook_of
from crmdesk.differentiate.partial import needs_counting
from crmdesk.differentiate.queries import data_date
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress

COUNTS: Mapping[str, ModuleType] = {
    "opportunities": opportunities,
    "acquisition_cost": acquisition,
    "recurring_income": income,
    "service_cost": service,
    "cross_selling": crossing,
    "concessions": concessions,
    "renewal": renewal,
    "migration": migration,
    "attrition": attrition,
    "bad_debt": debts,
    "win_back": win_back,
}


def driver_board(
    connection: Connection, *, as_of: date | None = None, scope: Scope | None = None, progress: Progress | None = None
) -> Board:
    """All eleven as of a day, the newest data date unless given; a day in a month that goes on counts the one before.

    Raises ``CrmError`` when nothing was ever classified and no day is given.
    """
    question = ask(connection, as_of=as_of, scope=scope)
    progress = progress or Progress()
    drivers = []
    for done, code in enumerate(COUNTS):
        progress.at(done, len(COUNTS), tr("Counting the drivers"))
        drivers.append(count(question, code))
    return Board(question.until, question.since, tuple(drivers))


def client_drivers(connection: Connection, client_id: int, as_of: date | None = None) -> tuple[Driver, ...]:
    """The drivers that mean something for a single client."""
    question = ask(connection, as_of=as_of, scope=Scope(client_id=client_id))
    return tuple(count(question, code) for code, entry in code_list("driver").items() if entry.extra["client"])


def clients_behind(
    connection: Connection, code: str, *, as_of: date | None = None, scope: Scope | None = None
) -> Behind:
    """The clients behind a driver, those who contribute most first. Raises ``CrmError`` for an unknown driver."""
    if code not in COUNTS:
        raise CrmError(tr("There is no driver {code}. Known: {known}.", code=code, known=", ".join(COUNTS)))
    counts: Callable[[Question], Behind] = COUNTS[code].behind
    return counts(ask(connection, as_of=as_of, scope=scope))


def ask(connection: Connection, *, as_of: date | None, scope: Scope | None) -> Question:
    day = as_of or data_date(connection)
    if day is None:
        raise CrmError(tr("Nothing is classified yet. Classify first, or say as of which day."))
    if needs_counting(connection, day):
        day = dates.month_last(dates.month_index(day) - 1)
    return Question(connection, scope or Scope(), day, dates.month_index(day), hourly_cost(connection, day))


def count(question: Question, code: str) -> Driver:
    """One driver of the board."""
    found: Counted = COUNTS[code].counted(question)
    months = tuple(range(question.last - POINTS + 1, question.last + 1))
    trend, extra = found.known(months), code_list("driver")[code].extra
    is_short = found.since is not None and found.since > question.last - found.looks_back
    return Driver(
        code=code,
        unit=extra["unit"],
        better=extra["better"],
        value=trend[-1],
        last_year=trend[-13],
        target=_target(question, code, extra["unit"]),
        trend=trend,
        months=months,
        figures=found.figures if found.since is not None else (),
        missing=found.feed if found.since is None else None,
        since=found.since if is_short else None,
        stages=tuple(extra["stages"]),
        currency=question.once("currency", _currency),
    )


def _currency(question: Question) -> str:
    """That of the rulebook of the newest run."""
    newest = latest_run(question.connection)
    return "CNY" if newest is None else rulebook_of(question.connection, newest).currency


def _target(question: Question, code: str, unit: str) -> float | None:
    """What the branch wants; amounts are wanted of the whole branch only, shares of any part of it but one client."""
    scope = question.scope
    is_part = scope.manager is not None or scope.tier is not None or scope.stage is not None
    if scope.client_id is not None or (is_part and unit == "money"):
        return None
    return targets(question.connection, scope.branch or "").get(code)
