"""The weights of a matching: Fellegi and Sunter (1969), estimated by EM on patterns of levels.

Weight of a level: log2(m/u), m its share among pairs of one client, u among pairs of two. Weight of a pair: prior
log-odds + the sum over its fields + the adjustment for rare and common values; probability = 1 / (1 + 2^-weight).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.matching.engine.columns import Hashes
from crmdesk.identify.matching.engine.comparison import Comparison, Patterns, Schema

Floats = NDArray[np.float64]
#: Values as common as these many are remembered one by one.
_REMEMBERED = 4_000
#: A common or rare value moves a weight by so many bits at most.
_MOST = 7.0


@dataclass(frozen=True)
class Frequencies:
    """How common values are: ``counts`` of the common ones by hash, of ``total`` records; ``chance`` is that two
    records drawn at random agree."""

    counts: dict[int, int]
    total: int
    chance: float

    @cached_property
    def _table(self) -> tuple[Hashes, Floats]:
        """The common values in order, and their counts."""
        known = sorted(self.counts)
        return np.array(known, np.uint32), np.array([self.counts[value] for value in known], np.float64)

    def bits(self, hashes: Hashes) -> Floats:
        """What agreeing on these values adds to the weight: log2(chance / frequency)."""
        if not self.counts or not self.total:
            return np.zeros(len(hashes))
        known, often = self._table
        place = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        count = np.where(known[place] == hashes, often[place], 2.0)
        return np.clip(np.log2(self.chance * self.total / count), -_MOST, _MOST)


def frequencies(hashes: Hashes) -> Frequencies:
    present = hashes[hashes != 0]
    values, counts = np.unique(present, return_counts=True)
    total = len(present)
    if total < 2 or counts.max() < 3:
        return Frequencies({}, total, 0.0)
    chance = float((counts / total) @ (counts / total))
    common = np.argsort(-counts, kind="stable")[:_REMEMBERED]
    common = common[counts[common] > 2]
    return Frequencies(dict(zip(values[common].tolist(), counts[common].tolist(), strict=True)), total, chance)


@dataclass(frozen=True)
class Model:
    """``m`` and ``u`` per comparison, one number per level; ``prior`` the share of candidates that are one client."""

    m: tuple[tuple[float, ...], ...]
    u: tuple[tuple[float, ...], ...]
    prior: float
    frequencies: Mapping[str, Frequencies]

    def weights(self, comparisons: Sequence[Comparison]) -> list[Floats]:
        """Bits per comparison and level, 0 for missing; a better level never weighs less than a worse one."""
        return [_ordered(one, m, u) for one, m, u in zip(comparisons, self.m, self.u, strict=True)]

    @property
    def prior_bits(self) -> float:
        return float(np.log2(self.prior / (1 - self.prior)))

    def to_json(self) -> str:
        counted = {name: [one.counts, one.total, one.chance] for name, one in self.frequencies.items()}
        return json.dumps({"m": self.m, "u": self.u, "prior": self.prior, "frequencies": counted})


def model_from_json(text: str) -> Model:
    stored = json.loads(text)
    counted = {
        name: Frequencies({int(value): count for value, count in counts.items()}, total, chance)
        for name, (counts, total, chance) in stored["frequencies"].items()
    }
    m, u = (tuple(tuple(row) for row in stored[name]) for name in ("m", "u"))
    return Model(m, u, stored["prior"], counted)


def starting_model(schema: Schema, prior: float = 0.05) -> Model:
    """What is assumed before any data."""
    m, u = (tuple(tuple(getattr(level, name) for level in one.levels) for one in schema.comparisons) for name in "mu")
    return Model(m, u, prior, {})


def _ordered(one: Comparison, m: Sequence[float], u: Sequence[float]) -> Floats:
    """Weights of missing and every level, falling from best to worst, neighbours that rise pooled by their m + u."""
    blocks: list[list[float]] = []
    for ours, theirs in zip(m, u, strict=True):
        blocks.append([ours, theirs, 1])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] < blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][place] + last[place] for place in range(3)]
    bits = np.concatenate([[0.0]] + [np.full(int(size), np.log2(ours / theirs)) for ours, theirs, size in blocks])
    for number, level in enumerate(one.levels, 1):
        if level.agreement == "same":
            bits[number] = max(bits[number], 0.0)
        elif level.agreement == "differs":
            bits[number] = min(bits[number], 0.0)
    return bits


def pattern_weights(patterns: Patterns, model: Model, comparisons: Sequence[Comparison]) -> Floats:
    """The weight of each pattern without the adjustment for rare values."""
    total = np.full(len(patterns), model.prior_bits)
    for place, bits in enumerate(model.weights(comparisons)):
        total += bits[patterns[:, place]]
    return total


def weight_of(chances: Floats) -> Floats:
    """The bits of a probability."""
    bounded = np.clip(chances, 1e-15, 1 - 1e-15)
    return np.asarray(np.log2(bounded / (1 - bounded)))


def probability(weights: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(weights, -60.0, 60.0))))
