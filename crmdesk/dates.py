"""Dates are dates and months are counted; a moment is an aware UTC ``datetime``."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.text import half_width

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


_NAMED = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "前天": -2} | {
    "today": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
    "yesterday": -1,
}
_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
_WEEKDAYS = {sign: day for day, sign in enumerate("一二三四五六日")} | {
    "天": 6,
    **{name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_STEPS: dict[str, Callable[[date, int], date]] = {
    "d": lambda day, count: day + timedelta(days=count),
    "w": lambda day, count: day + timedelta(weeks=count),
    "m": add_months,
    "y": lambda day, count: add_months(day, 12 * count),
}
_UNIT_LETTERS = {
    "天": "d",
    "日": "d",
    "周": "w",
    "星期": "w",
    "个星期": "w",
    "礼拜": "w",
    "个月": "m",
    "月": "m",
    "年": "y",
}
_COUNT = r"(\d{1,4}|[一二两三四五六七八九十])"
_UNIT = r"(天|日|周|个?星期|礼拜|个月|月|年)"


def _next_or_today(day: date, today: date, later: Callable[[date], date]) -> date:
    return day if day >= today else later(day)


def _full(match: re.Match[str], _today: date) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _month_day(match: re.Match[str], today: date) -> date:
    """The next such day, today included; 29 February waits for its year."""
    month, day = int(match[1]), int(match[2])
    for year in range(today.year, today.year + 9):
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
    raise ValueError("no such day")


def _counted(match: re.Match[str], today: date) -> date:
    sign = -1 if match["sign"] in ("-", "前", "ago") else 1
    count = _NUMERALS.get(match["count"]) or int(match["count"])
    unit = match["unit"] or "d"
    return _STEPS[_UNIT_LETTERS.get(unit, unit[0])](today, sign * count)


def _weekday(match: re.Match[str], today: date) -> date:
    """``下周一`` counts calendar weeks; a bare ``周一`` or ``monday`` is the next one, today included."""
    target = _WEEKDAYS[match["day"][:3]]
    which = match["which"] or ""
    if not which:
        return today + timedelta(days=(target - today.weekday()) % 7)
    weeks = which.count("下") + which.count("next") - which.count("上") - which.count("last")
    return today + timedelta(days=target - today.weekday(), weeks=weeks)


def _month_end(match: re.Match[str], today: date) -> date:
    return month_last(month_index(today) + (match["which"] in ("下", "下个", "next ")))


def _day_of_month(match: re.Match[str], today: date) -> date:
    first = month_first(month_index(today) + bool(match["which"]))
    day = first.replace(day=int(match["day"]))
    return day if match["which"] else _next_or_today(day, today, lambda late: add_months(late, 1))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", _full),
        (r"(\d{4})(\d{2})(\d{2})", _full),
        (r"(\d{1,2})[-/.月](\d{1,2})[日号]?", _month_day),
        (r"(?P<sign>[+-])(?P<count>\d{1,4})(?P<unit>[dwmy]?)", _counted),
        (rf"(?P<count>{_COUNT})(?P<unit>{_UNIT})(?:以|之)?(?P<sign>[后前])", _counted),
        (r"(?P<sign>in) (?P<count>\d{1,4}) (?P<unit>day|week|month|year)s?", _counted),
        (r"(?P<count>\d{1,4}) (?P<unit>day|week|month|year)s? (?P<sign>ago)", _counted),
        (r"(?P<which>本|这|下下|下|上)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])", _weekday),
        (r"(?P<which>this |next |last )?(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]*", _weekday),
        (r"(?P<which>本|这个|下|下个)?月[底末]", _month_end),
        (r"(?P<which>next |)month end", _month_end),
        (r"(?P<which>下个?月)?(?P<day>\d{1,2})[号日]", _day_of_month),
    )
)


def parse_day(text: str, today: date) -> date:
    """A day as people type it: ``今天`` ``下周一`` ``+2w`` ``3天后`` ``11-25`` ``2026-11-25`` ``in 3 days`` ``月底``.

    A day without its year is the next one. Raises ``CrmError`` with examples for anything else.
    """
    plain = " ".join(half_width(text).lower().split())
    if plain in _NAMED:
        return today + timedelta(days=_NAMED[plain])
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(plain):
            try:
                return read(found, today)
            except (ValueError, OverflowError):
                break
    raise CrmError(tr("“{text}” is not a date. Type for example 2026-11-25, 11-25, 下周一, 3天后 or +2w.", text=text))
