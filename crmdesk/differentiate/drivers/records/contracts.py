"""Service contracts with a yearly fee, advice above all."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import Connection, select

from crmdesk.codes import checked
from crmdesk.differentiate.drivers.records.writing import require_client, require_order, require_row
from crmdesk.differentiate.tables import service_contract
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store
from crmdesk.text import clean


@dataclass(frozen=True)
class Contract:
    """``fee`` in cents a year; ``ended_on`` where it was ended before its last day."""

    id: int
    client_id: int
    kind: str
    contract_no: str
    fee: int
    begins_on: date
    ends_on: date
    ended_on: date | None
    note: str


class ContractDetails(TypedDict, total=False):
    fee: int
    contract_no: str
    note: str


_COLUMNS = [service_contract.c[field.name] for field in fields(Contract)]


def client_contracts(connection: Connection, client_id: int) -> list[Contract]:
    """All of a client, the newest first."""
    s = service_contract.c
    query = select(*_COLUMNS).where(s.client_id == client_id).order_by(s.begins_on.desc(), s.id.desc())
    return [Contract(*row) for row in connection.execute(query)]


def add_contract(
    store: Store,
    client_id: int,
    *,
    kind: str,
    begins_on: date,
    ends_on: date,
    **details: Unpack[ContractDetails],
) -> int:
    """Write down a contract. One that goes on after its last day is a new one from the next day."""
    require_order(begins_on, ends_on, field="ends_on")
    fee = details.get("fee", 0)
    if fee < 0:
        raise CrmError(tr("The fee cannot be negative."), field="fee")
    values = {
        "kind": checked("contract_kind", kind, field="kind").value,
        "contract_no": clean(details.get("contract_no", ""))[:60],
        "fee": fee,
        "begins_on": begins_on,
        "ends_on": ends_on,
        "note": clean(details.get("note", "")),
    }
    with store.write(Words("登记服务合同", "Enter a service contract")) as unit:
        require_client(unit.connection, client_id)
        return unit.add(service_contract, {"client_id": client_id, **values})


def end_contract(store: Store, contract_id: int, *, on: date) -> None:
    """It ended before its last day."""
    with store.write(Words("终止服务合同", "End a service contract")) as unit:
        require_row(unit.connection, service_contract, contract_id)
        first = unit.connection.execute(
            select(service_contract.c.begins_on).where(service_contract.c.id == contract_id)
        ).scalar_one()
        require_order(first, on, field="on")
        unit.change(service_contract, contract_id, {"ended_on": on})
