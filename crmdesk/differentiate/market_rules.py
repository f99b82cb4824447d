"""What a rulebook says of the market behind clients' assets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MarketRules:
    """Which index moves holdings. With ``is_neutral`` it shields tiers where it fell by more than ``fall`` (a share)
    in so many ``months``."""

    index: str = ""
    is_neutral: bool = False
    fall: float = 0.20
    months: int = 12
