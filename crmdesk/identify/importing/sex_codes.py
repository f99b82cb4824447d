"""Sex as 0 and 1: in some systems 0 is male, in others 1. The resident IDs of the same rows tell which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crmdesk.identify.checks.numbers import id_sex
from crmdesk.identify.importing.cleaning import is_missing, unwrapped
from crmdesk.identify.importing.people import looks_resident

_MALE, _FEMALE = "1", "2"


def zero_one_meaning(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """``{"0": code, "1": code}`` for ``(sex cell, ID cell)`` pairs of a file; empty when its codes are others.

    GB/T 2261.1 has 1 = male, 2 = female, so only a file of zeros and ones is doubtful; the majority of its IDs
    decides, and without IDs the counter systems' 0 = male, 1 = female is taken.
    """
    codes = {unwrapped(code) for code, _number in pairs if not is_missing(code)}
    if codes != {"0", "1"}:
        return {}
    votes: Counter[bool] = Counter()
    for code, number in pairs:
        text = unwrapped(number)
        if not is_missing(code) and len(text) == 18 and looks_resident(text):
            votes[(unwrapped(code) == "0") == (id_sex(text) == _MALE)] += 1
    zero_is_male = votes[True] >= votes[False]
    return {"0": _MALE, "1": _FEMALE} if zero_is_male else {"0": _FEMALE, "1": _MALE}
