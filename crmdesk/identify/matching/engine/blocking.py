"""Candidate pairs: records that share a blocking key, in parts, each pair once.

A key is a column of 32-bit numbers, 0 = none; a key of several columns (phones) means any of them. A block that is
too large (a phone typed for half a branch) is split by a second key and given up where that does not help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.matching.engine.columns import Codes, Flags, Hashes, Ints, together

#: Records of one block that are all compared with each other.
LARGEST_BLOCK = 120
#: Pairs handed on at once: some tens of MiB.
PART = 1 << 19
_NOTHING = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True)
class Pairs:
    """Record numbers, ``left < right``."""

    left: Codes
    right: Codes

    def __len__(self) -> int:
        return len(self.left)

    def kept(self, places: Flags | Ints) -> Pairs:
        return Pairs(self.left[places], self.right[places])

    def both(self) -> tuple[Codes, Codes]:
        return self.left, self.right

    def joined(self) -> Ints:
        """Each pair as one number."""
        return np.asarray(self.left.astype(np.int64) << 32 | self.right)


Keys = Mapping[str, Hashes]


def effective_keys(keys: Keys, splitter: Hashes) -> dict[str, Hashes]:
    """The keys with oversized blocks split by ``splitter`` (n,); what stays too large is 0."""
    return {name: _bounded(in_columns(key), splitter) for name, key in keys.items()}


def in_columns(key: Hashes) -> Hashes:
    """A key (n,) as one column (n, 1); one of several columns as it is."""
    return key if key.ndim > 1 else key[:, None]


def _bounded(key: Hashes, splitter: Hashes) -> Hashes:
    large = _in_large_block(key)
    if not large.any():
        return key
    split = np.column_stack([together(column, splitter) for column in key.T])
    key = np.where(large, split, key)
    return np.where(_in_large_block(key), np.uint32(0), key)


def _in_large_block(key: Hashes) -> Flags:
    ordered = np.sort(key, axis=None)
    often = np.unique(ordered[LARGEST_BLOCK:][ordered[LARGEST_BLOCK:] == ordered[:-LARGEST_BLOCK]])
    often = often[often != 0]
    return np.isin(key, often) if len(often) else np.zeros(key.shape, bool)


def candidate_pairs(
    keys: Mapping[str, Hashes], *, changed: Flags | None = None, sides: NDArray[np.int8] | None = None
) -> Iterator[Pairs]:
    """Pairs that share one of the (effective) keys, each once, in a fixed order.

    With ``changed`` only pairs that touch one of the flagged records; with ``sides`` only pairs of different sides.
    """
    earlier: list[Hashes] = []
    for key in keys.values():
        for pairs in _pairs_of(key, changed):
            fresh = np.ones(len(pairs), bool)
            if sides is not None:
                fresh &= sides[pairs.left] != sides[pairs.right]
            for other in earlier:
                fresh &= ~_share(other, pairs)
            yield pairs.kept(fresh)
        earlier.append(key)


def _share(key: Hashes, pairs: Pairs) -> Flags:
    return np.asarray(_first_shared(key, pairs) != _NOTHING)


def _first_shared(key: Hashes, pairs: Pairs) -> Hashes:
    """The smallest number the two records share."""
    first = np.full(len(pairs), _NOTHING)
    theirs = [column[pairs.right] for column in key.T]
    for column in key.T:
        mine = column[pairs.left]
        at = np.flatnonzero(mine)
        mine = mine[at]
        for other in theirs:
            is_shared = mine == other[at]
            first[at[is_shared]] = np.minimum(first[at[is_shared]], mine[is_shared])
    return first


def _pairs_of(key: Hashes, changed: Flags | None) -> Iterator[Pairs]:
    order, values, ends = _sorted_blocks(key, changed)
    position = np.arange(len(order))
    following = ends - position - 1
    for first, last in _parts(following):
        counts = following[first:last]
        left = np.repeat(position[first:last], counts)
        right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
        pairs = Pairs(order[left], order[right])
        kept = np.ones(len(pairs), bool) if changed is None else changed[pairs.left] | changed[pairs.right]
        if key.shape[1] > 1:  # two clients may share two phones
            kept &= _first_shared(key, pairs) == values[left]
        yield pairs.kept(kept)


def _sorted_blocks(key: Hashes, changed: Flags | None) -> tuple[Codes, Hashes, Ints]:
    """Record numbers block by block, ascending inside a block; of each its key and where its block ends."""
    record, column = np.nonzero(key)
    values = key[record, column]
    if changed is not None:
        kept = np.isin(values, np.unique(values[changed[record]]))
        record, values = record[kept], values[kept]
    joined = np.sort((values.astype(np.uint64) << np.uint64(32)) | record.astype(np.uint64))
    joined = joined[np.append(joined[1:] != joined[:-1], True)] if len(joined) else joined
    block = (joined >> np.uint64(32)).astype(np.uint32)
    order = (joined & np.uint64(0xFFFFFFFF)).astype(np.int32)
    last = np.flatnonzero(np.append(block[1:] != block[:-1], True)) + 1 if len(block) else np.zeros(0, np.int64)
    return order, block, np.repeat(last, np.diff(last, prepend=0))


def _parts(following: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of positions whose pairs together are about ``PART``."""
    reached = np.cumsum(following)
    first = 0
    while first < len(following):
        done = int(reached[first - 1]) if first else 0
        last = max(int(np.searchsorted(reached, done + PART, side="right")), first + 1)
        yield first, last
        first = last
