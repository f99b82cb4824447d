"""Reading plans. Returns frozen plans with their content rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from crmdesk.customize import codec
from crmdesk.customize.content import PlanContent
from crmdesk.customize.tables import plan as plan_table
from crmdesk.errors import CrmError
from crmdesk.i18n import tr


@dataclass(frozen=True)
class PlanVersion:
    """A line of the version history. ``status`` is a code of plan_status."""

    id: int
    version: str
    status: str
    created_at: datetime
    author: str
    approved_by: str | None
    approved_at: datetime | None
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Plan:
    """One version of a plan: all that is printed. Moments are aware UTC."""

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
    digest: str | None
    content: PlanContent
    history: tuple[PlanVersion, ...] = ()

    @property
    def version(self) -> str:
        return f"v{self.major}.{self.minor}"

    @property
    def is_draft(self) -> bool:
        return self.status == "draft"


def plan(connection: Connection, plan_id: int) -> Plan:
    """One version with the history of its number. ``CrmError`` when it does not exist."""
    row = connection.execute(select(plan_table).where(plan_table.c.id == plan_id)).one_or_none()
    if row is None:
        raise CrmError(tr("There is no such plan."))
    return _plan(row, _history(connection, row.plan_no))


def plans_of(connection: Connection, client_id: int) -> list[Plan]:
    """Every version of a client's plans, newest first."""
    c = plan_table.c
    query = select(plan_table).where(c.client_id == client_id).order_by(c.major.desc(), c.minor.desc(), c.id.desc())
    rows = connection.execute(query).all()
    histories = {number: _history(connection, number) for number in {row.plan_no for row in rows}}
    return [_plan(row, histories[row.plan_no]) for row in rows]


def newest_plan_id(connection: Connection, client_id: int) -> int | None:
    """The draft if there is one, else the newest approved version."""
    c = plan_table.c
    query = select(c.id).where(c.client_id == client_id, c.status != "superseded")
    return connection.execute(query.order_by(c.major.desc(), c.minor.desc(), c.id.desc()).limit(1)).scalar_one_or_none()


def _history(connection: Connection, plan_no: str) -> tuple[PlanVersion, ...]:
    c = plan_table.c
    rows = connection.execute(select(plan_table).where(c.plan_no == plan_no).order_by(c.major, c.minor))
    return tuple(_version(row) for row in rows)


def _version(row: Row[Any]) -> PlanVersion:
    reason = row.content["reason"]
    return PlanVersion(
        id=row.id,
        version=f"v{row.major}.{row.minor}",
        status=row.status,
        created_at=row.created_at,
        author=row.author,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        reason_zh=reason["zh"],
        reason_en=reason["en"],
    )


def _plan(row: Row[Any], history: tuple[PlanVersion, ...]) -> Plan:
    values = {name: value for name, value in row._mapping.items() if name != "content"}
    return Plan(**values, content=codec.from_json(PlanContent, row.content), history=history)
