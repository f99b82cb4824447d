"""Dormancy presets (§3.7 of the domain): who sleeps, who will, and who sleeps on assets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crmdesk import dates
from crmdesk.differentiate.scores import Bools, Floats

Days = NDArray[np.datetime64]
Kind = Literal["calendar_years", "rolling_years", "rolling_days", "rolling_months"]

ACTIVE, SLEEPING, PRE_DORMANT, DORMANT, CLOSED = range(5)
#: Codes by number, in the order of code list ``dormancy``.
CODES = ("active", "sleeping", "pre_dormant", "dormant", "closed")


@dataclass(frozen=True)
class DormancyRule:
    """A preset. Amounts in cents; a limit of None is not asked for.

    ``cash_max`` and ``holdings_max`` are reached inclusively, ``assets_below`` exclusively.
    """

    name: str
    kind: Kind
    length: int
    cash_max: int | None
    holdings_max: int
    assets_below: int | None


@dataclass(frozen=True)
class DormancyFacts:
    """Per client: last active day (NaT = never), opening day, cash, holdings and assets in cents (NaN = not known),
    and whether head office or the counter flagged it dormant."""

    last_active: Days
    opened: Days
    cash: Floats
    holdings: Floats
    assets: Floats
    is_flagged: Bools


def full_years_without(last_active: Days, as_of: date) -> NDArray[np.int64]:
    """Complete calendar years since the last active trade; the current year counts only once it is over."""
    years = last_active.astype("M8[Y]").astype(np.int64) + 1970
    return as_of.year - years - 1


def is_idle(last_active: Days, rule: DormancyRule, as_of: date) -> Bools:
    """The trade part of the rule: no active trade for long enough."""
    if rule.kind == "calendar_years":
        return np.asarray(full_years_without(last_active, as_of) >= rule.length)
    if rule.kind == "rolling_days":
        return np.asarray(last_active <= np.datetime64(as_of) - np.timedelta64(rule.length, "D"))
    months = rule.length * (12 if rule.kind == "rolling_years" else 1)
    limit = np.datetime64(dates.add_months(as_of, -months))
    return np.asarray(last_active < limit)


def idle_on(last_active: Days, opened: Days, rule: DormancyRule) -> Days:
    """The first day on which ``is_idle`` says yes unless there is another trade; NaT where nothing is known."""
    since = last_or_opened(last_active, opened).astype("M8[D]")
    if rule.kind == "calendar_years":
        return np.asarray((since.astype("M8[Y]") + (rule.length + 1)).astype("M8[D]"))
    if rule.kind == "rolling_days":
        return np.asarray(since + np.timedelta64(rule.length, "D"))
    months = rule.length * (12 if rule.kind == "rolling_years" else 1)
    following = since + np.timedelta64(1, "D")
    month = following.astype("M8[M]") + months
    day, length = following - following.astype("M8[M]"), (month + 1).astype("M8[D]") - month.astype("M8[D]")
    return np.asarray(np.where(day < length, month.astype("M8[D]") + day, (month + 1).astype("M8[D]")))


def last_or_opened(last_active: Days, opened: Days) -> Days:
    """Never traded counts from the opening day."""
    return np.asarray(np.where(np.isnat(last_active), opened, last_active))


def is_empty(facts: DormancyFacts, rule: DormancyRule) -> Bools:
    """The money part of the rule; what is not known is not empty."""
    empty = facts.holdings <= rule.holdings_max
    if rule.cash_max is not None:
        empty &= facts.cash <= rule.cash_max
    if rule.assets_below is not None:
        empty &= facts.assets < rule.assets_below
    return np.asarray(empty)


def dormancy(facts: DormancyFacts, rule: DormancyRule, as_of: date) -> NDArray[np.int8]:
    """``ACTIVE`` … ``DORMANT`` per client."""
    since = last_or_opened(facts.last_active, facts.opened)
    known = ~np.isnat(since)
    idle = known & is_idle(since, rule, as_of)
    empty = is_empty(facts, rule)
    soon = known & is_idle(since, rule, date(as_of.year + 1, 1, 1))
    return np.select(
        [facts.is_flagged | (idle & empty), idle & (facts.assets > SLEEPING_ASSETS), soon & empty & ~idle],
        [DORMANT, SLEEPING, PRE_DORMANT],
        ACTIVE,
    ).astype(np.int8)


#: Above ¥1,000 an idle client is not dormant but asleep with assets.
SLEEPING_ASSETS = 1_000_00
