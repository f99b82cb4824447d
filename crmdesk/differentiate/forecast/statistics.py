"""What the activity model needs of a client: repeat events, time of the last one, time observed; equal ones once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.differentiate.scores import Floats, Ints


@dataclass(frozen=True)
class Statistics:
    """Distinct (x, t_x, T) with the number of clients that have them; arrays of one length, ordered by x, T, t_x.

    ``events`` are the active units after the first one (x), ``recency`` the time from the first to the last (t_x) and
    ``age`` from the first to the end of observation (T), both whole steps of which ``unit`` make one period: 7 for
    days read as weeks.
    """

    events: Ints
    recency: Ints
    age: Ints
    count: Ints
    unit: float = 1.0

    @property
    def clients(self) -> int:
        return int(self.count.sum())

    @property
    def repeaters(self) -> int:
        """Clients who came back at least once."""
        return int(self.count[self.events > 0].sum())

    def times(self) -> tuple[Floats, Floats]:
        """t_x and T in periods."""
        return self.recency / self.unit, self.age / self.unit

    def sample(self, size: int) -> Statistics:
        """About ``size`` clients, evenly along the order: the same ones every time."""
        stride = self.clients / size
        if stride <= 1:
            return self
        wanted = np.arange(stride / 2, self.clients, stride)
        at, count = np.unique(np.searchsorted(np.cumsum(self.count), wanted, side="right"), return_counts=True)
        return Statistics(self.events[at], self.recency[at], self.age[at], count.astype(np.int64), self.unit)


@dataclass(frozen=True)
class Grouped:
    """Statistics and, for each client in the order given, the row that is hers."""

    statistics: Statistics
    row: NDArray[np.int64]


def group(events: Ints, recency: Ints, age: Ints, *, unit: float = 1.0) -> Statistics:
    """The distinct statistics of clients given as arrays of whole numbers, 0 ≤ recency ≤ age."""
    key, base = _keys(events, recency, age)
    found, count = np.unique(key, return_counts=True)
    return _unpacked(found, base, count, unit)


def group_rows(events: Ints, recency: Ints, age: Ints, *, unit: float = 1.0) -> Grouped:
    """As ``group``, with the row of each client."""
    key, base = _keys(events, recency, age)
    found, row, count = np.unique(key, return_inverse=True, return_counts=True)
    return Grouped(_unpacked(found, base, count, unit), row.astype(np.int64))


def _keys(events: Ints, recency: Ints, age: Ints) -> tuple[Ints, int]:
    """One number per client, and the base of its digits. Who has no repeat event has no recency."""
    base = int(age.max(initial=0)) + 1
    last = np.where(events > 0, recency, 0)
    return np.asarray((events.astype(np.int64) * base + age) * base + last), base


def _unpacked(key: Ints, base: int, count: Ints, unit: float) -> Statistics:
    rest, recency = np.divmod(key, base)
    events, age = np.divmod(rest, base)
    return Statistics(events, recency, age, count.astype(np.int64), unit)
