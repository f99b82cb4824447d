"""The Lorenz curve: shares by hand, and what holds for every set of amounts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate.concentration import concentration, of_assets, top_clients
from crmdesk.differentiate.runs import classify

from .test_runs import bank_book

MARCH = date(2024, 3, 31)


def test_two_of_a_hundred_hold_most():
    found = of_assets(np.array([41, 41, *[18 / 98] * 98]) * 98_00)
    assert found.count(0.02) == 2
    assert found.held(0.02) == pytest.approx(0.82)
    assert found.held(1.0) == 1.0
    assert found.held(0.0) == 0.0


def test_shares_are_of_whole_clients():
    found = of_assets(np.array([5, 3, 2, *[0] * 9]))
    assert (found.count(0.02), found.whole(0.02), found.held(0.02)) == (1, pytest.approx(1 / 12), 0.5)
    assert found.whole(1.0) == 1.0


def test_all_alike_and_one_alone():
    assert of_assets(np.full(50, 7)).gini == pytest.approx(0)
    assert of_assets(np.array([0] * 99 + [5])).gini == pytest.approx(0.99)
    assert of_assets(np.array([0] * 99 + [5])).held(0.001) == 1.0


def test_a_million_rich_clients():
    """Their running sums add up beyond whole numbers of 64 bits."""
    assert of_assets(np.full(1_000_000, 10**8)).gini == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("assets", [[], [0, 0], [-5]])
def test_nothing_to_share(assets):
    found = of_assets(np.array(assets, dtype=np.int64))
    assert (found.total, found.held(0.5), found.gini) == (0, 0.0, 0.0)
    assert [part.tolist() for part in found.curve()] == [[0, 1], [0, 1]]


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=60))
def test_laws_of_the_curve(assets):
    """From (0, 0) to (1, 1), rising, bent towards the rich, in whatever order the clients come."""
    found = of_assets(np.array(assets, dtype=np.int64))
    clients, held = found.curve()
    assert (clients[0], held[0], clients[-1], held[-1]) == (0, 0, 1, pytest.approx(1))
    assert (np.diff(held) >= 0).all()
    assert (held >= clients - 1e-12).all()
    assert -1e-9 <= found.gini < 1
    assert of_assets(np.array(assets[::-1], dtype=np.int64)).held(0.3) == found.held(0.3)


def test_of_the_clients_of_a_day(ledger, store):
    ledger.clients(*["2020-01-01"] * 4)
    for number, yuan in enumerate((10_000, 970_000, 20_000, 0), 1):
        bank_book(ledger, [yuan] * 3, first="2024-01", client_id=number)
    classify(store, as_of=MARCH, rulebook="bank")
    with store.read() as connection:
        found = concentration(connection, MARCH)
        assert top_clients(connection, MARCH, 2) == [2, 3]
    assert (found.clients, found.total) == (4, 1_000_000_00)
    assert found.held(0.25) == pytest.approx(0.97)
