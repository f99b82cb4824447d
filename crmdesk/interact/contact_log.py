"""Reading the contact log. A contact that was corrected is shown as its newest correction."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, exists, select

from crmdesk import dates
from crmdesk.interact.outcomes import effective_codes
from crmdesk.interact.tables import contact


@dataclass(frozen=True)
class Contact:
    """One contact as it counts now; ``corrects_id`` is the entry it stands for when it was corrected."""

    id: int
    client_id: int
    at: datetime
    minutes: int | None
    direction: str
    channel: str
    outcome: str
    purpose: tuple[str, ...]
    note: str
    mood: int | None
    csat: int | None
    quality: int | None
    corrects_id: int | None
    created_by: str

    @property
    def day(self) -> date:
        return self.at.astimezone(dates.CHINA).date()

    @property
    def is_effective(self) -> bool:
        return self.outcome in effective_codes()


_COLUMNS = [contact.c[field.name] for field in fields(Contact)]


def not_corrected() -> ColumnElement[bool]:
    """The condition that a row of ``contact`` is the newest word on its contact."""
    newer = contact.alias()
    return ~exists().where(newer.c.corrects_id == contact.c.id)


def _contacts(connection: Connection, query: Select[Any]) -> list[Contact]:
    return [_contact(row) for row in connection.execute(query.where(not_corrected())).mappings()]


def _contact(row: RowMapping) -> Contact:
    return Contact(**{**row, "purpose": tuple(filter(None, row["purpose"].split(",")))})


def client_contacts(connection: Connection, client_id: int, *, limit: int = 200) -> list[Contact]:
    """Of one client, newest first."""
    query = select(*_COLUMNS).where(contact.c.client_id == client_id)
    return _contacts(connection, query.order_by(contact.c.at.desc(), contact.c.id.desc()).limit(limit))


def contact_history(connection: Connection, contact_id: int) -> list[Contact]:
    """A contact and its corrections, oldest first."""
    found = []
    step: int | None = contact_id
    while step is not None:
        row = connection.execute(select(*_COLUMNS).where(contact.c.id == step)).mappings().one()
        found.append(_contact(row))
        step = row["corrects_id"]
    return found[::-1]


def contacts_between(connection: Connection, start: datetime, end: datetime, *, by: str | None = None) -> list[Contact]:
    """``start`` ≤ moment < ``end``, newest first; ``by`` = the person who logged them."""
    query = select(*_COLUMNS).where(contact.c.at >= start, contact.c.at < end).order_by(contact.c.at.desc())
    return _contacts(connection, query if by is None else query.where(contact.c.created_by == by))
