"""Driver 9, attrition: clients lost, and the money that those lost or in decline took along."""

from __future__ import annotations

import numpy as np
from sqlalchemy import func, select

from crmdesk.book.drivers import facts, stages
from crmdesk.book.drivers.asking import MONTHS, Question
from crmdesk.book.drivers.model import Behind, Counted, Figure, figure
from crmdesk.differentiate.drivers.formulas import PERIOD, churn_risk, rolling, share
from crmdesk.differentiate.queries import standing
from crmdesk.differentiate.tables import client_month
from crmdesk.i18n import Words

FEED = Words(
    "先为至少十二个月的月末分类：流失率要与期初客户比较。",
    "Classify twelve month-ends at least: attrition compares with the clients at the start.",
)


def counted(question: Question) -> Counted:
    here, turned = stages.here(question), stages.turns(question)
    lost = rolling(turned.monthly(stages.LEFT, question))
    # The start of the oldest point lies a month before the months that are read.
    base = np.concatenate([[np.nan], here[: MONTHS - PERIOD]])
    assets = facts.stocks(question).assets[-PERIOD - 1]
    gone = _outflow(question)
    figures = [
        figure("lost", "流失客户", "Clients lost", "count", float(lost[-1])),
        figure("start", "期初客户（不含休眠）", "Clients at the start (without dormant)", "count", float(base[-1])),
        figure("outflow", "流失与衰退客户净流出", "Net outflow of lost and declining clients", "money", gone),
        figure("assets_churn", "资产流失率", "Share of assets lost", "share", float(share(gone, assets))),
    ]
    if question.scope.client_id is not None:
        figures += _risk(question)
    return Counted(share(lost, base), tuple(figures), stages.first_month(question), FEED, looks_back=PERIOD)


def _outflow(question: Question) -> float:
    """What clients lost or in decline took out beyond what they brought in."""
    m, lost = client_month.c, question.standing("stage", ["decline", stages.LOST])
    net = func.sum(m.outflow - m.inflow)
    each = (
        select(net.label("net"))
        .where(m.month.between(question.start, question.last), m.client_id.in_(lost), question.among(m.client_id))
        .group_by(m.client_id)
        .having(net > 0)
        .subquery()
    )
    return float(question.connection.execute(select(func.sum(each.c.net))).scalar() or 0)


def _risk(question: Question) -> list[Figure]:
    """The risk that this client leaves, from stage, warning, dormancy and the signals of decline that hit."""
    found = standing(question.connection, int(question.scope.client_id or 0), as_of=question.until)
    if found is None:
        return []
    hits = sum(code.startswith("D") for code in found.signals)
    points = churn_risk(found.stage, found.stage_status, found.dormancy, signals=hits)
    return [figure("risk", "流失风险", "Risk of leaving", "risk", points)]


def behind(question: Question) -> Behind:
    """The clients lost in the period, by what they had at its start."""
    ids, _ = stages.turns(question).in_period(stages.LEFT, question)
    assets = facts.AssetsOf(question, ids).at(ids, np.full(len(ids), question.start - 1))
    return Behind.of(ids, assets)
