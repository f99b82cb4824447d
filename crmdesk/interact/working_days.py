"""Working days of China, with the official days off and the weekends worked (调休); a data file per year."""

from __future__ import annotations

from datetime import date, timedelta

from crmdesk.resources import resource_toml


def _listed(day: date, kind: str) -> bool:
    year = resource_toml("calendars", "china_working_days.toml").get(str(day.year), {})
    return f"{day:%m-%d}" in year.get(kind, ())


def is_working_day(day: date) -> bool:
    """Years that are not in the file count Monday to Friday."""
    if day.weekday() < 5:
        return not _listed(day, "off")
    return _listed(day, "worked")


def working_day_from(day: date) -> date:
    """``day`` itself, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    for _ in range(count):
        day = working_day_from(day + timedelta(days=1))
    return day
