"""What counts as an event and as its worth, and how much data a forecast asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Event = Literal["day", "month"]
Income = Literal["trade", "contribution"]


@dataclass(frozen=True)
class ForecastRules:
    """The part of a rulebook that the forecast follows.

    ``event``: an active day, or a month with one. ``income``: what trades brought, or all contribution of the active
    months. ``least_clients`` of each kind (who came back; whose events brought something) and ``least_months`` of
    history: with fewer there is no forecast. A back-test asks for twelve months more.
    """

    event: Event = "day"
    income: Income = "trade"
    least_clients: int = 100
    least_months: int = 12
