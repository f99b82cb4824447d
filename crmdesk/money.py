"""Money is whole cents (分) in the store and ``Decimal`` at the edges; never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from crmdesk.errors import CrmError
from crmdesk.i18n import Language, tr
from crmdesk.text import half_width

_CENT = Decimal("0.01")


def to_cents(amount: Decimal | int | str) -> int:
    """Yuan to cents, half up. Raises ``decimal.InvalidOperation`` for text that is no number."""
    return int((Decimal(amount).quantize(_CENT, ROUND_HALF_UP) * 100).to_integral_value())


def to_yuan(cents: int) -> Decimal:
    return (Decimal(cents) / 100).quantize(_CENT)


def exact(cents: int, *, decimals: int = 2) -> str:
    """``1,234,567.89``: the amount in full, with thousands separators."""
    step = Decimal(1).scaleb(-decimals)
    return f"{(Decimal(cents) / 100).quantize(step, ROUND_HALF_UP):,}"


def short(cents: int, language: Language) -> str:
    """The amount as a table shows it: ``61.2 万`` / ``1.28 亿``, in English ``612 k`` / ``12.84 m``."""
    yuan = Decimal(cents) / 100
    size = abs(yuan)
    if language == "zh":
        if size >= 100_000_000:
            return f"{yuan / 100_000_000:,.2f} 亿"
        return f"{yuan / 10_000:,.1f} 万" if size >= 10_000 else f"{yuan:,.0f}"
    if size >= 1_000_000:
        return f"{yuan / 1_000_000:,.2f} m"
    return f"{yuan / 1_000:,.1f} k" if size >= 10_000 else f"{yuan:,.0f}"


_UNITS = {
    "": 1,
    "元": 1,
    "百": 100,
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "w": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "m": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
}
_AMOUNT = re.compile(r"([+-]?)([0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)([a-z]*|[百千万亿十]*)元?")


def parse_amount(text: str) -> int:
    """Cents of an amount as people type it: ``50万`` ``1.2亿`` ``500k`` ``1,234.56`` ``¥300`` ``(20.00)``.

    Raises ``CrmError`` for anything that is not one amount.
    """
    plain = half_width(text).strip().lower().replace(" ", "").removesuffix("人民币")
    for sign in ("¥", "rmb", "cny", "人民币"):
        plain = plain.removeprefix(sign)
    is_negative = plain.startswith("(") and plain.endswith(")")
    found = _AMOUNT.fullmatch(plain[1:-1] if is_negative else plain)
    if found is None or found[3] not in _UNITS:
        raise CrmError(tr("“{text}” is not an amount. Type for example 50万, 1.2亿, 500k or 1,234.56.", text=text))
    cents = to_cents(Decimal(found[2].replace(",", "")) * _UNITS[found[3]])
    return -cents if is_negative != (found[1] == "-") else cents
