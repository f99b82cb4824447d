"""``drivers``: the board as the window shows it."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.book.drivers.board import driver_board
from crmdesk.codes import code_list
from crmdesk.demo import Branch, fill_store
from crmdesk.identify.tables import client


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


def test_a_tier_and_a_stage_are_parts_of_the_whole(branch, asked):
    def income(*scope):
        return next(one for one in asked("drivers", *scope)["drivers"] if one["driver"] == "recurring_income")["value"]

    tiers = ("base", "silver", "gold", "platinum", "diamond", "private", "dormant")
    assert sum(income("--tier", tier) for tier in tiers) == pytest.approx(income())
    assert income("--stage", "decline") < income()


def test_an_unknown_tier_is_refused(branch, desk):
    code, _out, err = desk("drivers", "--tier", "tin")
    assert code == 1
    assert "Unknown code tin" in err


def test_a_client_s_own_drivers_stand_with_the_client(branch, asked, store_path):
    from crmdesk.book.drivers.board import client_drivers
    from crmdesk.identify.clients import client_id_by_no
    from crmdesk.store.opening import open_store
    from tests.conftest import PASSPHRASE

    store = open_store(store_path, PASSPHRASE)
    with store.read() as connection:
        number = connection.execute(select(client.c.client_no).where(client.c.id == 5)).scalar_one()
        found = client_drivers(connection, client_id_by_no(connection, number))
    store.close()
    said = asked("show", number)["drivers"]
    assert said == json.loads(json.dumps({one.code: one.as_json() for one in found}))


def test_a_store_without_classes_says_what_to_do(desk):
    code, _out, err = desk("drivers")
    assert code == 1
    assert "Classify first" in err
