"""Parts of a whole that add up to the whole as printed."""

from __future__ import annotations

from collections.abc import Sequence


def tenths(amounts: Sequence[int]) -> list[int]:
    """Shares in tenths of a percent that sum to 1,000 (largest remainders); all 0 when the amounts are."""
    return portions(amounts, 1000)


def portions(amounts: Sequence[int], whole: int) -> list[int]:
    """``whole`` dealt out in proportion to non-negative amounts, in whole parts."""
    total = sum(amounts)
    if total <= 0:
        return [0] * len(amounts)
    parts = [amount * whole // total for amount in amounts]
    missing = whole - sum(parts)
    by_rest = sorted(range(len(amounts)), key=lambda i: (-(amounts[i] * whole % total), i))
    for index in by_rest[:missing]:
        parts[index] += 1
    return parts


def percent(share: int) -> str:
    """``239`` → ``23.9%``."""
    return f"{share / 10:.1f}%"
