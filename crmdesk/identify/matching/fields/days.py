"""Dates: the same · a slip (one digit, two swapped, month and day exchanged, 1 January where only the year is known) ·
the same year · different."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Hashes, Ints, Levels, mixed
from crmdesk.identify.matching.fields.ids import one_slip

SAME, SLIP, YEAR, DIFFERENT = 1, 2, 3, 4
_PARTS = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})")


@dataclass(frozen=True)
class Days:
    """``number`` (n,) YYYYMMDD as an integer, 0 = missing."""

    number: Ints

    def key(self) -> Hashes:
        return mixed(self.number)

    def year_key(self) -> Hashes:
        return mixed(self.number // 10_000)

    def digits(self, at: NDArray[np.int32]) -> NDArray[np.uint8]:
        places = 10 ** np.arange(7, -1, -1)
        return np.asarray(self.number[at][:, None] // places % 10, np.uint8)


def days(column: Coded, otherwise: Ints | None = None) -> Days:
    """``otherwise`` (n,) fills what is missing, for example the date inside an ID number."""
    numbers = np.array([*map(_number, column.values), 0], np.int64)[column.codes]
    return Days(numbers if otherwise is None else np.where(numbers == 0, otherwise, numbers))


def _number(text: str) -> int:
    found = _PARTS.match(text)
    if not found:
        return 0
    year, month, day = map(int, found.groups())
    return year * 10_000 + month * 100 + day


def day_levels(feature: Days, pairs: Pairs) -> Levels:
    ours, theirs = feature.number[pairs.left], feature.number[pairs.right]
    levels = np.full(len(ours), DIFFERENT, np.uint8)
    levels[ours // 10_000 == theirs // 10_000] = YEAR
    at = np.flatnonzero((ours != theirs) & (ours != 0) & (theirs != 0))
    slip = one_slip(feature.digits(pairs.left[at]), feature.digits(pairs.right[at]))
    month, day = ours[at] // 100 % 100, ours[at] % 100
    exchanged = theirs[at] == ours[at] // 10_000 * 10_000 + day * 100 + month
    is_year_only = ((ours[at] % 10_000 == 101) | (theirs[at] % 10_000 == 101)) & (levels[at] == YEAR)
    levels[at[slip | exchanged | is_year_only]] = SLIP
    levels[ours == theirs] = SAME
    levels[(ours == 0) | (theirs == 0)] = 0
    return levels
