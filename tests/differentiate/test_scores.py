"""The twelve worked clients of §3.6 under all three profiles, and the rules behind them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.codes import code_words
from crmdesk.differentiate import rulebooks, tiers
from crmdesk.differentiate.scores import (
    NEVER,
    Indicators,
    average_ranks,
    composite,
    score_all,
    score_at_least,
    score_quantiles,
    score_recency,
)
from crmdesk.differentiate.segments import CODES, segment_index

BOOK = rulebooks.load("securities")

# client, R days, F, M yuan, A yuan, S, scores, segment, (V, tier) by brokerage, balanced, wealth
CLIENTS = [
    ("S01", 3, 182, 26_800, 4_200_000, 4, "55554", "重要价值", (99.0, "钻石"), (97.0, "钻石"), (95.0, "钻石")),
    ("S02", 12, 41, 5_300, 860_000, 1, "54431", "重要价值", (77.0, "白金"), (67.0, "白金"), (59.6, "黄金")),
    ("S03", 5, 14, 900, 2_100_000, 5, "53245", "一般发展", (63.0, "黄金"), (70.0, "白金"), (76.2, "白金")),
    ("S04", 140, 30, 3_600, 640_000, 0, "34430", "重要保持", (70.0, "白金"), (60.0, "黄金"), (51.4, "黄金")),
    ("S05", 260, 6, 1_200, 1_500_000, 2, "22342", "一般挽留", (54.0, "黄金"), (58.0, "黄金"), (58.0, "黄金")),
    ("S06", 45, 26, 700, 95_000, 0, "44210", "一般价值", (51.0, "黄金"), (38.0, "白银"), (31.0, "白银")),
    ("S07", 400, 0, 0, 380_000, 0, "10030", "一般挽留", (12.0, "普通"), (20.0, "普通"), (22.6, "普通")),
    ("S08", 20, 5, 150, 42_000, 1, "52111", "一般发展", (37.0, "白银"), (31.0, "白银"), (28.8, "普通")),
    ("S09", 210, 25, 480, 60_000, 0, "24210", "一般保持", (45.0, "白银"), (34.0, "白银"), (27.8, "普通")),
    ("S11", 85, 12, 3_100, 1_020_000, 3, "43443", "重要发展", (74.0, "白金"), (74.0, "白金"), (72.6, "白金")),
    ("S12", 18, 70, 9_800, 290_000, 0, "55420", "重要价值", (78.0, "白金"), (61.0, "黄金"), (50.0, "黄金")),
]
PROFILES = ("brokerage", "balanced", "wealth")


def indicators(rows):
    columns = list(zip(*((row[1:6]) for row in rows), strict=True))
    r, f, m, a, s = (np.array(column, dtype=np.int64) for column in columns)
    return Indicators(r, f, m * 100, (a * 100).astype(np.float64), s)


def scores_of(row):
    return "".join(str(score) for score in score_all(indicators([row]), BOOK.breakpoints)[0])


@pytest.mark.parametrize("row", CLIENTS, ids=lambda row: row[0])
def test_scores_and_segment(row):
    scores = score_all(indicators([row]), BOOK.breakpoints)
    assert "".join(map(str, scores[0])) == row[6]
    code = CODES[int(segment_index(scores, BOOK.high_cut)[0])]
    assert code_words("segment", code).zh == row[7] + "客户"


@pytest.mark.parametrize("row", CLIENTS, ids=lambda row: row[0])
@pytest.mark.parametrize("profile", PROFILES)
def test_composite_and_tier(row, profile):
    values = indicators([row])
    total = composite(score_all(values, BOOK.breakpoints), BOOK.profiles[profile].weights)
    rank = tiers.rank_of(values.assets, total, BOOK.thresholds)
    expected_v, expected_tier = row[8 + PROFILES.index(profile)]
    assert total[0] / 10 == expected_v
    assert code_words("tier", tiers.tier_code(int(rank[0]))).zh == expected_tier


def test_s10_is_dormant_and_scores_nothing():
    nothing = Indicators(
        np.array([NEVER]), *(np.zeros(1, dtype=np.int64),) * 2, np.zeros(1), np.zeros(1, dtype=np.int64)
    )
    assert score_all(nothing, BOOK.breakpoints).tolist() == [[0, 0, 0, 0, 0]]


def test_private_is_by_assets_whatever_the_score():
    rank = tiers.rank_of(np.array([10_000_000_00.0, 9_999_999_99.0]), np.array([0, 0]), BOOK.thresholds)
    assert [tiers.tier_code(int(r)) for r in rank] == ["private", "base"]


def test_all_together_equals_one_by_one():
    together = score_all(indicators(CLIENTS), BOOK.breakpoints)
    assert ["".join(map(str, row)) for row in together] == [scores_of(row) for row in CLIENTS]


@pytest.mark.parametrize(
    ("indicator", "values", "scores"),
    [
        ("R", [0, 30, 31, 90, 91, 180, 181, 365, 366, NEVER], [5, 5, 4, 4, 3, 3, 2, 2, 1, 0]),
        ("F", [0, 1, 3, 4, 11, 12, 23, 24, 59, 60], [0, 1, 1, 2, 2, 3, 3, 4, 4, 5]),
        ("M", [-100, 0, 1, 199_99, 200_00, 999_99, 1_000_00, 2_999_99, 3_000_00, 9_999_99, 10_000_00],
         [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5]),
        ("A", [9_999_99, 10_000_00, 100_000_00, 300_000_00, 1_000_000_00, 3_000_000_00], [0, 1, 2, 3, 4, 5]),
        ("S", [0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]),
    ],
)  # fmt: skip
def test_every_cut_off(indicator, values, scores):
    cuts = BOOK.breakpoints.of(indicator)
    score = score_recency if indicator == "R" else score_at_least
    assert score(np.array(values), cuts).tolist() == scores


def test_unknown_assets_score_nothing():
    assert score_at_least(np.array([np.nan]), BOOK.breakpoints.assets).tolist() == [0]


def test_half_a_tenth_rounds_up():
    # 20 × 0.0025 × 1 = 0.05 → 0.1
    assert composite(np.array([[1, 0, 0, 0, 0]]), (25, 9_975, 0, 0, 0)).tolist() == [1]


@pytest.mark.parametrize("profile", PROFILES)
def test_shipped_weights_sum_to_one(profile):
    assert sum(BOOK.profiles[profile].weights) == 10_000


# -- quintiles


def test_quintiles_of_a_hundred():
    found = score_quantiles(np.arange(1.0, 101.0))
    assert [int((found.scores == score).sum()) for score in range(6)] == [0, 20, 20, 20, 20, 20]
    assert found.cut_values == (20.0, 40.0, 60.0, 80.0)
    assert found.on_cut == (1, 1, 1, 1)


def test_zeros_are_taken_out_first():
    found = score_quantiles(np.concatenate([np.zeros(50), np.arange(1.0, 101.0)]))
    assert (found.scores[:50] == 0).all()
    assert found.scores[50] == 1
    assert found.scores[-1] == 5


def test_ties_share_a_score_and_are_counted():
    found = score_quantiles(np.concatenate([np.full(60, 7.0), np.arange(8.0, 48.0)]))
    assert len(set(found.scores[:60].tolist())) == 1
    assert found.on_cut[0] == 60


def test_small_populations_use_terciles():
    found = score_quantiles(np.arange(1.0, 10.0))
    assert found.scores.tolist() == [1, 1, 1, 3, 3, 3, 5, 5, 5]


def test_recency_quintiles_are_reversed():
    days = np.concatenate([np.arange(1.0, 101.0), [NEVER]])
    found = score_quantiles(days, is_reversed=True)
    assert found.scores[0] == 5
    assert found.scores[99] == 1
    assert found.scores[100] == 0


def test_average_ranks():
    assert average_ranks(np.array([10.0, 20.0, 20.0, 5.0])).tolist() == [2.0, 3.5, 3.5, 1.0]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=300))
def test_a_larger_value_never_scores_less(values):
    array = np.array(values, dtype=np.float64)
    scores = score_quantiles(array).scores
    order = np.argsort(array, kind="stable")
    assert (np.diff(scores[order]) >= 0).all()
