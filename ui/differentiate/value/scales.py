"""Where a figure stands on its slider, and what the keys make of it: plain arithmetic, no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, floor, log, log10

from ui.framework.slider import STEPS

#: The smallest amount that has a place of its own on a slider of money: 100 in the store's currency.
_LEAST = 100_00


@dataclass(frozen=True)
class Scale:
    """From 0 to ``top``, drawn logarithmically unless it is short. Recency runs the other way: fewer days at the right.

    ``stops``: the values at which something changes; the Page keys go from one to the next. Money in cents.
    """

    name: str
    top: int
    stops: tuple[int, ...]

    @property
    def is_money(self) -> bool:
        return self.name in ("M", "A", "month")

    def position(self, value: int | None) -> int:
        share = self._share(min(max(value or 0, 0), self.top))
        if self.name != "R":
            return round(share * STEPS)
        return 0 if value is None else round((1 - share) * STEPS)

    def value(self, position: int) -> int:
        """A round figure at a position."""
        share = position / STEPS
        raw = self._at(1 - share if self.name == "R" else share)
        return _rounded(raw, 100) if self.is_money else round(raw)

    def _share(self, value: int) -> float:
        if self.name == "S":
            return value / self.top
        unit = _LEAST if self.is_money else 1
        return log(1 + value / unit) / log(1 + self.top / unit)

    def _at(self, share: float) -> float:
        if self.name == "S":
            return share * self.top
        unit = _LEAST if self.is_money else 1
        return unit * (exp(share * log(1 + self.top / unit)) - 1)

    def stepped(self, value: int | None, direction: int, *, is_page: bool) -> int:
        """The value one key away: a unit, for money a step of the second figure, or the next stop."""
        now = value if value is not None else (self.top if self.name == "R" else 0)
        way = -direction if self.name == "R" else direction
        if is_page:
            return self._next_stop(now, way)
        step = _figure(now + (0 if way > 0 else -1)) if self.is_money else 1
        moved = now + way * step
        return min(max(moved if not self.is_money else moved // step * step, 0), self.top)

    def _next_stop(self, now: int, way: int) -> int:
        further = [stop for stop in self.stops if (stop > now if way > 0 else stop < now)]
        if not further:
            return self.top if way > 0 else 0
        return min(further) if way > 0 else max(further)


def _figure(cents: int) -> int:
    """The size of the second figure of an amount, at least 100: 612,000 → 10,000."""
    yuan = max(abs(cents) // 100, 1)
    return max(int(10 ** (floor(log10(yuan)) - 1)), 1) * 100 if yuan >= 1_000 else _LEAST


def _rounded(cents: float, least: int) -> int:
    """Two figures of an amount in cents."""
    if cents < least:
        return 0
    step = int(10 ** max(floor(log10(cents)) - 1, 0))
    return round(cents / step) * step


def scale_of(name: str, stops: Sequence[int], now: int | None) -> Scale:
    """A scale on which the highest stop and the present figure have room."""
    high = max((*stops, now or 0, 1))
    top = {"S": 5, "R": max(high, 730)}.get(name, max(high * 3, (now or 0) * 2))
    return Scale(name, top, tuple(sorted(stops)))
