"""What is compared, declared: the field, its levels from best to worst, and how two values reach one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Flags, Hashes, Levels

Agreement = Literal["same", "close", "differs", "missing"]
#: Numbers of levels of the pairs looked at, (pairs, comparisons); 0 = a value is missing.
Patterns = NDArray[np.uint8]


@dataclass(frozen=True)
class Level:
    """One outcome. ``m`` and ``u`` say how often it occurs among pairs of one client and of two: what is assumed
    before any data, and the pull towards it afterwards."""

    words: Words
    agreement: Agreement
    m: float
    u: float


@dataclass(frozen=True)
class Comparison:
    """``level`` gives for pairs of records the number of a level, 1 the best, 0 for a missing value.

    ``fields`` are the columns it reads; the feature it compares is called like itself. ``group``: comparisons of one
    group are one piece of evidence, those of the group "" are none. ``counted``: level → the value hashes whose
    frequency adjusts its weight: agreeing on a rare name says more than on a common one. ``anchor``: level → how sure
    it alone makes it that two records are one client, for the estimation only.
    """

    name: str
    label: Words
    group: str
    levels: tuple[Level, ...]
    level: Callable[[Any, Pairs], Levels]
    fields: tuple[str, ...]
    counted: Mapping[int, str] = field(default_factory=dict)
    anchor: Mapping[int, float] = field(default_factory=dict)
    is_identifying: bool = False

    def numbers(self, *agreements: Agreement) -> list[int]:
        """The levels with one of these agreements."""
        return [number for number, level in enumerate(self.levels, 1) if level.agreement in agreements]

    def agreement(self, level: int) -> Agreement:
        return self.levels[level - 1].agreement if level else "missing"


Features = Mapping[str, Any]


@dataclass(frozen=True)
class Schema:
    """How records of one kind are matched.

    ``prepare`` makes of named columns the features that comparisons and keys read; ``keys`` the blocking keys;
    ``splitter`` the key that splits oversized blocks; ``counts`` the value hashes whose frequencies count;
    ``excludes`` flags patterns of two clients, whatever the weights say; ``is_thin`` those that say too little to tell.
    """

    kind: str
    columns: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    prepare: Callable[[Mapping[str, Coded]], Features]
    keys: Callable[[Features], dict[str, Hashes]]
    splitter: Callable[[Features], Hashes]
    counts: Callable[[Features], dict[str, Hashes]]
    excludes: Callable[[Patterns], Flags]
    is_thin: Callable[[Patterns], Flags]

    def impossible(self, patterns: Patterns) -> Flags:
        """Patterns that are never put before anybody."""
        return self.excludes(patterns) | self.is_thin(patterns)

    def patterns(self, features: Features, pairs: Pairs) -> Patterns:
        found = [one.level(features[one.name], pairs) for one in self.comparisons]
        return np.column_stack(found).astype(np.uint8)

    def place(self, name: str) -> int:
        """The column of a comparison in a pattern."""
        return [one.name for one in self.comparisons].index(name)


def packed(patterns: Patterns, comparisons: Sequence[Comparison]) -> NDArray[np.int64]:
    """Each pattern as one number, to be counted and stored."""
    code = np.zeros(len(patterns), np.int64)
    for place, one in enumerate(comparisons):
        code = code * (len(one.levels) + 1) + patterns[:, place]
    return code


def unpacked(codes: NDArray[np.int64], comparisons: Sequence[Comparison]) -> Patterns:
    patterns = np.zeros((len(codes), len(comparisons)), np.uint8)
    for place in range(len(comparisons) - 1, -1, -1):
        codes, patterns[:, place] = np.divmod(codes, len(comparisons[place].levels) + 1)
    return patterns


def agreeing_groups(patterns: Patterns, comparisons: Sequence[Comparison]) -> NDArray[np.int64]:
    """How many independent pieces of evidence speak for one client."""
    groups = dict.fromkeys(one.group for one in comparisons if one.group)
    agrees = {group: np.zeros(len(patterns), bool) for group in groups}
    for place, one in enumerate(comparisons):
        if one.group:
            agrees[one.group] |= np.isin(patterns[:, place], one.numbers("same", "close"))
    return np.asarray(np.sum(list(agrees.values()), axis=0))


def contradicts(patterns: Patterns, comparisons: Sequence[Comparison]) -> Flags:
    """Whether an anchor says that there are two clients, or two identifying fields differ."""
    found = np.zeros(len(patterns), bool)
    differing = np.zeros(len(patterns), np.int64)
    for place, one in enumerate(comparisons):
        found |= np.isin(patterns[:, place], [level for level, share in one.anchor.items() if share < 0.5])
        if one.is_identifying:
            differing += np.isin(patterns[:, place], one.numbers("differs"))
    return np.asarray(found | (differing > 1))


def are_safe(patterns: Patterns, comparisons: Sequence[Comparison]) -> Flags:
    """Whether no identifying field conflicts and one besides the name agrees: an ID number, a date of birth."""
    proof = np.zeros(len(patterns), bool)
    for place, one in enumerate(comparisons):
        if one.is_identifying and one.group not in ("", "name"):
            proof |= np.isin(patterns[:, place], one.numbers("same"))
    return np.asarray(proof & ~conflicts(patterns, comparisons))


def conflicts(patterns: Patterns, comparisons: Sequence[Comparison]) -> Flags:
    """Whether an identifying field has two values that are not the same: a person must look."""
    found = np.zeros(len(patterns), bool)
    for place, one in enumerate(comparisons):
        if one.is_identifying:
            found |= np.isin(patterns[:, place], one.numbers("close", "differs"))
    return found
