"""Sales opportunities: entered, moved from stage to stage, won or lost with a reason."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.codes import checked, code_list
from crmdesk.differentiate.drivers.records.writing import require_client, require_order
from crmdesk.differentiate.tables import opportunity, opportunity_step
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.history import Unit
from crmdesk.store.store import Store
from crmdesk.text import clean


@dataclass(frozen=True)
class Opportunity:
    """``amount`` in cents, ``probability`` in percent; ``closed_on`` and ``reason`` of one that is won or lost."""

    id: int
    client_id: int
    title: str
    line: str | None
    stage: str
    amount: int
    probability: int
    origin: str | None
    opened_on: date
    due_on: date | None
    closed_on: date | None
    reason: str | None
    note: str
    owner: str

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


@dataclass(frozen=True)
class Step:
    """What an opportunity was from a day on."""

    day: date
    stage: str
    amount: int
    probability: int
    created_by: str


class Details(TypedDict, total=False):
    """``probability`` default by stage; ``opened_on`` default today; ``line``, ``origin`` are codes."""

    stage: str
    probability: int | None
    line: str | None
    origin: str | None
    opened_on: date | None
    due_on: date | None
    note: str
    owner: str


_COLUMNS = [opportunity.c[field.name] for field in fields(Opportunity)]


def client_opportunities(connection: Connection, client_id: int) -> list[Opportunity]:
    """All of a client, open ones first, the newest at the top."""
    query = select(*_COLUMNS).where(opportunity.c.client_id == client_id)
    found = [Opportunity(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.is_open, one.opened_on, one.id), reverse=True)


def opportunity_steps(connection: Connection, opportunity_id: int) -> list[Step]:
    """How it went, oldest first."""
    s = opportunity_step.c
    query = select(*(s[field.name] for field in fields(Step))).where(s.opportunity_id == opportunity_id)
    return [Step(*row) for row in connection.execute(query.order_by(s.day, s.id))]


def add_opportunity(store: Store, client_id: int, *, title: str, amount: int, **details: Unpack[Details]) -> int:
    """Write down what a client may come to do; returns its id. Raises ``CrmError`` at the field to correct."""
    stage = checked("opportunity_stage", details.get("stage", "lead"), field="stage")
    if not stage.extra["open"]:
        raise CrmError(tr("A new opportunity is open. Move it to won or lost when it is decided."), field="stage")
    opened = details.get("opened_on") or dates.local_today()
    require_order(opened, details.get("due_on"), field="due_on")
    values: dict[str, Any] = {
        "title": _title(title),
        "stage": stage.value,
        "amount": _amount(amount),
        "probability": _percent(details.get("probability"), stage.value),
        "line": _code("product_line", details.get("line"), "line"),
        "origin": _code("opportunity_origin", details.get("origin"), "origin"),
        "opened_on": opened,
        "due_on": details.get("due_on"),
        "note": clean(details.get("note", "")),
        "owner": clean(details.get("owner", "")) or store.actor,
    }
    with store.write(Words("录入销售机会", "Enter an opportunity")) as unit:
        require_client(unit.connection, client_id)
        opportunity_id = unit.add(opportunity, {"client_id": client_id, **values})
        _note(unit, opportunity_id, opened, values, by=store.actor)
    return opportunity_id


def move_opportunity(
    store: Store,
    opportunity_id: int,
    *,
    stage: str,
    on: date | None = None,
    amount: int | None = None,
    probability: int | None = None,
    reason: str | None = None,
) -> None:
    """To another stage, won and lost included; one lost needs its reason. A decided one can be opened again."""
    code = checked("opportunity_stage", stage, field="stage")
    day, is_open = on or dates.local_today(), bool(code.extra["open"])
    if stage == "lost" and not reason:
        raise CrmError(tr("Say why it was lost: it shows what to do better."), field="reason")
    with store.write(Words("推进销售机会", "Move an opportunity")) as unit:
        old = _opportunity(unit.connection, opportunity_id)
        require_order(_last_day(unit.connection, old), day, field="on")
        values = {
            "stage": stage,
            "amount": old.amount if amount is None else _amount(amount),
            "probability": _percent(probability, stage),
            "closed_on": None if is_open else day,
            "reason": None if is_open else _code("opportunity_reason", reason, "reason"),
        }
        unit.change(opportunity, opportunity_id, values)
        _note(unit, opportunity_id, day, values, by=store.actor)


def _note(unit: Unit, opportunity_id: int, day: date, values: dict[str, Any], *, by: str) -> None:
    step = {name: values[name] for name in ("stage", "amount", "probability")}
    unit.add(opportunity_step, {"opportunity_id": opportunity_id, "day": day, "created_by": by, **step})


def _opportunity(connection: Connection, opportunity_id: int) -> Opportunity:
    row = connection.execute(select(*_COLUMNS).where(opportunity.c.id == opportunity_id)).one_or_none()
    if row is None:
        raise CrmError(tr("This record no longer exists."))
    return Opportunity(*row)


def _last_day(connection: Connection, old: Opportunity) -> date:
    return max((step.day for step in opportunity_steps(connection, old.id)), default=old.opened_on)


def _title(title: str) -> str:
    found = clean(title)[:120]
    if not found:
        raise CrmError(tr("Give the opportunity a title."), field="title")
    return found


def _amount(amount: int) -> int:
    if amount < 0:
        raise CrmError(tr("The amount cannot be negative."), field="amount")
    return amount


def _percent(percent: int | None, stage: str) -> int:
    """What was said, else what is usual in the stage; a decided one is certain."""
    entry = code_list("opportunity_stage")[stage].extra
    if percent is None or not entry["open"]:
        return int(entry["percent"])
    if not 0 <= percent <= 100:
        raise CrmError(tr("Give a probability from 0 to 100."), field="probability")
    return percent


def _code(list_name: str, value: str | None, field: str) -> str | None:
    return checked(list_name, value, field=field).value if value else None
