"""Driver 8, service migration: movements by digital channels, and clients handed to another account manager."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import func, select

from crmdesk.book.drivers import facts
from crmdesk.book.drivers.asking import Question, by_month, day_numbers
from crmdesk.book.drivers.handing import handovers
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.differentiate.drivers.formulas import HANDOVER_DAYS, PERIOD, rolling, share
from crmdesk.differentiate.movements import month_of
from crmdesk.i18n import Words
from crmdesk.identify.tables import txn
from crmdesk.resources import resource_toml

FEED = Words(
    "导入带渠道的流水（委托方式、交易渠道）。",
    "Import movements with their channel (how the order came in).",
)
#: How many of the newest movements tell whether any has a channel.
_NEWEST = 20_000


@cache
def is_digital(channel: str) -> bool | None:
    """Whether a channel is digital by the words of its name; None for one that says neither."""
    words = resource_toml("standards", "drivers.toml")["channels"]
    name = channel.lower()
    for kind in ("staffed", "digital"):
        if any(word in name for word in words[kind]):
            return kind == "digital"
    return None


def counted(question: Question) -> Counted:
    digital, every = (rolling(one) for one in _by_channel(question))
    trend = share(digital, every)
    moved, kept = _handed_over(question)
    figures = (
        figure("change", "较上期变化", "Change on the period before", "share", float(trend[-1] - trend[-PERIOD - 1])),
        figure("digital", "线上主动交易", "Digital active movements", "count", float(digital[-1])),
        figure("movements", "主动交易（渠道已知）", "Active movements of a known channel", "count", float(every[-1])),
        figure("handed_over", "移交客户", "Clients handed over", "count", moved),
        figure("kept", "移交 90 天后资产留存", "Assets kept 90 days after", "share", kept),
    )
    since = question.known_since if _has_channels(question) else None
    return Counted(trend, figures, since, FEED, looks_back=PERIOD - 1)


def _by_channel(question: Question) -> np.ndarray[Any, np.dtype[np.float64]]:
    t, month = txn.c, month_of(txn.c.day)
    query = (
        select(month, t.channel, func.count())
        .where(t.is_active, t.channel.is_not(None), t.day.between(question.oldest, question.until))
        .where(question.among(t.client_id))
        .group_by(month, t.channel)
    )
    known = [(row[0], is_digital(row[1]), row[2]) for row in question.connection.execute(query)]
    return by_month(question, [(month, n * is_on, n) for month, is_on, n in known if is_on is not None], 2)


def _has_channels(question: Question) -> bool:
    newest = question.connection.execute(select(func.max(txn.c.id))).scalar() or 0
    query = select(txn.c.id).where(txn.c.id > newest - _NEWEST, txn.c.channel.is_not(None)).limit(1)
    return question.connection.execute(query).first() is not None


def _handed_over(question: Question) -> tuple[int, float]:
    """Clients handed over in the period, and the share of assets still there after 90 days, where these are over."""
    found = [one for one in handovers(question) if one.day >= question.since]
    days = day_numbers([one.day for one in found], question.until)
    ids = np.array([one.client_id for one in found], dtype=np.int64)
    is_over = days + HANDOVER_DAYS <= day_numbers([question.until], question.until)[0]
    assets, at = facts.AssetsOf(question, ids[is_over]), days[is_over]
    before, after = (assets.at(ids[is_over], _months(one)) for one in (at, at + HANDOVER_DAYS))
    return len(np.unique(ids)), float(share(after.sum(), before.sum()))


def _months(days: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The last month that was over on each day."""
    return np.asarray(days.astype("M8[D]").astype("M8[M]").astype(np.int64) + 1970 * 12 - 1)


def behind(question: Question) -> Behind:
    """Clients by their movements of the period that a person of the branch had to take."""
    t = txn.c
    query = (
        select(t.client_id, t.channel, func.count())
        .where(t.is_active, t.channel.is_not(None), t.day.between(question.since, question.until))
        .where(question.among(t.client_id))
        .group_by(t.client_id, t.channel)
    )
    rows = [row for row in question.connection.execute(query) if is_digital(row[1]) is False]
    ids, counts = np.array([(row[0], row[2]) for row in rows], dtype=np.int64).reshape(-1, 2).T
    return Behind.of(ids, counts)
