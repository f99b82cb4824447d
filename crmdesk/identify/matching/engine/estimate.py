"""Estimating a model on the data itself: EM on counted patterns (Winkler 1988), pulled towards what is assumed.

Nobody labels pairs. Where a pattern alone decides (equal ID numbers with right check signs; two such numbers that
differ) its share is fixed, so that a base without duplicates does not make its families into clients.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.matching.engine.comparison import Patterns, Schema
from crmdesk.identify.matching.engine.model import Floats, Model

#: Pairs that the assumed shares weigh as much as.
_PULL_M, _PULL_U = 40.0, 40.0
_ROUNDS = 200
_CLOSE = 1e-6
_LEAST = 1e-5


def estimated(schema: Schema, start: Model, patterns: Patterns, counts: NDArray[np.int64]) -> Model:
    """The model after EM. ``patterns`` are distinct, ``counts`` how many pairs show each."""
    possible = ~schema.impossible(patterns)
    patterns, counts = patterns[possible], counts[possible]
    if not len(patterns):
        return start
    fixed = fixed_shares(schema, patterns)
    model = start
    for _round in range(_ROUNDS):
        shares = np.where(np.isnan(fixed), _shares(patterns, model), fixed)
        found = _maximised(schema, start, patterns, (np.asarray(counts * shares), np.asarray(counts * (1 - shares))))
        if _distance(found, model) < _CLOSE:
            return found
        model = found
    return model


def fixed_shares(schema: Schema, patterns: Patterns) -> Floats:
    """The share of a pattern that is one client where that is known beforehand, elsewhere NaN."""
    fixed = np.full(len(patterns), np.nan)
    for place, one in enumerate(schema.comparisons):
        for level, share in one.anchor.items():
            fixed[patterns[:, place] == level] = share
    return fixed


def _shares(patterns: Patterns, model: Model) -> Floats:
    bits = np.full(len(patterns), model.prior_bits)
    for place, (m, u) in enumerate(zip(model.m, model.u, strict=True)):
        table = np.append(0.0, np.log2(np.divide(m, u)))
        bits += table[patterns[:, place]]
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -60.0, 60.0))))


def _maximised(schema: Schema, start: Model, patterns: Patterns, weighted: tuple[Floats, Floats]) -> Model:
    ours, theirs = weighted
    m, u = [], []
    for place in range(len(schema.comparisons)):
        m.append(_level_shares(patterns[:, place], ours, start.m[place], _PULL_M))
        u.append(_level_shares(patterns[:, place], theirs, start.u[place], _PULL_U))
    pairs = ours.sum() + theirs.sum()
    prior = float((ours.sum() + start.prior) / (pairs + 1.0))
    return replace(start, m=tuple(m), u=tuple(u), prior=min(max(prior, _LEAST), 1 - _LEAST))


def _level_shares(
    levels: NDArray[np.uint8], weighted: Floats, assumed: tuple[float, ...], pull: float
) -> tuple[float, ...]:
    seen = np.bincount(levels, weights=weighted, minlength=len(assumed) + 1)[1:]
    shares = seen + pull * np.array(assumed)
    shares = np.maximum(shares / shares.sum(), _LEAST)
    return tuple((shares / shares.sum()).tolist())


def _distance(new: Model, old: Model) -> float:
    return max(
        float(np.abs(np.subtract(ours, theirs)).max())
        for ours, theirs in zip(new.m + new.u, old.m + old.u, strict=True)
    )
