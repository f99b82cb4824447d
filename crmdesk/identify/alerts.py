"""What a person about to serve a client must know first: expiring papers, a wrong phone, an expired risk test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crmdesk.codes import code_words
from crmdesk.dates import add_months
from crmdesk.i18n import Words
from crmdesk.identify.checks.numbers import expires_soon
from crmdesk.identify.checks.texts import age
from crmdesk.identify.record import Record

#: Contact status codes that say the number no longer reaches the client.
UNREACHABLE = frozenset({"2", "3", "4", "5", "7", "8"})
_EXPIRING = (
    ("id_to", Words("证件", "ID")),
    ("licence_to", Words("证照", "Licence")),
    ("legal_rep_id_to", Words("法定代表人证件", "ID of the legal representative")),
    ("qualified_to", Words("合格投资者认定", "Qualified-investor status")),
    ("matures_on", Words("产品", "Product")),
)


@dataclass(frozen=True)
class Alert:
    """``level`` says how urgent it is: red today, amber soon, info worth knowing. ``field`` is where to go."""

    field: str
    words: Words
    level: Literal["red", "amber", "info"]


def alerts(record: Record, *, on: date) -> list[Alert]:
    """Alerts of a client on a day, the most urgent first."""
    found = [alert for rule in (_papers, _phone, _risk, _documents, _people) for alert in rule(record, on)]
    return sorted(found, key=lambda alert: ("red", "amber", "info").index(alert.level))


def _expiry(field: str, what: Words, day: date, on: date) -> Iterator[Alert]:
    days = expires_soon(day, on)
    if days is None:
        return
    if day < on:
        words = Words(f"{what.zh}已于{day}到期", f"{what.en} expired on {day}")
    else:
        words = Words(
            f"{what.zh}将于{day}到期（还有{(day - on).days}天）",
            f"{what.en} expires on {day}, in {(day - on).days} days",
        )
    yield Alert(field, words, "amber" if days == 90 else "red")


def _papers(record: Record, on: date) -> Iterator[Alert]:
    for field, what in _EXPIRING:
        day = record.values.get(field)
        if day:
            yield from _expiry(field, what, day, on)


def _phone(record: Record, _on: date) -> Iterator[Alert]:
    status = record.values.get("contact_status")
    if status in UNREACHABLE:
        words = code_words("contact_status", status)
        yield Alert("mobile", Words(f"电话：{words.zh}", f"Phone: {words.en.lower()}"), "red")
    elif status == "6":
        yield Alert("mobile", Words("客户拒接电话", "The client refuses calls"), "amber")
    if record.values.get("consent_withdrawn_on"):
        yield Alert("consent_withdrawn_on", Words("已撤回个人信息同意", "Consent to data processing withdrawn"), "red")


def _risk(record: Record, on: date) -> Iterator[Alert]:
    lines = {row["line"]: record.risk(row["line"]) for row in record.children["risk_assessment"]}
    for line, row in lines.items():
        if row is not None:
            name = code_words("product_line", line)
            yield from _expiry(
                "risk_assessment", Words(f"风险测评（{name.zh}）", f"Risk test ({name.en})"), row["valid_to"], on
            )
    yield from _too_many_tests(record, on)
    latest = record.risk()
    is_bold = record.values.get("expected_return") == "more"
    if latest is not None and latest["level"] in ("C0", "C1") and is_bold:
        words = Words("期望收益高于15%，与C1等级不符", "Expects more than 15% but is rated C1")
        yield Alert("expected_return", words, "amber")


def _too_many_tests(record: Record, on: date) -> Iterator[Alert]:
    """One institution may test a person twice a day and eight times in twelve months."""
    days = [row["assessed_on"] for row in record.children["risk_assessment"]]
    today, year = days.count(on), sum(day > add_months(on, -12) for day in days)
    if today >= 2 or year >= 8:
        words = Words(
            f"测评次数已达上限（今日{today}次，12个月{year}次）",
            f"No further risk test: {today} today, {year} in 12 months",
        )
        yield Alert("risk_assessment", words.format(today, year), "amber")


def _documents(record: Record, on: date) -> Iterator[Alert]:
    for row in record.children["document"]:
        if row["expires_on"]:
            yield from _expiry(
                "attachments", Words(f"文件“{row['title']}”", f"Document “{row['title']}”"), row["expires_on"], on
            )
    for row in record.relations("agent"):
        if row["valid_to"]:
            yield from _expiry("agents", Words(f"授权人{row['name']}", f"Agent {row['name']}"), row["valid_to"], on)


def _people(record: Record, on: date) -> Iterator[Alert]:
    years = senior_years(record, on=on)
    if years is not None:
        yield Alert("senior_flag", Words(f"高龄客户（{years}岁）", f"Senior client, {years} years old"), "info")
    if record.values.get("mobile_owner") not in (None, "self"):
        yield Alert("mobile_owner", Words("手机非本人使用", "The phone is used by someone else"), "amber")


def senior_years(record: Record, *, on: date) -> int | None:
    """The age of a client of 65 or more; None for everybody else."""
    born = record.values.get("birth_date")
    years = age(born, on) if born else 0
    return years if years >= 65 else None
