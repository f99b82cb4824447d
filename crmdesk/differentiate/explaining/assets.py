"""What contribution and average assets are made of: kinds of income, months, and the balances of the newest month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from crmdesk.differentiate.explaining.months import Month
from crmdesk.differentiate.explaining.record import Record, Records
from crmdesk.differentiate.rulebooks import FactRules
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words
from crmdesk.identify.masking import masked_account
from crmdesk.identify.tables import account, balance, holding, product

_KINDS = (
    (Words("净佣金与手续费", "Net commission and fees"), "trade"),
    (Words("息差（存款、保证金、两融、贷款）", "Interest spread (deposits, cash, margin, loans)"), "spread"),
    (Words("产品与投顾分成", "Product and advisory share"), "product"),
)


def contribution(months: Sequence[Month]) -> Records:
    """The kinds of income that add up to the figure, then the same by month, the newest first."""
    kinds = [(words, sum(getattr(one, key) for one in months)) for words, key in _KINDS]
    kinds.append((Words("减：直接成本", "Less: direct cost"), -sum(one.cost for one in months)))
    rows = [Record("income", words, amount=amount) for words, amount in kinds if amount]
    words = Words("当月贡献", "contribution of the month")
    rows += [Record("month", words, month=one.month, amount=one.contribution) for one in reversed(months)
             if one.contribution]  # fmt: skip
    return Records(tuple(rows), total=sum(one.contribution for one in months))


def averages(months: Sequence[Month], balances: tuple[Record, ...]) -> Records:
    """Month averages, the newest first, and the balances behind the newest; ``total`` is their mean, half up."""
    known = [(one.month, one.average) for one in reversed(months) if one.average is not None]
    words = Words("月日均资产", "average assets of the month")
    rows = tuple(Record("month", words, month=month, amount=amount) for month, amount in known)
    count = len(known)
    total = (2 * sum(amount for _, amount in known) + count) // (2 * count) if count else None
    return Records((*rows, *balances), total=total)


def newest(table: Table, client_id: int, day: date) -> Select[Any]:
    """(account, day) of the newest snapshot of each account up to a day."""
    query = select(table.c.account_id, func.max(table.c.day).label("day"))
    return query.where(table.c.client_id == client_id, table.c.day <= day).group_by(table.c.account_id)


def balances(connection: Connection, client_id: int, day: date, rules: FactRules) -> tuple[Record, ...]:
    """The newest balance of each account and asset class, and holdings of classes no balance reports.

    Classes that do not count, or count in part, say so.
    """
    snapshot = newest(balance, client_id, day).subquery()
    rows = connection.execute(
        select(balance.c.day, balance.c.asset_class, balance.c.amount, account.c.account_no)
        .join(snapshot, (snapshot.c.account_id == balance.c.account_id) & (snapshot.c.day == balance.c.day))
        .join(account, account.c.id == balance.c.account_id)
        .where(balance.c.amount != 0)
        .order_by(balance.c.amount.desc())
    ).all()
    found = [_balance(row, name("asset_class", row.asset_class), rules) for row in rows]
    return (*found, *_holdings(connection, client_id, day, rules))


def _holdings(connection: Connection, client_id: int, day: date, rules: FactRules) -> tuple[Record, ...]:
    snapshot = newest(holding, client_id, day).subquery()
    reported = balance.alias()
    is_reported = (
        select(reported.c.account_id)
        .where(reported.c.account_id == holding.c.account_id, reported.c.asset_class == product.c.asset_class)
        .exists()
    )
    rows = connection.execute(
        select(holding.c.day, product.c.name, product.c.name_en, product.c.asset_class, holding.c.amount,
               account.c.account_no)
        .join(snapshot, (snapshot.c.account_id == holding.c.account_id) & (snapshot.c.day == holding.c.day))
        .join(product, product.c.id == holding.c.product_id)
        .join(account, account.c.id == holding.c.account_id)
        .where(holding.c.amount != 0, ~is_reported)
        .order_by(holding.c.amount.desc())
    ).all()  # fmt: skip
    return tuple(_balance(row, Words(row.name, row.name_en or row.name), rules) for row in rows)


def _balance(row: Any, words: Words, rules: FactRules) -> Record:
    factor = rules.asset_factor.get(row.asset_class, 100)
    if factor != 100:
        words = fill(
            Words("{words}（按 {factor}% 计入）", "{words} (counts at {factor}%)"), words=words, factor=str(factor)
        )
    number = masked_account(row.account_no)
    return Record("balance", words, day=row.day, account=number, amount=row.amount, code=row.asset_class)
