"""Driver 5, cross-selling: product lines per client, and how many clients have several."""

from __future__ import annotations

import numpy as np
from sqlalchemy import and_, func, select

from crmdesk.book.drivers import facts
from crmdesk.book.drivers.asking import Question, points
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.differentiate.drivers.formulas import PERIOD, share
from crmdesk.differentiate.tables import client_month
from crmdesk.i18n import Words

FEED = Words(
    "导入余额或持仓，产品线由此得出。",
    "Import balances or holdings: product lines follow from them.",
)


def counted(question: Question) -> Counted:
    held = facts.stocks(question)
    trend = points(share(held.lines, held.clients_with[0]))
    clients = held.clients_with[:, -1]
    shares = share(clients[1:], clients[0])
    known = question.known_since
    # Lines of the first month known were there before: nobody knows when they came.
    gained = held.gained.copy()
    if known is not None and known >= question.first:
        gained[: known - question.first + 1] = 0
    figures = (
        figure("two", "持有 2 条及以上", "With 2 lines or more", "share", float(shares[0])),
        figure("three", "持有 3 条及以上", "With 3 lines or more", "share", float(shares[1])),
        figure("four", "持有 4 条及以上", "With 4 lines or more", "share", float(shares[2])),
        figure("new_lines", "本期新增产品线", "New lines in the period", "count", float(gained[-PERIOD:].sum())),
        figure("clients", "持有产品的客户", "Clients with a product", "count", float(clients[0])),
    )
    return Counted(trend, figures, known, FEED)


def behind(question: Question) -> Behind:
    """Clients by the product lines they have."""
    m = client_month.c
    newest = (
        select(m.client_id, func.max(m.month).label("month"))
        .where(m.end_assets.is_not(None), m.month <= question.last, question.among(m.client_id))
        .group_by(m.client_id)
        .subquery()
    )
    at = and_(newest.c.client_id == m.client_id, newest.c.month == m.month)
    query = select(m.client_id, m.product_lines).join(newest, at).where(m.product_lines > 0)
    ids, lines = np.array(question.connection.execute(query).all(), dtype=np.int64).reshape(-1, 2).T
    return Behind.of(ids, lines)
