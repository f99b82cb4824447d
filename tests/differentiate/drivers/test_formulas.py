"""§4.3 of the domain specification: the worked examples, and laws of the formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate.drivers import formulas as f


def yuan(cents):
    return round(float(cents) / 100, 2)


def test_acquisition_cost_of_the_example():
    """(60,000 + 18,000 + 120 h × 80) / 42 = 2,085.71."""
    cost = f.acquisition_cost(60_000_00 + 18_000_00, 120 * 60, 42, hourly=80_00)
    assert yuan(cost) == 2_085.71


def test_time_of_the_example():
    """25 min × ¥80/h = ¥33.33."""
    assert yuan(f.time_cost(25, 80_00)) == 33.33


def test_concession_of_the_example():
    """5.2 m × (3.0 ‱ − 1.8 ‱) = ¥624."""
    assert yuan(f.given_up(300, 180, 5_200_000_00)) == 624.00


def test_renewal_of_the_example():
    """3.15 m / 4.2 m = 75 %."""
    assert float(f.share(3_150_000_00, 4_200_000_00)) == 0.75


def ints(*rows):
    return tuple(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)) if rows else ints_of_none()


def ints_of_none():
    return tuple(np.zeros(0, dtype=np.int64) for _ in range(3))


@pytest.mark.parametrize(
    ("matured", "bought", "expected"),
    [
        ([(1, 100, 420)], [(1, 110, 315)], [315]),
        ([(1, 100, 420)], [(1, 130, 315)], [315]),  # the thirtieth day counts
        ([(1, 100, 420)], [(1, 131, 315)], [0]),
        ([(1, 100, 420)], [(1, 99, 315)], [0]),  # before it matured
        ([(1, 100, 420)], [(1, 101, 900)], [420]),  # never more than matured
        ([(1, 100, 420)], [(2, 101, 900)], [0]),  # another client's money
        ([(1, 100, 100), (1, 110, 300)], [(1, 115, 200)], [50, 150]),  # one purchase for both: shared
        ([(1, 100, 100), (1, 131, 100)], [(1, 120, 100), (1, 140, 60)], [100, 60]),
        ([(1, 100, 100), (2, 100, 100)], [(1, 100, 100)], [100, 0]),
    ],
)
def test_a_purchase_takes_up_what_matured_before_it(matured, bought, expected):
    assert f.taken_up(ints(*matured), ints(*bought)).tolist() == expected


def test_nothing_matured():
    assert f.taken_up(ints_of_none(), ints((1, 1, 1))).tolist() == []


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 200), st.integers(1, 1000)), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 260), st.integers(1, 1000)), min_size=1, max_size=20),
)
def test_no_more_is_taken_up_than_matured_or_was_bought(matured, bought):
    """And the order in which purchases are written does not matter."""
    due = ints(*sorted({(c, d): (c, d, a) for c, d, a in matured}.values()))
    found = f.taken_up(due, ints(*bought))
    assert (found <= due[2] + 1e-9).all()
    for client in (1, 2, 3):
        spent = sum(amount for who, _, amount in bought if who == client)
        assert found[due[0] == client].sum() <= spent + 1e-6
    assert np.allclose(found, f.taken_up(due, ints(*reversed(bought))))


def test_pipeline_and_expected_loss():
    assert f.pipeline([100_000_00, 50_000_00], [30, 80]) == 70_000_00
    assert float(f.expected_loss(500, 4_500, 1_000_000_00)) == 22_500_00
    assert np.isnan(f.expected_loss(np.nan, 4_500, 100))


def test_what_cannot_be_divided_is_not_known():
    assert np.isnan(f.share(5, 0))
    assert f.share([1, 2], [4, 0]).tolist()[0] == 0.25
    assert np.isnan(f.acquisition_cost(1000, 60, 0, hourly=80_00))


def test_rolling_sums_are_those_of_each_year():
    monthly = np.arange(36)
    found = f.rolling(monthly)
    assert len(found) == 25
    assert [found[at] for at in (0, 24)] == [sum(range(12)), sum(range(24, 36))]


@pytest.mark.parametrize(
    ("value", "target", "better", "light"),
    [
        (110, 100, "up", "met"),
        (100, 100, "up", "met"),
        (95, 100, "up", "near"),
        (89, 100, "up", "short"),
        (0.09, 0.10, "down", "met"),
        (0.105, 0.10, "down", "near"),
        (0.2, 0.10, "down", "short"),
        (None, 100, "up", "none"),
        (5, None, "up", "none"),
        (0, 0, "down", "met"),
    ],
)
def test_the_light(value, target, better, light):
    assert f.light(value, target, better) == light


@pytest.mark.parametrize(
    ("stage", "status", "dormancy", "signals", "points"),
    [
        ("termination", "normal", "dormant", 0, 100),
        ("decline", "normal", "active", 2, 76),
        ("decline", "normal", "active", 8, 95),
        ("maturity", "warning", "active", 1, 53),
        ("maturity", "normal", "active", 1, 8),
        ("maturity", "normal", "sleeping", 1, 50),
        ("growth", "normal", "active", 0, 0),
    ],
)
def test_the_risk_of_one_client(stage, status, dormancy, signals, points):
    assert f.churn_risk(stage, status, dormancy, signals=signals) == points
