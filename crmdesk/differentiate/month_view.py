"""A slice of clients at one month-end: indicators, features and dormancy facts from the window's matrices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from crmdesk import dates
from crmdesk.differentiate.dormancy import DormancyFacts
from crmdesk.differentiate.maturities import Maturities
from crmdesk.differentiate.overridden import Overridden
from crmdesk.differentiate.reading import Days
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import NEVER, Bools, Floats, Indicators, Ints
from crmdesk.differentiate.signals import Features
from crmdesk.differentiate.slice_market import SliceMarket
from crmdesk.differentiate.told import Told
from crmdesk.differentiate.window import Window, month_start


@dataclass(frozen=True)
class MonthView:
    """The window at column ``at``, evaluated on ``day``.

    ``cycle_on`` is when a won-back client's present cycle began, NaT for the others.
    """

    window: Window
    at: int
    day: date
    rulebook: Rulebook
    is_last: bool
    cycle_on: Days
    told: Told
    overridden: Overridden | None = None
    maturities: Maturities | None = None
    market: SliceMarket | None = None

    @property
    def month(self) -> int:
        return self.window.first + self.at

    @property
    def overrides(self) -> Overridden:
        return self.overridden or Overridden.nobody(len(self.window.people.ids))

    # -- windows of months

    def total(self, matrix: Ints, months: int, ago: int = 0) -> Ints:
        """Sum over ``months`` columns that end ``ago`` months back."""
        stop = self.at + 1 - ago
        return np.asarray(matrix[:, max(stop - months, 0) : stop].sum(axis=1))

    def mean(self, matrix: Floats, months: int, ago: int = 0) -> Floats:
        """Mean of the known columns; NaN where none is."""
        stop = self.at + 1 - ago
        part = matrix[:, max(stop - months, 0) : stop]
        count = (~np.isnan(part)).sum(axis=1)
        return np.where(count > 0, np.nansum(part, axis=1) / np.maximum(count, 1), np.nan)

    def peak(self, matrix: Floats, months: int) -> Floats:
        part = matrix[:, max(self.at + 1 - months, 0) : self.at + 1]
        return np.asarray(np.fmax.reduce(part, axis=1))

    def before(self, matrix: Floats, ago: int) -> Floats:
        return matrix[:, self.at - ago]

    # -- the clients

    @property
    def started(self) -> Days:
        """The opening, or the begin of the present cycle."""
        return np.where(np.isnat(self.cycle_on), self.window.people.opened, self.cycle_on)

    def ages(self, days: Days) -> Floats:
        """Days since; NaN where there is no such day or it lies ahead."""
        age = (np.datetime64(self.day) - days).astype(np.float64)
        return np.where(np.isnat(days) | (age < 0), np.nan, age)

    def tenure_months(self) -> Floats:
        months = self.started.astype("M8[M]").astype(np.float64) + 1970 * 12
        day_of_month = (self.started - self.started.astype("M8[M]")).astype(np.float64)
        last = dates.month_last(self.month).day
        short = day_of_month >= min(self.day.day, last) if self.day.day < last else np.zeros(len(months), dtype=bool)
        return np.where(np.isnat(self.started), np.nan, self.month - months - short)

    def is_present(self) -> Bools:
        """In the population: opened by now, or without an opening day (a prospect)."""
        opened = self.window.people.opened
        return np.asarray(np.isnat(opened) | (opened <= np.datetime64(self.day)))

    def is_closed(self) -> Bools:
        """Closed by now; a closing without a date is known for the data date only."""
        people = self.window.people
        dated = ~np.isnat(people.closed)
        return people.is_closed & np.where(dated, people.closed <= np.datetime64(self.day), self.is_last)

    def last_active(self) -> Days:
        return np.asarray(self.window.last_active[:, self.at])

    def activated(self) -> Days:
        """By now; who was a client before the facts begin counts as activated at the opening.

        While the store knows nobody's assets a trade is enough.
        """
        window = self.window
        first = window.activated if self.has_assets() else window.traded
        first = np.where(first <= np.datetime64(self.day), first, np.datetime64("NaT"))
        was_before = ~np.isnat(first) & (window.people.opened < month_start(self.facts_from()))
        return np.where(np.isnat(self.cycle_on), np.where(was_before, window.people.opened, first), self.cycle_on)

    def facts_from(self) -> int:
        """The month from which the store tells all of a client: with assets, where it knows any by now."""
        return min(self.window.known_months) if self.has_assets() else self.window.store_first

    # -- what the rules read

    def indicators(self) -> Indicators:
        recency = self.ages(self.last_active())
        frequency = self.window.active_days if self.rulebook.frequency == "active_days" else self.window.movements
        span = self.rulebook.window_months
        points = self.window.points[:, self.at]
        return Indicators(
            recency=np.where(np.isnan(recency), NEVER, recency).astype(np.int64),
            frequency=self.total(frequency, span),
            monetary=self.total(self.window.contribution, span),
            assets=self.mean(self.window.average, 3),
            strategy=np.where(np.isnan(points), 0, points).astype(np.int64),
        )

    def dormancy_facts(self) -> DormancyFacts:
        end, cash = self.window.end[:, self.at], self.window.cash[:, self.at]
        people = self.window.people
        flagged = people.is_flagged & self.is_last
        return DormancyFacts(self.last_active(), people.opened, cash, end - cash, end, flagged)

    def has_assets(self) -> bool:
        """Does the store know anybody's assets by now?"""
        return any(month <= self.month for month in self.window.known_months)

    def flow(self, months: int) -> Floats:
        """Net new money of so many months; estimated where transfers are not imported."""
        if self.is_flow_estimated():
            return self.estimated_flow(months)
        return self.total(self.window.flow, months).astype(np.float64)

    def is_flow_estimated(self) -> bool:
        return self.window.flows_from is None or self.window.flows_from > self.month

    def estimated_flow(self, months: int) -> Floats:
        """ΔA − A at the begin × the market's return of the mix, month by month (§4.1); NaN where either is unknown."""
        end = self.window.end
        first = self.assets_before(self.before(end, months), months)
        gains = np.zeros(len(first))
        if self.market is not None:
            for ago in range(months):
                month = self.month - ago
                day = self.day if not ago else dates.month_last(month)
                gains = gains + self.market.gain(self.rulebook.market.index, month, day)
        return np.asarray(end[:, self.at] - first - gains)

    def neutral_assets(self, assets: Floats) -> Floats:
        """The assets at the prices before the market's fall where the rulebook shields tiers from it; NaN elsewhere."""
        rules = self.rulebook.market
        change = self.market_change()
        if self.market is None or change is None or not rules.is_neutral or change >= -rules.fall:
            return np.full(len(assets), np.nan)
        return assets + self.market.revalued(rules.index, self.month, day=self.day, back=rules.months)

    def market_change(self) -> float | None:
        """The change of the rulebook's index over its months; None where it is not known."""
        rules = self.rulebook.market
        if self.market is None:
            return None
        return self.market.market.change(rules.index, dates.month_last(self.month - rules.months), self.day)

    def assets_before(self, value: Floats, ago: int) -> Floats:
        """A past base: nothing where the client was not yet one, else what is known."""
        people = self.window.people
        opened = people.opened.astype("M8[M]").astype(np.float64) + 1970 * 12
        return np.where(np.isnan(value) & (opened > self.month - ago), 0.0, value)

    def year_before(self, ago: int = 0) -> Floats:
        """Contribution of the twelve months before the last twelve; NaN unless client and facts are that old."""
        total = self.total(self.window.contribution, 12, ago + 12).astype(np.float64)
        start = self.month - ago - 23
        opened = self.window.people.opened.astype("M8[M]").astype(np.float64) + 1970 * 12
        is_full = (opened <= start) & (self.facts_from() <= start)
        return np.where(is_full, total, np.nan)

    def lines_change(self) -> Floats:
        lines = self.window.lines
        return lines[:, self.at] - self.before(lines, 6)

    def _told(self, name: str) -> Floats:
        return self.told.column(name, self.window.people.ids)

    def matured(self) -> tuple[Floats, Floats]:
        """Cents that matured in three months, and the share that was not invested again."""
        if self.maturities is None:
            none = np.full(len(self.window.people.ids), np.nan)
            return none, none
        return self.maturities.over(self.day)

    def features(self, is_dormant: Bools) -> Features:
        window = self.window
        moved = np.where(np.isnat(window.last_moved[:, self.at]), window.people.opened, window.last_moved[:, self.at])
        average = window.average
        return Features(
            has_account=window.people.has_account,
            is_closed=self.is_closed(),
            is_dormant=is_dormant,
            has_left=self._told("has_left") > 0,
            opened_days=self.ages(self.started),
            tenure_months=self.tenure_months(),
            activated_days=self.ages(self.activated()),
            a3=self.mean(average, 3),
            a3p=self.assets_before(self.mean(average, 3, 3), 3),
            peak=self.peak(average, 24),
            nf3=self.flow(3),
            nf12=self.flow(12),
            assets_12_ago=self.assets_before(self.before(window.end, 12), 12),
            t3=self.total(window.active_days, 3).astype(np.float64),
            t3p=self.total(window.active_days, 3, 3).astype(np.float64),
            t12q=self.total(window.active_days, 12, 3) / 4,
            idle=self.ages(moved),
            lines_change=self.lines_change(),
            c12=self.total(window.contribution, 12).astype(np.float64),
            c12p=self.year_before(),
            noresp=self._told("no_response"),
            matured_unrenewed=self.matured()[1],
            nps=self._told("nps"),
            complaint_days=self._told("complaint_days"),
            is_active_now=window.active_days[:, self.at] > 0,
            end_assets=window.end[:, self.at],
        )
