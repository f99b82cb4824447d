"""An indicator counts only where its data were imported for four of five clients that are not dormant."""

from datetime import date

import pytest

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rulebooks.practicality import coverage, practical_problems
from crmdesk.differentiate.runs import classify
from crmdesk.errors import CrmError
from tests.differentiate.rulebooks.documents import whole, with_value

DAY = date(2024, 12, 31)


@pytest.fixture
def branch(store, ledger):
    """Ten clients with balances, seven of them with movements, and one that is dormant."""
    ledger.clients(*["2020-01-01"] * 11)
    for number in range(1, 11):
        ledger.hold(number, "2024-12-31", {"equity": 100_000, "cash": 1_000})
    for number in range(1, 8):
        ledger.move(number, "2024-11-11", turnover=1_000, income=10)
    ledger.hold(11, "2024-12-31", {"equity": 0})
    classify(store, as_of=DAY)
    return store


def measured(store):
    with store.read() as connection:
        return coverage(connection)


def test_nothing_is_measured_before_the_first_run(store):
    assert measured(store) == {}
    assert practical_problems(whole(), {}) == []


def test_sources_are_counted_over_who_is_not_dormant(branch):
    found = measured(branch)
    assert {name: (one.covered, one.clients) for name, one in found.items()} == {
        "R": (7, 10), "F": (7, 10), "M": (10, 10), "A": (10, 10), "S": (10, 10)
    }  # fmt: skip


def test_indicators_without_data_are_named(branch, ledger):
    assert [one.where for one in practical_problems(whole(), measured(branch))] == [
        "indicators.R.is_on",
        "indicators.F.is_on",
    ]
    ledger.move(8, "2024-12-01", active=False, flow=5)
    assert practical_problems(whole(), measured(branch)) == []


def test_an_indicator_taken_out_is_not_asked_for(branch):
    document = with_value("indicators.R.is_on", False)
    document["indicators"]["F"]["is_on"] = False
    assert practical_problems(document, measured(branch)) == []


def test_approval_asks_for_the_data(branch):
    number = rulebooks.keep_draft(branch, whole())
    with pytest.raises(CrmError, match=r"indicators\.R\.is_on.*70\.0%"):
        rulebooks.approve(branch, number, approver="行长")
