"""The fifteen-month series of §3.8 under four rule sets, decision modes and missing months."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.codes import code_list, code_words
from crmdesk.differentiate import rulebooks, tiers
from crmdesk.differentiate.tiers import Hysteresis, Thresholds, TierState, rank_of, status_code, step, tier_code

BOOK = rulebooks.load("securities")
BY_ASSETS = Thresholds("AUM", BOOK.thresholds.assets, BOOK.thresholds.score)
SERIES = [86, 104, 112, 97, 92, 88, 101, 85, 83, 79, 76, 105, 48, 47, 46]

TABLE = {
    "raw": "黄金 白金 白金 黄金 黄金 黄金 白金 黄金 黄金 黄金 黄金 白金 白银 白银 白银",
    "none": "黄金 白金↑ 白金 黄金↓ 黄金 黄金 白金↑ 黄金↓ 黄金 黄金 黄金 白金↑ 白银↓ 白银 白银",
    "CCB": "黄金 白金↑ 白金 白金 白金 白金 白金 白金 白金 白金 白金关注 白金 白金 白金 白金",
    "CBHB": "黄金 白金↑ 白金 白金关注 白金关注 黄金↓ 白金↑ 白金关注 白金关注 黄金↓ 黄金 白金↑ 白金关注 白金关注 白银↓",
    "default": "黄金 白金↑ 白金 白金缓冲 白金缓冲 白金关注1 白金 白金关注1 白金关注2 黄金↓ 黄金 白金↑"
    " 白金关注1 白金关注2 白银↓",
}
CHANGES = {"none": 6, "CCB": 1, "CBHB": 6, "default": 4}


def cents(value):
    return np.array([np.nan if value is None else value * 10_000 * 100.0])


def months(series, preset: Hysteresis, limits: Thresholds = BY_ASSETS):
    """(tier rank, status, raw rank) at each month-end."""
    state = TierState.new(1)
    for value in series:
        x, v = cents(value), np.zeros(1, dtype=np.int64)
        raw = rank_of(x, v, limits)
        state = step(state, raw, rank_of(x, v, limits, give=preset), ~np.isnan(x), preset)
        yield int(state.rank[0]), int(state.status[0]), int(raw[0])


def words(series, name):
    """The table's cells: tier, arrow on a change, status. Presets of real banks do not number their watch months."""
    shown, before = [], None
    for rank, status, _ in months(series, BOOK.presets[name]):
        cell = code_words("tier", tier_code(rank)).zh
        if before is not None and rank != before:
            cell += "↑" if rank > before else "↓"
        elif status != tiers.NORMAL:
            word = code_words("tier_status", status_code(status)).zh
            cell += word if name == "default" else word.rstrip("123456")
        shown.append(cell)
        before = rank
    return shown


@pytest.mark.parametrize("name", ["none", "CCB", "CBHB", "default"])
def test_series(name):
    assert words(SERIES, name) == TABLE[name].split()


def test_raw_tiers():
    raw = [code_words("tier", tier_code(raw)).zh for _, _, raw in months(SERIES, BOOK.presets["none"])]
    assert raw == TABLE["raw"].split()


@pytest.mark.parametrize("name", list(CHANGES))
def test_number_of_changes(name):
    assert sum("↑" in cell or "↓" in cell for cell in words(SERIES, name)) == CHANGES[name]


def test_missing_month_keeps_tier_and_counter():
    found = list(months([104, 85, None, 84, 83], BOOK.presets["default"]))
    assert [tier_code(rank) for rank, _, _ in found] == ["platinum"] * 4 + ["gold"]
    assert [status_code(status) for _, status, _ in found] == ["normal", "watch1", "missing", "watch2", "normal"]


def test_new_client_without_figures_starts_at_base():
    (first,) = months([None], BOOK.presets["default"])
    assert (tier_code(first[0]), status_code(first[1])) == ("base", "missing")


def test_private_falls_after_six_months():
    found = [tier_code(rank) for rank, _, _ in months([1200] + [500] * 6, BOOK.presets["default"])]
    assert found == ["private"] * 6 + ["diamond"]


def test_ccb_falls_in_the_sixth_month_to_the_best_of_the_six():
    found = list(months([104, 20, 60, 30, 20, 20, 20, 20], BOOK.presets["CCB"]))
    assert [tier_code(rank) for rank, _, _ in found] == ["platinum"] * 6 + ["gold", "gold"]
    assert [status_code(s) for _, s, _ in found[:7]] == ["normal"] * 4 + ["watch1", "watch2", "normal"]


def test_a_buffer_month_neither_counts_nor_clears():
    found = [status_code(s) for _, s, _ in months([104, 85, 95, 85, 85], BOOK.presets["default"])]
    assert found == ["normal", "watch1", "buffer", "watch2", "normal"]


def test_a_good_month_clears():
    found = [status_code(s) for _, s, _ in months([104, 85, 85, 100, 85], BOOK.presets["default"])]
    assert found == ["normal", "watch1", "watch2", "normal", "watch1"]


def test_up_confirmation_takes_the_lowest_of_its_months():
    preset = Hysteresis(2, 0, (3,) * 6, "best")
    found = [tier_code(rank) for rank, _, _ in months([20, 320, 60, 60], preset)]
    assert found == ["silver", "silver", "gold", "gold"]


# -- decision modes: assets in yuan, V in tenths


@pytest.mark.parametrize(
    ("mode", "assets", "score", "tier"),
    [
        ("AUM", 1_200_000, 990, "platinum"),
        ("SCORE", 1_200_000, 990, "diamond"),
        ("SCORE", 12_000_000, 100, "private"),
        ("SCORE", 9_000_000, 100, "base"),
        ("MAX", 1_200_000, 520, "platinum"),
        ("MAX", 1_200_000, 850, "diamond"),
        ("MAX", 60_000, 100, "base"),
        ("SCORE_FLOOR", 300_000, 900, "gold"),
        ("SCORE_FLOOR", 1_600_000, 900, "diamond"),
        ("SCORE_FLOOR", 1_600_000, 520, "gold"),
        ("SCORE_FLOOR", 20_000_000, 520, "private"),
    ],
)
def test_modes(mode, assets, score, tier):
    limits = Thresholds(mode, BOOK.thresholds.assets, BOOK.thresholds.score, BOOK.thresholds.floors)
    assert tier_code(int(rank_of(np.array([assets * 100.0]), np.array([score]), limits)[0])) == tier


def test_score_mode_has_a_buffer_of_five_points():
    limits, preset = BOOK.thresholds, BOOK.presets["default"]
    held = rank_of(np.zeros(3), np.array([600, 599, 650]), limits, give=preset)
    assert [tier_code(int(rank)) for rank in held] == ["platinum", "gold", "platinum"]


def test_near_tier_list():
    bank = rulebooks.load("bank")
    values = np.array([4_4999_99, 4_5000_00, 4_9999_99, 5_0000_00]) * 1.0
    near = tiers.near_next(values, np.array([0, 0, 0, 1], dtype=np.int8), bank.thresholds.assets, bank.near)
    assert near.tolist() == [False, True, True, False]


@pytest.mark.parametrize("name", ["securities", "bank"])
def test_thresholds_as_specified(name):
    wan = [bound / 1_000_000 for bound in rulebooks.load(name).thresholds.assets]
    assert wan == {"securities": [10, 50, 100, 300, 1000], "bank": [5, 20, 50, 200, 600]}[name]


def test_codes_agree_with_the_code_list():
    listed = {code.value: code.extra["rank"] for code in code_list("tier").values()}
    assert listed == {code: rank for rank, code in tiers.codes_by_rank().items()}


# -- laws

SERIES_OF_MONTHS = st.lists(st.one_of(st.none(), st.integers(0, 1500)), min_size=1, max_size=40)


@given(SERIES_OF_MONTHS, st.sampled_from(["default", "CBHB", "CCB", "none"]))
def test_a_month_above_is_never_answered_by_a_fall(series, name):
    before = None
    for value, (rank, _, raw) in zip(series, months(series, BOOK.presets[name]), strict=True):
        if before is not None and value is not None and raw >= before:
            assert rank >= before
        if value is None and before is not None:
            assert rank == before
        before = rank


@given(st.lists(st.lists(st.integers(0, 1500), min_size=12, max_size=12), min_size=1, max_size=20))
def test_many_clients_equal_one_by_one(rows):
    preset, state = BOOK.presets["default"], TierState.new(len(rows))
    table = np.array(rows, dtype=np.float64) * 1_000_000
    for month in table.T:
        none = np.zeros(len(rows), dtype=np.int64)
        held = rank_of(month, none, BY_ASSETS, give=preset)
        state = step(state, rank_of(month, none, BY_ASSETS), held, ~np.isnan(month), preset)
    assert state.rank.tolist() == [list(months(row, preset))[-1][0] for row in rows]
