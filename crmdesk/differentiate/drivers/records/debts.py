"""What clients owe beyond its day: overdue loans, shortfalls after forced sales, unpaid fees."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import Connection, select

from crmdesk.codes import checked
from crmdesk.differentiate.drivers.records.writing import require_client
from crmdesk.differentiate.tables import overdue
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store


@dataclass(frozen=True)
class Debt:
    """``amount`` and ``exposure`` in cents; ``pd`` and ``lgd`` in ten-thousandths."""

    id: int
    client_id: int
    day: date
    kind: str
    account_no: str
    amount: int
    exposure: int | None
    grade: str | None
    days_overdue: int | None
    pd: int | None
    lgd: int | None


class DebtDetails(TypedDict, total=False):
    account_no: str
    exposure: int | None
    grade: str | None
    days_overdue: int | None
    pd: int | None
    lgd: int | None


_COLUMNS = [overdue.c[field.name] for field in fields(Debt)]


def client_debts(connection: Connection, client_id: int) -> list[Debt]:
    """Every entry about a client, the newest first."""
    query = (
        select(*_COLUMNS).where(overdue.c.client_id == client_id).order_by(overdue.c.day.desc(), overdue.c.id.desc())
    )
    return [Debt(*row) for row in connection.execute(query)]


def note_debt(
    store: Store, client_id: int, *, day: date, kind: str, amount: int, **details: Unpack[DebtDetails]
) -> int:
    """Write down what a client owes of a kind on a day; 0 says that it is paid."""
    checked("overdue_kind", kind, field="kind")
    if amount < 0:
        raise CrmError(tr("The amount cannot be negative."), field="amount")
    if details.get("grade"):
        checked("loan_grade", details["grade"] or "", field="grade")
    for name in ("pd", "lgd"):
        if not 0 <= (details.get(name) or 0) <= 10_000:  # type: ignore[operator]
            raise CrmError(tr("Give a share from 0 to 100 %."), field=name)
    with store.write(Words("登记逾期", "Enter an overdue amount")) as unit:
        require_client(unit.connection, client_id)
        return unit.add(overdue, {"client_id": client_id, "day": day, "kind": kind, "amount": amount, **details})
