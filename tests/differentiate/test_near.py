"""The near-tier list (§3.8): within a tenth of the next tier's bound, by the metric that decides."""

from __future__ import annotations

import numpy as np
import pytest

from crmdesk.differentiate.tiers import Thresholds, near

WAN = 1_000_000


@pytest.mark.parametrize(
    ("mode", "assets", "score", "rank", "expected"),
    [
        ("AUM", 46, 0, 1, True),
        ("AUM", 44, 0, 1, False),
        ("AUM", 50, 0, 2, False),
        ("SCORE", 46, 440, 1, False),
        ("SCORE", 0, 460, 1, True),
        ("MAX", 46, 100, 1, True),
        ("MAX", 20, 460, 1, True),
        ("AUM", 5_000, 0, 5, False),  # nothing above the highest
        ("AUM", 9.5, 0, -1, False),  # dormant
    ],
)
def test_near_the_next_tier(mode, assets, score, rank, expected):
    limits = Thresholds(mode, tuple(n * WAN for n in (10, 50, 100, 300, 1000)), (300, 500, 650, 800))
    found = near(np.array([assets * WAN], dtype=float), np.array([score]), np.array([rank], dtype=np.int8), limits)
    assert found.tolist() == [expected]
