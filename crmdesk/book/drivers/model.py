"""What the board says of one driver."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.formulas import PERIOD, Floats, Ints, Light, light
from crmdesk.i18n import Words

#: money: cents · share: fraction · number, months: plain · count: whole · risk: points of 100.
Unit = Literal["money", "share", "number", "count", "months", "risk"]


@dataclass(frozen=True)
class Figure:
    """A figure below the one of the driver; ``value`` None: not known."""

    name: str
    words: Words
    unit: Unit
    value: float | None


def figure(name: str, zh: str, en: str, unit: Unit, value: float | None) -> Figure:
    known = None if value is None or np.isnan(value) else float(value)
    return Figure(name, Words(zh, en), unit, known)


@dataclass(frozen=True)
class Counted:
    """One driver as it was counted: a value for each point of the trend, NaN where it cannot be divided.

    ``since``: the first month the store has records for it, None without any; ``feed`` says then what to import or
    enter. A point needs ``looks_back`` months of records before its own; only the newest is shown with fewer.
    """

    trend: Floats
    figures: tuple[Figure, ...]
    since: int | None
    feed: Words
    looks_back: int = 0

    def known(self, months: tuple[int, ...]) -> tuple[float | None, ...]:
        """The trend with None where it is not known."""
        values = zip(months, self.trend.tolist(), strict=True)
        return tuple(
            None if np.isnan(value) or not self._covers(month, months[-1]) else value for month, value in values
        )

    def _covers(self, month: int, newest: int) -> bool:
        if self.since is None:
            return False
        return self.since <= month - self.looks_back or self.since <= month == newest


@dataclass(frozen=True)
class Behind:
    """The clients behind a driver, those who contribute most first, and how much each."""

    ids: Ints
    amounts: Floats

    @classmethod
    def of(cls, ids: Ints, amounts: ArrayLike) -> Behind:
        """One entry per client, its amounts added up."""
        found, place = np.unique(np.asarray(ids, dtype=np.int64), return_inverse=True)
        total = np.bincount(place, weights=np.asarray(amounts, dtype=np.float64), minlength=len(found))
        order = np.lexsort((found, -total))
        return cls(found[order], np.asarray(total[order], dtype=np.float64))


@dataclass(frozen=True)
class Driver:
    """A card of the board. ``trend`` has a value per month-end, the newest last; None: not known.

    ``since`` is the first month with records where these do not cover the whole period. ``missing`` says how to feed
    a driver whose records are not there yet; its value is then None, never zero.
    """

    code: str
    unit: Unit
    better: str
    value: float | None
    last_year: float | None
    target: float | None
    trend: tuple[float | None, ...]
    months: tuple[int, ...]
    figures: tuple[Figure, ...]
    missing: Words | None = None
    since: int | None = None
    stages: tuple[str, ...] = field(default_factory=tuple)
    currency: str = "CNY"

    @property
    def words(self) -> Words:
        return code_list("driver")[self.code].words

    @property
    def light(self) -> Light:
        return light(self.value, self.target, self.better)

    @property
    def sparkline(self) -> tuple[float | None, ...]:
        """The last twelve months and the month-end before them."""
        return self.trend[-PERIOD - 1 :]

    def as_json(self) -> dict[str, object]:
        return {
            "driver": self.code,
            "unit": self.unit,
            "currency": self.currency if self.unit == "money" else None,
            "better": self.better,
            "value": self.value,
            "last_year": self.last_year,
            "target": self.target,
            "light": self.light,
            "trend": {dates.month_text(month): value for month, value in zip(self.months, self.trend, strict=True)},
            "figures": {one.name: one.value for one in self.figures},
            "since": None if self.since is None else dates.month_text(self.since),
            "missing": None if self.missing is None else str(self.missing),
        }


@dataclass(frozen=True)
class Board:
    """The eleven drivers of a scope as of a day, over the twelve months up to it."""

    as_of: date
    since: date
    drivers: tuple[Driver, ...]

    def driver(self, code: str) -> Driver:
        return next(one for one in self.drivers if one.code == code)
