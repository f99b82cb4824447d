"""The forecast from the command line."""

from __future__ import annotations

import pytest

from crmdesk.demo import Branch, fill_store
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE


@pytest.fixture
def branch(store_path):
    store = open_store(store_path, PASSPHRASE, actor="tester")
    made = Branch(clients=300, months=28, seed=4)
    fill_store(store, made)
    store.close()
    return made


def test_parameters_total_and_back_test(branch, desk, asked):
    told = asked("forecast", "--as-of", branch.data_date)
    assert told["as_of"] == branch.data_date.isoformat()
    assert set(told["activity"]) == {"r", "alpha", "a", "b"}
    assert set(told["spending"]) == {"p", "q", "gamma"}
    assert told["log_likelihood"] < 0
    assert float(told["low"]) < float(told["expected"]) < float(told["high"])
    assert float(told["present_value"]) < float(told["expected"])
    assert told["missing"] == []
    test = told["back_test"]
    assert (test["months"], test["measure"]) == (12, "income")
    assert 0.6 < test["coverage"] <= 1
    assert sum(one["clients"] for one in test["tenths"]) == test["clients"]
    code, out, _err = desk("forecast", "--as-of", branch.data_date)
    assert code == 0
    assert f"{test['coverage'] * 100:.0f}%" in out
    assert "BG/NBD r" in out


def test_a_bank_by_its_rulebook(branch, asked):
    told = asked("forecast", "--as-of", branch.data_date, "--rulebook", "bank")
    assert (told["event"], told["income"]) == ("month", "contribution")


def test_what_is_wrong_is_one_line(desk):
    code, _out, err = desk("forecast", "--as-of", "2026-10-31")
    assert code == 1
    assert "no data" in err
    assert err.count("\n") == 1
