"""Credit codes (GB 32100), old licence numbers and organisation codes.

Four levels: the same · the nine signs of an organisation code inside a credit code · one slip, a check sign is wrong ·
different.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.checks.numbers import uscc_check_sign
from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Hashes, Levels, text_hashes
from crmdesk.identify.matching.fields.ids import one_slip
from crmdesk.identify.names import plain_number

SAME, INSIDE, CLOSE, DIFFERENT = 1, 2, 3, 4
_WIDTH = 18
_SIGNS = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


@dataclass(frozen=True)
class CreditCodes:
    """``signs`` (n, 18) ASCII, 0 = none; keys of the whole number and of the organisation code in it, 0 = missing."""

    signs: NDArray[np.uint8]
    whole: Hashes
    core: Hashes
    is_checked: NDArray[np.bool_]


def credit_codes(column: Coded) -> CreditCodes:
    values = [plain_number(text) for text in column.values]
    numbers = np.array([*values, ""], f"S{_WIDTH}")
    signs = numbers.view(np.uint8).reshape(len(numbers), _WIDTH)
    checked = np.array([*map(_is_checked, values), False], bool)
    keys = text_hashes([*values, ""]), text_hashes([*map(_core, values), ""])
    codes = column.codes
    return CreditCodes(signs[codes], keys[0][codes], keys[1][codes], checked[codes])


def _core(number: str) -> str:
    """The organisation code: places 9 to 17 of a credit code; an old licence number has none."""
    if len(number) == _WIDTH:
        return number[8:17]
    return number if len(number) == 9 else ""


def _is_checked(number: str) -> bool:
    return len(number) == _WIDTH and _SIGNS.issuperset(number) and uscc_check_sign(number[:17]) == number[17]


def credit_code_levels(feature: CreditCodes, pairs: Pairs) -> Levels:
    left, right = pairs.left, pairs.right
    levels = np.full(len(pairs), DIFFERENT, np.uint8)
    is_wrong = ~feature.is_checked[left] | ~feature.is_checked[right]
    levels[is_wrong & one_slip(feature.signs[left], feature.signs[right])] = CLOSE
    levels[(feature.core[left] != 0) & (feature.core[left] == feature.core[right])] = INSIDE
    levels[feature.whole[left] == feature.whole[right]] = SAME
    missing = (feature.whole[left] == 0) | (feature.whole[right] == 0)
    unlike = (levels == DIFFERENT) & ((feature.core[left] == 0) != (feature.core[right] == 0))
    levels[missing | unlike] = 0
    return levels
