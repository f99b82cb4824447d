"""Costs: campaigns, and lines of money or staff time for a client or a branch."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import Connection, select

from crmdesk.codes import checked
from crmdesk.differentiate.drivers.records.writing import require_client, require_order, require_row
from crmdesk.differentiate.tables import campaign, cost_line
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store
from crmdesk.text import clean


@dataclass(frozen=True)
class CostLine:
    """``amount`` in cents; ``minutes`` of staff time, worth the hourly cost of the rulebook."""

    id: int
    day: date
    kind: str
    purpose: str
    amount: int
    minutes: int
    client_id: int | None
    campaign_id: int | None
    branch: str
    staff: str
    note: str


class CostDetails(TypedDict, total=False):
    amount: int
    minutes: int
    client_id: int | None
    campaign_id: int | None
    branch: str
    staff: str
    note: str


_COLUMNS = [cost_line.c[field.name] for field in fields(CostLine)]


def client_costs(connection: Connection, client_id: int) -> list[CostLine]:
    """Lines of a client, newest first."""
    c = cost_line.c
    query = select(*_COLUMNS).where(c.client_id == client_id).order_by(c.day.desc(), c.id.desc())
    return [CostLine(*row) for row in connection.execute(query)]


def campaigns(connection: Connection) -> list[tuple[int, str]]:
    """Id and name of every campaign, newest first."""
    query = select(campaign.c.id, campaign.c.name).order_by(campaign.c.begins_on.desc(), campaign.c.id.desc())
    return [(row.id, row.name) for row in connection.execute(query)]


def add_campaign(
    store: Store, *, name: str, begins_on: date, ends_on: date | None = None, branch: str = "", note: str = ""
) -> int:
    """Write down a campaign, so that costs can be lines of it. Its name is its own."""
    title = clean(name)[:120]
    if not title:
        raise CrmError(tr("Give the campaign a name."), field="name")
    require_order(begins_on, ends_on, field="ends_on")
    values = {"name": title, "begins_on": begins_on, "ends_on": ends_on, "branch": clean(branch), "note": clean(note)}
    with store.write(Words("登记营销活动", "Enter a campaign")) as unit:
        if unit.connection.execute(select(campaign.c.id).where(campaign.c.name == title)).first() is not None:
            raise CrmError(tr("There is a campaign of this name already."), field="name")
        return unit.add(campaign, values)


def add_cost(store: Store, *, day: date, kind: str, purpose: str, **details: Unpack[CostDetails]) -> int:
    """Write down what was spent: money, staff time, or both. Raises ``CrmError`` at the field to correct."""
    amount, minutes = details.get("amount", 0), details.get("minutes", 0)
    if min(amount, minutes) < 0 or amount + minutes == 0:
        raise CrmError(tr("Give an amount or the minutes it took."), field="amount" if kind != "hours" else "minutes")
    values = {
        "day": day,
        "kind": checked("cost_kind", kind, field="kind").value,
        "purpose": checked("cost_purpose", purpose, field="purpose").value,
        "amount": amount,
        "minutes": minutes,
        "client_id": details.get("client_id"),
        "campaign_id": details.get("campaign_id"),
        "branch": clean(details.get("branch", "")),
        "staff": clean(details.get("staff", "")) or store.actor,
        "note": clean(details.get("note", "")),
    }
    with store.write(Words("登记费用", "Enter a cost")) as unit:
        if values["client_id"] is not None:
            require_client(unit.connection, details["client_id"] or 0)
        if values["campaign_id"] is not None:
            require_row(unit.connection, campaign, details["campaign_id"] or 0)
        return unit.add(cost_line, values)
