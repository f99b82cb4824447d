"""What the store knows about a client that a plan is made of: a handful of reads of the rooms below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, func, select

from crmdesk.customize.content import MonthPoint, ProductLine, RatingLine
from crmdesk.dates import local_today, month_index, month_last
from crmdesk.differentiate.explaining import Explanation, why
from crmdesk.differentiate.overrides import overrides_at
from crmdesk.differentiate.queries import Standing, standing
from crmdesk.differentiate.rulebooks import of_standing
from crmdesk.differentiate.tables import client_month
from crmdesk.differentiate.tiers import TIERS
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.record import Record, record
from crmdesk.identify.tables import balance, client, holding, product, risk_assessment
from crmdesk.interact.needs import Need, active_needs
from crmdesk.store.meta import read_meta

_MONTHS = 13


@dataclass(frozen=True)
class Held:
    """A product the client holds; ``amount`` in cents."""

    product: ProductLine
    amount: int
    matures_on: date | None


@dataclass(frozen=True)
class ClientFacts:
    """``values`` is the form's row; ``balances`` are (asset class, cents) of the newest day of each account."""

    client: Row[Any]
    values: dict[str, Any]
    record: Record
    as_of: date
    standing: Standing | None
    why: Explanation | None
    tier_floor: int | None
    ratings: tuple[RatingLine, ...]
    needs: tuple[Need, ...]
    balances: tuple[tuple[str, int], ...]
    held: tuple[Held, ...]
    months: tuple[MonthPoint, ...]
    catalogue: tuple[ProductLine, ...]
    institution: str
    branch_phone: str
    profile: str
    currency: str


def client_facts(connection: Connection, client_id: int, *, as_of: date | None = None) -> ClientFacts:
    """Everything about one client on a data date.

    Without one it is the date of the client's latest classification, so that figures and class agree; for a client
    never classified the newest day the store has figures of.
    """
    who = connection.execute(select(client).where(client.c.id == client_id)).one_or_none()
    if who is None:
        raise CrmError(tr("There is no such client any more."))
    day = as_of or who.as_of or _newest_day(connection, client_id)
    form = record(connection, client_id)
    found = standing(connection, client_id, as_of=day)
    told = None if found is None else _why(connection, found)
    return ClientFacts(
        client=who,
        values=form.values,
        record=form,
        as_of=day,
        standing=found,
        why=told,
        tier_floor=_tier_floor(told),
        ratings=_ratings(connection, client_id),
        needs=tuple(active_needs(connection, client_id)),
        balances=_balances(connection, client_id, day),
        held=_held(connection, client_id, day),
        months=_months(connection, client_id, day),
        catalogue=_catalogue(connection),
        institution=read_meta(connection, "institution") or "",
        branch_phone=read_meta(connection, "branch_phone") or "",
        profile=read_meta(connection, "profile") or "securities",
        currency="CNY" if told is None else told.rulebook.currency,
    )


def _newest_day(connection: Connection, client_id: int) -> date:
    """The newest snapshot; without one the newest month with figures, else today."""
    days = [_maximum(connection, table, client_id) for table in (balance, holding)]
    known = [day for day in days if day is not None]
    if known:
        return max(known)
    month = connection.execute(
        select(func.max(client_month.c.month)).where(client_month.c.client_id == client_id)
    ).scalar_one()
    return local_today() if month is None else month_last(month)


def _maximum(connection: Connection, table: Table, client_id: int) -> date | None:
    found: date | None = connection.execute(
        select(func.max(table.c.day)).where(table.c.client_id == client_id)
    ).scalar_one()
    return found


def _why(connection: Connection, found: Standing) -> Explanation:
    """Why the client stands there, by the rules of that run."""
    rules = of_standing(connection, found.rulebook, found.rulebook_version)
    client = (found.client_id, found.client_id)
    return why(found, rules, overrides=tuple(overrides_at(connection, client, found.decided_on)))


def _tier_floor(told: Explanation | None) -> int | None:
    """What the client's tier asks for in assets, cents; None where assets do not decide it."""
    if told is None:
        return None
    limits = told.rulebook.thresholds
    bounds = dict(zip(TIERS[1:], limits.assets, strict=False)) if limits.mode != "SCORE" else {}
    return bounds.get(told.standing.tier)


def _ratings(connection: Connection, client_id: int) -> tuple[RatingLine, ...]:
    r = risk_assessment.c
    query = select(r.line, r.level, r.assessed_on, r.valid_to).where(r.client_id == client_id)
    found = connection.execute(query.order_by(r.assessed_on.desc(), r.id.desc()))
    return tuple(RatingLine(row.line, row.level, row.assessed_on, row.valid_to) for row in found)


def _newest_snapshots(table: Table, client_id: int, day: date) -> Select[Any]:
    """(account_id, newest day) of a snapshot table up to a day."""
    query = select(table.c.account_id, func.max(table.c.day).label("day"))
    return query.where(table.c.client_id == client_id, table.c.day <= day).group_by(table.c.account_id)


def _balances(connection: Connection, client_id: int, day: date) -> tuple[tuple[str, int], ...]:
    newest = _newest_snapshots(balance, client_id, day).subquery()
    joined = balance.join(newest, (balance.c.account_id == newest.c.account_id) & (balance.c.day == newest.c.day))
    query = (
        select(balance.c.asset_class, func.sum(balance.c.amount).label("amount"))
        .select_from(joined)
        .group_by(balance.c.asset_class)
        .order_by(balance.c.asset_class)
    )
    return tuple((row.asset_class, int(row.amount)) for row in connection.execute(query))


def _held(connection: Connection, client_id: int, day: date) -> tuple[Held, ...]:
    newest = _newest_snapshots(holding, client_id, day).subquery()
    joined = holding.join(newest, (holding.c.account_id == newest.c.account_id) & (holding.c.day == newest.c.day)).join(
        product, product.c.id == holding.c.product_id
    )
    query = (
        select(*product.c, func.sum(holding.c.amount).label("amount"), func.min(holding.c.matures_on).label("ends"))
        .select_from(joined)
        .group_by(*product.c)
        .order_by(func.sum(holding.c.amount).desc(), product.c.code)
    )
    return tuple(Held(_product_line(row), int(row.amount), row.ends) for row in connection.execute(query))


def _product_line(row: Any) -> ProductLine:
    return ProductLine(
        code=row.code,
        name=Words(row.name, row.name_en or row.name),
        line=row.line,
        asset_class=row.asset_class,
        level=row.risk_level,
        horizon=row.horizon or "",
        loss_class=row.loss_class or "",
        is_private_fund=bool(row.is_private_fund),
        is_complex=bool(row.is_complex),
    )


def _months(connection: Connection, client_id: int, day: date) -> tuple[MonthPoint, ...]:
    """The last 13 months from the first one known; a month between without a row has no figure."""
    last = month_index(day)
    m = client_month.c
    query = select(m.month, m.avg_assets, m.end_assets, m.inflow, m.outflow).where(
        m.client_id == client_id, m.month > last - _MONTHS, m.month <= last
    )
    known = {row.month: row for row in connection.execute(query)}
    if not known:
        return ()
    return tuple(_month(month, known.get(month)) for month in range(min(known), last + 1))


def _month(month: int, row: Any) -> MonthPoint:
    if row is None:
        return MonthPoint(month, None)
    average = row.avg_assets if row.avg_assets is not None else row.end_assets
    return MonthPoint(month, average, row.inflow - row.outflow)


def _catalogue(connection: Connection) -> tuple[ProductLine, ...]:
    query = select(product).order_by(product.c.risk_level, product.c.code)
    return tuple(_product_line(row) for row in connection.execute(query))


def product_by_code(connection: Connection, code: str) -> ProductLine:
    """A product of the catalogue. ``CrmError`` when there is none of that code."""
    row = connection.execute(select(product).where(product.c.code == code)).one_or_none()
    if row is None:
        raise CrmError(tr("The catalogue has no product {code}.", code=code), field="product")
    return _product_line(row)
