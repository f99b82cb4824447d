"""The eight RFM segments (§3.5 of the domain): one mapping, used everywhere; the names are code list ``segment``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crmdesk.differentiate.scores import Ints

#: Segment codes by index: bit 4 = R high, 2 = F high, 1 = M high.
CODES = ("000", "001", "010", "011", "100", "101", "110", "111")


def segment_index(scores: Ints, high_cut: int = 4) -> NDArray[np.int64]:
    """Index into ``CODES`` from scores (clients, 5): high means ``high_cut`` or more for R, F and M."""
    high = (scores[:, :3] >= high_cut).astype(np.int64)
    return high @ np.array([4, 2, 1], dtype=np.int64)
