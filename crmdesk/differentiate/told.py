"""What the room above tells of clients as of a day, as columns: contacts, complaints, satisfaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from crmdesk.differentiate.scores import Floats, Ints


class ContactSignals(Protocol):
    """What is told of one client; None = not known. ``nps`` may be missing."""

    @property
    def no_response(self) -> int: ...

    @property
    def complaint_days(self) -> int | None: ...

    @property
    def has_left(self) -> bool: ...


NAMES = ("no_response", "complaint_days", "has_left", "nps")


@dataclass(frozen=True)
class Told:
    """Columns in the order of ``ids``, which ascend; NaN = not known. Who is not among the ids has told nothing."""

    ids: Ints
    columns: Mapping[str, Floats]

    @classmethod
    def nothing(cls) -> Told:
        return cls(np.zeros(0, dtype=np.int64), {})

    @classmethod
    def of(cls, signals: Mapping[int, ContactSignals]) -> Told:
        ids = np.array(sorted(signals), dtype=np.int64)
        found = {name: [getattr(signals[one], name, None) for one in ids.tolist()] for name in NAMES}
        return cls(ids, {name: np.array(values, dtype=np.float64) for name, values in found.items()})

    def column(self, name: str, clients: Ints) -> Floats:
        """The values of ``clients`` (ascending ids); NaN where nothing is known."""
        found = np.full(len(clients), np.nan)
        if name in self.columns and len(self.ids):
            at = np.minimum(np.searchsorted(self.ids, clients), len(self.ids) - 1)
            is_there = self.ids[at] == clients
            found[is_there] = self.columns[name][at[is_there]]
        return found


#: Signals of the data date alone, or of any day: only the latter gives past months what was known then.
Source = Mapping[int, ContactSignals] | Callable[[date], Told]


def told_on(source: Source | None, as_of: date) -> Callable[[date], Told]:
    """A source as a function of the day."""
    if callable(source):
        return source
    told = Told.of(source or {})
    return lambda day: told if day == as_of else Told.nothing()
