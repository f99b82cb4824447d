"""RFM of all clients at once: the same figures and scores as a run's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from crmdesk import dates
from crmdesk.differentiate import queries, rulebooks
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.rfm import rfm
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.scores import NEVER, score_quantiles

MARCH = date(2024, 3, 31)
RULES = rulebooks.load("securities")


@pytest.fixture
def branch(ledger, store):
    ledger.clients(*["2020-01-01"] * 5)
    for client_id, count in ((1, 70), (2, 9), (3, 1)):
        for number in range(count):
            day = date.fromordinal(MARCH.toordinal() - number * 5 - 2).isoformat()
            ledger.move(client_id, day, income=number * 3.5 * client_id)
    ledger.move(4, "2022-05-05", income=900)
    ledger.hold(5, "2024-03-31", {"cash": 100})
    return store


def test_the_same_as_a_run(branch):
    classify(branch, as_of=MARCH, from_month=dates.month_index(MARCH), rulebook="securities")
    with branch.read() as connection:
        found = rfm(connection, RULES, as_of=MARCH)
        standings = [queries.standing(connection, number) for number in found.clients.tolist()]
    stored = [standing.evidence for standing in standings]
    assert found.clients.tolist() == [1, 2, 3, 4, 5]
    assert found.frequency.tolist() == [row["F"] for row in stored]
    assert found.monetary.tolist() == [row["M"] for row in stored]
    last = [np.datetime64(MARCH) - np.timedelta64(age, "D") for age in found.recency[:4].tolist()]
    assert [day.astype(int) for day in last] == [row["last_active"] for row in stored[:4]]
    assert found.recency[4] == NEVER
    # A run gives the dormant no scores.
    awake = [row for row, standing in enumerate(standings) if standing.dormancy != "dormant"]
    assert len(awake) >= 3
    assert found.scores[awake].tolist() == [[stored[row][f"score_{name}"] for name in "RFM"] for row in awake]


def test_an_earlier_month_does_not_see_later_ones(branch):
    update_facts(branch, RULES)
    with branch.read() as connection:
        found = rfm(connection, RULES, as_of=date(2023, 6, 30))
    assert found.clients.tolist() == [1, 4]
    assert found.recency.tolist() == [2, (date(2023, 6, 30) - date(2022, 5, 5)).days]
    assert found.frequency[1] == 0


def test_by_quantiles(branch):
    update_facts(branch, RULES)
    with branch.read() as connection:
        found = rfm(connection, RULES, as_of=MARCH, by="quantiles")
    assert found.scores[:, 2].tolist() == score_quantiles(found.monetary.astype(float)).scores.tolist()
    assert found.scores[4, :2].tolist() == [0, 0]
    assert found.scores[0, 1] > found.scores[2, 1]


def test_an_empty_store(store):
    with store.read() as connection:
        assert rfm(connection, RULES, as_of=MARCH).scores.shape == (0, 3)
