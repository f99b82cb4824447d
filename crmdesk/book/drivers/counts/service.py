"""Driver 4, direct service cost: talking time, gifts, events, reports, postage; beside the contribution."""

from __future__ import annotations

import numpy as np

from crmdesk.book.drivers import facts, spending
from crmdesk.book.drivers.asking import Question
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.formulas import PERIOD, rolling, share, time_cost
from crmdesk.i18n import Words

FEED = Words(
    "记录客户联系（时长会折算成本），并导入或录入礼品、活动、报告、邮寄费用。",
    "Log contacts (their minutes become cost), and import or enter gifts, events, reports and postage.",
)


def counted(question: Question) -> Counted:
    lines, talk = spending.spent(question, "service"), rolling(spending.contact_minutes(question))
    money, minutes = rolling(lines.money), rolling(lines.minutes) + talk
    trend = money + time_cost(minutes, question.hourly)
    contribution = rolling(facts.flows(question).contribution)
    kinds = code_list("cost_kind")
    figures = (
        figure("cost_income", "成本收入比", "Cost-income ratio", "share", float(share(trend[-1], contribution[-1]))),
        figure("hours", "服务工时", "Hours of service", "number", float(minutes[-1]) / 60),
        figure("time", "工时成本", "Cost of time", "money", float(time_cost(minutes[-1], question.hourly))),
        *(figure(kind, *kinds[kind].words, "money", amount) for kind, amount in lines.by_kind.items() if kind in kinds),
    )
    firsts = (spending.first_contact(question), spending.first_cost(question, "service"))
    known = [one for one in firsts if one is not None]
    return Counted(trend, figures, min(known, default=None), FEED, looks_back=PERIOD - 1)


def behind(question: Question) -> Behind:
    """Clients by what serving them cost in the period."""
    (ids, minutes), (whom, cost) = spending.minutes_by_client(question), spending.spent_by_client(question, "service")
    amounts = np.concatenate([time_cost(minutes, question.hourly), cost])
    return Behind.of(np.concatenate([ids, whom]), amounts)
