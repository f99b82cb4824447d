"""What clients need, and how it changed: each changed value is an event with its cause (§5.3)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, Select, select

from crmdesk import dates
from crmdesk.codes import checked, code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.interact.follow_ups import client_follow_ups, insert_follow_up
from crmdesk.interact.tables import need, need_change
from crmdesk.interact.working_days import add_working_days
from crmdesk.store.history import Unit
from crmdesk.store.store import Store
from crmdesk.text import clean

#: A change of the amount by this share, or of one of these fields, asks for another plan within ten working days.
_MATERIAL_SHARE = 0.20
_MATERIAL_FIELDS = ("kind", "horizon", "priority")
_PLAN_WORKING_DAYS = 10


@dataclass(frozen=True)
class Need:
    """One need; ``amount`` in cents, ``horizon`` a code of the form's list."""

    id: int
    client_id: int
    kind: str
    description: str
    amount: int | None
    horizon: str | None
    priority: str
    trigger: str
    status: str
    found_on: date
    due_on: date | None
    closed_on: date | None

    @property
    def is_active(self) -> bool:
        return self.status in active_statuses()


@dataclass(frozen=True)
class NeedChange:
    """One changed value; ``field`` "" = the need was found. Codes and amounts (cents) as text."""

    id: int
    need_id: int
    client_id: int
    at: datetime
    field: str
    old: str | None
    new: str | None
    cause: str
    is_material: bool
    created_by: str


class NeedDetails(TypedDict, total=False):
    description: str
    amount: int | None
    horizon: str | None
    priority: str
    trigger: str
    status: str
    due_on: date | None


def active_statuses() -> tuple[str, ...]:
    return tuple(code.value for code in code_list("need_status").values() if code.extra.get("active"))


# -- reads

_COLUMNS = [need.c[field.name] for field in fields(Need)]


def needs(connection: Connection, client_id: int) -> list[Need]:
    """All of a client, newest first."""
    query = select(*_COLUMNS).where(need.c.client_id == client_id).order_by(need.c.found_on.desc(), need.c.id.desc())
    return [Need(*row) for row in connection.execute(query)]


def active_needs(connection: Connection, client_id: int) -> list[Need]:
    """Those still to be served, the most urgent first."""
    rank = list(code_list("need_priority"))
    found = [one for one in needs(connection, client_id) if one.is_active]
    return sorted(found, key=lambda one: (rank.index(one.priority), one.due_on or date.max, one.id))


def kinds_of_active_needs() -> Select[Any]:
    """The query ``(client_id, kind)`` of every active need, for whoever counts them over many clients."""
    return select(need.c.client_id, need.c.kind).where(need.c.status.in_(active_statuses()))


def need_changes(connection: Connection, client_id: int) -> list[NeedChange]:
    """Of one client, newest first."""
    columns = [need_change.c[field.name] for field in fields(NeedChange)]
    query = select(*columns).where(need_change.c.client_id == client_id).order_by(need_change.c.id.desc())
    return [NeedChange(*row) for row in connection.execute(query)]


# -- operations


def add_need(
    store: Store, client_id: int, *, kind: str, found_on: date | None = None, **details: Unpack[NeedDetails]
) -> int:
    """Write down what a client needs; priority ``medium`` and status ``found`` unless given."""
    on = found_on or dates.local_today()
    values = {"priority": "medium", "status": "found", "description": "", "trigger": "", **_checked(kind, details)}
    with store.write(Words("记录需求", "Record a need")) as unit:
        need_id = unit.add(need, {**values, "client_id": client_id, "found_on": on})
        _note(unit, need_id, client_id, field="", new=kind, cause="told", by=store.actor)
    return need_id


def change_need(
    store: Store, need_id: int, *, cause: str = "told", kind: str | None = None, **details: Unpack[NeedDetails]
) -> bool:
    """Change a need; every changed value becomes an event. Returns whether the change is material.

    Material: the kind, the horizon, the priority, or the amount by 20 %. It asks for a revised plan.
    """
    checked("need_cause", cause, field="cause")
    with store.write(Words("变更需求", "Change a need")) as unit:
        old = _need(unit.connection, need_id)
        values = _checked(kind or old.kind, details)
        is_material = _record_changes(unit, old, values, cause=cause, by=store.actor)
        unit.change(need, need_id, values)
        if is_material:
            _ask_for_plan(unit, old)
    return is_material


def close_need(store: Store, need_id: int, *, status: str = "satisfied", cause: str = "told") -> None:
    """End a need: ``satisfied``, ``paused`` or ``abandoned``."""
    if checked("need_status", status, field="status").value in active_statuses():
        raise CrmError(tr("Choose how the need ended: satisfied, paused or abandoned."), field="status")
    with store.write(Words("关闭需求", "Close a need")) as unit:
        old = _need(unit.connection, need_id)
        _record_changes(unit, old, {"status": status}, cause=cause, by=store.actor)
        unit.change(need, need_id, {"status": status, "closed_on": dates.local_today()})


# -- parts


def _checked(kind: str, details: NeedDetails) -> dict[str, Any]:
    values: dict[str, Any] = {**details, "kind": checked("need_kind", kind, field="kind").value}
    for field, list_name in (("priority", "need_priority"), ("status", "need_status"), ("horizon", "horizon")):
        if values.get(field) is not None:
            checked(list_name, values[field], field=field)
    for field in ("description", "trigger"):
        if field in values:
            values[field] = clean(values[field])
    if (values.get("amount") or 0) < 0:
        raise CrmError(tr("The amount of a need cannot be negative."), field="amount")
    return values


def _need(connection: Connection, need_id: int) -> Need:
    row = connection.execute(select(*_COLUMNS).where(need.c.id == need_id)).one_or_none()
    if row is None:
        raise CrmError(tr("This need no longer exists."))
    return Need(*row)


def _record_changes(unit: Unit, old: Need, values: dict[str, Any], *, cause: str, by: str) -> bool:
    """An event per value that differs; whether one of them is material."""
    found = False
    for field, new in values.items():
        before = getattr(old, field)
        if before == new:
            continue
        is_material = _is_material(field, before, new)
        found = found or is_material
        texts = {"old": _text(before), "new": _text(new)}
        _note(unit, old.id, old.client_id, field=field, cause=cause, by=by, is_material=is_material, **texts)
    return found


def _is_material(field: str, old: Any, new: Any) -> bool:
    if field != "amount":
        return field in _MATERIAL_FIELDS
    if not old or not new:
        return True
    return bool(abs(new - old) >= _MATERIAL_SHARE * old)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:200]


def _note(unit: Unit, need_id: int, client_id: int, *, field: str, cause: str, by: str, **values: Any) -> None:
    row = {"need_id": need_id, "client_id": client_id, "at": dates.now(), "field": field, "cause": cause}
    unit.add(need_change, {**row, "created_by": by, "is_material": False, "old": None, **values})


def _ask_for_plan(unit: Unit, changed: Need) -> None:
    """One open task to revise the plan, however many needs change."""
    if any(task.kind == "plan" for task in client_follow_ups(unit.connection, changed.client_id)):
        return
    due_on = add_working_days(dates.local_today(), _PLAN_WORKING_DAYS)
    insert_follow_up(unit, changed.client_id, kind="plan", due_on=due_on, reason=f"need:{changed.id}")
