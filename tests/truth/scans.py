"""What the product finds in the set: its clients are scanned as a user would, and its open pairs are read."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from crmdesk.identify.matching import auto_threshold, open_pairs, scan_clients
from tests.truth.measures import joined_records, record_pairs

REVIEW = 0.5
_ALL = 100_000_000


@dataclass(frozen=True)
class Scanned:
    """Pairs of records: joined by the import (probability 1) or open for review; ``seconds`` of the scan alone."""

    one: np.ndarray
    other: np.ndarray
    probability: np.ndarray
    has_conflict: np.ndarray
    seconds: float
    automatic: float

    def at(self, threshold):
        """``(one, other)`` of the pairs from ``threshold`` up."""
        kept = self.probability >= threshold
        return self.one[kept], self.other[kept]

    def safe(self):
        """``(one, other)`` of what would be merged without asking: joined by the import, or safe."""
        kept = (self.probability >= self.automatic) & ~self.has_conflict
        return self.one[kept], self.other[kept]


def scan(store, client_of):
    """Scan the whole store and read back what was found, as pairs of places in ``client_of``."""
    started = time.perf_counter()
    scan_clients(store)
    seconds = time.perf_counter() - started
    with store.read() as connection:
        found = open_pairs(connection, limit=_ALL)
        automatic = auto_threshold(connection).value
    a, b = (np.array([getattr(one, name) for one in found], dtype=np.int64) for name in ("a", "b"))
    one, other, place = record_pairs(client_of, a, b)
    probability = np.array([each.probability for each in found])[place] if found else np.array([])
    conflict = np.array([each.has_conflict for each in found], bool)[place] if found else np.array([], bool)
    left, right = joined_records(client_of)
    return Scanned(
        np.concatenate([left, one]), np.concatenate([right, other]), np.concatenate([np.ones(len(left)), probability]),
        np.concatenate([np.zeros(len(left), bool), conflict]), seconds, automatic,
    )  # fmt: skip
