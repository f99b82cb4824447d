"""Dates are dates and months are counted; a moment is an aware UTC ``datetime``."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

#: What a branch's clock shows; China keeps one zone without summer time.
CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    return datetime.now(UTC)


def local_today() -> date:
    """Today on the branch's wall. Never used as the data date of a classification."""
    return datetime.now(CHINA).date()


def month_index(day: date) -> int:
    """Months since year 0: the unit of ``client_month.month``; differences are whole months."""
    return day.year * 12 + day.month - 1


def month_first(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def month_last(index: int) -> date:
    year, month = index // 12, index % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def month_text(index: int) -> str:
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    index = month_index(day) + months
    last = month_last(index)
    return min(last, last.replace(day=min(day.day, last.day)))
