"""Contacts from another system's log, as a kind of import."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import func, select

from crmdesk import dates
from crmdesk.differentiate.drivers.importing import RECORDS
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.all_kinds import KINDS
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.sync import Target, change_rows, sync
from crmdesk.identify.tables import client
from crmdesk.interact.tables import contact
from crmdesk.store.bulk import rows_by_key

_CONTACT = Target(contact, ("client_id", "source", "ref"), stamp=("at", "created_by"), is_unique=False)
_CLIENTS_AT_ONCE = 5_000


def _write_contacts(run: Run, chunk: Chunk) -> None:
    """Add the log's entries. They are facts of the past: no follow-ups come from them."""
    days = chunk.column("day")
    chunk = chunk.without("day", lambda at: _wrong_day(days[at], run.today))
    outcomes = chunk.column("outcome")
    chunk = chunk.without("outcome", lambda at: tr("The outcome is missing.") if outcomes[at] is None else None)
    chunk, clients = run.with_clients(chunk)
    columns: dict[str, Sequence[Any]] = {
        "client_id": clients,
        "at": [_moment(day, clock) for day, clock in zip(chunk.column("day"), chunk.column("time"), strict=True)],
        "minutes": chunk.column("minutes"),
        "direction": [code or "OB" for code in chunk.column("direction")],
        "channel": [code or "99" for code in chunk.column("channel")],
        "outcome": chunk.column("outcome"),
        "purpose": [code or "" for code in chunk.column("purpose")],
        "note": [note or "" for note in chunk.column("note")],
        "evidence": [""] * chunk.size,
        "source": [run.source] * chunk.size,
        "source_key": chunk.column("client_no"),
        "ref": _refs(chunk),
        "created_by": [by or run.actor for by in chunk.column("by")],
    }
    moved = sync(run, _CONTACT, columns)
    moved.settle(chunk)
    _set_last_contact(run, sorted({clients[at] for at in moved.moved}))


def _wrong_day(day: date | None, today: date) -> str | None:
    if day is None:
        return tr("The date is missing.")
    return tr("{day} is in the future.", day=day) if day > today else None


def _moment(day: date, clock: time | None) -> datetime:
    return datetime.combine(day, clock or time(12), dates.CHINA).astimezone(UTC)


def _refs(chunk: Chunk) -> list[str]:
    """The log's own number of an entry, else a digest of what it says."""
    names = ("client_no", "day", "time", "channel", "outcome", "note")
    rows = zip(*(chunk.column(name) for name in names), strict=True)
    return [
        own or hashlib.blake2b("|".join(map(str, row)).encode(), digest_size=16).hexdigest()
        for own, row in zip(chunk.column("ref"), rows, strict=True)
    ]


def _set_last_contact(run: Run, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), _CLIENTS_AT_ONCE):
        part = ids[start : start + _CLIENTS_AT_ONCE]
        newest = run.connection.execute(
            select(contact.c.client_id, func.max(contact.c.at))
            .where(contact.c.client_id.in_(part))
            .group_by("client_id")
        ).all()
        known = rows_by_key(run.connection, client, ("id",), ((one,) for one in part), ("last_contact_on",))
        days = {
            client_id: at.replace(tzinfo=at.tzinfo or UTC).astimezone(dates.CHINA).date() for client_id, at in newest
        }
        later = {one: day for one, day in days.items() if known[(one,)][0] is None or known[(one,)][0] < day}
        was = {one: {"last_contact_on": known[(one,)][0]} for one in later}
        change_rows(run, client, [(one, was[one], {"last_contact_on": day}) for one, day in later.items()])


CONTACTS = Kind(
    "contacts",
    Words("联系记录", "contacts"),
    order=90,
    fields={
        "client_no": "key",
        "day": "day",
        "time": "clock",
        "channel": "code:contact_channel",
        "outcome": "code:contact_outcome",
        "direction": "code:contact_direction",
        "purpose": "code:contact_purpose",
        "note": "words",
        "minutes": "small_count",
        "ref": "key",
        "by": "words",
    },
    required=(("client_no",), ("day",), ("outcome",)),
    write=_write_contacts,
)

#: Everything that can be imported, of all rooms.
ALL_KINDS: tuple[Kind, ...] = (*KINDS, *RECORDS, CONTACTS)
