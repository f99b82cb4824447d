"""Phones: every number of a client against every one of the other.

Four levels: one in common · a masked one fits (138****1234) · two mobiles differ by one slip · none in common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Flags, Hashes, Ints, Levels, mixed
from crmdesk.identify.matching.fields.ids import one_slip
from crmdesk.identify.matching.fields.signs import matrix
from crmdesk.text import half_width

SAME, MASKED, SLIP, DIFFERENT = 1, 2, 3, 4
_SPLIT = re.compile(r"[、,，;；/|]|\s{2,}|\s(?=1[3-9])")
_NOT_A_SIGN = re.compile(r"[^0-9*]")
_ABROAD = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0?\d{9,11}$)|^0(?=1[3-9]\d{9}$)")
_FILLERS = str.maketrans("", "", "-()")
_PER_CELL = 2
_LENGTH = 10**15


@dataclass(frozen=True)
class Phones:
    """``numbers`` (n, k) integers, 0 = none: digits + their count × 10^15; a masked one is negative, its first three
    and last four digits joined."""

    numbers: Ints

    def key(self) -> Hashes:
        """Whole numbers, column by column."""
        return np.where(self.numbers > 0, mixed(np.maximum(self.numbers, 0)), np.uint32(0))

    def tails(self) -> Hashes:
        """A key of the last four digits; masked ones have it, too."""
        return np.where(self.numbers != 0, mixed(np.abs(self.numbers) % 10_000 + 1), np.uint32(0))

    def heads(self) -> Hashes:
        """A key of the first seven of eleven digits."""
        is_mobile = self.numbers // _LENGTH == 11
        return np.where(is_mobile, mixed(self.numbers % 10**11 // 10_000), np.uint32(0))


def phones(columns: Sequence[Coded]) -> Phones:
    """Each client once per number, cells with several numbers taken apart."""
    parts = [_numbers(column.values)[column.codes] for column in columns]
    joined = np.hstack(parts)
    for place in range(1, joined.shape[1]):
        again = (joined[:, :place] == joined[:, place : place + 1]).any(axis=1)
        joined[again, place] = 0
    used = np.flatnonzero(joined.any(axis=0)).tolist() or [0]
    return Phones(joined[:, used])


def _numbers(values: list[str]) -> Ints:
    found = np.zeros((len(values) + 1, _PER_CELL), np.int64)
    signs = matrix(values, 12).astype(np.int64) - ord("0")
    digits = signs[:, :11]
    is_plain = ((digits >= 0) & (digits <= 9)).all(axis=1) & (signs[:, 11] < 0)
    is_plain &= (digits[:, 2:] != digits[:, 1:2]).any(axis=1) & (digits[:, 0] > 0)
    found[:-1, 0] = np.where(is_plain, digits @ 10 ** np.arange(10, -1, -1) + 11 * _LENGTH, 0)
    for row in np.flatnonzero(~is_plain):
        text = values[row].translate(_FILLERS)
        parts = (
            [text] if text.isascii() and text.replace("*", "").isdecimal() else _SPLIT.split(half_width(values[row]))
        )
        known = [number for part in parts if (number := _number(_digits(part)))][:_PER_CELL]
        found[row, : len(known)] = known
    return found


def _digits(text: str) -> str:
    return _ABROAD.sub("", _NOT_A_SIGN.sub("", text.removesuffix(".0")))


def _number(digits: str) -> int:
    """0 for what is no number: too short, or the same digit over and over as someone types who has none."""
    if "*" in digits:
        shown = digits.strip("*")
        is_whole = len(digits) == 11 and shown == digits and digits[:3].isdigit() and digits[-4:].isdigit()
        return -int(digits[:3] + digits[-4:]) if is_whole else 0
    if len(digits) < 7 or len(set(digits[1:])) <= 1 or len(digits) > 15:
        return 0
    return int(digits) + len(digits) * _LENGTH


def phone_levels(feature: Phones, pairs: Pairs) -> Levels:
    ours, theirs = feature.numbers[pairs.left], feature.numbers[pairs.right]
    levels = np.full(len(ours), DIFFERENT, np.uint8)
    for mine in ours.T:
        for other in theirs.T:
            _compare(levels, mine, other)
    levels[~ours.any(axis=1) | ~theirs.any(axis=1)] = 0
    return levels


def _compare(levels: Levels, mine: Ints, other: Ints) -> None:
    """Better the levels by one number of each."""
    there = np.flatnonzero((mine != 0) & (other != 0) & (levels != SAME))
    a, b = mine[there], other[there]
    found = np.full(len(there), DIFFERENT, np.uint8)
    is_mobile = (a // _LENGTH == 11) & (b // _LENGTH == 11)
    at = np.flatnonzero(is_mobile)
    found[at[one_slip(_signs(a[at]), _signs(b[at]))]] = SLIP
    found[_fits_mask(a, b)] = MASKED
    found[a == b] = np.where(a[a == b] > 0, SAME, MASKED)
    levels[there] = np.minimum(levels[there], found)


def _signs(numbers: Ints) -> NDArray[np.uint8]:
    return np.asarray(numbers[:, None] // 10 ** np.arange(10, -1, -1) % 10, np.uint8)


def _fits_mask(a: Ints, b: Ints) -> Flags:
    shown = [np.where(n < 0, -n, n % 10**11 // 10**8 * 10_000 + n % 10_000) for n in (a, b)]
    return np.asarray(((a < 0) | (b < 0)) & (shown[0] == shown[1]))
