"""Counts and lists of the room agree with the single clients."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
from sqlalchemy import delete, select

from crmdesk.differentiate import overview, queries, rulebooks
from crmdesk.differentiate.cube import ClassRow, classified_days, cube
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import class_count
from crmdesk.differentiate.watching import countdown, near_tier
from crmdesk.identify.tables import client

from .test_runs import bank_book, one

MARCH, APRIL = date(2024, 3, 31), date(2024, 4, 30)
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


def standings(store, day=None):
    with store.read() as connection:
        return [queries.standing(connection, number, as_of=day) for number in range(1, 7)]


def points(standing):
    return "".join(str(standing.evidence[f"score_{name}"]) for name in "RFM") if standing.segment else ""


@pytest.mark.parametrize("manager", [None, "Li"])
def test_counts_agree_with_the_clients(branch, manager):
    with branch.read() as connection:
        found = cube(connection, MARCH, manager=manager)
    expected = standings(branch)[0 if manager is None else 2 :]
    for name in ("tier", "stage", "dormancy"):
        assert found.clients_by(name) == Counter(getattr(standing, name) for standing in expected)
    assert found.clients_by("segment") == Counter(standing.segment or "" for standing in expected)
    assert found.clients_by("points") == Counter(points(standing) for standing in expected)
    assert found.assets == sum(standing.evidence["month_assets"] or 0 for standing in expected)
    assert found.clients == len(expected)


def test_the_run_counts_what_the_rows_of_the_clients_say(branch):
    """One by one, as for a book or for a store that was classified before runs counted."""
    classify(branch, as_of=APRIL, rulebook="bank")
    with branch.unlogged() as connection:
        for day in (MARCH, APRIL):
            counted = cube(connection, day)
            connection.execute(delete(class_count).where(class_count.c.as_of == day))
            assert sorted(cube(connection, day).rows) == sorted(counted.rows)
            connection.execute(class_count.insert(), [{"as_of": day, **row._asdict()} for row in counted.rows])


def test_counts_of_an_earlier_day_stay_those_of_then(branch):
    with branch.read() as connection:
        then = cube(connection, MARCH)
    classify(branch, as_of=date(2024, 6, 30), rulebook="bank")
    with branch.read() as connection:
        assert cube(connection, MARCH) == then
        days = classified_days(connection)
        between = cube(connection, date(2024, 5, 31), manager="Li")
    assert days == [date(2024, 6, 30), date(2024, 5, 31), APRIL, MARCH, *days[4:]]
    expected = standings(branch, date(2024, 5, 31))[2:]
    assert between.clients_by("tier") == Counter(standing.tier for standing in expected)


def test_a_rerun_counts_the_same(branch):
    def counts():
        with branch.read() as connection:
            return connection.execute(select(class_count).order_by(*class_count.primary_key)).all()

    before = counts()
    classify(branch, as_of=MARCH, from_month=MARCH.year * 12 + MARCH.month - 1, rulebook="bank")
    assert counts() == before


def test_stage_moves_of_a_day(ledger, store):
    ledger.clients("2020-01-01", "2024-01-10", "2024-01-10", "2024-03-20")
    for number in (1, 2, 3, 4):
        bank_book(ledger, [9_000] * 3, first="2024-02", client_id=number)
    with store.unlogged() as connection:
        connection.execute(client.update().where(client.c.id == 3).values(manager="Li"))
    for day in (MARCH, APRIL):
        classify(store, as_of=day, rulebook="bank")
    before, now = ([one(store, number, day).stage for number in (1, 2, 3, 4)] for day in (MARCH, APRIL))
    with store.read() as connection:
        moves, of_li = (cube(connection, APRIL, manager=manager).moves("stage") for manager in (None, "Li"))
    assert moves == Counter((old, new) for old, new in zip(before, now, strict=True) if old != new)
    assert moves == {("acquisition", "growth"): 2}
    assert of_li == {("acquisition", "growth"): 1}


def test_stage_moves_are_those_of_the_day_alone(ledger, store):
    """A run over two months tells the moves of each month; who stayed is not told at all."""
    ledger.clients("2020-01-01", "2024-01-10", "2024-03-20")
    for number in (1, 2, 3):
        bank_book(ledger, [9_000] * 3, first="2024-02", client_id=number)
    classify(store, as_of=MARCH, rulebook="bank")
    classify(store, as_of=date(2024, 5, 31), rulebook="bank")
    assert [one(store, number).stage_since for number in (2, 3)] == [APRIL, date(2024, 5, 31)]
    with store.read() as connection:
        assert cube(connection, date(2024, 5, 31)).moves("stage") == {("acquisition", "growth"): 1}
        assert cube(connection, APRIL).moves("stage") == {("acquisition", "growth"): 1}


def test_near_tier_list(branch):
    with branch.read() as connection:
        found = near_tier(connection, MARCH, BANK)
        of_li = near_tier(connection, MARCH, BANK, manager="Li")
    assert [(near.client_id, near.next_tier, near.missing) for near in found] == [
        (3, "silver", 1),
        (2, "silver", 500_000),
    ]
    assert found[0].bound == 50_000_00
    assert [near.client_id for near in of_li] == [3]


def test_near_tier_list_of_an_earlier_day(branch, ledger):
    bank_book(ledger, [60_000], first="2024-04", client_id=3)
    classify(branch, as_of=APRIL, rulebook="bank")
    with branch.read() as connection:
        assert [near.client_id for near in near_tier(connection, APRIL, BANK)] == [2]
        assert [near.client_id for near in near_tier(connection, MARCH, BANK)] == [3, 2]


def test_the_share_of_the_next_tier_is_the_rulebooks(branch):
    """``near`` of the rulebook decides who is on the list, not a figure in the code."""
    from crmdesk.differentiate.tiers import Thresholds, near

    limits = Thresholds("AUM", (100,), ())
    found = [near(np.array([85.0]), np.array([0]), np.array([0], dtype=np.int8), limits, share) for share in (0.8, 0.9)]
    assert [bool(one[0]) for one in found] == [True, False]


def test_the_runs(branch):
    with branch.read() as connection:
        march = overview.LatestRun(MARCH, "bank", BANK.version, 6)
        assert overview.latest_run(connection) == overview.run_of(connection, date(2024, 3, 15)) == march
        assert overview.run_of(connection, APRIL) is None


def test_an_unclassified_store(store):
    with store.read() as connection:
        assert overview.latest_run(connection) is None
        assert classified_days(connection) == []
        assert cube(connection, MARCH).rows == ()
        assert near_tier(connection, MARCH, BANK) == []
        assert countdown(connection, MARCH) == []


def test_who_is_dormant_from_the_next_new_year(ledger, store):
    """The securities rule counts full calendar years: a trade in 2022 lasts until the end of 2024."""
    ledger.clients("2020-01-01", "2020-01-01", "2020-01-01", "2023-05-01")
    for number, day in ((1, "2022-03-15"), (2, "2022-12-31"), (3, "2023-01-01")):
        ledger.move(number, day, turnover=1_000)
    ledger.hold(1, "2024-05-31", {"cash": 0})
    ledger.hold(2, "2024-05-31", {"equity": 88_000})
    classify(store, as_of=date(2024, 5, 31), from_month=2024 * 12 + 4, rulebook="securities")
    with store.read() as connection:
        found = countdown(connection, date(2024, 5, 31))
    assert [(one.client_id, one.becomes, one.idle_on, one.days_left, one.assets) for one in found] == [
        (2, "sleeping", date(2025, 1, 1), 215, 88_000_00),
        (1, "dormant", date(2025, 1, 1), 215, 0),
    ]


def test_the_rows_of_a_cube_are_summed_by_any_part():
    rows = (
        ClassRow("gold", "growth", "silver", "growth", "active", "111", "555", 2, 30),
        ClassRow("gold", "decline", "gold", "growth", "active", "111", "455", 1, 5),
        ClassRow("base", "acquisition", "", "", "active", "", "", 4, 0),
    )
    from crmdesk.differentiate.cube import Cube

    found = Cube(APRIL, MARCH, rows)
    assert (found.clients, found.assets) == (7, 35)
    assert found.by("tier") == {("gold",): (3, 35), ("base",): (4, 0)}
    assert found.moves("tier") == {("silver", "gold"): 2}
    assert found.moves("stage") == {("growth", "decline"): 1}
