"""Assets that jump: a client's, or those of the whole import, against the last day that was known before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select

from crmdesk.i18n import tr
from crmdesk.identify.importing.report import odd
from crmdesk.identify.importing.report.images import Sample
from crmdesk.identify.importing.report.samples import value_changes
from crmdesk.identify.importing.report.shapes import Jump
from crmdesk.identify.importing.report.watch import SAMPLES
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import balance, balance_before, client

_DEBTS = ("loan", "margin_debt")


def asset_jumps(run: Run) -> Iterator[Jump]:
    if not _had_balances(run):
        return
    pairs = _pairs(run).subquery()
    old, new = pairs.c.old, pairs.c.new
    is_large = case((old > new, old), else_=new) >= odd.CLIENT_FLOOR
    is_far = (old > 0) & (new > 0) & ((new >= old * odd.CLIENT_FACTOR) | (old >= new * odd.CLIENT_FACTOR))
    far = select(pairs).where(is_large, is_far)
    count = run.connection.execute(select(func.count()).select_from(far.subquery())).scalar_one()
    totals = run.connection.execute(select(func.sum(old), func.sum(new), func.count()).select_from(pairs)).one()
    yield from _total_jump(*totals)
    if count:
        rows = run.connection.execute(far.order_by(pairs.c.client_id).limit(SAMPLES)).all()
        samples = [Sample(client.name, row.client_id, "total_assets", row.old, row.new) for row in rows]
        text = tr(
            "The assets of {count} clients are {factor} times more or less than before.",
            count=count,
            factor=odd.CLIENT_FACTOR,
        )
        yield Jump("assets", text, count, value_changes(run, samples))


def _had_balances(run: Run) -> bool:
    """Whether there is anything to compare with: balances of an earlier import."""
    earlier = select(balance.c.account_id).where(balance.c.operation_id < run.operation_id).limit(1)
    return run.connection.execute(earlier).first() is not None


def _total_jump(old: int | None, new: int | None, clients: int) -> Iterator[Jump]:
    if not old or not new or max(old, new) < odd.TOTAL_FLOOR:
        return
    if new >= old * odd.TOTAL_FACTOR or old >= new * odd.TOTAL_FACTOR:
        text = tr(
            "The assets of all clients in the file together go from {old} to {new}.", old=yuan(old), new=yuan(new)
        )
        yield Jump("total_assets", text, clients)


def yuan(cents: int) -> str:
    return f"{cents / 100:,.0f}"


def _pairs(run: Run) -> Select[Any]:
    """``(client_id, old, new)`` in cents, debts apart: accounts on the newest day that the import wrote, and before.

    Before: what stood on that day already, else on the last day that another import wrote; an account without either
    is left out.
    """
    b, was, mine = balance.c, balance_before.c, balance.c.operation_id == run.operation_id
    newest = (
        select(b.account_id, b.client_id, func.max(b.day).label("day"))
        .where(mine)
        .group_by(b.account_id, b.client_id)
        .subquery("newest")
    )

    def of_account(what: ColumnElement[Any], *where: ColumnElement[bool]) -> ScalarSelect[Any]:
        query = select(what).where(b.account_id == newest.c.account_id, *where)
        return query.correlate(newest).scalar_subquery()

    is_asset, is_others, is_same_day = b.asset_class.not_in(_DEBTS), ~mine, b.day == newest.c.day
    replaced = (
        select(func.sum(was.amount))
        .where(was.operation_id == run.operation_id, was.account_id == newest.c.account_id)
        .where(was.day == newest.c.day, was.asset_class.not_in(_DEBTS))
        .correlate(newest)
        .scalar_subquery()
    )
    days = select(
        newest,
        of_account(func.sum(b.amount), is_same_day, is_asset).label("new"),
        of_account(func.sum(b.amount), is_same_day, is_asset, is_others).label("rest"),
        replaced.label("replaced"),
        of_account(func.max(b.day), b.day < newest.c.day, is_others).label("last_day"),
    ).subquery("days")
    earlier = (
        select(func.sum(b.amount))
        .where(b.account_id == days.c.account_id, b.day == days.c.last_day, is_asset, is_others)
        .correlate(days)
        .scalar_subquery()
    )
    here = case((days.c.replaced.is_(None), days.c.rest), else_=days.c.replaced + func.coalesce(days.c.rest, 0))
    both = select(days.c.client_id, days.c.new, func.coalesce(here, earlier).label("old")).subquery("both")
    known = select(both.c.client_id, func.sum(both.c.old).label("old"), func.sum(both.c.new).label("new"))
    return known.where(both.c.old.is_not(None)).group_by(both.c.client_id)
