"""Driver 2, acquisition cost: what it cost to win a client who became active, and when it is earned back."""

from __future__ import annotations

import numpy as np
from sqlalchemy import func, select

from crmdesk.book.drivers import facts, spending
from crmdesk.book.drivers.asking import MONTHS, Question
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.differentiate.drivers.formulas import PERIOD, Ints, acquisition_cost, rolling, share
from crmdesk.differentiate.tables import client_month
from crmdesk.i18n import Words

FEED = Words(
    "导入或录入获客费用：活动、渠道费用、礼品、人工工时。",
    "Import or enter what winning clients cost: campaigns, channel fees, gifts, staff time.",
)
_CLIENTS_AT_ONCE = 5_000


def counted(question: Question) -> Counted:
    costs, new = spending.spent(question, "acquisition"), facts.activations(question)
    active = np.bincount(new.months - question.first, minlength=MONTHS)
    money, minutes, clients = (rolling(one) for one in (costs.money, costs.minutes, active))
    trend = acquisition_cost(money, minutes, clients, question.hourly)
    since = spending.first_cost(question, "acquisition")
    payback = share(trend[-1], _monthly_contribution(question, new))
    figures = (
        figure("activated", "新激活客户", "Newly activated clients", "count", float(clients[-1])),
        figure(
            "cost", "获客总成本", "Cost of winning them", "money", float(money[-1] + minutes[-1] / 60 * question.hourly)
        ),
        figure("hours", "人工工时", "Staff hours", "number", float(minutes[-1]) / 60),
        figure("payback", "回本月数", "Months to earn it back", "months", float(payback)),
    )
    known = None if since is None or question.known_since is None else max(since, question.known_since)
    return Counted(trend, figures, known, FEED)


def _monthly_contribution(question: Question, new: facts.Activations) -> float:
    """Mean contribution of a month, cents, of the clients activated in the period, from their activation on."""
    m, chosen = client_month.c, new.months >= question.start
    ids: Ints = new.ids[chosen]
    earned = 0
    for start in range(0, len(ids), _CLIENTS_AT_ONCE):
        among = m.client_id.in_(ids[start : start + _CLIENTS_AT_ONCE].tolist())
        total = func.sum(m.trade_income + m.spread_income + m.product_income - m.cost)
        query = select(total).where(among, m.month.between(question.start, question.last))
        earned += int(question.connection.execute(query).scalar() or 0)
    return float(share(earned, (question.last - new.months[chosen] + 1).sum()))


def behind(question: Question) -> Behind:
    """The clients activated in the period, by what was spent on each of them alone."""
    new = facts.activations(question)
    ids = new.ids[new.months > question.last - PERIOD]
    whom, cost = spending.spent_by_client(question, "acquisition")
    own = np.isin(whom, ids)
    return Behind.of(np.concatenate([ids, whom[own]]), np.concatenate([np.zeros(len(ids)), cost[own]]))
