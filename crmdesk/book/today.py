"""Today: whom to contact and why, what is due by law or promise, what is done; a queue that ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import Connection, Date, case, func, literal, select

from crmdesk import dates
from crmdesk.book.care import Care, care_between
from crmdesk.book.duties import Duty, duties
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.interact.contact_log import contacts_between
from crmdesk.interact.follow_ups import OpenFollowUp, open_follow_ups
from crmdesk.interact.standards import standard_of, standards
from crmdesk.supervise.coverage import WeekCoverage, week_coverage

Tone = Literal["bad", "warn", "info", "plain"]
#: Clients proposed beside the queue: owed a contact and nothing planned.
_SUGGESTED = 10


@dataclass(frozen=True)
class Reason:
    """Why somebody stands in the queue; the tone says how much it presses."""

    words: Words
    tone: Tone


@dataclass(frozen=True)
class QueueEntry:
    """One follow-up of today's queue: ``priority`` 0–100, ``minutes`` the tier's usual call."""

    follow_up: OpenFollowUp
    reasons: tuple[Reason, ...]
    priority: float
    minutes: int


@dataclass(frozen=True)
class Suggestion:
    """A client nobody has planned to contact although the standard asks for it."""

    client_id: int
    client_no: str
    name: str
    tier: str
    stage: str | None
    reason: Reason


@dataclass(frozen=True)
class Done:
    contact_id: int
    client_id: int
    name: str
    at: datetime
    outcome: str
    note: str


@dataclass(frozen=True)
class TodayView:
    """A manager's day; ``manager`` None = the whole branch."""

    on: date
    manager: str | None
    queue: tuple[QueueEntry, ...]
    suggested: tuple[Suggestion, ...]
    care: tuple[Care, ...]
    duties: tuple[Duty, ...]
    week: tuple[WeekCoverage, ...]
    done: tuple[Done, ...]

    @property
    def minutes_left(self) -> int:
        return sum(entry.minutes for entry in self.queue)

    @property
    def overdue(self) -> int:
        return sum(entry.follow_up.due(self.on) == "overdue" for entry in self.queue)


def today(connection: Connection, *, on: date, manager: str | None = None, limit: int = 200) -> TodayView:
    """The day of ``manager``, at most ``limit`` entries in the queue."""
    due = open_follow_ups(connection, on=on, owner=manager)
    return TodayView(
        on=on,
        manager=manager,
        queue=tuple(_entry(item, on) for item in due[:limit]),
        suggested=tuple(_suggested(connection, on, manager)),
        care=tuple(care_between(connection, on, on + timedelta(days=6), manager=manager)),
        duties=tuple(duties(connection, due, on=on, manager=manager)),
        week=tuple(week_coverage(connection, on=on, manager=manager)),
        done=tuple(_done(connection, on, manager)),
    )


def _entry(item: OpenFollowUp, on: date) -> QueueEntry:
    return QueueEntry(item, tuple(reasons(item, on)), item.priority(on), standard_of(item.tier).call)


def reasons(item: OpenFollowUp, on: date) -> list[Reason]:
    """Why this one, the most pressing first."""
    found = [_due_reason(item, on)]
    if item.stage_status == "warning":
        found.append(Reason(Words("衰退预警", "Decline warning"), "bad"))
    if item.attempt > 1:
        words = Words("{count} 次未接通", "Not reached {count} times").format(count=item.attempt - 1)
        found.append(Reason(words, "warn"))
    if item.is_near:
        found.append(Reason(Words("临界升级", "Near the next tier"), "info"))
    if (late := _late(item.tier, item.last_contact_on, on)) is not None:
        found.append(late)
    return found


def _due_reason(item: OpenFollowUp, on: date) -> Reason:
    if item.due(on) == "overdue":
        words = Words("逾期 {days} 天", "Overdue {days} d").format(days=item.overdue_days(on))
        return Reason(words, "bad")
    time_text = item.due_time or ""
    return Reason(Words(f"今天 {time_text}".strip(), f"Today {time_text}".strip()), "warn")


def _late(tier: str | None, last: date | None, on: date) -> Reason | None:
    """The contact standard of the tier, where it was missed."""
    days = standard_of(tier).days
    if last is None:
        return Reason(Words("从未有效联系", "Never reached yet"), "plain")
    if (on - last).days <= days:
        return None
    words = Words("{ago} 天未联系，标准 {days} 天", "{ago} d without contact, standard {days} d")
    return Reason(words.format(ago=(on - last).days, days=days), "plain")


def _suggested(connection: Connection, on: date, manager: str | None) -> list[Suggestion]:
    """The highest tiers first, within a tier the largest; the lowest tier is served in batches, not by name."""
    limits = {tier: literal(on - timedelta(days=one.days), Date) for tier, one in standards().items()}
    owed = func.coalesce(client.c.last_contact_on, date.min) < case(limits, value=client.c.tier)
    columns = (client.c.id, client.c.client_no, client.c.name, client.c.tier, client.c.stage, client.c.last_contact_on)
    # Wrapped: no index finds these, so the order of tiers leads to the first ten, or the manager to the few.
    unplanned = func.coalesce(client.c.next_contact_on, date.max) == date.max
    query = select(*columns).where(unplanned, client.c.tier_rank >= 1, owed)
    query = query.where(client.c.stage != "termination")
    if manager is not None:
        query = query.where(client.c.manager == manager)
    ordered = query.order_by(client.c.tier_rank.desc(), client.c.assets.desc(), client.c.id.desc()).limit(_SUGGESTED)
    return [
        Suggestion(*row[:5], _late(row.tier, row.last_contact_on, on) or Reason(Words("", ""), "plain"))
        for row in connection.execute(ordered)
    ]


def _done(connection: Connection, on: date, manager: str | None) -> list[Done]:
    """Contacts of the day, newest first. Found by the day: a day has few contacts, a book many clients."""
    start = datetime.combine(on, time(), dates.CHINA).astimezone(UTC)
    found = contacts_between(connection, start, start + timedelta(days=1))
    columns = (client.c.id, client.c.name, client.c.manager)
    rows = connection.execute(select(*columns).where(client.c.id.in_({one.client_id for one in found})))
    names = {row.id: row.name for row in rows if manager in (None, row.manager)}
    return [
        Done(one.id, one.client_id, names[one.client_id], one.at, one.outcome, one.note)
        for one in found
        if one.client_id in names
    ]
