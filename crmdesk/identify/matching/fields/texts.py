"""Plain texts (e-mail, employer, Latin words): levels by likeness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import Coded, Codes, Hashes, Levels, coded, taken, text_hashes


@dataclass(frozen=True)
class Texts:
    """``codes`` (n,) into the distinct ``values``, ``hashes`` of those."""

    codes: Codes
    values: NDArray[np.object_]
    hashes: Hashes

    def key(self) -> Hashes:
        return taken(self.hashes, self.codes)


def texts(column: Coded, forms: Callable[[list[str]], Iterable[str]] = iter) -> Texts:
    """``forms`` brings distinct values to the form that is compared; an empty one is missing."""
    again = coded(forms(column.values))
    codes = np.append(again.codes, np.int32(-1))[column.codes]
    return Texts(codes, np.array([*again.values, ""], object)[:-1], text_hashes(again.values))


def folded_texts(values: list[str]) -> Iterable[str]:
    """Without spaces around, in lower case."""
    return (value.strip().lower() for value in values)


def first_given(first: Coded, second: Coded) -> Coded:
    """The first column, filled from the second where it is missing."""
    further = np.where(second.codes >= 0, second.codes + len(first.values), -1)
    codes = np.where(first.codes >= 0, first.codes, further).astype(np.int32)
    return Coded(codes, first.values + second.values)


def likeness(feature: Texts, left: Codes, right: Codes, scorer: Any = JaroWinkler.similarity) -> NDArray[np.float32]:
    """How alike the values of two records are, 0 … 1; every distinct pair of values is looked at once."""
    joined = np.minimum(left, right).astype(np.int64) << 32 | np.maximum(left, right).astype(np.int64)
    distinct, inverse = np.unique(joined, return_inverse=True)
    ours, theirs = feature.values[distinct >> 32].tolist(), feature.values[distinct & 0xFFFFFFFF].tolist()
    return np.asarray(cpdist(ours, theirs, scorer=scorer, dtype=np.float32)[inverse])


def text_levels(steps: Sequence[float]) -> Callable[[Texts, Pairs], Levels]:
    """Levels: equal · likeness of at least ``steps[0]`` · ``steps[1]`` … · less."""

    def levels(feature: Texts, pairs: Pairs) -> Levels:
        left, right = feature.codes[pairs.left], feature.codes[pairs.right]
        found = np.ones(len(left), np.uint8)
        at = np.flatnonzero((left != right) & (left >= 0) & (right >= 0))
        if len(at):
            alike = likeness(feature, left[at], right[at])
            found[at] = 2 + np.searchsorted(-np.asarray(steps), -alike, side="left").astype(np.uint8)
        found[(left < 0) | (right < 0)] = 0
        return found

    return levels
