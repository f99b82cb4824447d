"""Logging a contact: one operation that writes the contact and everything that follows from it (§5.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.codes import checked, code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.recounts import recounted
from crmdesk.identify.tables import client
from crmdesk.interact import contact_points
from crmdesk.interact.contact_log import not_corrected
from crmdesk.interact.next_steps import Given, follow, withdraw
from crmdesk.interact.outcomes import SHORTEST_NOTE, Outcome, effective_codes, outcome, quality
from crmdesk.interact.tables import contact
from crmdesk.store.history import Unit
from crmdesk.store.store import Store
from crmdesk.text import clean


class ContactDetails(TypedDict, total=False):
    """``at`` default now; ``minutes`` default by channel; ``next_time`` like ``15:30``; ``mood`` and ``csat`` 1–5,
    ``nps`` 0–10.

    ``number``: the client's number that was called, where it is not the main one: the outcome speaks of that one.
    """

    at: datetime | None
    minutes: int | None
    purpose: tuple[str, ...]
    direction: str
    next_on: date | None
    next_time: str | None
    next_channel: str | None
    next_title: str
    evidence: str
    mood: int | None
    csat: int | None
    nps: int | None
    found_need: bool
    number: str | None


@dataclass(frozen=True)
class _Entry:
    """A contact checked and complete, before it is written."""

    channel: str
    outcome: Outcome
    note: str
    at: datetime
    minutes: int
    purpose: tuple[str, ...]
    direction: str
    evidence: str
    mood: int | None
    csat: int | None
    nps: int | None
    found_need: bool
    given: Given
    number: str | None

    @property
    def day(self) -> date:
        return self.at.astimezone(dates.CHINA).date()

    def values(self) -> dict[str, object]:
        score = quality(
            self.outcome,
            found_need=self.found_need,
            has_next=self.given.on is not None,
            has_evidence=bool(self.evidence),
            note=self.note,
        )
        return {
            "at": self.at,
            "minutes": self.minutes,
            "direction": self.direction,
            "channel": self.channel,
            "outcome": self.outcome.code,
            "purpose": ",".join(self.purpose),
            "note": self.note,
            "mood": self.mood,
            "csat": self.csat,
            "nps": self.nps,
            "evidence": self.evidence,
            "quality": score,
            "number": self.number,
        }


def log_contact(
    store: Store, client_id: int, *, channel: str, outcome: str, note: str, **details: Unpack[ContactDetails]
) -> int:
    """Write a contact down and let follow what its outcome asks for; returns the contact's id.

    One undo step: the contact, the follow-ups it answers and makes, the state of the phone number, a refusal
    of marketing, the client's last and next contact. Raises ``CrmError`` with the field that needs a correction.
    """
    entry = _entry(channel, outcome, note, details)
    with store.write(Words("记录联系", "Log a contact")) as unit:
        found = _client(unit.connection, client_id)
        _require_number(unit.connection, client_id, entry.number)
        contact_id = unit.add(contact, {**entry.values(), "client_id": client_id, "created_by": store.actor})
        _consequences(unit, found, contact_id, entry)
    return contact_id


def correct_contact(
    store: Store, contact_id: int, *, note: str, outcome: str | None = None, channel: str | None = None
) -> int:
    """Add a correction to a contact: the first entry stays, the newest counts; returns the correction's id.

    A changed outcome takes back the follow-ups the old one made, where they are still open, and makes its own.
    """
    with store.write(Words("更正联系记录", "Correct a contact")) as unit:
        old = _newest(unit.connection, contact_id)
        entry = _corrected(old, note=note, outcome=outcome, channel=channel)
        values = {**entry.values(), "client_id": old.client_id, "corrects_id": old.id, "created_by": store.actor}
        new_id = unit.add(contact, values)
        if entry.outcome.code != old.outcome:
            withdraw(unit, old.id)
            _consequences(unit, _client(unit.connection, old.client_id), new_id, entry)
    return new_id


# -- checking what was typed


def _entry(channel: str, outcome_code: str, note: str, details: ContactDetails) -> _Entry:
    channel_code = checked("contact_channel", channel, field="channel")
    result = outcome(outcome_code)
    purpose = tuple(details.get("purpose", ()))
    for code in purpose:
        checked("contact_purpose", code, field="purpose")
    at = _moment(details.get("at"))
    given = Given(
        on=details.get("next_on"),
        time=details.get("next_time"),
        channel=_next_channel(details.get("next_channel")),
        title=details.get("next_title", ""),
    )
    entry = _Entry(
        channel=channel,
        outcome=result,
        note=clean(note),
        at=at,
        minutes=_minutes(details.get("minutes"), default=channel_code.extra["minutes"], result=result),
        purpose=purpose,
        direction=checked("contact_direction", details.get("direction", "OB"), field="direction").value,
        evidence=clean(details.get("evidence", ""))[:120],
        mood=_grade(details.get("mood"), "mood"),
        csat=_grade(details.get("csat"), "csat"),
        nps=_nps(details.get("nps")),
        found_need=details.get("found_need", False),
        given=given,
        number=details.get("number"),
    )
    _check(entry)
    return entry


def _moment(at: datetime | None) -> datetime:
    """An aware moment; one without a zone is what the clock on the wall showed."""
    if at is None:
        return dates.now()
    if at.tzinfo is None:
        at = at.replace(tzinfo=dates.CHINA)
    if at > dates.now() + timedelta(minutes=5):
        raise CrmError(tr("A contact cannot lie in the future. Plan a follow-up instead."), field="at")
    return at.astimezone(UTC)


def _next_channel(channel: str | None) -> str | None:
    return None if channel is None else checked("contact_channel", channel, field="next_channel").value


def _minutes(minutes: int | None, *, default: int, result: Outcome) -> int:
    """What was typed, or the channel's usual length; an attempt that reached nobody takes a minute."""
    if minutes is None:
        return default if result.is_effective else 1
    if not 0 <= minutes <= 24 * 60:
        raise CrmError(tr("Minutes must lie between 0 and 1,440."), field="minutes")
    return minutes


def _grade(value: int | None, field: str) -> int | None:
    if value is not None and not 1 <= value <= 5:
        raise CrmError(tr("Give a number from 1 to 5."), field=field)
    return value


def _nps(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= 10:
        raise CrmError(tr("Give a number from 0 to 10."), field="nps")
    return value


def _check(entry: _Entry) -> None:
    if entry.outcome.is_effective and len(entry.note) < SHORTEST_NOTE:
        raise CrmError(
            tr("Write at least {count} characters on what was said: this outcome counts.", count=SHORTEST_NOTE),
            field="note",
        )
    if entry.outcome.must_ask and entry.given.on is None:
        raise CrmError(tr("A call back was agreed: give its date."), field="next_on")
    if entry.given.on is not None and entry.given.on < entry.day:
        raise CrmError(tr("The next contact cannot lie before this one."), field="next_on")


# -- writing


def _consequences(unit: Unit, found: Any, contact_id: int, entry: _Entry) -> None:
    is_exhausted = follow(
        unit, found.id, contact_id, result=entry.outcome, on=entry.day, given=entry.given, tier=found.tier
    )
    number = contact_points.number_of(unit.connection, found.id, entry.number) if entry.number else None
    is_gone = bool(entry.number) and number is None
    status = None if is_gone else _shown_status(entry, is_exhausted=is_exhausted)
    shown = contact_points.Shown(entry.day, status, number)
    contact_points.note_outcome(unit, found.id, found.kind, entry.outcome, shown)
    update_last_contact(unit, found.id)


def _require_number(connection: Connection, client_id: int, number: str | None) -> None:
    if number and contact_points.number_of(connection, client_id, number) is None:
        raise CrmError(tr("This client has no such number. Add it to the record first."), field="number")


def _shown_status(entry: _Entry, *, is_exhausted: bool) -> str | None:
    """What the outcome says of the number: the last attempt failed, its own word, or that it was reached."""
    is_phone = bool(code_list("contact_channel")[entry.channel].extra.get("phone"))
    proven = contact_points.VALID if is_phone and entry.outcome.proves_number else None
    exhausted = entry.outcome.exhausted_status if is_exhausted else None
    return exhausted or entry.outcome.contact_status or proven


def _client(connection: Connection, client_id: int) -> Any:
    query = select(client.c.id, client.c.kind, client.c.tier).where(client.c.id == client_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise CrmError(tr("This client no longer exists."))
    return found


@recounted
def update_last_contact(unit: Unit, client_id: int) -> None:
    """The client's last contact is the last effective one: attempts that reached nobody do not count."""
    newest = unit.connection.execute(
        select(func.max(contact.c.at)).where(
            contact.c.client_id == client_id, contact.c.outcome.in_(effective_codes()), not_corrected()
        )
    ).scalar_one()
    on = newest.astimezone(dates.CHINA).date() if newest else None
    unit.change(client, client_id, {"last_contact_on": on})


def _newest(connection: Connection, contact_id: int) -> Any:
    """The newest correction of a contact, or the contact itself."""
    while newer := connection.execute(select(contact.c.id).where(contact.c.corrects_id == contact_id)).scalar():
        contact_id = newer
    found = connection.execute(select(contact).where(contact.c.id == contact_id)).one_or_none()
    if found is None:
        raise CrmError(tr("This contact no longer exists."))
    return found


def _corrected(old: Any, *, note: str, outcome: str | None, channel: str | None) -> _Entry:
    details: ContactDetails = {
        "at": old.at,
        "minutes": old.minutes,
        "purpose": tuple(filter(None, old.purpose.split(","))),
        "direction": old.direction,
        "evidence": old.evidence,
        "mood": old.mood,
        "csat": old.csat,
        "nps": old.nps,
        "number": old.number,
    }
    return _entry(channel or old.channel, outcome or old.outcome, note, details)
