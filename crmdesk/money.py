"""Money is whole cents (分) in the store and ``Decimal`` at the edges; never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from crmdesk.i18n import Language

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
