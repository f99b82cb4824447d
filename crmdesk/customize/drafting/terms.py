"""Amounts, dates and codes as the running text of a plan says them, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crmdesk.codes import code_list, code_words
from crmdesk.dates import CHINA, now
from crmdesk.i18n import Words
from crmdesk.money import exact

DASH = Words("—", "—")


def wan(cents: int) -> Words:
    """Running text: 万元 with two decimals, in English thousands or millions of CNY."""
    yuan = Decimal(cents) / 100
    size = abs(yuan)
    chinese = f"{yuan / 10_000:,.2f}万元" if size >= 10_000 else f"{_whole(yuan):,}元"
    english = f"CNY {yuan / 1_000_000:,.2f} m" if size >= 1_000_000 else f"CNY {_whole(yuan):,}"
    return Words(chinese, english)


def _whole(yuan: Decimal) -> Decimal:
    return yuan.quantize(Decimal(1), ROUND_HALF_UP)


def yuan(cents: int) -> str:
    """Tables: whole yuan with thousands separators and a true minus."""
    return exact(cents, decimals=0).replace("-", "−")


def signed(cents: int) -> str:
    text = yuan(cents)
    return f"+{text}" if cents >= 100 else text


def today() -> date:
    return now().astimezone(CHINA).date()


def code(list_name: str, value: str | None) -> Words:
    """The words of a code; a dash when the form is silent."""
    return code_words(list_name, value) if value else DASH


def codes(list_name: str, value: str | None) -> Words:
    """The words of a multi value, joined."""
    if not value:
        return DASH
    known = code_list(list_name)
    words = [known[one].words if one in known else Words(one, one) for one in value.split(",")]
    return Words("、".join(word.zh for word in words), ", ".join(word.en for word in words))


def joined(parts: list[Words]) -> Words:
    return Words("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))
