"""Names of persons: written forms, sounds, near sounds, order of family and given name.

Six levels: the same name however written (張偉, 张 伟, 张伟先生) · the same sound (张伟, 章玮, Zhang Wei, Wei Zhang) ·
a near sound (陈/程, 李娜/李拉) · a part or a slip of a long name · one character of a short name differs (as brothers'
names do) · different.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cpdist

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import (
    Coded,
    Codes,
    Flags,
    Hashes,
    Ints,
    Levels,
    mixed,
    nothing_missing,
    taken,
)
from crmdesk.identify.matching.fields.signs import (
    letter_sum,
    matrix,
    near_sound,
    packed_left,
    plain_table,
    sounds,
    texts,
)

SAME, SOUND, NEAR, PART, SIMILAR, DIFFERENT = 1, 2, 3, 4, 5, 6
_WIDTH = 40
#: What is written behind a name and is none of it, as it stands after spaces have gone.
_NOTE = re.compile(r"\s*[(（\[【〔<《].*$")
_TITLE = re.compile(r"(?<=..)(?:先生|女士|小姐|太太|夫人|老师|老板|经理|总经理|主任|医生|大夫|教授|师傅|律师|同志|总)$")
_HAN = 0x2E80  # code points from here on are characters that stand for a syllable
_PLACE = np.uint64(0x100000001B3)


@dataclass(frozen=True)
class Names:
    """``codes`` (n,) into the distinct names; ``plain``, ``sound``, ``near``, ``surname``, ``given``: keys of those.
    The last of them is empty: what -1 points at."""

    codes: Codes
    values: NDArray[np.object_]
    lengths: Ints
    has_star: Flags
    plain: Hashes
    sound: Hashes
    near: Hashes
    surname: Hashes
    given: Hashes

    def key(self, name: str) -> Hashes:
        """One of the keys, record by record."""
        return taken(getattr(self, name), self.codes)


def names(column: Coded) -> Names:
    rows = packed_left(plain_table()[matrix(_bare([*column.values, ""]), _WIDTH)])
    found = np.array(texts(rows), object)
    heard = sounds()
    sound, near = (_summed(rows, *tables) for tables in ((heard.first, heard.plain), (heard.near_first, heard.near)))
    is_latin = (rows[:, 0] < _HAN) & (rows[:, 0] > 0)
    for at in np.flatnonzero(is_latin):
        sound[at], near[at] = _latin_sums(found[at])
    surname = np.where(is_latin, np.uint64(0), heard.near_first[rows[:, 0]])
    rest = rows.copy()
    rest[:, 0] = 0
    given = np.where(is_latin, np.uint64(0), _summed(rest, heard.near, heard.near))
    lengths, has_star = np.count_nonzero(rows, axis=1), (rows == ord("*")).any(axis=1)
    keys = (mixed(key) for key in (_ordered_sum(rows), sound, near, surname, given))
    return Names(nothing_missing(column.codes, lengths), found, lengths, has_star, *keys)


def _bare(values: list[str]) -> list[str]:
    """Names without titles and notes: one pass over all of the text, since few carry one."""
    text = re.sub(_NOTE.pattern, "", "\n".join(value.replace("\n", " ") for value in values), flags=re.MULTILINE)
    return re.sub(rf"[ \u3000]*{_TITLE.pattern}", "", text, flags=re.MULTILINE).split("\n")


def _ordered_sum(rows: NDArray[np.uint32]) -> NDArray[np.uint64]:
    total = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        total = np.where(column == 0, total, (total ^ column) * _PLACE + np.uint64(1))
    return total


def _summed(rows: NDArray[np.uint32], first: NDArray[np.uint64], further: NDArray[np.uint64]) -> NDArray[np.uint64]:
    total = first[rows[:, 0]].copy()
    for column in rows.T[1:]:
        total += further[column]
    return total


def _latin_sums(name: str) -> tuple[int, int]:
    plain = re.sub("lyu|lü", "lv", name)
    near = re.sub("(?<=[zcs])h|(?<=n)g", "", plain)
    return letter_sum(plain), letter_sum(near_sound(near).replace("l", "n").replace("r", "n").replace("f", "h"))


def name_levels(feature: Names, pairs: Pairs) -> Levels:
    left, right = feature.codes[pairs.left], feature.codes[pairs.right]
    levels = np.full(len(left), DIFFERENT, np.uint8)
    for level, key in ((NEAR, feature.near), (SOUND, feature.sound), (SAME, feature.plain)):
        levels[key[left] == key[right]] = level
    open_ = np.flatnonzero((levels == DIFFERENT) & (left >= 0) & (right >= 0))
    levels[open_] = _written(feature, left[open_], right[open_])
    levels[(left < 0) | (right < 0)] = 0
    return levels


def _written(feature: Names, left: Codes, right: Codes) -> Levels:
    """How alike two writings are; every distinct pair of them is looked at once."""
    if not len(left):
        return np.zeros(0, np.uint8)
    joined = np.minimum(left, right).astype(np.int64) << 32 | np.maximum(left, right)
    distinct, inverse = np.unique(joined, return_inverse=True)
    ones, others = distinct >> 32, distinct & 0xFFFFFFFF
    ours, theirs = feature.values[ones].tolist(), feature.values[others].tolist()
    ratio = cpdist(ours, theirs, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    sizes = feature.lengths[ones], feature.lengths[others]
    is_long = np.minimum(*sizes) > 4
    levels = np.where(is_long & (ratio >= 0.75), PART, DIFFERENT)
    levels[~is_long & (ratio >= 0.6)] = SIMILAR
    for at in np.flatnonzero(is_long & (ratio < 0.75)):
        if JaroWinkler.similarity(ours[at], theirs[at]) >= 0.92:
            levels[at] = PART
    has_star = feature.has_star[ones] | feature.has_star[others]
    may_be_part = has_star | ((np.minimum(*sizes) >= 3) & (np.maximum(*sizes) >= 5))
    for at in np.flatnonzero((levels >= SIMILAR) & may_be_part):
        if _is_part(ours[at], theirs[at]):
            levels[at] = PART
    return np.asarray(levels.astype(np.uint8)[inverse])


def _is_part(one: str, other: str) -> bool:
    """A long name of which only a part was written (买买提 of 买买提·艾力), or one with stars that fits (张*三)."""
    if "*" in one or "*" in other:
        return len(one) == len(other) and all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=True))
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or long.endswith(short)


def short_levels(feature: Names, pairs: Pairs) -> Levels:
    """Three levels for a name that is a detail: the same · the same or nearly the same sound · different."""
    levels = name_levels(feature, pairs)
    return np.asarray(np.array([0, 1, 2, 2, 3, 3, 3], np.uint8)[levels])
