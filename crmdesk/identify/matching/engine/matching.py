"""The whole way: features → candidates → patterns → model → pairs with weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crmdesk.i18n import tr
from crmdesk.identify.matching.engine.blocking import Pairs, candidate_pairs, effective_keys
from crmdesk.identify.matching.engine.columns import Coded, Hashes
from crmdesk.identify.matching.engine.comparison import (
    Features,
    Patterns,
    Schema,
    packed,
    unpacked,
)
from crmdesk.identify.matching.engine.estimate import estimated
from crmdesk.identify.matching.engine.matched import Matched
from crmdesk.identify.matching.engine.model import (
    Floats,
    Frequencies,
    Model,
    frequencies,
    starting_model,
)
from crmdesk.identify.matching.engine.triangles import with_triangles
from crmdesk.progress import Progress


def matched_columns(
    schema: Schema, columns: Mapping[str, Coded], *, least: float = 0.5, sides: NDArray[np.int8] | None = None
) -> Matched:
    """``matched`` of named columns."""
    return matched(schema, schema.prepare(columns), least=least, sides=sides)


def matched(
    schema: Schema,
    features: Features,
    *,
    least: float = 0.5,
    sides: NDArray[np.int8] | None = None,
    progress: Progress | None = None,
) -> Matched:
    """Find the pairs of records that may be one client with a probability of ``least`` or more.

    The same records give the same pairs. With ``sides`` only records of different sides are compared.
    """
    keys = effective_keys(schema.keys(features), schema.splitter(features))
    counted = {name: frequencies(hashes) for name, hashes in schema.counts(features).items()}
    seen = compared_pairs(schema, features, candidate_pairs(keys, sides=sides), progress=progress)
    start = replace(starting_model(schema), frequencies=counted)
    model = estimated(schema, start, unpacked(seen.patterns, schema.comparisons), seen.counts)
    return with_triangles(schema, features, weighed(schema, features, seen, model, least=least), least=least)


@dataclass(frozen=True)
class Compared:
    """What comparing found: every distinct (packed) pattern with its count, and the pairs that are possible."""

    patterns: NDArray[np.int64]
    counts: NDArray[np.int64]
    pairs: Pairs
    codes: NDArray[np.int64]


def compared_pairs(
    schema: Schema, features: Features, candidates: Iterable[Pairs], *, progress: Progress | None = None
) -> Compared:
    """Compare every candidate pair once. Pairs that can never be one client are counted and dropped at once."""
    counted: dict[int, int] = {}
    lefts, rights, codes = [], [], []
    for pairs in candidates:
        if progress is not None:
            progress.at(sum(counted.values()), 0, tr("Comparing clients"))
        patterns = schema.patterns(features, pairs)
        code = packed(patterns, schema.comparisons)
        distinct, first, inverse, number = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
        for value, count in zip(distinct.tolist(), number.tolist(), strict=True):
            counted[value] = counted.get(value, 0) + count
        kept = ~schema.impossible(patterns[first])[inverse]
        lefts.append(pairs.left[kept])
        rights.append(pairs.right[kept])
        codes.append(code[kept])
    kinds = np.array(sorted(counted), np.int64)
    counts = np.array([counted[value] for value in kinds.tolist()], np.int64)
    nothing = np.zeros(0, np.int32)
    pairs = Pairs(np.concatenate([nothing, *lefts]), np.concatenate([nothing, *rights]))
    return Compared(kinds, counts, pairs, np.concatenate([np.zeros(0, np.int64), *codes]))


def weighed(schema: Schema, features: Features, seen: Compared, model: Model, *, least: float) -> Matched:
    """The pairs whose probability reaches ``least``, ordered by record numbers."""
    kinds, inverse = np.unique(seen.codes, return_inverse=True)
    patterns = unpacked(kinds, schema.comparisons)
    weights = pair_weights(schema, features, patterns[inverse], seen.pairs, model)
    found = Matched(seen.pairs, seen.codes, weights, model, int(seen.counts.sum()))
    found = found.kept(found.probabilities >= least)
    order = np.lexsort((found.pairs.right, found.pairs.left))
    return replace(
        found,
        pairs=Pairs(found.pairs.left[order], found.pairs.right[order]),
        codes=found.codes[order],
        weights=found.weights[order],
    )


def pair_weights(schema: Schema, features: Features, patterns: Patterns, pairs: Pairs, model: Model) -> Floats:
    """Prior, levels, and what rare and common values add."""
    return np.asarray(model.prior_bits + field_bits(schema, features, patterns, pairs, model).sum(axis=1))


def field_bits(schema: Schema, features: Features, patterns: Patterns, pairs: Pairs, model: Model) -> Floats:
    """(pairs, comparisons): the weight of each field, rare and common values adjusted."""
    tables = model.weights(schema.comparisons)
    bits = np.column_stack([table[patterns[:, place]] for place, table in enumerate(tables)])
    hashes = schema.counts(features) if model.frequencies else {}
    for place, one in enumerate(schema.comparisons):
        for level, name in one.counted.items():
            at = np.flatnonzero(patterns[:, place] == level)
            if len(at) and name in hashes:
                bits[at, place] += _adjustment(
                    model.frequencies[name], hashes[name], pairs.kept(at), tables[place][level]
                )
    return bits


def _adjustment(known: Frequencies, hashes: Hashes, pairs: Pairs, weight: float) -> Floats:
    """Bits for how common a value is, by the commoner of the two where several may agree; never below no evidence."""
    extra = np.minimum(known.bits(hashes[pairs.left]), known.bits(hashes[pairs.right]))
    return np.asarray(np.maximum(extra, -max(weight, 0.0)))
