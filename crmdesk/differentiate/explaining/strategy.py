"""Which strategy points a client has, and the holdings and accounts they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.differentiate.explaining.assets import newest
from crmdesk.differentiate.explaining.record import NO_RECORDS, Record, Records
from crmdesk.differentiate.lines import count_bits, line_bits, lines_held, strategy_points
from crmdesk.differentiate.rulebooks import FactRules
from crmdesk.differentiate.scores import Ints
from crmdesk.differentiate.snapshots import MonthlyAssets, monthly_assets, read_snapshots
from crmdesk.differentiate.tables import service_contract
from crmdesk.differentiate.touched import Clients
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words
from crmdesk.identify.masking import masked_account
from crmdesk.identify.tables import account, holding, product

_POINTS = {
    "wealth": Words("持有财富类产品", "Holds a wealth product"),
    "wealth_share": Words("财富类产品占资产两成以上", "Wealth products make a fifth of the assets or more"),
    "advisory": Words("签有投顾合同", "Has an advisory contract"),
    "three_lines": Words("持有三条以上产品线", "Holds three product lines or more"),
    "two_strategic": Words("持有两项战略业务", "Holds two strategic lines"),
}


@dataclass(frozen=True)
class _Held:
    """The client's newest month with a snapshot: its assets, and its product lines as bits. Arrays of length 1."""

    assets: MonthlyAssets
    lines: Ints

    @property
    def codes(self) -> list[str]:
        return [line for line, bit in line_bits().items() if int(self.lines[0]) & bit]


def _held(connection: Connection, client_id: int, day: date, rules: FactRules) -> _Held | None:
    one = Clients(client_id, client_id)
    months = monthly_assets(read_snapshots(connection, rules, one, until=day))
    at = np.flatnonzero(months.month <= dates.month_index(day))[-1:]
    if not len(at):
        return None
    last = MonthlyAssets(**{key: column[at] for key, column in vars(months).items()})
    return _Held(last, lines_held(connection, rules, one, last))


def read_strategy(
    connection: Connection, client_id: int, day: date, rules: FactRules, balances: tuple[Record, ...]
) -> tuple[Records, Records]:
    """(points, lines): each point of the rulebook's list (count 1 or 0) with the product lines behind it, and those
    lines alone, each with what stands for it; the totals are how many. ``balances``: those up to that day.
    """
    held = _held(connection, client_id, day, rules)
    if held is None:
        return NO_RECORDS, NO_RECORDS
    lines = tuple(_lines(connection, client_id, rules, held, balances))
    total = int(strategy_points(held.lines, held.assets, rules)[0])
    return (
        Records((*_points(held, rules), *lines), total=total),
        Records(lines, total=int(count_bits(held.lines)[0])),
    )


def _points(held: _Held, rules: FactRules) -> list[Record]:
    if rules.strategy == ("lines",):
        words = Words("每条产品线 1 分，最多 5 分", "A point per product line, five at most")
        return [Record("point", words, count=int(strategy_points(held.lines, held.assets, rules)[0]))]
    return [
        Record("point", _POINTS[point], count=int(strategy_points(held.lines, held.assets, only)[0]))
        for point, only in ((point, replace(rules, strategy=(point,))) for point in rules.strategy)
    ]


def _lines(
    connection: Connection, client_id: int, rules: FactRules, held: _Held, balances: tuple[Record, ...]
) -> list[Record]:
    """One row per line: the account or contract of its kind, else the largest holding or balance of it."""
    last = dates.month_last(int(held.assets.month[0]))
    sources = {
        **_by_class(balances, rules),
        **_by_product(connection, client_id, last),
        **_by_account(connection, client_id, rules),
        **_by_contract(connection, client_id, last),
    }
    return [_line(line, sources.get(line)) for line in held.codes]


def _line(line: str, source: Record | None) -> Record:
    words = name("product_line", line)
    if source is None:
        return Record("line", words)
    both = fill(Words("{line}：{source}", "{line}: {source}"), line=words, source=source.words)
    return replace(source, kind="line", words=words if source.words == words else both, code=line)


def _by_account(connection: Connection, client_id: int, rules: FactRules) -> dict[str, Record]:
    a = account.c
    query = select(a.kind, a.opened_on, a.account_no).where(a.client_id == client_id, a.kind.in_(rules.account_lines))
    return {
        rules.account_lines[kind]: Record(
            "account", name("account_kind", kind), day=opened, account=masked_account(number)
        )
        for kind, opened, number in connection.execute(query.order_by(a.opened_on))
    }


def _by_contract(connection: Connection, client_id: int, day: date) -> dict[str, Record]:
    c = service_contract.c
    query = select(c.kind, c.begins_on, c.contract_no).where(c.client_id == client_id, c.begins_on <= day)
    return {
        kind: Record("line", Words(f"合同 {number}".strip(), f"contract {number}".strip()), day=begins)
        for kind, begins, number in connection.execute(query.order_by(c.begins_on))
    }


def _by_class(balances: tuple[Record, ...], rules: FactRules) -> dict[str, Record]:
    rows = [row for row in balances if (row.amount or 0) > 0]
    return {rules.class_lines[row.code]: row for row in reversed(rows) if row.code in rules.class_lines}


def _by_product(connection: Connection, client_id: int, day: date) -> dict[str, Record]:
    snapshot = newest(holding, client_id, day).subquery()
    h, p = holding.c, product.c
    rows = connection.execute(
        select(p.line, p.name, p.name_en, h.day, h.amount, account.c.account_no)
        .join(snapshot, (snapshot.c.account_id == h.account_id) & (snapshot.c.day == h.day))
        .join(product, p.id == h.product_id)
        .join(account, account.c.id == h.account_id)
        .where(h.amount > 0)
        .order_by(h.amount)
    )
    return {
        row.line: Record("line", Words(row.name, row.name_en or row.name), day=row.day,
                         account=masked_account(row.account_no), amount=row.amount)
        for row in rows
    }  # fmt: skip
