"""The months behind the figures of one client, as the run saw them: what came after the data date is not among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.differentiate.facts import known_months
from crmdesk.differentiate.movements import movement_query
from crmdesk.differentiate.partial import needs_counting
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.snapshots import monthly_assets, read_snapshots
from crmdesk.differentiate.tables import client_month
from crmdesk.differentiate.touched import Clients
from crmdesk.identify.tables import account, client, txn


@dataclass(frozen=True)
class Month:
    """One month. Money in cents; ``average`` and ``end`` are None where not known."""

    month: int
    active_days: int = 0
    movements: int = 0
    trade: int = 0
    spread: int = 0
    product: int = 0
    cost: int = 0
    end: int | None = None
    average: int | None = None

    @property
    def contribution(self) -> int:
        return self.trade + self.spread + self.product - self.cost


def months_until(connection: Connection, client_id: int, rulebook: Rulebook, day: date) -> tuple[Month, ...]:
    """Every month from the client's first one with facts to the month of ``day``, none left out; oldest first."""
    found = _stored(connection, client_id, dates.month_index(day))
    if needs_counting(connection, day):
        found[dates.month_index(day)] = _counted(connection, client_id, rulebook, day)
    if not found:
        return ()
    known, opened = set(known_months(connection)), _opened(connection, client_id)
    months, carried = [], None
    for number in range(min(found), dates.month_index(day) + 1):
        month = found.get(number, Month(number))
        carried = carried if month.end is None else month.end
        months.append(_completed(month, carried, is_known=opened <= number and number in known))
    return tuple(months)


def _stored(connection: Connection, client_id: int, last: int) -> dict[int, Month]:
    m = client_month.c
    names = ("month", "active_days", "movements", "trade_income", "spread_income", "product_income", "cost")
    query = select(*(m[name] for name in (*names, "end_assets", "avg_assets")))
    rows = connection.execute(query.where(m.client_id == client_id, m.month <= last))
    return {row.month: Month(*row) for row in rows}


def _counted(connection: Connection, client_id: int, rulebook: Rulebook, day: date) -> Month:
    """A month up to a day inside it."""
    number = dates.month_index(day)
    t = txn.c
    span = (t.client_id == client_id, t.day >= dates.month_first(number), t.day <= day)
    found = Month(number)
    moved: Any = connection.execute(movement_query(*span)).one_or_none()
    if moved is not None:
        found = replace(found, active_days=moved[2], movements=moved[3], trade=moved[8])
    assets = monthly_assets(read_snapshots(connection, rulebook.facts, Clients(client_id, client_id), until=day))
    at = [place for place, month in enumerate(assets.month.tolist()) if month == number]
    if at:
        columns = (assets.spread_income, assets.product_income, assets.end, assets.average)
        spread, product, end, average = (int(column[at[0]]) for column in columns)
        found = replace(found, spread=spread, product=product, end=end, average=average)
    return found


def _opened(connection: Connection, client_id: int) -> int:
    """The month from which the client can have assets; never for whoever has no account."""
    a = account.c
    days = connection.execute(select(a.opened_on).where(a.client_id == client_id)).scalars().all()
    if not days:
        return 1 << 40
    own = connection.execute(select(client.c.opened_on).where(client.c.id == client_id)).scalar()
    first = own or min((day for day in days if day is not None), default=None)
    return 0 if first is None else dates.month_index(first)


def _completed(month: Month, carried: int | None, *, is_known: bool) -> Month:
    """The rules of the window: the last balance is kept; who never had one has none where balances are known."""
    end = month.end if month.end is not None else carried
    if end is None and is_known:
        end = 0
    average = end if month.average is None and is_known else month.average
    return replace(month, end=end, average=average)
