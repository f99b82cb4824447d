"""``drivers``: the board as the window shows it."""

import json
from datetime import date

import pytest

from crmdesk.book.drivers.board import driver_board
from crmdesk.codes import code_list
from crmdesk.demo import Branch, fill_store


@pytest.fixture
def branch(store_path):
    from crmdesk.store.opening import open_store
    from tests.conftest import PASSPHRASE

    store = open_store(store_path, PASSPHRASE, actor="tester")
    fill_store(store, Branch(clients=80, months=16, seed=2, as_of=date(2026, 10, 31)))
    with store.read() as connection:
        board = driver_board(connection)
    store.close()
    return board


def test_the_board_in_json_is_that_of_the_window(branch, asked):
    said = asked("drivers", "--as-of", "2026-10-31")
    assert (said["as_of"], said["since"]) == ("2026-10-31", "2025-11-01")
    assert [one["driver"] for one in said["drivers"]] == list(code_list("driver"))
    assert said["drivers"] == json.loads(json.dumps([one.as_json() for one in branch.drivers]))


def test_the_board_in_words(branch, desk):
    code, out, _err = desk("drivers")
    assert code == 0
    assert out.startswith("The twelve months from 2025-11-01 to 2026-10-31")
    assert "Recurring income\t¥" in out


def test_one_account_manager(branch, asked):
    said = asked("drivers", "--manager", "nobody")
    income = next(one for one in said["drivers"] if one["driver"] == "recurring_income")
    assert income["value"] == 0


def test_a_store_without_classes_says_what_to_do(desk):
    code, _out, err = desk("drivers")
    assert code == 1
    assert "Classify first" in err
