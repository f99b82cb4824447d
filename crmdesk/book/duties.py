"""What must be done by a date that others set: promises, complaints, papers and risk tests that expire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, exists, func, select

from crmdesk.i18n import Words
from crmdesk.identify.tables import FORM_TABLES, client, risk_assessment
from crmdesk.interact.follow_ups import OpenFollowUp

#: Days ahead that count as due soon, and days back that still count: older ones are the data-quality board's.
_ID_DAYS, _RISK_DAYS, _BACK_DAYS = 30, 7, 365

DutyKind = Literal["promise", "complaint", "data", "id_card", "risk_test"]
_WORDS: dict[DutyKind, Words] = {
    "promise": Words("承诺事项到期", "Promises due"),
    "complaint": Words("投诉待回复", "Complaints to answer"),
    "data": Words("联系方式待核实", "Contact details to verify"),
    "id_card": Words("证件 30 天内到期", "ID expires within 30 days"),
    "risk_test": Words("风险测评 7 天内到期", "Risk test expires within 7 days"),
}


@dataclass(frozen=True)
class Duty:
    """One kind of duty: how many clients, and the earliest of its dates."""

    kind: DutyKind
    clients: int
    first_on: date

    @property
    def words(self) -> Words:
        return _WORDS[self.kind]


def duties(connection: Connection, due: Sequence[OpenFollowUp], *, on: date, manager: str | None = None) -> list[Duty]:
    """Kinds with at least one client, in the order in which they press; ``due`` are the follow-ups due on ``on``."""
    found = {kind: _tasks(due, kind) for kind in _WORDS}
    found |= {"id_card": _ids(connection, on, manager), "risk_test": _risk_tests(connection, on, manager)}
    return [Duty(kind, *counted) for kind in _WORDS if (counted := found[kind])]


Counted = tuple[int, date]


def _mine(query: Any, manager: str | None) -> Any:
    query = query.where(client.c.status != "closed")
    return query if manager is None else query.where(client.c.manager == manager)


def _tasks(due: Sequence[OpenFollowUp], kind: str) -> Counted | None:
    tasks = [item for item in due if item.kind == kind]
    return (len({item.client_id for item in tasks}), min(item.due_on for item in tasks)) if tasks else None


def _expiring(connection: Connection, query: Any) -> Counted | None:
    count, first = connection.execute(query).one()
    return (count, first) if count else None


def _ids(connection: Connection, on: date, manager: str | None) -> Counted | None:
    person = FORM_TABLES["person"]
    ends = person.c.id_to
    query = (
        select(func.count(), func.min(ends))
        .select_from(client)
        .join(person, person.c.client_id == client.c.id)
        .where(ends.between(on - timedelta(days=_BACK_DAYS), on + timedelta(days=_ID_DAYS)))
    )
    return _expiring(connection, _mine(query, manager))


def _risk_tests(connection: Connection, on: date, manager: str | None) -> Counted | None:
    """Of each client and product line only the newest test counts."""
    newer = risk_assessment.alias()
    is_newest = ~exists().where(
        newer.c.client_id == risk_assessment.c.client_id,
        newer.c.line == risk_assessment.c.line,
        newer.c.assessed_on > risk_assessment.c.assessed_on,
    )
    ends = risk_assessment.c.valid_to
    query = (
        select(func.count(client.c.id.distinct()), func.min(ends))
        .select_from(client)
        .join(risk_assessment, risk_assessment.c.client_id == client.c.id)
        .where(ends.between(on - timedelta(days=_BACK_DAYS), on + timedelta(days=_RISK_DAYS)), is_newest)
    )
    return _expiring(connection, _mine(query, manager))
