"""What every record has in common: its client is there, its days and amounts make sense, it can be taken away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, Table, select

from crmdesk.differentiate.tables import concession, cost_line, opportunity, opportunity_step, overdue, service_contract
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.tables import client
from crmdesk.store.store import Store

#: Records that can be taken away again, by the name their kind of import has.
TABLES: dict[str, Table] = {
    "opportunities": opportunity,
    "costs": cost_line,
    "concessions": concession,
    "contracts": service_contract,
    "overdue": overdue,
}


def require_client(connection: Connection, client_id: int) -> None:
    if connection.execute(select(client.c.id).where(client.c.id == client_id)).first() is None:
        raise CrmError(tr("This client no longer exists."))


def require_row(connection: Connection, table: Table, row_id: int) -> None:
    if connection.execute(select(table.c.id).where(table.c.id == row_id)).first() is None:
        raise CrmError(tr("This record no longer exists."))


def require_positive(cents: int, *, field: str = "amount") -> int:
    if cents <= 0:
        raise CrmError(tr("Give an amount above zero."), field=field)
    return cents


def require_order(first: date, last: date | None, *, field: str) -> None:
    if last is not None and last < first:
        raise CrmError(tr("The last day lies before the first."), field=field)


def remove_record(store: Store, kind: str, row_id: int) -> None:
    """Take a record away that was entered by mistake; one undo step."""
    table = TABLES[kind]
    with store.write(Words("删除记录", "Remove a record")) as unit:
        require_row(unit.connection, table, row_id)
        if table is opportunity:
            unit.remove_all(opportunity_step, opportunity_step.c.opportunity_id == row_id)
        unit.remove(table, row_id)
