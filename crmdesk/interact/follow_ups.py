"""What is still to be done for clients, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from math import log10
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import Connection, Select, func, or_, select, union_all

from crmdesk import dates
from crmdesk.codes import checked, code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.recounts import recounted
from crmdesk.identify.tables import client
from crmdesk.interact.tables import follow_up
from crmdesk.store.history import Unit
from crmdesk.store.store import Store
from crmdesk.text import clean


@dataclass(frozen=True)
class FollowUp:
    """``attempt`` counts calls that found nobody: 2 = one was made, the second is due."""

    id: int
    client_id: int
    kind: str
    title: str
    reason: str
    due_on: date
    due_time: str | None
    channel: str | None
    attempt: int
    owner: str
    status: str

    @property
    def words(self) -> Words:
        """What is to be done: the words somebody wrote, or those of its kind."""
        if self.title:
            return Words(self.title, self.title)
        extra = code_list("follow_up_kind")[self.kind].extra
        return Words(extra["title_zh"], extra["title_en"])

    def due(self, on: date) -> Literal["overdue", "today", "later"]:
        if self.due_on < on:
            return "overdue"
        return "today" if self.due_on == on else "later"


@dataclass(frozen=True)
class OpenFollowUp(FollowUp):
    """An open follow-up with the client's standing; amounts in cents."""

    client_no: str
    name: str
    tier: str | None
    tier_rank: int | None
    tier_status: str | None
    stage: str | None
    stage_status: str | None
    is_near: bool | None
    assets: int | None
    contribution: int | None
    last_contact_on: date | None

    def overdue_days(self, on: date) -> int:
        return max(0, (on - self.due_on).days)

    def priority(self, on: date) -> float:
        return priority(
            tier_rank=self.tier_rank,
            stage=self.stage,
            contribution=self.contribution,
            overdue_days=self.overdue_days(on),
        )


#: How much each stage presses (1 = most): a client about to leave before one who needs a welcome.
_URGENCY = {"decline": 1.0, "acquisition": 0.8, "growth": 0.5, "maturity": 0.3, "termination": 0.2}
#: Twelve-month contribution (cents) from which the value at risk counts, and where it counts in full.
_VALUE_FROM, _VALUE_FULL = 100_00, 100_000_00


def priority(*, tier_rank: int | None, stage: str | None, contribution: int | None, overdue_days: int) -> float:
    """0–100: 40 × tier + 30 × urgency of the stage + 20 × value at risk + 10 × overdue days (§5.2).

    Each part runs from 0 to 1: the tier from base to private, the value on a logarithmic scale from
    ¥100 to ¥100,000 of yearly contribution, thirty days overdue in full.
    """
    tier = max(tier_rank or 0, 0) / 5
    value = log10(max(contribution or 0, _VALUE_FROM) / _VALUE_FROM) / log10(_VALUE_FULL / _VALUE_FROM)
    overdue = min(overdue_days, 30) / 30
    return round(40 * tier + 30 * _URGENCY.get(stage or "", 0.3) + 20 * min(value, 1.0) + 10 * overdue, 1)


def contact_kinds() -> tuple[str, ...]:
    """Kinds that mean contacting the client: they set the client's next contact."""
    return tuple(code.value for code in code_list("follow_up_kind").values() if code.extra.get("contact"))


# -- reads

_COLUMNS = [follow_up.c[field.name] for field in fields(FollowUp)]
_CLIENT = [client.c[f.name] for f in fields(OpenFollowUp)[len(_COLUMNS) :]]


def client_follow_ups(connection: Connection, client_id: int, *, only_open: bool = True) -> list[FollowUp]:
    """Of one client, earliest first."""
    query = select(*_COLUMNS).where(follow_up.c.client_id == client_id).order_by(follow_up.c.due_on, follow_up.c.id)
    if only_open:
        query = query.where(follow_up.c.status == "open")
    return [FollowUp(*row) for row in connection.execute(query)]


def open_follow_ups(
    connection: Connection, *, on: date, owner: str | None = None, until: date | None = None
) -> list[OpenFollowUp]:
    """Open follow-ups due by ``until`` (default ``on``: due and overdue), the most pressing first.

    ``owner`` is a manager: the follow-ups of the manager's clients and those handed to this person.
    """
    query = select(*_COLUMNS, *_CLIENT).join(client, client.c.id == follow_up.c.client_id)
    query = query.where(follow_up.c.due_on <= (until or on))
    found = [OpenFollowUp(*row) for row in connection.execute(_owned(query, owner))]
    return sorted(found, key=lambda f: (-f.priority(on), f.due_on, f.id))


def _owned(query: Select[Any], owner: str | None) -> Any:
    is_open = follow_up.c.status == "open"
    if owner is None:
        return query.where(is_open)
    # Two branches, each with its own index. The first must start from the manager's clients, not from everything that
    # is open in the branch: coalesce keeps the indexes of follow_up on status and owner out of it.
    open_, by = (func.coalesce(column, "") for column in (follow_up.c.status, follow_up.c.owner))
    own = query.where(client.c.manager == owner, open_ == "open", or_(by == "", by == owner))
    handed = query.where(is_open, follow_up.c.owner == owner, client.c.manager != owner)
    return union_all(own, handed)


# -- operations


class FollowUpDetails(TypedDict, total=False):
    title: str
    due_time: str | None
    channel: str | None
    owner: str
    reason: str
    contact_id: int | None
    attempt: int


def add_follow_up(store: Store, client_id: int, *, kind: str, due_on: date, **details: Unpack[FollowUpDetails]) -> int:
    """Plan something for a client; the title is optional, its kind already says what."""
    checked("follow_up_kind", kind, field="kind")
    with store.write(Words("安排跟进", "Plan a follow-up")) as unit:
        follow_up_id = insert_follow_up(unit, client_id, kind=kind, due_on=due_on, **details)
        update_next_contact(unit, client_id)
    return follow_up_id


def complete_follow_up(store: Store, follow_up_id: int) -> None:
    with store.write(Words("完成跟进", "Complete a follow-up")) as unit:
        found = _open_one(unit.connection, follow_up_id)
        close_follow_up(unit, follow_up_id)
        update_next_contact(unit, found.client_id)


def postpone_follow_up(store: Store, follow_up_id: int, *, to: date, due_time: str | None = None) -> None:
    with store.write(Words("推迟跟进", "Postpone a follow-up")) as unit:
        found = _open_one(unit.connection, follow_up_id)
        unit.change(follow_up, follow_up_id, {"due_on": to, "due_time": due_time})
        update_next_contact(unit, found.client_id)


def cancel_follow_up(store: Store, follow_up_id: int) -> None:
    with store.write(Words("取消跟进", "Cancel a follow-up")) as unit:
        found = _open_one(unit.connection, follow_up_id)
        close_follow_up(unit, follow_up_id, status="cancelled")
        update_next_contact(unit, found.client_id)


def _open_one(connection: Connection, follow_up_id: int) -> FollowUp:
    row = connection.execute(select(*_COLUMNS).where(follow_up.c.id == follow_up_id)).one_or_none()
    if row is None:
        raise CrmError(tr("This follow-up no longer exists."))
    if row.status != "open":
        raise CrmError(tr("This follow-up is already closed."))
    return FollowUp(*row)


# -- parts of operations, inside somebody's transaction


def insert_follow_up(unit: Unit, client_id: int, *, kind: str, due_on: date, **details: Unpack[FollowUpDetails]) -> int:
    values = {
        "client_id": client_id,
        "kind": kind,
        "title": clean(details.get("title", ""))[:200],
        "reason": details.get("reason", ""),
        "due_on": due_on,
        "due_time": details.get("due_time"),
        "channel": details.get("channel"),
        "attempt": details.get("attempt", 1),
        "contact_id": details.get("contact_id"),
        "owner": details.get("owner", ""),
        "status": "open",
    }
    return unit.add(follow_up, values)


def close_follow_up(unit: Unit, follow_up_id: int, *, status: str = "done", answered_by: int | None = None) -> None:
    unit.change(follow_up, follow_up_id, {"status": status, "done_at": dates.now(), "answered_by_id": answered_by})


def next_contact_on(connection: Connection, client_id: int) -> date | None:
    """The earliest open follow-up that means contacting the client."""
    found: date | None = connection.execute(
        select(func.min(follow_up.c.due_on)).where(
            follow_up.c.client_id == client_id,
            follow_up.c.status == "open",
            follow_up.c.kind.in_(contact_kinds()),
        )
    ).scalar_one()
    return found


@recounted
def update_next_contact(unit: Unit, client_id: int) -> None:
    unit.change(client, client_id, {"next_contact_on": next_contact_on(unit.connection, client_id)})
