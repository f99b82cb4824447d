"""The list of plans: filters, order, counts, and whom to draft one for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from crmdesk.book.plan_list import (
    PLAN_STATES,
    SORTS,
    PlanFilter,
    clients_to_plan_for,
    plan_counts,
    plan_ids,
    plan_rows,
)
from crmdesk.customize.tables import plan
from crmdesk.i18n import Words
from crmdesk.identify.names import search_text
from crmdesk.interact.needs import add_need, close_need

ON = date(2026, 11, 24)
EVERYTHING = PlanFilter()


@pytest.fixture
def add_plan(store):
    numbers = iter(range(1, 1000))

    def add(client_id, status="draft", *, ends=date(2027, 11, 30), major=1, no=None, **values):
        number = next(numbers)
        approval = {"approved_by": "张主管", "approved_at": datetime(2026, 11, 20, 2, tzinfo=UTC)}
        row = {
            "client_id": client_id, "plan_no": no or f"SP-2026-{number:06d}", "major": major, "minor": 0,
            "form": "full", "status": status, "period_from": ends - timedelta(days=364), "period_to": ends,
            "data_date": date(2026, 10, 31), "author": "何志远", "content": {},
            "created_at": datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number),
            **({} if status == "draft" else approval), **values,
        }  # fmt: skip
        with store.batch(Words("", "test plan")) as connection:
            return connection.execute(insert(plan).values(row)).inserted_primary_key[0]

    return add


@pytest.fixture
def add_named(add_client):
    """A client that can be found by name."""
    return lambda name, **values: add_client(name, search_text=search_text(name), **values)


@pytest.fixture
def plans(add_named, add_plan):
    """Ids by name: a draft, an approved plan, one to review, one overdue, one superseded."""
    zhang = add_named("张三", tier="gold", stage="growth")
    li = add_named("李四", tier="platinum", stage="decline", manager="沈若岚")
    return {
        "superseded": add_plan(li, "superseded", no="SP-2025-000009"),
        "overdue": add_plan(li, "approved", no="SP-2025-000009", major=2, ends=ON - timedelta(days=1)),
        "review": add_plan(zhang, "approved", ends=ON + timedelta(days=30)),
        "approved": add_plan(zhang, "approved", major=2, ends=ON + timedelta(days=31)),
        "draft": add_plan(zhang, "draft", major=3),
    }


@pytest.fixture
def names_of(store, plans):
    by_id = {plan_id: name for name, plan_id in plans.items()}

    def read(chosen=EVERYTHING, **order):
        with store.read() as connection:
            return [by_id[one] for one in plan_ids(connection, chosen, on=ON, **order).ids]

    return read


def test_the_newest_stands_first(names_of):
    assert names_of() == ["draft", "approved", "review", "overdue", "superseded"]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (PlanFilter("draft"), ["draft"]),
        (PlanFilter("approved"), ["approved", "review", "overdue"]),
        (PlanFilter("review"), ["review", "overdue"]),
        (PlanFilter(manager="沈若岚"), ["overdue", "superseded"]),
        (PlanFilter("approved", "沈若岚"), ["overdue"]),
        (PlanFilter(text="李四"), ["overdue", "superseded"]),
        (PlanFilter(text="sp-2025"), ["overdue", "superseded"]),
        (PlanFilter(text="nobody"), []),
        (PlanFilter(text="%"), []),
    ],
)
def test_what_a_filter_keeps(names_of, chosen, names):
    assert names_of(chosen) == names


@pytest.mark.parametrize("sort", SORTS)
def test_an_order_turned_round_is_the_same_backwards(names_of, sort):
    assert names_of(sort=sort, descending=False) == names_of(sort=sort, descending=True)[::-1]


def test_a_row_carries_the_clients_standing(store, plans):
    with store.read() as connection:
        overdue, draft = plan_rows(connection, [plans["overdue"], plans["draft"]])
    assert (overdue.name, overdue.tier, overdue.stage, overdue.version) == ("李四", "platinum", "decline", "v2.0")
    assert overdue.is_review_due(ON)
    assert not draft.is_review_due(ON)
    assert draft.approved_at is None


def test_rows_come_in_the_order_of_their_ids_and_cost_one_statement(store, plans, statements):
    wanted = [plans["draft"], 999_999, plans["overdue"], plans["review"]]
    with store.read() as connection, statements() as counted:
        rows = plan_rows(connection, wanted)
    assert [row.id for row in rows] == [wanted[0], *wanted[2:]]
    assert len(counted) == 1
    with store.read() as connection:
        assert plan_rows(connection, []) == []


def test_counts_agree_with_the_lists(store, names_of):
    with store.read() as connection:
        counts = plan_counts(connection, on=ON)
        of_shen = plan_counts(connection, on=ON, manager="沈若岚")
    assert counts == {state: len(names_of(PlanFilter(state))) for state in PLAN_STATES}
    assert of_shen == {"all": 2, "draft": 0, "approved": 1, "review": 1}


def test_an_empty_store_counts_nothing(store):
    with store.read() as connection:
        assert set(plan_counts(connection, on=ON).values()) == {0}


def test_who_is_owed_a_plan(store, add_client, add_plan):
    gold, private = add_client("金", tier="gold", assets=5), add_client("私", tier="private", assets=1)
    planned, silver, closed = (
        add_client("有", tier="gold"), add_client("银", tier="silver"), add_client("销", tier="gold", status="closed"),
    )  # fmt: skip
    satisfied = add_client("足", tier="gold")
    add_client("无", tier="diamond")
    for client_id in (gold, private, planned, silver, closed):
        add_need(store, client_id, kind="education")
    add_need(store, gold, kind="pension")
    close_need(store, add_need(store, satisfied, kind="cash"))
    add_plan(planned, "superseded")
    with store.read() as connection:
        assert clients_to_plan_for(connection) == [private, gold]
        assert clients_to_plan_for(connection, manager="沈若岚") == []
