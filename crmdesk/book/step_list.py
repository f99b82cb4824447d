"""The list of next steps: every open follow-up by the day it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, or_, select

from crmdesk.book.listed import Listed, in_order, of_manager, of_text, read_listed
from crmdesk.identify.tables import client
from crmdesk.interact.follow_ups import FollowUp
from crmdesk.interact.tables import follow_up
from crmdesk.progress import Progress

StepDue = Literal["all", "overdue", "today", "week"]
STEP_DUES: tuple[StepDue, ...] = ("all", "overdue", "today", "week")


@dataclass(frozen=True)
class StepFilter:
    """``manager``, ``kind`` (code of follow_up_kind) and ``text`` "" = any."""

    due: StepDue = "all"
    manager: str = ""
    kind: str = ""
    text: str = ""


@dataclass(frozen=True)
class NextStep(FollowUp):
    """An open follow-up with its client's standing."""

    client_no: str
    name: str
    manager: str
    tier: str | None
    stage: str | None
    stage_status: str | None

    @property
    def who(self) -> str:
        """Who is to do it: the person it was handed to, else the client's manager."""
        return self.owner or self.manager


SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "due": (follow_up.c.due_on, func.coalesce(follow_up.c.due_time, "")),
    "name": (client.c.name_key, follow_up.c.due_on),
    "tier": (func.coalesce(client.c.tier_rank, -2), follow_up.c.due_on),
    "attempt": (follow_up.c.attempt, follow_up.c.due_on),
}


def step_ids(
    connection: Connection,
    chosen: StepFilter,
    *,
    sort: str = "due",
    descending: bool = False,
    on: date,
    progress: Progress | None = None,
) -> Listed:
    """Ids of the open follow-ups a filter keeps; ascending by ``due`` puts the longest overdue on top."""
    conditions, by_client = _conditions(connection, chosen, on), sort in ("name", "tier")
    query = in_order(follow_up, conditions, SORTS[sort], descending=descending, by_client=by_client)
    return read_listed(connection, query, progress)


def _conditions(connection: Connection, chosen: StepFilter, on: date) -> list[ColumnElement[bool]]:
    found = [follow_up.c.status == "open", *_due(chosen.due, on)]
    if chosen.kind:
        found.append(follow_up.c.kind == chosen.kind)
    if chosen.manager:
        found.append(_of_owner(chosen.manager))
    if text := chosen.text.strip():
        found.append(of_text(connection, follow_up.c.client_id, text))
    return found


def _due(due: StepDue, on: date) -> list[ColumnElement[bool]]:
    """``week``: the seven days from ``on``; what is overdue stands in its own view."""
    column = follow_up.c.due_on
    if due == "overdue":
        return [column < on]
    if due == "today":
        return [column == on]
    return [column.between(on, on + timedelta(days=6))] if due == "week" else []


def _of_owner(manager: str) -> ColumnElement[bool]:
    """Handed to this manager, or to nobody in particular and about one of the manager's clients."""
    owner = follow_up.c.owner
    return or_(owner == manager, and_(owner == "", of_manager(follow_up.c.client_id, manager)))


_COLUMNS = [(follow_up if f.name in follow_up.c else client).c[f.name] for f in fields(NextStep)]
_ROWS: Select[Any] = (
    select(*_COLUMNS)
    .join_from(follow_up, client, client.c.id == follow_up.c.client_id)
    .where(follow_up.c.id.in_(bindparam("ids", expanding=True)))
)


def step_rows(connection: Connection, ids: Sequence[int]) -> list[NextStep]:
    """The rows of a block of ids (200 or so), in the order of the ids; an id that is gone is left out."""
    rows = {row.id: NextStep(*row) for row in connection.execute(_ROWS, {"ids": list(ids)})} if ids else {}
    return [rows[one] for one in ids if one in rows]


def step_counts(connection: Connection, *, on: date, manager: str = "", kind: str = "") -> dict[StepDue, int]:
    """How many open follow-ups are due when."""
    counted = [func.coalesce(func.sum(case((and_(True, *_due(due, on)), 1), else_=0)), 0) for due in STEP_DUES]  # noqa: FBT003
    where = _conditions(connection, StepFilter(manager=manager, kind=kind), on)
    query = select(*counted).select_from(follow_up).where(*where)
    return dict(zip(STEP_DUES, map(int, connection.execute(query).one()), strict=True))
