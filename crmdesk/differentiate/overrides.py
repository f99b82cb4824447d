"""Overrides: a tier or stage that a person set against the rules, with a reason, an approver and an end (§3.8, §4.2).

An override holds from the day it was set to its last day, or until it is withdrawn. Runs read it; they never write it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Literal, TypedDict, Unpack, get_args

from sqlalchemy import ColumnElement, Connection, Select, Table, distinct, func, literal, or_, select, union_all

from crmdesk import dates
from crmdesk.codes import code_list, code_words
from crmdesk.differentiate.tables import OVERRIDES
from crmdesk.differentiate.tiers import TIERS
from crmdesk.differentiate.wording import fill
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.tables import client
from crmdesk.store.history import Unit
from crmdesk.store.store import Store
from crmdesk.text import clean

What = Literal["tier", "stage"]

#: Longest life in months, and the share of clients above which the rules are bent too often (§7.1).
LONGEST_MONTHS: dict[What, int] = {"tier": 12, "stage": 3}
TARGET_SHARE = 0.02
_SHORTEST_REASON = 4


@dataclass(frozen=True)
class Override:
    """``expires_on`` is the last day; from ``withdrawn_on`` on it holds no more."""

    id: int
    client_id: int
    code: str
    reason: str
    approver: str
    set_on: date
    expires_on: date
    withdrawn_on: date | None
    created_by: str
    what: What

    def holds_on(self, day: date) -> bool:
        is_withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        return self.set_on <= day <= self.expires_on and not is_withdrawn

    @property
    def words(self) -> Words:
        return code_words(self.what, self.code)


@dataclass(frozen=True)
class NamedOverride:
    """An override in a list of many clients."""

    override: Override
    client_no: str
    name: str


@dataclass(frozen=True)
class OverrideShare:
    """How many of the active clients have an override on a day."""

    overridden: int
    clients: int

    @property
    def share(self) -> float:
        return self.overridden / self.clients if self.clients else 0.0

    @property
    def is_within_target(self) -> bool:
        return self.share <= TARGET_SHARE


# -- reads


def _columns(table: Table, what: str) -> list[ColumnElement[Any]]:
    own = [table.c[field.name] for field in fields(Override) if field.name != "what"]
    return [*own, literal(what).label("what")]


def _some(*conditions: Any, columns: Iterable[str] = ()) -> Select[Any]:
    """Overrides of both kinds as one relation; ``conditions`` are functions of a table."""
    parts = [
        select(*_columns(table, what)).where(*(condition(table) for condition in conditions))
        for what, table in OVERRIDES.items()
    ]
    every = union_all(*parts).subquery("override")
    return select(*(every.c[name] for name in columns or (field.name for field in fields(Override))))


def _holding(day: date, table: Table) -> ColumnElement[bool]:
    c = table.c
    return (c.expires_on >= day) & (c.set_on <= day) & or_(c.withdrawn_on.is_(None), c.withdrawn_on > day)


def overrides_at(connection: Connection, clients: tuple[int, int], day: date) -> list[Override]:
    """What holds on a day for clients numbered from first to last: at most one tier and one stage per client.

    After a merge a client may have two of a kind; the one set last counts.
    """
    found = overrides_within(connection, clients, day, day)
    return list({(one.client_id, one.what): one for one in found if one.holds_on(day)}.values())


def overrides_within(connection: Connection, clients: tuple[int, int], first: date, last: date) -> list[Override]:
    """Every override of these clients that may hold on some day from ``first`` to ``last``, in the order of setting.

    For whoever walks over many days: ask each ``holds_on``; of several of one client and kind the last one counts.
    """
    query = _some(
        lambda table: table.c.client_id.between(*clients),
        lambda table: (table.c.expires_on >= first) & (table.c.set_on <= last),
    )
    found = [Override(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.client_id, one.what, one.set_on, one.id))


def client_overrides(connection: Connection, client_id: int) -> list[Override]:
    """All that were ever set for a client, the newest first."""
    found = [Override(*row) for row in connection.execute(_some(lambda table: table.c.client_id == client_id))]
    return sorted(found, key=lambda one: (one.set_on, one.id), reverse=True)


def overrides_in_force(connection: Connection, day: date, *, manager: str | None = None) -> list[NamedOverride]:
    """What holds on a day, those that end first at the top; of one account manager or of all."""
    every = _some(lambda table: _holding(day, table)).subquery()
    query = (
        select(every, client.c.client_no, client.c.name)
        .join(client, client.c.id == every.c.client_id)
        .order_by(every.c.expires_on, client.c.name_key, every.c.id)
    )
    if manager is not None:
        query = query.where(client.c.manager == manager)
    count = len(fields(Override))
    return [NamedOverride(Override(*row[:count]), *row[count:]) for row in connection.execute(query)]


def running_out(connection: Connection, day: date, *, within_days: int = 30) -> list[NamedOverride]:
    """What holds on a day and ends within so many days."""
    limit = day + timedelta(days=within_days)
    return [one for one in overrides_in_force(connection, day) if one.override.expires_on <= limit]


def override_share(connection: Connection, day: date) -> OverrideShare:
    """Overridden clients against the active ones."""
    every = _some(lambda table: _holding(day, table), columns=("client_id",)).subquery()
    is_active = client.c.status == "active"
    having = (
        select(func.count(distinct(every.c.client_id)))
        .join(client, client.c.id == every.c.client_id)
        .where(is_active)
        .scalar_subquery()
    )
    row = connection.execute(select(having, select(func.count()).where(is_active).scalar_subquery())).one()
    return OverrideShare(*row)


# -- operations


class Decision(TypedDict):
    """What is set, why, who approved it, and from which day to which."""

    what: What
    code: str
    reason: str
    approver: str
    expires_on: date
    today: date


def set_override(store: Store, client_id: int, **decision: Unpack[Decision]) -> int:
    """Set a client's tier or stage from ``today`` to ``expires_on``; one that holds already ends today.

    Raises ``CrmError`` with the field that is wrong: ``what``, ``code``, ``reason``, ``approver`` or ``expires_on``.
    """
    what, today = decision["what"], decision["today"]
    values: dict[str, Any] = {"code": _code(what, decision["code"]), "set_on": today}
    values |= _grounds(decision["reason"], decision["approver"])
    values["expires_on"] = _end(what, decision["expires_on"], today)
    table = OVERRIDES[what]
    with store.write(fill(_SET[what], to=code_words(what, decision["code"]))) as unit:
        _require_client(unit.connection, client_id)
        _end_present(unit, table, client_id, today)
        return unit.add(table, {**values, "client_id": client_id, "created_by": store.actor})


def withdraw_override(store: Store, override_id: int, *, what: What, today: date) -> None:
    """End an override before its time: from ``today`` on the rules decide again. It stays in the history."""
    table = OVERRIDES[what]
    with store.write(_WITHDRAW[what]) as unit:
        row = unit.connection.execute(select(table).where(table.c.id == override_id)).one_or_none()
        if row is None:
            raise CrmError(tr("There is no override {number}.", number=override_id))
        if row.withdrawn_on is not None or row.expires_on < today:
            raise CrmError(tr("This override has already ended."))
        unit.change(table, override_id, {"withdrawn_on": max(today, row.set_on)})


_SET = {
    "tier": Words("特批层级为{to}", "Override the tier: {to}"),
    "stage": Words("调整阶段为{to}", "Override the stage: {to}"),
}
_WITHDRAW = {
    "tier": Words("撤销层级特批", "Withdraw the override of a tier"),
    "stage": Words("撤销阶段调整", "Withdraw the override of a stage"),
}


def choices(what: What) -> tuple[str, ...]:
    """The codes an override may set: every tier but the dormant ones, every stage."""
    return TIERS if what == "tier" else tuple(code_list("stage"))


def _code(what: str, code: str) -> str:
    if what not in get_args(What):
        raise CrmError(tr("Choose what to override: the tier or the stage."), field="what")
    known = choices("tier" if what == "tier" else "stage")
    if code not in known:
        listed = tr(", ").join(f"{one} ({code_words(what, one)})" for one in known)
        raise CrmError(tr("“{code}” is none of: {known}.", code=code, known=listed), field="code")
    return code


def _grounds(reason: str, approver: str) -> dict[str, str]:
    reason, approver = clean(reason), clean(approver)
    if len(reason) < _SHORTEST_REASON:
        raise CrmError(
            tr("Say why the rules do not fit this client, in {count} characters or more.", count=_SHORTEST_REASON),
            field="reason",
        )
    if not approver:
        raise CrmError(tr("Name who approved it."), field="approver")
    if len(approver) > 60:
        raise CrmError(tr("A name has at most {count} characters.", count=60), field="approver")
    return {"reason": reason, "approver": approver}


def latest_end(what: What, today: date) -> date:
    """The last day an override set today may have."""
    return dates.add_months(today, LONGEST_MONTHS[what])


def _end(what: What, expires_on: date, today: date) -> date:
    latest = latest_end(what, today)
    if expires_on <= today:
        raise CrmError(tr("{day} has passed. An override ends on a later day.", day=expires_on), field="expires_on")
    if expires_on > latest:
        raise CrmError(
            tr(
                "An override of this kind lasts {months} months at most: until {day}.",
                months=LONGEST_MONTHS[what],
                day=latest,
            ),
            field="expires_on",
        )
    return expires_on


def _require_client(connection: Connection, client_id: int) -> None:
    if connection.execute(select(client.c.id).where(client.c.id == client_id)).one_or_none() is None:
        raise CrmError(tr("This client no longer exists."))


def _end_present(unit: Unit, table: Table, client_id: int, today: date) -> None:
    """What is set later takes the place of what holds: it ends the day the new one begins."""
    c = table.c
    present = select(c.id).where(c.client_id == client_id, c.expires_on >= today, c.withdrawn_on.is_(None))
    for (key,) in unit.connection.execute(present).all():
        unit.change(table, key, {"withdrawn_on": today})
