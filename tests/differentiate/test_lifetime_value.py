"""The CLV table of §4.4, value at risk, phases, and the rate card's check values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.lifetime_value import (
    PHASES,
    half_up,
    is_low,
    phase,
    potential,
    potential_unlimited,
    rates,
    value_at_risk,
    yearly_parts,
)

RULES = rulebooks.load("securities").values
CV = np.array([3_600_00])


def pv(growth, retention, cv=CV):
    return potential(cv, np.array([growth]), np.array([retention]), discount=0.10, years=5).tolist()


TABLE = [
    (1, 3_708.00, 0.8500, 0.9091, 2_865.27, 2_865.27),
    (2, 3_819.24, 0.7225, 0.8264, 2_280.50, 5_145.77),
    (3, 3_933.82, 0.6141, 0.7513, 1_815.07, 6_960.84),
    (4, 4_051.83, 0.5220, 0.6830, 1_444.63, 8_405.47),
    (5, 4_173.39, 0.4437, 0.6209, 1_149.79, 9_555.26),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"year {row[0]}")
def test_worked_table(row):
    year, grown, kept, discounted, part, cumulative = row
    parts = yearly_parts(3_600, 0.03, 0.85, discount=0.10, years=5)
    assert round(3_600 * 1.03**year, 2) == grown
    assert round(0.85**year, 4) == kept
    assert round(1 / 1.1**year, 4) == discounted
    assert round(parts[year - 1], 2) == part
    assert round(sum(parts[:year]), 2) == cumulative


def test_pv_clv_and_unlimited_horizon():
    assert pv(0.03, 0.85) == [9_555_26]
    assert 18_600_00 + pv(0.03, 0.85)[0] == 28_155_26
    unlimited = potential_unlimited(CV, np.array([0.03]), np.array([0.85]), discount=0.10)
    assert unlimited.tolist() == [14_039_20]


def test_slipping_into_decline():
    assert pv(0.0, 0.60) == [4_111_42]
    assert value_at_risk(CV, np.array([9_555_26]), RULES).tolist() == [5_443_84]


def test_rates_by_stage_and_tier():
    stage = np.array([1, 2, 3, 3, 4, 5], dtype=np.int8)
    rank = np.array([0, 0, 0, 5, 3, -1], dtype=np.int8)
    growth, retention = rates(stage, rank, RULES)
    assert growth.tolist() == [0.10, 0.08, 0.03, 0.03, -0.10, -1.0]
    assert retention.tolist() == [0.80, 0.90, 0.85, 0.95, 0.60, 0.0]


def test_termination_has_no_potential():
    assert pv(-1.0, 0.0) == [0]


@pytest.mark.parametrize(("amount", "cents"), [(0.5, 1), (1.5, 2), (2.5, 3), (-0.5, -1), (-0.4, 0), (0.4999, 0)])
def test_half_up(amount, cents):
    assert half_up(np.array([amount])).tolist() == [cents]


def phase_of(c12, c12p, *, was_low=False, is_young=False, hv=10**9):
    found = phase(
        hv=np.array([hv]), c12=np.array([c12]), c12p=np.array([c12p], dtype=np.float64),
        was_low=np.array([was_low]), is_young=np.array([is_young]), rules=RULES,
    )  # fmt: skip
    return PHASES[int(found[0])]


@pytest.mark.parametrize(
    ("c12", "c12p", "was_low", "expected"),
    [
        (1_100, 1_000, False, "rise"),
        (1_099, 1_000, False, "mature"),
        (900, 1_000, True, "mature"),
        (899, 1_000, True, "fade"),
        (899, 1_000, False, "mature"),
        (0, 0, False, "mature"),
        (500, np.nan, False, "mature"),
    ],
)
def test_phases(c12, c12p, was_low, expected):
    assert phase_of(c12, c12p, was_low=was_low) == expected


def test_a_young_relationship_is_building():
    assert phase_of(1_100, 1_000, is_young=True) == "build"
    assert phase_of(0, np.nan, hv=-1) == "build"


def test_low_needs_a_year_before():
    assert is_low(np.array([1, 1]), np.array([np.nan, 100.0])).tolist() == [False, True]


@pytest.mark.parametrize(
    ("asset_class", "balance", "yearly"),
    [("deposit_demand", 300_000, 4_800), ("wealth", 500_000, 2_000), ("loan", 800_000, 9_600)],
)
def test_rate_card_check_values(asset_class, balance, yearly):
    facts = rulebooks.load("bank").facts
    parts = {**facts.spread, **facts.product_share}[asset_class]
    assert balance * parts / 1_000_000 == yearly


@given(st.integers(0, 10**12), st.floats(-0.5, 0.3), st.floats(0, 0.99))
def test_value_grows_with_retention(cv, growth, retention):
    low, high = pv(growth, retention, np.array([cv])), pv(growth, min(retention + 0.01, 1), np.array([cv]))
    assert high >= low
