"""ID numbers: 15 and 18 digits, check signs, masked ones, and numbers of other documents.

Five levels: the same (15 and 18 digits alike) · what is not masked agrees · one sign differs or two neighbours are
swapped, and a check sign says that one is mistyped · different · different although both check signs are right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Hashes, Ints, Levels, mixed, text_hashes, together
from crmdesk.identify.matching.fields.signs import matrix, packed_left, plain_table, texts

SAME, MASKED, CLOSE, DIFFERENT, OTHER_PERSON = 1, 2, 3, 4, 5
_WIDTH = 18
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array([1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2], np.uint8)
X, STAR, NONE = 10, 254, 255
#: Signs that must be seen on both sides before a masked number says anything.
_LEAST_SEEN = 6


@dataclass(frozen=True)
class Ids:
    """``signs`` (n, 18) digits, 10 = X, 254 = masked, 255 = none; ``number`` a hash of the whole, 0 = missing.

    ``is_resident``: 18 signs of a GB 11643 number, also when masked; ``is_old``: given with 15. ``is_checked``: the
    check sign given is right. ``tail`` is a key of the three digits of the sequence; ``born`` the digits YYYYMMDD in
    it, 0 when masked or impossible; ``sex`` 1 or 2, 0 when masked.
    """

    signs: NDArray[np.uint8]
    number: Hashes
    is_resident: NDArray[np.bool_]
    is_old: NDArray[np.bool_]
    is_masked: NDArray[np.bool_]
    is_checked: NDArray[np.bool_]
    tail: Hashes
    born: Ints
    sex: NDArray[np.uint8]


def ids(column: Coded) -> Ids:
    """Of every distinct number once, spread over the records."""
    found = _of_distinct([*column.values, ""])
    codes = np.where(column.codes >= 0, column.codes, len(column.values))
    return Ids(*(getattr(found, name)[codes] for name in Ids.__dataclass_fields__))


def _of_distinct(values: list[str]) -> Ids:
    rows = packed_left(plain_table()[matrix(values, 24)])
    length = np.count_nonzero(rows, axis=1)
    signs = _signs(rows[:, :_WIDTH])
    is_old = (length == 15) & ((signs[:, :15] < X) | (signs[:, :15] == STAR)).all(axis=1)
    signs[is_old] = _to_18(signs[is_old])
    is_new = (length == _WIDTH) & ((signs[:, :17] < X) | (signs[:, :17] == STAR)).all(axis=1) & (signs[:, 17] != NONE)
    is_resident = is_old | is_new
    is_masked = is_resident & (signs == STAR).any(axis=1)
    is_checked = is_new & ~is_masked & (signs[:, 17] == check_signs(signs))
    number = _number(signs)
    other = np.flatnonzero(~is_resident | is_masked)
    number[other] = text_hashes(texts(rows[other]))
    number[length < 5] = 0
    born = np.where(is_resident & ~is_masked, _born(signs), 0)
    sex = np.where(is_resident & (signs[:, 16] < X), 2 - signs[:, 16] % 2, 0).astype(np.uint8)
    return Ids(signs, number, is_resident, is_old, is_masked, is_checked, _tail(signs, is_resident), born, sex)


def _signs(rows: NDArray[np.uint32]) -> NDArray[np.uint8]:
    signs = np.full(rows.shape, NONE, np.uint8)
    is_digit = (rows >= ord("0")) & (rows <= ord("9"))
    signs[is_digit] = (rows[is_digit] - ord("0")).astype(np.uint8)
    signs[rows == ord("x")] = X
    signs[rows == ord("*")] = STAR
    return signs


def _to_18(signs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    century = np.tile(np.array([1, 9], np.uint8), (len(signs), 1))
    longer = np.hstack([signs[:, :6], century, signs[:, 6:15], np.zeros((len(signs), 1), np.uint8)])
    longer[:, 17] = np.where((longer == STAR).any(axis=1), STAR, check_signs(longer))
    return longer


def check_signs(signs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The 18th sign that the first 17 ask for (GB 11643-1999)."""
    return np.asarray(_CHECKS[signs[:, :17].astype(np.int64) @ _WEIGHTS % 11])


def _number(signs: NDArray[np.uint8]) -> Hashes:
    total = np.zeros(len(signs), np.uint64)
    for column in signs.T:
        total = total * np.uint64(11) + column
    return mixed(total)


def _born(signs: NDArray[np.uint8]) -> Ints:
    day = np.zeros(len(signs), np.int64)
    for column in signs.T[6:14]:
        day = day * 10 + column
    return np.where((day > 18500000) & (day < 21000000), day, 0)


def _tail(signs: NDArray[np.uint8], is_resident: NDArray[np.bool_]) -> Hashes:
    seen = is_resident & (signs[:, 14:17] <= X).all(axis=1)
    key = together(*(signs[:, place].astype(np.uint64) + np.uint64(1) for place in range(14, 17)))
    return np.where(seen, key, np.uint32(0))


def id_levels(feature: Ids, pairs: Pairs) -> Levels:
    left, right = pairs.left, pairs.right
    levels = np.where(feature.number[left] == feature.number[right], SAME, DIFFERENT).astype(np.uint8)
    both = feature.is_resident[left] & feature.is_resident[right]
    levels[both & feature.is_checked[left] & feature.is_checked[right] & (levels == DIFFERENT)] = OTHER_PERSON
    at = np.flatnonzero(both & (levels == DIFFERENT))
    levels[at] = _near_levels(feature, left[at], right[at])
    at = np.flatnonzero(both & (feature.is_masked[left] | feature.is_masked[right]))
    levels[at] = _masked_levels(feature.signs[left[at]], feature.signs[right[at]])
    missing = (feature.number[left] == 0) | (feature.number[right] == 0)
    levels[missing | (feature.is_resident[left] != feature.is_resident[right])] = 0
    return levels


def _near_levels(feature: Ids, left: NDArray[np.int32], right: NDArray[np.int32]) -> Levels:
    ours, theirs = feature.signs[left], feature.signs[right]
    is_close = one_slip(ours, theirs)
    has_old = feature.is_old[left] | feature.is_old[right]  # its check sign is ours, computed from what may be wrong
    is_close |= has_old & (one_slip(ours[:, :17], theirs[:, :17]) | (ours[:, :17] == theirs[:, :17]).all(axis=1))
    return np.where(is_close, CLOSE, DIFFERENT).astype(np.uint8)


def one_slip(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether one sign differs, or two neighbours are swapped."""
    differs = ours != theirs
    count = differs.sum(axis=1)
    first = differs.argmax(axis=1)
    after = np.minimum(first + 1, ours.shape[1] - 1)
    row = np.arange(len(ours))
    swapped = (ours[row, first] == theirs[row, after]) & (ours[row, after] == theirs[row, first])
    return np.asarray((count == 1) | ((count == 2) & differs[row, after] & swapped))


def _masked_levels(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> Levels:
    seen = (ours != STAR) & (theirs != STAR)
    wrong = ((ours != theirs) & seen).sum(axis=1)
    levels = np.array([MASKED, CLOSE], np.uint8)[np.minimum(wrong, 1)]
    levels[wrong > 1] = DIFFERENT
    levels[seen.sum(axis=1) < _LEAST_SEEN] = 0
    return np.asarray(levels)
