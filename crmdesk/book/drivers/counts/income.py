"""Driver 3, recurring income: spreads, trailing fees and advisory fees, and their share of the contribution."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from sqlalchemy import func, select

from crmdesk import dates
from crmdesk.book.drivers import facts
from crmdesk.book.drivers.asking import MONTHS, Question, day_numbers, integers
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.differentiate.drivers.formulas import PERIOD, Floats, Ints, rolling, share
from crmdesk.differentiate.tables import client_month, service_contract
from crmdesk.i18n import Words

FEED = Words(
    "导入流水、余额（算出利差与产品分成）和投顾合同。",
    "Import movements and balances (spreads and product shares follow from them), and advisory contracts.",
)


def counted(question: Question) -> Counted:
    flows, (_, fees) = facts.flows(question), advisory(question)
    sums = {"spread": flows.spread, "product": flows.product, "advisory": fees.sum(axis=0), "trade": flows.trade}
    spread, product, advice, trade = (rolling(one) for one in sums.values())
    recurring, total = spread + product + advice, rolling(flows.contribution) + advice
    figures = (
        figure("share", "经常收入占比", "Recurring share", "share", float(share(recurring[-1], total[-1]))),
        figure("spread", "利差收入", "Interest spreads", "money", float(spread[-1])),
        figure("product", "产品尾随分成", "Trailing product fees", "money", float(product[-1])),
        figure("advisory", "投顾服务费", "Advisory fees", "money", float(advice[-1])),
        figure("trade", "交易收入（非经常）", "Trading income (not recurring)", "money", float(trade[-1])),
    )
    return Counted(recurring, figures, question.known_since, FEED, looks_back=PERIOD - 1)


def advisory(question: Question) -> tuple[Ints, Floats]:
    """Clients with service contracts, and the fees of each month, one line per contract: a twelfth for each month."""
    s = service_contract.c
    last = func.coalesce(s.ended_on, s.ends_on)
    query = select(s.client_id, s.fee, s.begins_on, last).where(
        s.begins_on <= question.until, last >= question.oldest, question.among(s.client_id)
    )
    rows = question.connection.execute(query).all()
    ids, fee = integers([row[:2] for row in rows], 2)
    begins, ends = (day_numbers([row[at] for row in rows], question.until)[:, None] for at in (2, 3))
    months = [dates.month_first(question.first + at) for at in range(MONTHS + 1)]
    firsts = day_numbers(months[:-1], question.until)
    lasts = day_numbers([one - timedelta(days=1) for one in months[1:]], question.until)
    # A month counts by the share of its days on which the contract ran.
    days = np.clip(np.minimum(ends, lasts) - np.maximum(begins, firsts) + 1, 0, None)
    return ids, fee[:, None] / 12 * days / (lasts - firsts + 1)


def behind(question: Question) -> Behind:
    """Clients by their recurring income of the period."""
    m = client_month.c
    total = func.sum(m.spread_income + m.product_income)
    query = select(m.client_id, total).where(
        m.month.between(question.start, question.last), question.among(m.client_id)
    )
    ids, amounts = integers(question.connection.execute(query.group_by(m.client_id).having(total != 0)).all(), 2)
    whom, fees = advisory(question)
    return Behind.of(np.concatenate([ids, whom]), np.concatenate([amounts, fees[:, -PERIOD:].sum(axis=1)]))
