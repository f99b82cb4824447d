"""Concessions: a rate below the standard, an uplift, or a fee waived, from a day to a day, approved by somebody."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import Connection, select

from crmdesk.codes import checked
from crmdesk.differentiate.drivers.records.writing import require_client, require_order, require_positive, require_row
from crmdesk.differentiate.tables import concession
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store
from crmdesk.text import clean


@dataclass(frozen=True)
class Concession:
    """Rates in millionths (3.0 in ten thousand is 300); ``amount`` in cents, of a fee waived."""

    id: int
    client_id: int
    kind: str
    standard: int | None
    granted: int | None
    amount: int | None
    from_on: date
    to_on: date | None
    reason: str
    approver: str


class ConcessionDetails(TypedDict, total=False):
    standard: int | None
    granted: int | None
    amount: int | None
    to_on: date | None
    reason: str
    approver: str


_COLUMNS = [concession.c[field.name] for field in fields(Concession)]


def client_concessions(connection: Connection, client_id: int) -> list[Concession]:
    """All of a client, those that run longest first."""
    query = select(*_COLUMNS).where(concession.c.client_id == client_id)
    found = [Concession(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.to_on or date.max, one.from_on, one.id), reverse=True)


def add_concession(
    store: Store, client_id: int, *, kind: str, from_on: date, **details: Unpack[ConcessionDetails]
) -> int:
    """Write down what was granted. A rate must be to the client's advantage; a fee waived needs its amount."""
    entry = checked("concession_kind", kind, field="kind").extra
    require_order(from_on, details.get("to_on"), field="to_on")
    approver = clean(details.get("approver", ""))
    if not approver:
        raise CrmError(tr("Say who approved it."), field="approver")
    values = {
        "kind": kind,
        "from_on": from_on,
        "to_on": details.get("to_on"),
        "reason": clean(details.get("reason", "")),
        "approver": approver,
        **_price(entry["base"] == "once", int(entry["sign"]), details),
    }
    with store.write(Words("登记优惠", "Enter a concession")) as unit:
        require_client(unit.connection, client_id)
        return unit.add(concession, {"client_id": client_id, **values})


def _price(is_once: bool, sign: int, details: ConcessionDetails) -> dict[str, int | None]:  # noqa: FBT001 - internal
    if is_once:
        return {"amount": require_positive(details.get("amount") or 0)}
    standard, granted = details.get("standard"), details.get("granted")
    if standard is None or granted is None:
        raise CrmError(tr("Give both rates: the standard and the one granted."), field="granted")
    if sign * (standard - granted) <= 0:
        raise CrmError(tr("The rate granted is no better for the client than the standard."), field="granted")
    return {"standard": standard, "granted": granted}


def end_concession(store: Store, concession_id: int, *, on: date) -> None:
    """It runs to this day, the day included."""
    with store.write(Words("终止优惠", "End a concession")) as unit:
        require_row(unit.connection, concession, concession_id)
        first = unit.connection.execute(
            select(concession.c.from_on).where(concession.c.id == concession_id)
        ).scalar_one()
        require_order(first, on, field="on")
        unit.change(concession, concession_id, {"to_on": on})
