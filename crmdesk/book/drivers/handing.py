"""Clients handed from one account manager to another: by the history of this store, and as other systems know it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import String, cast, select

from crmdesk import dates
from crmdesk.book.drivers.asking import Question
from crmdesk.differentiate.tables import handover
from crmdesk.store.tables import operation, operation_row


@dataclass(frozen=True)
class Handover:
    client_id: int
    day: date
    old: str
    new: str


def handovers(question: Question) -> list[Handover]:
    """Those up to the day within the months looked at, the oldest first; a first assignment is none."""
    found = {(one.client_id, one.day, one.new): one for one in (*_recorded(question), *_done_here(question))}
    return sorted(found.values(), key=lambda one: (one.day, one.client_id))


def _recorded(question: Question) -> list[Handover]:
    h = handover.c
    query = select(h.client_id, h.day, h.old_manager, h.new_manager).where(
        h.day.between(question.oldest, question.until), h.old_manager != "", question.among(h.client_id)
    )
    return [Handover(*row) for row in question.connection.execute(query)]


def _done_here(question: Question) -> list[Handover]:
    """Changes of the account manager, from the images that undo and history keep of a client's row."""
    o, r = operation.c, operation_row.c
    start = datetime.combine(question.oldest, time(), dates.CHINA).astimezone(UTC)
    query = (
        select(r.row_key, o.at, r.before, r.after)
        .join(operation, o.id == r.operation_id)
        .where(r.table_name == "client", cast(r.before, String).like('%"manager"%'), o.at >= start)
        .where(o.is_undone.is_(False), question.among(r.row_key))
    )
    found = [_handover(*row) for row in question.connection.execute(query)]
    return [one for one in found if one.old and one.old != one.new and one.day <= question.until]


def _handover(client_id: int, at: datetime, before: Any, after: Any) -> Handover:
    old, new = (json.loads(one) if isinstance(one, str) else one or {} for one in (before, after))
    return Handover(client_id, at.astimezone(dates.CHINA).date(), old.get("manager") or "", new.get("manager") or "")
