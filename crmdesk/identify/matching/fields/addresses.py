"""Addresses: without province, city and district, unit words as dashes, renamed streets under their new name.

Four levels: the same place · the same numbers of a street written otherwise, or one more exact than the other · the
same street, another number · different. 湖北省武汉市江汉区中山大道12号3栋502室 = 中山大道12-3-502.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import partial_ratio, ratio
from rapidfuzz.process import cpdist

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import (
    Coded,
    Codes,
    Flags,
    Hashes,
    Ints,
    Levels,
    nothing_missing,
    taken,
    text_hashes,
)
from crmdesk.identify.matching.fields.signs import SIZE, plain_table
from crmdesk.resources import resource_toml

SAME, CLOSE, STREET, DIFFERENT = 1, 2, 3, 4
_LINES = 50_000
#: Dashes between numbers that are too many to agree by chance: the street has another name by now.
_ENOUGH = 2
_DASHES = "-－—–‐,，、;；#＃/／.．·"
_UNIT = r"(?:号楼|号院|号门|大院|栋|幢|座|单元|楼|层|室|号|房|户|门|组|弄|巷|棟|樓|梯)"
_NUMERAL = re.compile(rf"[一二三四五六七八九十]+(?={_UNIT})")
_UNITS = re.compile(rf"(?<=[0-9a-z]){_UNIT}+")
_NAMED = r"[^0-9\n\-路街道巷号]"
_REGION = re.compile(
    rf"^(?:中国|中华人民共和国)?(?:{_NAMED}{{2,8}}?(?:省|自治区|特别行政区))?(?:{_NAMED}{{2,7}}?(?:市|自治州|地区|盟))?"
    rf"(?:{_NAMED}{{1,8}}?(?:(?<![小社园校厂院])区|县|旗|市))?(?:{_NAMED}{{1,6}}?(?:镇|乡))?(?=[^\n])",
    re.MULTILINE,
)
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True)
class Addresses:
    """``codes`` (n, k) into the distinct addresses; of each its whole form, the street and the numbers alone.

    ``lengths`` of the streets in signs, ``depth`` how many numbers there are: 12-3-502 has three.
    """

    codes: Codes
    whole: Hashes
    streets: NDArray[np.object_]
    street_keys: Hashes
    lengths: Ints
    numbers: NDArray[np.object_]
    number_keys: Hashes
    depth: Ints

    def key(self) -> Hashes:
        return taken(self.whole, self.codes)

    def numbers_key(self) -> Hashes:
        return taken(self.number_keys, self.codes)


def addresses(columns: Sequence[Coded]) -> Addresses:
    lines: list[str] = []
    codes = []
    for column in columns:
        codes.append(np.where(column.codes >= 0, column.codes + len(lines), -1))
        lines += column.values
    forms: tuple[list[str], ...] = ([], [], [])
    lines.append("")
    for start in range(0, len(lines), _LINES):
        for form, found in zip(forms, _plain(lines[start : start + _LINES]), strict=True):
            form.extend(found)
    whole, streets, numbers = forms
    lengths = np.fromiter(map(len, streets), np.int64, len(lines))
    depth = np.array([text.count("-") + bool(text) for text in numbers], np.int64)
    named, numbered = ((np.array(column, object), text_hashes(column)) for column in (streets, numbers))
    keys = text_hashes(whole)
    joined = nothing_missing(np.column_stack(codes).astype(np.int32), keys)
    return Addresses(joined, keys, *named, lengths, *numbered, depth)


@cache
def _table() -> NDArray[np.uint32]:
    table = plain_table().copy()
    table[[ord(sign) for sign in _DASHES]] = ord("-")
    table[ord("\n")] = ord("\n")
    return table


def _plain(lines: list[str]) -> Iterator[list[str]]:
    """Whole forms, streets and numbers of many addresses: one pass over all of their text for each step."""
    joined = "\n".join(line.replace("\n", " ") for line in lines)
    signs = _table()[np.minimum(np.frombuffer(joined.encode("utf-32-le"), np.uint32), SIZE - 1)]
    text = signs[signs != 0].astype("<u4").tobytes().decode("utf-32-le")
    for old, new in resource_toml("names", "renamed_streets.toml")["streets"].items():
        text = text.replace(old, new)
    text = _NUMERAL.sub(lambda found: _value(found[0]), text)
    text = _REGION.sub("", _UNITS.sub("-", text))
    text = re.sub(r"(?<![0-9a-z])-|-(?![0-9a-z])|(?<=-)-", "", text)
    yield text.split("\n")
    yield re.sub(r"[0-9-]", "", text).split("\n")
    numbers = re.sub(r"[^0-9a-z\n]+", "-", text)
    yield re.sub(r"^-+|-+$", "", numbers, flags=re.MULTILINE).split("\n")


def _value(numeral: str) -> str:
    """二十一 → 21, 一零二 style digits one by one."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(_DIGITS[sign]) for sign in numeral)
    return str((_DIGITS.get(tens, 1) if len(tens) < 2 else 0) * 10 + _DIGITS.get(ones, 0))


def address_levels(feature: Addresses, pairs: Pairs) -> Levels:
    ours, theirs = feature.codes[pairs.left], feature.codes[pairs.right]
    levels = np.zeros(len(ours), np.uint8)
    for mine in ours.T:
        for other in theirs.T:
            at = np.flatnonzero((mine >= 0) & (other >= 0) & (levels != SAME))
            found = _levels(feature, mine[at], other[at])
            levels[at] = np.where(levels[at] == 0, found, np.minimum(levels[at], found))
    return levels


def _levels(feature: Addresses, left: Codes, right: Codes) -> Levels:
    same = feature.whole[left] == feature.whole[right]
    levels = np.where(same, SAME, DIFFERENT).astype(np.uint8)
    at = np.flatnonzero(~same)
    if not len(at):
        return levels
    joined = np.minimum(left[at], right[at]).astype(np.int64) << 32 | np.maximum(left[at], right[at])
    distinct, inverse = np.unique(joined, return_inverse=True)
    levels[at] = _distinct_levels(feature, distinct >> 32, distinct & 0xFFFFFFFF)[inverse]
    return levels


def _distinct_levels(feature: Addresses, ones: Ints, others: Ints) -> Levels:
    same_numbers = feature.number_keys[ones] == feature.number_keys[others]
    alike = _alike(feature, ones, others, same_numbers)
    same_street = feature.street_keys[ones] == feature.street_keys[others]
    levels = np.where(alike, STREET, DIFFERENT).astype(np.uint8)
    levels[same_numbers & (alike | (feature.depth[ones] > _ENOUGH))] = CLOSE
    levels[same_numbers & same_street & alike] = SAME
    for at in np.flatnonzero(alike & ~same_numbers):
        if _is_part(feature.numbers[ones[at]], feature.numbers[others[at]]):
            levels[at] = CLOSE
    return levels


def _is_part(one: str, other: str) -> bool:
    """Whether one gives the house and the other the flat, too."""
    short, long = sorted((one, other), key=len)
    return bool(short) and (long.startswith(short + "-") or long.endswith("-" + short))


def _alike(feature: Addresses, ones: Ints, others: Ints, same_numbers: Flags) -> Flags:
    """Whether two streets are one; where the numbers agree also misspelt, or with a quarter or a town in front."""
    shorter = np.minimum(feature.lengths[ones], feature.lengths[others])
    alike = (feature.street_keys[ones] == feature.street_keys[others]) & (shorter >= 2)
    for scorer, least, shortest in ((ratio, 70, 2), (partial_ratio, 90, 3)):
        at = np.flatnonzero(same_numbers & ~alike & (shorter >= shortest))
        parts = (feature.streets[codes[at]].tolist() for codes in (ones, others))
        alike[at] = cpdist(*parts, scorer=scorer, dtype=np.float32) >= least
    return np.asarray(alike)
