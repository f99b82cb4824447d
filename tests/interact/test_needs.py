from __future__ import annotations

import pytest

from crmdesk.errors import CrmError
from crmdesk.interact.follow_ups import client_follow_ups
from crmdesk.interact.needs import active_needs, add_need, change_need, close_need, need_changes, needs


@pytest.fixture
def one(add_client):
    return add_client()


@pytest.fixture
def need(store, one):
    return add_need(store, one, kind="education", amount=10_000_000, horizon="3y", description=" 小升初 ")


def test_a_need_is_active_until_it_ends(store, one, need):
    urgent = add_need(store, one, kind="housing", priority="high")
    with store.read() as connection:
        assert [n.id for n in active_needs(connection, one)] == [urgent, need]
        assert active_needs(connection, one)[1].description == "小升初"
    close_need(store, need)
    with store.read() as connection:
        assert [n.id for n in active_needs(connection, one)] == [urgent]
        closed = next(n for n in needs(connection, one) if n.id == need)
    assert (closed.status, closed.is_active) == ("satisfied", False)
    assert closed.closed_on is not None


@pytest.mark.parametrize(
    ("values", "is_material"),
    [
        ({"amount": 11_900_000}, False),
        ({"amount": 12_000_000}, True),
        ({"amount": 8_000_000}, True),
        ({"priority": "high"}, True),
        ({"horizon": "5y"}, True),
        ({"kind": "pension"}, True),
        ({"status": "confirmed"}, False),
        ({"description": "另一种说法"}, False),
    ],
)
def test_a_material_change_asks_for_another_plan(store, one, need, values, is_material):
    assert change_need(store, need, cause="life_event", **values) is is_material
    with store.read() as connection:
        (newest, _found) = need_changes(connection, one)
        tasks = [f.kind for f in client_follow_ups(connection, one)]
    assert newest.field == next(iter(values))
    assert (newest.cause, newest.is_material) == ("life_event", is_material)
    assert tasks == (["plan"] if is_material else [])


def test_one_plan_task_is_enough(store, one, need):
    change_need(store, need, priority="high")
    change_need(store, need, priority="low")
    with store.read() as connection:
        assert len(client_follow_ups(connection, one)) == 1


def test_nothing_changed_is_no_event(store, one, need):
    assert change_need(store, need, amount=10_000_000) is False
    with store.read() as connection:
        assert len(need_changes(connection, one)) == 1


def test_undo_takes_the_change_and_its_task_back(store, one, need):
    change_need(store, need, amount=30_000_000)
    store.undo()
    with store.read() as connection:
        assert needs(connection, one)[0].amount == 10_000_000
        assert client_follow_ups(connection, one) == []
        assert len(need_changes(connection, one)) == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("kind", {"kind": "yacht"}),
        ("priority", {"priority": "urgent"}),
        ("amount", {"amount": -1}),
        ("horizon", {"horizon": "77"}),
    ],
)
def test_wrong_values_are_refused_at_their_field(store, one, field, values):
    with pytest.raises(CrmError) as caught:
        add_need(store, one, **{"kind": "cash", **values})
    assert caught.value.field == field


def test_a_need_ends_in_a_way_that_ends_it(store, need):
    with pytest.raises(CrmError):
        close_need(store, need, status="confirmed")
    with pytest.raises(CrmError):
        change_need(store, 4711)
