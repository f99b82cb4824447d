"""The runs there were: which one the clients' columns show, and which one classified a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tables import run


@dataclass(frozen=True)
class LatestRun:
    as_of: date
    rulebook: str
    rulebook_version: str
    clients: int


_RUN = select(run.c.as_of, run.c.rulebook, run.c.rulebook_version, run.c.clients)


def latest_run(connection: Connection) -> LatestRun | None:
    """The run whose classes the clients' columns show."""
    row = connection.execute(_RUN.order_by(run.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else LatestRun(*row)


def run_of(connection: Connection, day: date) -> LatestRun | None:
    """The run of a classified month-end or data date; of another day that of the next one."""
    query = _RUN.where(run.c.as_of >= day).order_by(run.c.as_of, run.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else LatestRun(*row)


def rulebook_of(connection: Connection, found: LatestRun) -> Rulebook:
    """The rules of a run, in the version it used."""
    return rulebooks.of_standing(connection, found.rulebook, found.rulebook_version)
