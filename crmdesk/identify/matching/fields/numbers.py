"""Numbers and codes that are equal or not: sex, accounts, cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Hashes, Levels, taken, text_hashes
from crmdesk.identify.names import plain_number

SAME, DIFFERENT = 1, 2
Number = NDArray[np.generic]


def number_keys(columns: Sequence[Coded]) -> Hashes:
    """(n, columns): each number without spaces and signs as a key, 0 = missing."""
    return np.column_stack(
        [taken(text_hashes([plain_number(text) for text in column.values]), column.codes) for column in columns]
    )


def equal_levels(feature: Number, pairs: Pairs) -> Levels:
    """Of numbers (n,), 0 = missing."""
    ours, theirs = feature[pairs.left], feature[pairs.right]
    levels = np.where(ours == theirs, SAME, DIFFERENT).astype(np.uint8)
    levels[(ours == 0) | (theirs == 0)] = 0
    return levels


def common_levels(feature: Hashes, pairs: Pairs) -> Levels:
    """Of keys (n, columns): one in common, or two different ones in the same column; otherwise missing."""
    levels = np.zeros(len(pairs), np.uint8)
    for column in feature.T:
        found = equal_levels(column, pairs)
        levels = np.where(found == 0, levels, np.where(levels == 0, found, np.minimum(levels, found)))
    return levels


def codes_of(column: Coded, meaning: Mapping[str, int]) -> NDArray[np.uint8]:
    """(n,) the number each text stands for, 0 = none."""
    return np.array([*(meaning.get(text, 0) for text in column.values), 0], np.uint8)[column.codes]
