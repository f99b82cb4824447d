"""Driver 11, win-back: clients who came back, of the lost ones who were contacted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select

from crmdesk import dates
from crmdesk.book.drivers import facts, spending, stages
from crmdesk.book.drivers.asking import POINTS, Question, day_numbers
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.differentiate.drivers.formulas import PERIOD, Floats, Ints, rolling, share, time_cost
from crmdesk.i18n import Words
from crmdesk.interact.contact_log import not_corrected
from crmdesk.interact.tables import contact

FEED = Words(
    "为月末分类，并记录与已流失客户的联系。",
    "Classify month-ends, and log contacts with clients who were lost.",
)
_WIDE = 1 << 22
_CLIENTS_AT_ONCE = 5_000


@dataclass(frozen=True)
class _Calls:
    """Contacts with clients who were lost at the time."""

    client: Ints
    month: Ints
    minutes: Ints


def counted(question: Question) -> Counted:
    calls = _calls(question)
    turned = stages.turns(question)
    left, returned = (turned.monthly(kind, question) for kind in (stages.LEFT, stages.BACK))
    back, ends = rolling(returned), range(question.last - POINTS + 1, question.last + 1)
    contacted = np.array([len(np.unique(calls.client[_within(calls.month, end)])) for end in ends], dtype=np.float64)
    regained, lost = _assets(question)
    figures = (
        figure("won_back", "赢回客户", "Clients won back", "count", float(back[-1])),
        figure("contacted", "联系过的流失客户", "Lost clients contacted", "count", float(contacted[-1])),
        figure("lost", "本期流失客户", "Clients lost in the period", "count", float(rolling(left)[-1])),
        figure(
            "regained", "赢回资产占流失资产", "Assets regained of those lost", "share", float(share(regained, lost))
        ),
        figure("cost", "每户赢回成本", "Cost per win-back", "money", float(share(_cost(question, calls), back[-1]))),
    )
    classified, logged = stages.first_month(question), spending.first_contact(question)
    since = None if classified is None or logged is None else max(classified + 1, logged)
    return Counted(share(back, contacted), figures, since, FEED, looks_back=PERIOD - 1)


def _within(months: Ints, end: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return (months > end - PERIOD) & (months <= end)


def _calls(question: Question) -> _Calls:
    turned = stages.turns(question)
    rows: list[Any] = []
    who, since, is_lost = turned.client, turned.day, turned.kind != stages.BACK
    c, lost = contact.c, np.unique(who).tolist()
    for start in range(0, len(lost), _CLIENTS_AT_ONCE):
        among = c.client_id.in_(lost[start : start + _CLIENTS_AT_ONCE])
        query = select(c.client_id, c.at, c.minutes).where(among, c.at >= spending.moment(question.oldest))
        rows += question.connection.execute(query.where(not_corrected())).all()
    days = [row.at.astimezone(dates.CHINA).date() for row in rows]
    client = np.array([row.client_id for row in rows], dtype=np.int64)
    minutes = np.array([row.minutes or 0 for row in rows], dtype=np.int64)
    day = day_numbers(days, question.until)
    at = np.searchsorted(who * _WIDE + since, client * _WIDE + day, side="right") - 1
    was_lost = (at >= 0) & (day <= day_numbers([question.until], question.until)[0])
    was_lost[was_lost] &= (who[at[was_lost]] == client[was_lost]) & is_lost[at[was_lost]]
    months = np.array([dates.month_index(one) for one in days], dtype=np.int64)
    return _Calls(client[was_lost], months[was_lost], minutes[was_lost])


def _assets(question: Question) -> tuple[float, float]:
    """What those won back have now, and the most that those lost had in the two years before."""
    turned = stages.turns(question)
    back, _ = turned.in_period(stages.BACK, question)
    left, month = turned.in_period(stages.LEFT, question)
    regained = facts.AssetsOf(question, back).at(back, np.full(len(back), question.last))
    # Most took their money along long before they counted as lost.
    lost = facts.AssetsOf(question, left).highest(left, month)
    return float(regained.sum()), float(lost.sum())


def _cost(question: Question, calls: _Calls) -> float:
    """Cost lines for winning clients back, and the time of talking to lost ones."""
    lines = spending.spent(question, "win_back")
    minutes: Floats = lines.minutes[-PERIOD:].sum() + calls.minutes[_within(calls.month, question.last)].sum()
    return float(lines.money[-PERIOD:].sum() + time_cost(minutes, question.hourly))


def behind(question: Question) -> Behind:
    """The clients won back in the period, by what they have now; then the lost ones who were contacted."""
    back, _ = stages.turns(question).in_period(stages.BACK, question)
    calls = _calls(question)
    contacted = np.unique(calls.client[_within(calls.month, question.last)])
    assets = facts.AssetsOf(question, back).at(back, np.full(len(back), question.last))
    return Behind.of(np.concatenate([back, contacted]), np.concatenate([assets, np.zeros(len(contacted))]))
