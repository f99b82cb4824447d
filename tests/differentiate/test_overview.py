"""Counts and lists of the overview agree with the single clients."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from crmdesk.codes import code_list
from crmdesk.differentiate import overview, queries, rulebooks
from crmdesk.differentiate.runs import classify
from crmdesk.identify.tables import client

from .test_runs import bank_book, one

MARCH = date(2024, 3, 31)
BANK = rulebooks.load("bank")


@pytest.fixture
def branch(ledger, store):
    ledger.clients(*["2020-01-01"] * 6)
    for number, yuan in enumerate((44_999, 45_000, 49_999.99, 50_000, 700_000, 0), 1):
        bank_book(ledger, [yuan] * 3, first="2024-01", client_id=number)
    with store.unlogged() as connection:
        connection.execute(client.update().where(client.c.id > 2).values(manager="Li"))
    classify(store, as_of=MARCH, rulebook="bank")
    return store


def standings(store):
    with store.read() as connection:
        return [queries.standing(connection, number) for number in range(1, 7)]


def test_counts_agree_with_the_clients(branch):
    with branch.read() as connection:
        counts = overview.class_counts(connection)
        segments, states = overview.segment_counts(connection), overview.dormancy_counts(connection)
    assert list(counts.by_tier()) == list(code_list("tier"))
    assert {t: n for t, n in counts.by_tier().items() if n} == dict(Counter(s.tier for s in standings(branch)))
    assert {t: n for t, n in counts.by_stage().items() if n} == dict(Counter(s.stage for s in standings(branch)))
    assert {t: n for t, n in segments.items() if n} == dict(Counter(s.segment for s in standings(branch) if s.segment))
    assert {t: n for t, n in states.items() if n} == dict(Counter(s.dormancy for s in standings(branch)))
    assert sum(counts.assets.values()) == 44_999_00 + 45_000_00 + 49_999_99 + 50_000_00 + 700_000_00


def test_counts_after_a_run_in_which_nothing_changed(branch):
    """A class is stored for every client at every data date, so that counts of the latest see all of them."""
    april = date(2024, 4, 30)
    classify(branch, as_of=april, rulebook="bank")
    found = standings(branch)
    with branch.read() as connection:
        assert overview.latest_run(connection) == overview.LatestRun(april, "bank", BANK.version, 6)
        segments, states = overview.segment_counts(connection), overview.dormancy_counts(connection)
        of_li = overview.segment_counts(connection, manager="Li")
    assert {standing.decided_on for standing in found} == {april}
    assert {t: n for t, n in segments.items() if n} == dict(Counter(s.segment for s in found if s.segment))
    assert {t: n for t, n in of_li.items() if n} == dict(Counter(s.segment for s in found[2:] if s.segment))
    assert {t: n for t, n in states.items() if n} == dict(Counter(s.dormancy for s in found))


def test_stage_moves_of_the_latest_run(ledger, store):
    ledger.clients("2020-01-01", "2024-01-10", "2024-01-10", "2024-03-20")
    for number in (1, 2, 3, 4):
        bank_book(ledger, [9_000] * 3, first="2024-02", client_id=number)
    with store.unlogged() as connection:
        connection.execute(client.update().where(client.c.id == 3).values(manager="Li"))
    for day in (MARCH, date(2024, 4, 30)):
        classify(store, as_of=day, rulebook="bank")
    before, now = ([one(store, number, day).stage for number in (1, 2, 3, 4)] for day in (MARCH, date(2024, 4, 30)))
    with store.read() as connection:
        moves, of_li = (overview.stage_moves(connection, manager=manager) for manager in (None, "Li"))
    assert moves == Counter((old, new) for old, new in zip(before, now, strict=True) if old != new)
    assert moves == {("acquisition", "growth"): 2}
    assert of_li == {("acquisition", "growth"): 1}


def test_stage_moves_are_those_of_the_data_date_alone(ledger, store):
    """A run over two months tells the moves of the second one; who stayed is not told at all."""
    ledger.clients("2020-01-01", "2024-01-10", "2024-03-20")
    for number in (1, 2, 3):
        bank_book(ledger, [9_000] * 3, first="2024-02", client_id=number)
    classify(store, as_of=MARCH, rulebook="bank")
    classify(store, as_of=date(2024, 5, 31), rulebook="bank")
    assert [one(store, number).stage_since for number in (2, 3)] == [date(2024, 4, 30), date(2024, 5, 31)]
    with store.read() as connection:
        assert overview.stage_moves(connection) == {("acquisition", "growth"): 1}


def test_stage_moves_need_a_class_before(branch):
    with branch.read() as connection:
        assert overview.stage_moves(connection) == {}


def test_one_managers_book(branch):
    with branch.read() as connection:
        assert sum(overview.class_counts(connection, manager="Li").clients.values()) == 4
        assert sum(overview.dormancy_counts(connection, manager="Li").values()) == 4


def test_near_tier_list(branch):
    with branch.read() as connection:
        found = overview.near_tier(connection, BANK)
    assert [(near.client_id, near.next_tier) for near in found] == [(3, "silver"), (2, "silver")]
    assert found[0].bound == 50_000_00


def test_the_latest_run(branch, store):
    with branch.read() as connection:
        assert overview.latest_run(connection) == overview.LatestRun(MARCH, "bank", BANK.version, 6)


def test_an_unclassified_store(store):
    with store.read() as connection:
        assert overview.latest_run(connection) is None
        assert sum(overview.class_counts(connection).clients.values()) == 0
        assert sum(overview.dormancy_counts(connection).values()) == 0
        assert overview.near_tier(connection, BANK) == []
