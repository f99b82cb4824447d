"""Conditions on days: a calendar day or stretch, how long ago, how soon, a month of the year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crmdesk import dates
from crmdesk.book.filters.terms import Term
from crmdesk.book.filters.tree import Range, Value
from crmdesk.i18n import Language, Words

_DUE = {"overdue": Words("逾期", "overdue"), "today": Words("今天", "today"), "none": Words("未安排", "none")}
_MONTHS = {"this": Words("本月", "this"), "next": Words("下月", "next")}
_DAYS = re.compile(r"(?:<=|≤|<)?(?P<count>\d{1,4})(?:d|天|日|days)?(?:内|以内)?")
_AGO = re.compile(r"(?P<sign>[<>])?=?(?P<count>\d{1,4})(?:d|天|日|days)?(?P<within>前|内|以内|以上)?")
_RELATIVE = re.compile(r"(?P<sign>[<>+])=?(?P<count>\d{1,4})(?:d|天|日|days)")


@dataclass(frozen=True)
class DayTerm(Term):
    """``2020`` ``2020-05`` ``2020-01-01..2020-03-31`` ``>=2020-01-01``, and from today: ``<30d`` (the last 30 days),
    ``>30d`` (longer ago) and ``+30d`` (the next 30 days)."""

    def understood(self, text: str) -> Value:
        if found := _RELATIVE.fullmatch(text.lower()):
            return f"{found['sign']}{int(found['count'])}d"
        if found := re.fullmatch(r"(>=|≥|>|<=|≤|<)\s*(.+)", text):
            return _bounded(found[1], stretch(found[2]))
        if found := re.fullmatch(r"(.+?)(?:\.\.|～|~|至)(.+)", text):
            first, last = stretch(found[1]), stretch(found[2])
            return Range(first[0], last[1]) if first and last else None
        whole = stretch(text)
        return Range(*whole) if whole else None

    def hint(self) -> str:
        return "2020, 2020-05, >=2020-05-01, 2020..2022, <30d, >30d, +30d"

    def written(self, value: str | Range, language: Language) -> str:
        if isinstance(value, str):
            return value if language == "en" else value.replace("d", "天")
        low, high = value.low, value.high
        if isinstance(low, date) and isinstance(high, date):
            short = f"{low:%Y}" if (low, high) == stretch(f"{low:%Y}") else f"{low:%Y-%m}"
            return short if (low, high) == stretch(short) else f"{low.isoformat()}..{high.isoformat()}"
        return f">={low}" if low is not None else f"<={high}"

    def said(self, value: str | Range) -> Words:
        if isinstance(value, str):
            said = {
                "<": Words("近 {days} 天", "in the last {days} days"),
                ">": Words("{days} 天以前", "more than {days} days ago"),
                "+": Words("{days} 天内到期", "within the next {days} days"),
            }
            return said[value[0]].format(days=value[1:-1])
        written = self.written(value, "en").replace("..", " – ").replace(">=", "≥ ").replace("<=", "≤ ")
        return Words(written, written)


@dataclass(frozen=True)
class NextTerm(DayTerm):
    """When the next contact is due: ``overdue`` ``today`` ``none`` ``14d`` (overdue or within 14 days), or a day,
    a month, a stretch."""

    grows = True

    def understood(self, text: str) -> Value:
        for name, words in _DUE.items():
            if text.lower() in (name, words.zh):
                return name
        found = _DAYS.fullmatch(text.lower())
        return f"{int(found['count'])}d" if found else super().understood(text)

    def hint(self) -> str:
        return "overdue 逾期, today 今天, none 未安排, 14d 14天, 2026-12"

    def written(self, value: str | Range, language: Language) -> str:
        if isinstance(value, Range):
            return super().written(value, language)
        if language == "en":
            return value
        return _DUE[value].zh if value in _DUE else value.replace("d", "天")

    def said(self, value: str | Range) -> Words:
        if isinstance(value, Range):
            return super().said(value)
        if value in _DUE:
            return _DUE[value]
        return Words("逾期或 {days} 天内", "overdue or within {days} days").format(days=value[:-1])

    def offers(self) -> Sequence[Words]:
        return [Words(self.written(one, "zh"), one) for one in (*_DUE, "7d", "14d", "30d")]


@dataclass(frozen=True)
class LastTerm(Term):
    """How long ago something was last done: ``>30d`` (longer ago, or never), ``<30d`` (since then), ``never``."""

    def understood(self, text: str) -> Value:
        if text.lower() in ("never", "从未", "无", "empty", "空"):
            return "never"
        found = _AGO.fullmatch(text.lower())
        if found is None:
            return None
        sign = found["sign"] or ("<" if found["within"] in ("内", "以内") else ">")
        return f"{sign}{int(found['count'])}d"

    def hint(self) -> str:
        return ">30d >30天, <30d <30天, never 从未"

    def written(self, value: str | Range, language: Language) -> str:
        value = str(value)
        if language == "en":
            return value
        return "从未" if value == "never" else value.replace("d", "天")

    def said(self, value: str | Range) -> Words:
        value = str(value)
        if value == "never":
            return Words("从未", "never")
        days = value[1:-1]
        if value.startswith(">"):
            return Words("超过 {days} 天", "more than {days} days ago").format(days=days)
        return Words("{days} 天内", "within {days} days").format(days=days)

    def offers(self) -> Sequence[Words]:
        return [Words(self.written(one, "zh"), one) for one in (">30d", ">60d", ">90d", "<30d", "never")]


def stretch(text: str) -> tuple[date, date] | None:
    """First and last day of a year, a month or a day."""
    found = re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?", text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        last = dates.add_months(first, 1 if month else 12) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return first, last


def _bounded(sign: str, days: tuple[date, date] | None) -> Value:
    if days is None:
        return None
    first, last = days
    ends = {
        ">=": Range(first, None),
        "≥": Range(first, None),
        ">": Range(last + timedelta(days=1), None),
        "<=": Range(None, last),
        "≤": Range(None, last),
        "<": Range(None, first - timedelta(days=1)),
    }
    return ends[sign]


@dataclass(frozen=True)
class MonthTerm(Term):
    """A month of the year: ``5`` ``5月`` ``this`` ``next``, whatever the year."""

    grows = True

    def understood(self, text: str) -> Value:
        for name, words in _MONTHS.items():
            if text.lower() in (name, words.zh):
                return name
        found = re.fullmatch(r"(\d{1,2})月?(?:份)?", text)
        return str(int(found[1])) if found and 1 <= int(found[1]) <= 12 else None

    def hint(self) -> str:
        return "1 … 12, this 本月, next 下月"

    def written(self, value: str | Range, language: Language) -> str:
        if value in _MONTHS:
            return _MONTHS[str(value)].in_(language)
        return str(value) if language == "en" else f"{value}月"

    def offers(self) -> Sequence[Words]:
        return [
            Words(self.written(one, "zh"), self.written(one, "en")) for one in ("this", "next", *map(str, range(1, 13)))
        ]
