"""D5: what matured and was not invested again within 30 days."""

from __future__ import annotations

from datetime import date

import pytest

from crmdesk.differentiate.drivers.records.contracts import add_contract
from crmdesk.differentiate.runs import classify
from crmdesk.identify.tables import holding
from tests.differentiate.test_runs import bank_book, one

JULY = date(2024, 7, 31)


@pytest.fixture
def book(ledger, store):
    """A client whose wealth product of ¥300,000 matures on 10 May."""
    ledger.clients("2015-01-01")
    bank_book(ledger, [500_000] * 9)
    ledger.products(W1=("wealth", "wealth"), W2=("wealth", "wealth"))
    position = {"account_id": 1, "client_id": 1, "product_id": 1, "matures_on": date(2024, 5, 10)}
    ledger.add(
        holding, *({**position, "day": day, "amount": 300_000_00} for day in (date(2024, 3, 31), date(2024, 4, 30)))
    )
    return ledger


def buy(ledger, day, yuan):
    row = ledger.movement(1, day, turnover=yuan)
    ledger.moves([{**row, "kind": "wealth_buy", "amount": -yuan * 100}])


def unrenewed(store, as_of):
    classify(store, as_of=as_of, rulebook="bank", approve="test")
    found = one(store)
    return found.evidence["matured"], found.evidence["matured_unrenewed"], "D5" in found.signals


def test_nothing_bought(book, store):
    assert unrenewed(store, date(2024, 6, 30)) == (300_000_00, 10_000, True)


def test_bought_again_within_thirty_days(book, store):
    buy(book, "2024-06-09", 100_000)
    buy(book, "2024-06-10", 200_000)  # the 31st day
    assert unrenewed(store, date(2024, 6, 30)) == (300_000_00, 6667, True)
    buy(book, "2024-05-11", 60_000)
    assert unrenewed(store, date(2024, 6, 30)) == (300_000_00, 4667, False)


def test_the_thirty_days_must_be_over(book, store):
    assert unrenewed(store, date(2024, 5, 31)) == (0, None, False)
    assert unrenewed(store, date(2024, 6, 30)) == (300_000_00, 10_000, True)
    assert unrenewed(store, JULY) == (300_000_00, 10_000, True)


def test_after_three_months_it_is_forgotten(book, store):
    bank_book(book, [500_000], first="2024-08")
    assert unrenewed(store, date(2024, 8, 31)) == (0, None, False)


def test_an_advisory_contract_is_a_strategy_point(book, store):
    classify(store, as_of=JULY, rulebook="securities")
    without = one(store).evidence["S"]
    add_contract(store, 1, kind="advisory", fee=0, begins_on=date(2024, 6, 5), ends_on=date(2025, 6, 4))
    classify(store, as_of=JULY, rulebook="securities", approve="test")
    assert one(store).evidence["S"] >= without + 1
    assert one(store, as_of=date(2024, 5, 31)).evidence["S"] == without
