"""The explanation of a class with what the contact log adds: failed attempts, open complaints, a confirmed loss."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.codes import code_words
from crmdesk.differentiate import queries
from crmdesk.differentiate.explaining import Explanation, Record, Records, explain
from crmdesk.i18n import Words
from crmdesk.interact.contact_log import not_corrected
from crmdesk.interact.outcomes import outcomes_of
from crmdesk.interact.tables import contact, follow_up


def explanation(connection: Connection, client_id: int, *, as_of: date | None = None) -> Explanation | None:
    """Why the client stands as they do on a day, or by the latest run; None when not classified by then."""
    found = queries.standing(connection, client_id, as_of=as_of)
    if found is None:
        return None
    above = signal_records(connection, client_id, found.decided_on)
    return explain(connection, client_id, as_of=as_of, above=above)


def signal_records(connection: Connection, client_id: int, day: date) -> dict[str, Records]:
    """Contacts and complaints behind signals T4, D6 and D7 as of the end of a day."""
    end = datetime.combine(day + timedelta(days=1), time(), dates.CHINA).astimezone(UTC)
    return {
        "T4": Records(_contacts(connection, client_id, end, ("70",))[:1]),
        "D6": Records((*_complaints(connection, client_id, end), *_grade(connection, client_id, end))),
        "D7": Records(_failed(connection, client_id, end)),
    }


def _contacts(connection: Connection, client_id: int, end: datetime, outcomes: tuple[str, ...]) -> tuple[Record, ...]:
    """Contacts with one of the outcomes, the newest first."""
    c = contact.c
    query = (
        select(c.at, c.channel, c.outcome)
        .where(c.client_id == client_id, c.at < end, c.outcome.in_(outcomes), not_corrected())
        .order_by(c.at.desc())
    )
    return tuple(_contact(at, channel, outcome) for at, channel, outcome in connection.execute(query))


def _contact(at: datetime, channel: str, outcome: str) -> Record:
    by, result = code_words("contact_channel", channel), code_words("contact_outcome", outcome)
    return Record("contact", Words(f"{by.zh} · {result.zh}", f"{by.en} · {result.en}"), day=_day(at))


def _failed(connection: Connection, client_id: int, end: datetime) -> tuple[Record, ...]:
    """The attempts in a row that failed, the newest first."""
    reached = _contacts(connection, client_id, end, outcomes_of("success"))
    missed = _contacts(connection, client_id, end, outcomes_of("missed"))
    return tuple(one for one in missed if not reached or one.when > reached[0].when)


def _complaints(connection: Connection, client_id: int, end: datetime) -> tuple[Record, ...]:
    """Complaints open at the moment, the oldest first."""
    is_open = (follow_up.c.status == "open") | (follow_up.c.done_at >= end)
    query = (
        select(contact.c.at, follow_up.c.title)
        .join(contact, contact.c.id == follow_up.c.contact_id)
        .where(follow_up.c.client_id == client_id, follow_up.c.kind == "complaint", is_open, contact.c.at < end)
        .order_by(contact.c.at)
    )
    return tuple(Record("complaint", Words(title, title), day=_day(at)) for at, title in connection.execute(query))


def _grade(connection: Connection, client_id: int, end: datetime) -> tuple[Record, ...]:
    """The last recommendation 0–10."""
    c = contact.c
    query = select(c.at, c.nps).where(c.client_id == client_id, c.nps.is_not(None), c.at < end, not_corrected())
    rows = connection.execute(query.order_by(c.at.desc()).limit(1))
    return tuple(Record("contact", Words(f"NPS {nps}", f"NPS {nps}"), day=_day(at)) for at, nps in rows)


def _day(at: datetime) -> date:
    return at.astimezone(dates.CHINA).date()
