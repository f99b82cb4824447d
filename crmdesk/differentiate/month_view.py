"""A slice of clients at one month-end: indicators, features and dormancy facts from the window's matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from crmdesk import dates
from crmdesk.differentiate.dormancy import DormancyFacts
from crmdesk.differentiate.reading import Days
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import NEVER, Bools, Floats, Indicators, Ints
from crmdesk.differentiate.signals import Features
from crmdesk.differentiate.window import Window


class ContactSignals(Protocol):
    """What the room above tells of a client as of the data date; None = not known. ``nps`` may be missing."""

    @property
    def no_response(self) -> int: ...

    @property
    def complaint_days(self) -> int | None: ...

    @property
    def has_left(self) -> bool: ...


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
    contacts: Mapping[int, ContactSignals]

    @property
    def month(self) -> int:
        return self.window.first + self.at

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
        return np.where(np.isnat(self.cycle_on), self.window.activated, self.cycle_on)

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

    def flow(self, months: int) -> Floats:
        total = self.total(self.window.flow, months).astype(np.float64)
        return total if self.window.has_movements else np.full(len(total), np.nan)

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
        is_full = (opened <= start) & (self.window.store_first <= start)
        return np.where(is_full, total, np.nan)

    def lines_change(self) -> Floats:
        lines = self.window.lines
        return lines[:, self.at] - self.before(lines, 6)

    def contact(self, name: str) -> Floats:
        """A column of the contact signals; known for the data date only."""
        column = np.full(len(self.window.people.ids), np.nan)
        if self.is_last and self.contacts:
            for row, client_id in enumerate(self.window.people.ids.tolist()):
                value = getattr(self.contacts.get(client_id), name, None)
                if value is not None:
                    column[row] = value
        return column

    def features(self, is_dormant: Bools) -> Features:
        window = self.window
        moved = np.where(np.isnat(window.last_moved[:, self.at]), window.people.opened, window.last_moved[:, self.at])
        average = window.average
        return Features(
            has_account=window.people.has_account,
            is_closed=self.is_closed(),
            is_dormant=is_dormant,
            has_left=self.contact("has_left") > 0,
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
            noresp=self.contact("no_response"),
            matured_unrenewed=np.full(len(moved), np.nan),
            nps=self.contact("nps"),
            complaint_days=self.contact("complaint_days"),
            is_active_now=window.active_days[:, self.at] > 0,
            end_assets=window.end[:, self.at],
        )
