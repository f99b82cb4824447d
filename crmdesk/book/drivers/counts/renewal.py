"""Driver 7, renewal: matured money invested again within 30 days, and advisory contracts that went on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from crmdesk import dates
from crmdesk.book.drivers.asking import MONTHS, Question, day_numbers, integers
from crmdesk.book.drivers.model import Behind, Counted, figure
from crmdesk.differentiate.drivers.formulas import RENEWAL_DAYS, Floats, Ints, rolling, share, taken_up
from crmdesk.differentiate.maturities import PURCHASES
from crmdesk.differentiate.tables import service_contract
from crmdesk.i18n import Words
from crmdesk.identify.tables import holding, txn

FEED = Words(
    "导入带到期日的持仓，以及到期后的买入流水；投顾合同可录入或导入。",
    "Import holdings with their maturity, and the purchases after it; enter or import advisory contracts.",
)
_EPOCH = np.datetime64("1970-01", "M")


@dataclass(frozen=True)
class _Matured:
    """Maturities whose 30 days are over, in the month these end: money that matured, and what was taken up."""

    client: Ints
    month: Ints
    amount: Ints
    again: Floats


def counted(question: Question) -> Counted:
    found = _matured(question)
    matured, again = (
        rolling(np.bincount(found.month - question.first, weights=one, minlength=MONTHS))
        for one in (found.amount, found.again)
    )
    ended, renewed = _contracts(question)
    first = question.connection.execute(select(func.min(holding.c.matures_on))).scalar()
    figures = (
        figure("matured", "到期金额", "Matured", "money", float(matured[-1])),
        figure("again", "其中已承接", "Of it invested again", "money", float(again[-1])),
        figure("contracts", "到期服务合同", "Contracts that ended", "count", ended),
        figure("contract_renewal", "合同续签率", "Contract renewal rate", "share", float(share(renewed, ended))),
    )
    since = None if first is None or first > question.until else dates.month_index(first)
    return Counted(share(again, matured), figures, since, FEED)


def _matured(question: Question) -> _Matured:
    due = _due(question)
    client, amount = integers([(row[0], row[2]) for row in due], 2)
    day = day_numbers([row[1] for row in due], question.until)
    again = taken_up((client, day, amount), _bought(question), RENEWAL_DAYS)
    settled = (day + RENEWAL_DAYS).astype("M8[D]").astype("M8[M]")
    month = (settled - _EPOCH).astype(np.int64) + 1970 * 12
    inside = (month >= question.first) & (month <= question.last)
    return _Matured(client[inside], month[inside], amount[inside], again[inside])


def _window(question: Question) -> ColumnElement[bool]:
    within = timedelta(days=RENEWAL_DAYS)
    return holding.c.matures_on.between(question.oldest - within, question.until - within)


def _due(question: Question) -> list[tuple[int, date, int]]:
    """``(client, day, cents)`` of each position that matured, as its last snapshot before shows it."""
    h = holding.c
    key = (h.account_id, h.product_id, h.matures_on)
    newest = (
        select(*key, func.max(h.day).label("day"))
        .where(_window(question), h.day <= h.matures_on, question.among(h.client_id))
        .group_by(*key)
        .subquery()
    )
    at = and_(*(newest.c[name] == h[name] for name in ("account_id", "product_id", "day")))
    query = select(h.client_id, h.matures_on, func.sum(h.amount)).join(newest, at).where(h.amount > 0)
    grouped = query.group_by(h.client_id, h.matures_on).order_by(h.client_id, h.matures_on)
    return [(int(client), day, int(amount)) for client, day, amount in question.connection.execute(grouped)]


def _bought(question: Question) -> tuple[Ints, Ints, Ints]:
    """Purchases of the clients with maturities, by client and day."""
    t = txn.c
    among = t.client_id.in_(select(holding.c.client_id).where(_window(question), question.among(holding.c.client_id)))
    first = question.oldest - timedelta(days=RENEWAL_DAYS)
    query = (
        select(t.client_id, t.day, func.sum(func.abs(t.amount)))
        .where(among, t.kind.in_(PURCHASES), t.day.between(first, question.until))
        .group_by(t.client_id, t.day)
    )
    rows = question.connection.execute(query).all()
    client, amount = integers([(row[0], row[2]) for row in rows], 2)
    return client, day_numbers([row[1] for row in rows], question.until), amount


def _contracts(question: Question) -> tuple[int, int]:
    """Contracts that ended in the period, and those of them that another of the same kind followed."""
    s, later = service_contract.c, service_contract.alias("later")
    ended = func.coalesce(s.ended_on, s.ends_on)
    follows = and_(
        later.c.client_id == s.client_id,
        later.c.kind == s.kind,
        later.c.id != s.id,
        later.c.begins_on > s.begins_on,
        later.c.begins_on <= question.until,
    )
    went_on = and_(later.c.id.is_not(None), or_(s.ended_on.is_(None), s.ended_on >= s.ends_on))
    query = (
        select(func.count(distinct(s.id)), func.count(distinct(case((went_on, s.id)))))
        .select_from(service_contract.outerjoin(later, follows))
        .where(ended.between(question.since, question.until), question.among(s.client_id))
    )
    count, renewed = question.connection.execute(query).one()
    return int(count), int(renewed)


def behind(question: Question) -> Behind:
    """Clients with money that matured in the period, by its amount."""
    found = _matured(question)
    recent = found.month >= question.start
    return Behind.of(found.client[recent], found.amount[recent])
