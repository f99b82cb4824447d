"""Names of firms and funds: without legal form, brackets and spaces; the place in front or in brackets counts little.

Five levels: the same · the same without legal form and place · one a short form of the other · alike · different.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Codes, Hashes, Levels, nothing_missing, taken, text_hashes
from crmdesk.identify.matching.fields.signs import matrix, packed_left, plain_table, texts

SAME, CORE, PART, ALIKE, DIFFERENT = 1, 2, 3, 4, 5
_WIDTH = 64
_FORMS = re.compile(
    r"(?:股份有限责任公司|股份有限公司|有限责任公司|有限公司|股份公司|集团公司|总公司|公司|有限合伙|普通合伙|特殊普通合伙"
    r"|股份合作公司|个体工商户|合伙企业|控股|集团|股份|有限|企业|coltd|limited|ltd|inc|corporation|corp|llc|company|co)+$"
)
_PLACE = re.compile(
    r"^(?:中国)?(?:[^省市区县]{2,3}(?:省|自治区))?(?:[^省市区县]{2,3}市)?(?:[^省市区县]{1,3}[区县])?(?=..)"
)
_BRACKETS = re.compile(r"[（(［\[【〔][^）)］\]】〕]*[）)］\]】〕]")


@dataclass(frozen=True)
class Companies:
    """``codes`` (n,) into the distinct names; their full form, and the core without legal form and place."""

    codes: Codes
    full: Hashes
    cores: NDArray[np.object_]
    core: Hashes

    def key(self) -> Hashes:
        return taken(self.core, self.codes)

    def start_key(self) -> Hashes:
        """A key of the first four signs of the core: short forms and slips further behind."""
        return taken(text_hashes([core[:4] for core in self.cores]), self.codes)


def companies(column: Coded) -> Companies:
    values = [*column.values, ""]
    plain = plain_texts(values)
    cores = np.array(short_forms(values), object)
    full = text_hashes([_unified(name) for name in plain])
    return Companies(nothing_missing(column.codes, full), full, cores, text_hashes(cores.tolist()))


def plain_texts(values: list[str]) -> list[str]:
    """Simplified, half-width, lower case, without spaces and signs."""
    return texts(packed_left(plain_table()[matrix(values, _WIDTH)]))


def _unified(name: str) -> str:
    return name.replace("有限责任公司", "有限公司")


def core_of(name: str) -> str:
    """What distinguishes a firm: 武汉市长江贸易有限公司 → 长江贸易; never empty."""
    without_form = _FORMS.sub("", name) or name
    return _PLACE.sub("", without_form) or without_form


def company_levels(feature: Companies, pairs: Pairs) -> Levels:
    left, right = feature.codes[pairs.left], feature.codes[pairs.right]
    levels = np.full(len(left), DIFFERENT, np.uint8)
    levels[feature.core[left] == feature.core[right]] = CORE
    levels[feature.full[left] == feature.full[right]] = SAME
    at = np.flatnonzero((levels == DIFFERENT) & (left >= 0) & (right >= 0))
    if len(at):
        levels[at] = _likeness(feature.cores, left[at], right[at])
    levels[(left < 0) | (right < 0)] = 0
    return levels


def _likeness(cores: NDArray[np.object_], left: Codes, right: Codes) -> Levels:
    joined = np.minimum(left, right).astype(np.int64) << 32 | np.maximum(left, right)
    distinct, inverse = np.unique(joined, return_inverse=True)
    ours, theirs = cores[distinct >> 32].tolist(), cores[distinct & 0xFFFFFFFF].tolist()
    alike = cpdist(ours, theirs, scorer=Indel.normalized_similarity, dtype=np.float32)
    is_part = np.fromiter(map(_is_short_form, ours, theirs), bool, len(ours))
    levels = np.where(is_part, PART, np.where(alike >= 0.8, ALIKE, DIFFERENT)).astype(np.uint8)
    return np.asarray(levels[inverse])


def _is_short_form(one: str, other: str) -> bool:
    """Whether a name is a piece of the other that could stand alone: 长江贸易 of 武汉长江贸易."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and short in long and len(short) * 2 >= len(long)


def short_forms(values: list[str]) -> list[str]:
    """Names as they are compared where they are a detail, such as an employer."""
    return [core_of(name) for name in plain_texts([_BRACKETS.sub("", value) for value in values])]
