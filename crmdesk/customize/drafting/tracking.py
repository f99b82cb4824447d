"""Sections 9 and 11: fees, and what is measured at the review dates."""

from __future__ import annotations

from datetime import date, timedelta

from crmdesk.customize.content import Action, Allocation, FeeLine, Indicator, Tracking
from crmdesk.customize.drafting.terms import DASH
from crmdesk.customize.shares import percent
from crmdesk.i18n import Words
from crmdesk.interact.standards import standard_of

REVIEW_DAYS = (0, 30, 90, 180, 365)


def review_dates(start: date) -> tuple[date, ...]:
    return tuple(start + timedelta(days=days) for days in REVIEW_DAYS)


def fees_of(profile: str) -> tuple[FeeLine, ...]:
    """Without a concession on record: the published rates, nothing agreed."""
    published = Words("按公示标准", "as published")
    none = Words("无优惠", "no concession")
    items = (
        (Words("证券交易佣金", "Trading commission"), Words("基金申购费", "Fund subscription fee"))
        if profile == "securities"
        else (
            Words("理财与基金销售服务费", "Sales fee of wealth products and funds"),
            Words("账户与转账服务费", "Account and transfer fees"),
        )
    )
    return tuple(FeeLine(item, published, published, DASH, none) for item in items)


def tracking_of(allocation: Allocation, actions: tuple[Action, ...], *, tier: str, start: date) -> Tracking:
    """Indicators with their baseline and the targets after 90, 180 and 365 days."""
    indicators: list[Indicator | None] = []
    cash = next((line for line in allocation.lines if line.code == "cash"), None)
    if cash is not None and cash.now / 10 > cash.high:
        goals = _towards(cash.now, cash.target * 10)
        values = (percent(cash.now), *(f"≤ {percent(goal)}" for goal in goals))
        indicators.append(Indicator(Words("现金占比", "Share of cash"), values))
    indicators.append(_out_of_range(allocation))
    indicators.append(_actions_done(actions, start))
    indicators.append(_contacts(tier))
    return Tracking(tuple(one for one in indicators if one is not None))


def _towards(now: int, target: int) -> list[int]:
    return [now - (now - target) * step // 3 for step in (1, 2, 3)]


def _out_of_range(allocation: Allocation) -> Indicator | None:
    if not allocation.lines:
        return None
    count = sum(1 for line in allocation.lines if not line.low <= line.now / 10 <= line.high)
    left = [max(0, count - count * step // 3) for step in (1, 2, 3)]
    return Indicator(Words("区间外资产类别", "Classes out of range"), (str(count), *(f"≤ {one}" for one in left)))


def _actions_done(actions: tuple[Action, ...], start: date) -> Indicator | None:
    counted = [action for action in actions if not action.is_withdrawn]
    if not counted:
        return None
    goals = [sum(1 for a in counted if a.due_on <= start + timedelta(days=days)) for days in (90, 180)]
    done = [f"{goal} / {len(counted)}" for goal in (0, *goals, len(counted))]
    return Indicator(Words("行动完成率", "Actions done"), tuple(done))


def _contacts(tier: str) -> Indicator:
    year = standard_of(tier).year
    goals = (0, max(1, year // 4) if year > 1 else 0, max(1, year // 2) if year > 1 else 0, year)
    zero, *rest = goals
    return Indicator(
        Words("有效沟通次数（累计）", "Effective contacts (sum)"), (str(zero), *(f"≥ {goal}" for goal in rest))
    )
