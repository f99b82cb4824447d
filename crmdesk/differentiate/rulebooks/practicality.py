"""Whether the data of an indicator were imported (§3.1 of the domain specification, practicality).

An indicator may count only where the store has its source for at least 80 % of the clients that are not dormant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, or_, select

from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.differentiate.rulebooks.shape import Problem
from crmdesk.differentiate.rulebooks.weighing import counted, weights_of
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.differentiate.tables import classification, client_month, run
from crmdesk.differentiate.wording import fill
from crmdesk.i18n import Words
from crmdesk.identify.tables import client, txn

LEAST_PERCENT = 80
_LOOKED_AT = 50_000

#: What an indicator is made of: recency and frequency of movements, contribution of income of any kind, assets and
#: strategy points of balances.
_SOURCES = {"R": "moved", "F": "moved", "M": "earned", "A": "weighed", "S": "lines"}


@dataclass(frozen=True)
class Coverage:
    """Of how many of the clients that are scored and not dormant the store has the source of an indicator."""

    indicator: str
    covered: int
    clients: int

    @property
    def is_enough(self) -> bool:
        return self.covered * 100 >= self.clients * LEAST_PERCENT


def coverage(connection: Connection) -> dict[str, Coverage]:
    """By indicator, as of the newest run; empty before the first.

    Of a large branch every n-th client is looked at, some 50,000 in all: the share is then good to half a percent.
    """
    newest: date | None = connection.execute(select(func.max(run.c.as_of)).where(run.c.is_data_date)).scalar()
    if newest is None:
        return {}
    last = connection.execute(select(func.max(client.c.id))).scalar() or 0
    row = connection.execute(_query(newest, every=max(1, last // _LOOKED_AT))).one()
    return {name: Coverage(name, int(getattr(row, _SOURCES[name]) or 0), row.clients) for name in INDICATORS}


def _query(day: date, *, every: int) -> Select[Any]:
    c, m = classification.c, client_month.c
    earned = or_(m.trade_income != 0, m.spread_income != 0, m.product_income != 0)
    has = {
        "moved": exists().where(txn.c.client_id == c.client_id),
        "earned": exists().where(m.client_id == c.client_id, earned),
        "weighed": exists().where(m.client_id == c.client_id, m.end_assets.is_not(None)),
        "lines": exists().where(m.client_id == c.client_id, m.product_lines.is_not(None)),
    }
    sums: list[ColumnElement[Any]] = [func.sum(case((which, 1), else_=0)).label(name) for name, which in has.items()]
    is_here = (c.client_id == client.c.id) & (c.as_of == day)
    return (
        select(func.count().label("clients"), *sums)
        .select_from(client.join(classification, is_here))
        .where(client.c.id % every == 0, c.segment.is_not(None), c.dormancy != "dormant")
    )


def practical_problems(document: Document, known: dict[str, Coverage]) -> list[Problem]:
    """The indicators that count in the profile in use without enough data; of a document without other problems."""
    weights = weights_of(document["profiles"][document["scores"]["profile"]], counted(document))
    weighed = [name for name, weight in zip(INDICATORS, weights, strict=True) if weight]
    return [
        Problem(("indicators", name, "is_on"), _too_little(known[name]))
        for name in weighed
        if name in known and not known[name].is_enough
    ]


def _too_little(found: Coverage) -> Words:
    return fill(
        Words(
            "非休眠客户中仅 {share} 有该指标的数据，须达 {least} %；请停用该指标或导入数据",
            "Only {share} of the clients that are not dormant have data for it, {least} % are needed: take it out, or "
            "import the data",
        ),
        share=f"{found.covered / found.clients:.1%}",
        least=LEAST_PERCENT,
    )
