"""The list of service plans, every version a row; and whom to draft one for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, exists, func, or_, select

from crmdesk.book.listed import Listed, in_order, of_manager, of_text, read_listed
from crmdesk.customize.tables import plan
from crmdesk.identify.tables import client
from crmdesk.interact.needs import active_statuses
from crmdesk.interact.tables import need
from crmdesk.progress import Progress

#: An approved plan is due for review this many days before its period ends.
REVIEW_DAYS = 30
#: Tiers that are owed a plan of their own.
PLANNED_TIERS = ("gold", "platinum", "diamond", "private")

PlanState = Literal["all", "draft", "approved", "review"]
PLAN_STATES: tuple[PlanState, ...] = ("all", "draft", "approved", "review")


@dataclass(frozen=True)
class PlanFilter:
    """``manager`` and ``text`` "" = any; the text is looked up in clients and in plan numbers."""

    state: PlanState = "all"
    manager: str = ""
    text: str = ""


@dataclass(frozen=True)
class PlanRow:
    """One version of a plan with its client's standing; moments are aware UTC."""

    id: int
    client_id: int
    plan_no: str
    major: int
    minor: int
    form: str
    status: str
    period_from: date
    period_to: date
    data_date: date
    author: str
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    client_no: str
    name: str
    tier: str | None
    stage: str | None
    stage_status: str | None

    @property
    def version(self) -> str:
        return f"v{self.major}.{self.minor}"

    def is_review_due(self, on: date) -> bool:
        return self.status == "approved" and self.period_to <= on + timedelta(days=REVIEW_DAYS)


#: Sort keys; the newest stand first by ``created`` descending.
SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "created": (plan.c.created_at,),
    "plan_no": (plan.c.plan_no, plan.c.major, plan.c.minor),
    "name": (client.c.name_key,),
    "tier": (func.coalesce(client.c.tier_rank, -2), client.c.name_key),
    "status": (plan.c.status, plan.c.created_at),
    "period": (plan.c.period_to,),
}


def plan_ids(
    connection: Connection,
    chosen: PlanFilter,
    *,
    sort: str = "created",
    descending: bool = True,
    on: date,
    progress: Progress | None = None,
) -> Listed:
    """Ids of the plans a filter keeps, in order; ``on`` is the day that a review is due from."""
    conditions, by_client = _conditions(connection, chosen, on), sort in ("name", "tier")
    query = in_order(plan, conditions, SORTS[sort], descending=descending, by_client=by_client)
    return read_listed(connection, query, progress)


def _conditions(connection: Connection, chosen: PlanFilter, on: date) -> list[ColumnElement[bool]]:
    found = [*_state(chosen.state, on)]
    if chosen.manager:
        found.append(of_manager(plan.c.client_id, chosen.manager))
    if text := chosen.text.strip():
        numbered = plan.c.plan_no.contains(text.upper(), autoescape=True)
        found.append(or_(of_text(connection, plan.c.client_id, text), numbered))
    return found


def _state(state: PlanState, on: date) -> list[ColumnElement[bool]]:
    if state == "all":
        return []
    if state == "review":
        return [plan.c.status == "approved", plan.c.period_to <= on + timedelta(days=REVIEW_DAYS)]
    return [plan.c.status == state]


_COLUMNS = [(client if f.name in client.c and f.name not in plan.c else plan).c[f.name] for f in fields(PlanRow)]
_ROWS: Select[Any] = (
    select(*_COLUMNS)
    .join_from(plan, client, client.c.id == plan.c.client_id)
    .where(plan.c.id.in_(bindparam("ids", expanding=True)))
)


def plan_rows(connection: Connection, ids: Sequence[int]) -> list[PlanRow]:
    """The rows of a block of ids (200 or so), in the order of the ids; an id that is gone is left out."""
    rows = {row.id: PlanRow(*row) for row in connection.execute(_ROWS, {"ids": list(ids)})} if ids else {}
    return [rows[one] for one in ids if one in rows]


def plan_counts(connection: Connection, *, on: date, manager: str = "") -> dict[PlanState, int]:
    """How many plans stand in each state."""
    counted = [func.coalesce(func.sum(case((and_(True, *_state(state, on)), 1), else_=0)), 0) for state in PLAN_STATES]  # noqa: FBT003
    query = select(*counted).select_from(plan)
    if manager:
        query = query.where(of_manager(plan.c.client_id, manager))
    return dict(zip(PLAN_STATES, map(int, connection.execute(query).one()), strict=True))


def clients_to_plan_for(connection: Connection, *, manager: str = "") -> list[int]:
    """Clients of gold and above with a need still to be served and no plan at all, the highest tier first."""
    has_need = exists().where(need.c.client_id == client.c.id, need.c.status.in_(active_statuses()))
    has_plan = exists().where(plan.c.client_id == client.c.id)
    query = select(client.c.id).where(
        client.c.tier.in_(PLANNED_TIERS), client.c.status != "closed", has_need, ~has_plan
    )
    if manager:
        query = query.where(client.c.manager == manager)
    query = query.order_by(client.c.tier_rank.desc(), client.c.assets.desc(), client.c.id)
    return list(connection.execute(query).scalars())
