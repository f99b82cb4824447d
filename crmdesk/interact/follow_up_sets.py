"""Acting on several follow-ups at once: one operation, one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection, select

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.interact.follow_ups import close_follow_up, update_next_contact
from crmdesk.interact.tables import follow_up
from crmdesk.store.history import Unit
from crmdesk.store.store import Store

#: Ids in one condition.
_AT_ONCE = 500


def complete_follow_ups(store: Store, ids: Sequence[int]) -> int:
    """Close what was done; returns how many were still open. ``CrmError`` when none was."""
    return _each(store, ids, Words("完成跟进", "Complete follow-ups"), close_follow_up)


def cancel_follow_ups(store: Store, ids: Sequence[int]) -> int:
    """Close what will not be done."""

    def cancel(unit: Unit, one: int) -> None:
        close_follow_up(unit, one, status="cancelled")

    return _each(store, ids, Words("取消跟进", "Cancel follow-ups"), cancel)


def postpone_follow_ups(store: Store, ids: Sequence[int], *, to: date) -> int:
    """Move to another day; a time that was agreed falls away, because it was agreed for the old day."""

    def postpone(unit: Unit, one: int) -> None:
        unit.change(follow_up, one, {"due_on": to, "due_time": None})

    return _each(store, ids, Words("推迟跟进", "Postpone follow-ups"), postpone)


def _each(store: Store, ids: Sequence[int], label: Words, act: Callable[[Unit, int], None]) -> int:
    with store.write(label) as unit:
        found = _still_open(unit.connection, ids)
        if not found:
            raise CrmError(tr("This follow-up is already closed."))
        for one in found:
            act(unit, one)
        for client_id in set(found.values()):
            update_next_contact(unit, client_id)
    return len(found)


def _still_open(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Client by follow-up."""
    c = follow_up.c
    found: dict[int, int] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = select(c.id, c.client_id).where(c.id.in_(ids[start : start + _AT_ONCE]), c.status == "open")
        found |= {row.id: row.client_id for row in connection.execute(query)}
    return found
