"""Driver 10, bad debt: overdue principal, shortfalls after forced sales, unpaid fees; bad loans, expected loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import func, select

from crmdesk import dates
from crmdesk.book.drivers import facts
from crmdesk.book.drivers.asking import Question
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.formulas import expected_loss, share
from crmdesk.differentiate.tables import overdue
from crmdesk.i18n import Words

FEED = Words(
    "导入逾期与欠费清单（贷款逾期、两融平仓缺口、欠费），或逐笔录入。",
    "Import the list of overdue amounts (loans, shortfalls after forced sales, unpaid fees), or enter them.",
)


@dataclass(frozen=True)
class _Lists:
    """Rows of the scope, and on which days each source was asked at all."""

    rows: Sequence[Any]
    days: dict[str, list[date]]

    def on(self, day: date) -> list[Any]:
        """What was owed on a day: of each source its newest list, of entries by hand each client's newest."""
        newest = {source: max((one for one in days if one <= day), default=None) for source, days in self.days.items()}
        own: dict[tuple[int, str], date] = {}
        for row in self.rows:
            if not row.source and row.day <= day:
                own[row.client_id, row.kind] = max(row.day, own.get((row.client_id, row.kind), row.day))
        return [
            row
            for row in self.rows
            if row.day == (newest[row.source] if row.source else own.get((row.client_id, row.kind)))
        ]


def _read(question: Question) -> _Lists:
    o = overdue.c
    rows = question.connection.execute(
        select(overdue).where(o.day <= question.until, question.among(o.client_id)).order_by(o.id)
    ).all()
    days: dict[str, list[date]] = {}
    for source, day in question.connection.execute(select(o.source, o.day).distinct()):
        days.setdefault(source, []).append(day)
    return _Lists(rows, days)


def counted(question: Question) -> Counted:
    lists = _read(question)
    trend = np.array([_owed(lists.on(day)) for day in question.ends], dtype=np.float64)
    now = lists.on(question.until)
    kinds = code_list("overdue_kind")
    figures = (
        *(figure(kind, *kinds[kind].words, "money", _owed(now, kind)) for kind in kinds),
        figure("npl", "不良率", "Non-performing share", "share", _bad_share(question, now)),
        figure("expected_loss", "预期损失", "Expected loss", "money", _expected(now)),
        figure("clients", "逾期客户", "Clients overdue", "count", len({row.client_id for row in now if row.amount})),
    )
    first = question.connection.execute(select(func.min(overdue.c.day))).scalar()
    return Counted(trend, figures, None if first is None else dates.month_index(first), FEED)


def _owed(rows: Sequence[Any], kind: str = "") -> int:
    return sum(row.amount for row in rows if kind in ("", row.kind))


def _bad_share(question: Question, rows: Sequence[Any]) -> float:
    """Loans graded substandard or worse, of all that is lent."""
    bad = {grade for grade, code in code_list("loan_grade").items() if code.extra["bad"]}
    lent = max(facts.stocks(question).debt[-1], sum(row.exposure or 0 for row in rows))
    return float(share(sum(row.exposure or row.amount for row in rows if row.grade in bad), lent))


def _expected(rows: Sequence[Any]) -> float | None:
    given = [row for row in rows if row.pd is not None and row.lgd is not None]
    if not given:
        return None
    columns = ([row.pd for row in given], [row.lgd for row in given], [row.exposure or row.amount for row in given])
    return float(expected_loss(*columns).sum())


def behind(question: Question) -> Behind:
    """The clients who owe, by how much."""
    rows = [row for row in _read(question).on(question.until) if row.amount]
    ids = np.array([row.client_id for row in rows], dtype=np.int64)
    return Behind.of(ids, np.array([row.amount for row in rows], dtype=np.float64))
