"""Everything that happened with a client and everything planned, in one stream."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Literal

from sqlalchemy import Connection, select

from crmdesk import dates, money
from crmdesk.book.record_changes import record_changes
from crmdesk.codes import code_words
from crmdesk.customize.tables import plan
from crmdesk.differentiate.tables import classification
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.interact.contact_log import Contact, client_contacts
from crmdesk.interact.follow_ups import FollowUp, client_follow_ups
from crmdesk.interact.needs import NeedChange, need_changes, needs

Kind = Literal["follow_up", "contact", "need", "plan", "classification", "record"]
KINDS: tuple[Kind, ...] = ("follow_up", "contact", "need", "plan", "classification", "record")


@dataclass(frozen=True)
class Event:
    """One entry; ``ref`` is the id of the row behind it. ``is_open``: still to be done, shown above today."""

    at: datetime
    kind: Kind
    title: Words
    detail: Words
    ref: int
    is_open: bool = False

    @property
    def day(self) -> date:
        return self.at.astimezone(dates.CHINA).date()


def timeline(
    connection: Connection, client_id: int, limit: int = 200, *, kinds: Collection[Kind] = KINDS
) -> list[Event]:
    """Newest first: what is planned on top, the farthest first, then what happened. At most ``limit`` events."""
    sources = {
        "follow_up": _follow_ups,
        "contact": _contacts,
        "need": _needs,
        "plan": _plans,
        "classification": _classes,
        "record": _record,
    }
    found = [event for kind in KINDS if kind in kinds for event in sources[kind](connection, client_id, limit)]
    return sorted(found, key=lambda event: (event.is_open, event.at, event.ref), reverse=True)[:limit]


NOTHING = Words("", "")


def _same(text: str) -> Words:
    return Words(text, text)


def _joined(*parts: Words) -> Words:
    kept = [part for part in parts if part.en]
    return Words(" · ".join(part.zh for part in kept), " · ".join(part.en for part in kept))


def _day_moment(day: date, at: str | None = None) -> datetime:
    clock = time.fromisoformat(at) if at else time()
    return datetime.combine(day, clock, dates.CHINA).astimezone(UTC)


# -- one source each


def _follow_ups(connection: Connection, client_id: int, limit: int) -> list[Event]:
    return [_follow_up(item) for item in client_follow_ups(connection, client_id)[:limit]]


def _follow_up(item: FollowUp) -> Event:
    channel = code_words("contact_channel", item.channel) if item.channel else NOTHING
    detail = _joined(_same(item.due_time or ""), channel)
    return Event(_day_moment(item.due_on, item.due_time), "follow_up", item.words, detail, item.id, is_open=True)


def _contacts(connection: Connection, client_id: int, limit: int) -> list[Event]:
    return [_contact(item) for item in client_contacts(connection, client_id, limit=limit)]


def _contact(item: Contact) -> Event:
    minutes = Words("{n} 分钟", "{n} min").format(n=item.minutes) if item.minutes and item.is_effective else NOTHING
    title = _joined(code_words("contact_channel", item.channel), code_words("contact_outcome", item.outcome), minutes)
    return Event(item.at, "contact", title, _same(item.note), item.id)


def _needs(connection: Connection, client_id: int, limit: int) -> list[Event]:
    kinds = {one.id: (code_words("need_kind", one.kind), one.description) for one in needs(connection, client_id)}
    return [_need(item, *kinds[item.need_id]) for item in need_changes(connection, client_id)[:limit]]


def _need(item: NeedChange, kind: Words, description: str) -> Event:
    if not item.field:
        return Event(item.at, "need", _labelled("新需求", "New need", kind), _same(description), item.id)
    old, new = _need_value(item.field, item.old), _need_value(item.field, item.new)
    detail = _joined(_arrow(old, new), code_words("need_cause", item.cause))
    return Event(item.at, "need", _labelled("需求变化", "Need changed", kind), detail, item.id)


def _labelled(zh: str, en: str, value: Words) -> Words:
    return Words(f"{zh}：{value.zh}", f"{en}: {value.en}")


def _arrow(old: Words, new: Words) -> Words:
    return Words(f"{old.zh} → {new.zh}", f"{old.en} → {new.en}")


def _need_value(field: str, text: str | None) -> Words:
    if text is None:
        return _same("–")
    if field == "amount":
        return Words(money.short(int(text), "zh"), money.short(int(text), "en"))
    lists = {"kind": "need_kind", "status": "need_status", "priority": "need_priority", "horizon": "horizon"}
    return code_words(lists[field], text) if field in lists else _same(text)


def _plans(connection: Connection, client_id: int, limit: int) -> list[Event]:
    c = plan.c
    columns = (c.id, c.plan_no, c.major, c.minor, c.status, c.created_at, c.approved_at)
    query = select(*columns).where(c.client_id == client_id).order_by(c.id.desc()).limit(limit)
    found = []
    for row in connection.execute(query):
        name = _same(f"{row.plan_no} v{row.major}.{row.minor}")
        drafted = Words("起草服务计划", "Service plan drafted")
        found.append(Event(row.created_at, "plan", drafted, name, row.id))
        if row.approved_at is not None:
            found.append(replace(found[-1], at=row.approved_at, title=Words("服务计划已审批", "Service plan approved")))
    return found


def _classes(connection: Connection, client_id: int, limit: int) -> list[Event]:
    """Changes of tier and stage, one event per data date."""
    c = classification.c
    query = select(c.as_of, c.tier, c.stage, c.score).where(c.client_id == client_id).order_by(c.as_of)
    rows = connection.execute(query).all()
    found = []
    for old, new in pairwise(rows):
        changes = [
            _arrow(code_words(name, getattr(old, name)), code_words(name, getattr(new, name)))
            for name in ("tier", "stage")
            if getattr(old, name) != getattr(new, name)
        ]
        if changes:
            title = _labelled("区分变更", "Reclassified", _joined(*changes))
            found.append(Event(_day_moment(new.as_of), "classification", title, _scores(old.score, new.score), 0))
    return found[-limit:]


def _scores(old: int | None, new: int | None) -> Words:
    if old is None or new is None:
        return NOTHING
    return Words(f"综合分 {old / 10:.1f} → {new / 10:.1f}", f"Score {old / 10:.1f} → {new / 10:.1f}")


def _record(connection: Connection, client_id: int, limit: int) -> list[Event]:
    """When the record was made and when somebody changed it."""
    query = select(client.c.recorded_at, client.c.source).where(client.c.id == client_id)
    found = [
        Event(row.recorded_at, "record", Words("建立档案", "Record created"), _same(row.source), client_id)
        for row in connection.execute(query)
    ]
    for change in record_changes(connection, client_id, limit=limit):
        title = _joined(change.label, _same(change.actor))
        found.append(Event(change.at, "record", title, change.fields, change.operation_id))
    return found
