"""From an outcome to follow-ups: what the contact answers, what is tried again, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Unpack

from sqlalchemy import select

from crmdesk.interact.follow_ups import (
    FollowUp,
    FollowUpDetails,
    client_follow_ups,
    close_follow_up,
    contact_kinds,
    insert_follow_up,
    update_next_contact,
)
from crmdesk.interact.outcomes import Outcome, next_due
from crmdesk.interact.standards import standard_of
from crmdesk.interact.tables import follow_up
from crmdesk.interact.working_days import working_day_from
from crmdesk.store.history import Unit

#: Kinds that only wait for somebody to be reached; any later contact does their work.
_WAITING = ("retry", "callback", "other_channel")
#: Owed whatever else is agreed with the client, and on their own day.
_DUTIES = ("complaint", "data", "termination")
#: After the last attempt another channel is tried, within this many days.
_OTHER_CHANNEL_DAYS = 3


@dataclass(frozen=True)
class Given:
    """The next step as the manager typed it; ``on`` None leaves it to the outcome."""

    on: date | None = None
    time: str | None = None
    channel: str | None = None
    title: str = ""


@dataclass(frozen=True)
class _Attempt:
    """One contact while its follow-ups are settled."""

    unit: Unit
    client_id: int
    contact_id: int
    result: Outcome
    on: date
    given: Given

    def add(self, kind: str, due_on: date, **details: Unpack[FollowUpDetails]) -> None:
        full: FollowUpDetails = {
            "contact_id": self.contact_id,
            "reason": f"outcome:{self.result.code}",
            **details,
        }
        insert_follow_up(self.unit, self.client_id, kind=kind, due_on=due_on, **full)

    def typed(self, *, attempt: int = 1) -> FollowUpDetails:
        given = self.given
        return {"title": given.title, "due_time": given.time, "channel": given.channel, "attempt": attempt}

    def close(self, items: list[FollowUp], status: str) -> None:
        for item in items:
            close_follow_up(self.unit, item.id, status=status, answered_by=self.contact_id)


def follow(
    unit: Unit, client_id: int, contact_id: int, *, result: Outcome, on: date, given: Given, tier: str | None
) -> bool:
    """Settle the follow-ups a contact of day ``on`` answers and make the next ones.

    Returns whether the last attempt to reach the client has failed.
    """
    attempt = _Attempt(unit, client_id, contact_id, result, on, given)
    due_on = given.on or next_due(result, on=on, standard_days=standard_of(tier).days)
    is_exhausted = False
    if result.is_effective:
        attempt.close(_answered(attempt), "done")
        _next(attempt, due_on)
    elif result.refuses_marketing:
        attempt.close(_answered(attempt), "cancelled")
        if given.on is not None:
            attempt.add("contact", given.on, **attempt.typed())
    elif due_on is not None:
        is_exhausted = _not_reached(attempt, due_on)
    update_next_contact(unit, client_id)
    return is_exhausted


def _answered(attempt: _Attempt) -> list[FollowUp]:
    """Due contacts of the client; of later ones, those that only wait for an attempt to succeed.

    A complaint is closed by whoever settled it, never by a contact; a refusal ends every planned contact but that.
    """
    kinds = set(contact_kinds()) - {"complaint"}
    items = client_follow_ups(attempt.unit.connection, attempt.client_id)
    if attempt.result.refuses_marketing:
        return [item for item in items if item.kind in kinds]
    return [i for i in items if i.kind in kinds and (i.due_on <= attempt.on or i.kind in _WAITING or i.attempt > 1)]


def _not_reached(attempt: _Attempt, due_on: date) -> bool:
    """What was due stays due, at the next attempt; after the last one another channel is tried as well."""
    step, items = attempt.result.next, _answered(attempt)
    assert step is not None
    made = max((item.attempt for item in items), default=1)
    if step.attempts and made >= step.attempts:
        _turn_to_other_channel(attempt, items)
        return True
    again = {"due_on": due_on, "due_time": attempt.given.time}
    for item in items:
        attempt.unit.change(follow_up, item.id, {**again, "attempt": item.attempt + bool(step.attempts)})
    if step.kind in _DUTIES:
        _add_duty(attempt, step.kind, due_on)
    elif not items:
        attempt.add(step.kind, due_on, **attempt.typed(attempt=2 if step.attempts else 1))
    return False


def _turn_to_other_channel(attempt: _Attempt, items: list[FollowUp]) -> None:
    other_on = working_day_from(attempt.given.on or attempt.on + timedelta(days=_OTHER_CHANNEL_DAYS))
    attempt.close([item for item in items if item.kind in _WAITING], "cancelled")
    for item in items:
        if item.kind not in _WAITING:
            attempt.unit.change(follow_up, item.id, {"due_on": other_on, "due_time": None, "attempt": 1})
    attempt.add("other_channel", other_on, **attempt.typed())


def _next(attempt: _Attempt, due_on: date | None) -> None:
    """After reaching the client: the typed step or the outcome's own; a duty is made in any case."""
    step = attempt.result.next
    if step is not None and step.kind in _DUTIES:
        _add_duty(attempt, step.kind, working_day_from(attempt.on + timedelta(days=step.days)))
        due_on, step = attempt.given.on, None
    if due_on is not None:
        attempt.add(step.kind if step else "contact", due_on, **attempt.typed())


def _add_duty(attempt: _Attempt, kind: str, due_on: date) -> None:
    """A duty of a kind that is already open is not doubled."""
    items = client_follow_ups(attempt.unit.connection, attempt.client_id)
    if all(item.kind != kind for item in items):
        attempt.add(kind, due_on)


def withdraw(unit: Unit, contact_id: int) -> None:
    """Take back what a contact had made, where nobody has done it yet."""
    made = select(follow_up.c.id).where(follow_up.c.status == "open", follow_up.c.contact_id == contact_id)
    for follow_up_id in unit.connection.execute(made).scalars().all():
        close_follow_up(unit, follow_up_id, status="cancelled")
