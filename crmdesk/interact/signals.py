"""What the contact log tells the lifecycle (§4.1): clients out of reach, open complaints, confirmed losses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.interact.contact_log import not_corrected
from crmdesk.interact.tables import contact, follow_up


@dataclass(frozen=True)
class ContactSignals:
    """As of a day: unsuccessful attempts in a row, age in days of the oldest open complaint, lost by own word."""

    no_response: int = 0
    complaint_days: int | None = None
    has_left: bool = False


def contact_signals(connection: Connection, as_of: date) -> dict[int, ContactSignals]:
    """Per client, those with anything to tell; contacts after ``as_of`` do not count."""
    end = datetime.combine(as_of + timedelta(days=1), time(), dates.CHINA).astimezone(UTC)
    failed = _failed_in_a_row(connection, end)
    complaints = _oldest_complaints(connection, end)
    lost = _lost(connection, end)
    return {
        client_id: ContactSignals(
            no_response=failed.get(client_id, 0),
            complaint_days=(as_of - complaints[client_id]).days if client_id in complaints else None,
            has_left=client_id in lost,
        )
        for client_id in sorted({*failed, *complaints, *lost})
    }


def _outcomes(group: str) -> tuple[str, ...]:
    return tuple(code.value for code in code_list("contact_outcome").values() if code.extra["group"] == group)


def _failed_in_a_row(connection: Connection, end: datetime) -> dict[int, int]:
    reached = (
        select(contact.c.client_id, func.max(contact.c.at).label("at"))
        .where(contact.c.at < end, contact.c.outcome.in_(_outcomes("success")), not_corrected())
        .group_by(contact.c.client_id)
        .subquery()
    )
    query = (
        select(contact.c.client_id, func.count())
        .outerjoin(reached, reached.c.client_id == contact.c.client_id)
        .where(contact.c.at < end, contact.c.outcome.in_(_outcomes("missed")), not_corrected())
        .where((reached.c.at.is_(None)) | (contact.c.at > reached.c.at))
        .group_by(contact.c.client_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _oldest_complaints(connection: Connection, end: datetime) -> dict[int, date]:
    """The day of the oldest complaint that was open at ``end``, per client."""
    is_open = (follow_up.c.status == "open") | (follow_up.c.done_at >= end)
    query = (
        select(follow_up.c.client_id, func.min(contact.c.at))
        .join(contact, contact.c.id == follow_up.c.contact_id)
        .where(follow_up.c.kind == "complaint", is_open, contact.c.at < end)
        .group_by(follow_up.c.client_id)
    )
    return {client_id: at.astimezone(dates.CHINA).date() for client_id, at in connection.execute(query)}


def _lost(connection: Connection, end: datetime) -> set[int]:
    """Clients who said that they left, and were not reached for anything else since."""
    newest = (
        select(contact.c.client_id, func.max(contact.c.at).label("at"))
        .where(contact.c.at < end, contact.c.outcome.in_(_outcomes("success")), not_corrected())
        .group_by(contact.c.client_id)
        .subquery()
    )
    query = (
        select(contact.c.client_id)
        .join(newest, (newest.c.client_id == contact.c.client_id) & (newest.c.at == contact.c.at))
        .where(contact.c.outcome == "70", not_corrected())
    )
    return set(connection.execute(query).scalars())
