"""Overrides: what may be set, from when to when it holds, and that it goes along with its client."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crmdesk.differentiate.overrides import (
    client_overrides,
    latest_end,
    override_share,
    overrides_at,
    overrides_in_force,
    overrides_within,
    running_out,
    set_override,
    withdraw_override,
)
from crmdesk.errors import CrmError
from crmdesk.identify.clients import create_client
from crmdesk.identify.merging import merge_clients, merges, unmerge
from crmdesk.identify.trash import erase_trashed, restore_trashed, trash_clients, trashed
from crmdesk.store.tables import operation_row

TODAY = date(2026, 3, 31)
EVERY = (0, 10**9)


@pytest.fixture
def two(ledger):
    ledger.clients("2024-01-01", "2024-01-01")
    return ledger.store


def put(store, client_id=1, *, what="tier", code="gold", days=90, **given):
    decision = {"reason": "家族资产即将转入", "approver": "王行长", "today": TODAY, **given}
    return set_override(
        store, client_id, what=what, code=code, **decision, expires_on=decision["today"] + timedelta(days=days)
    )


def held(store, day):
    with store.read() as connection:
        return {(one.client_id, one.what): one.code for one in overrides_at(connection, EVERY, day)}


def test_it_holds_from_the_day_it_is_set_to_its_last_day(two):
    put(two, days=90)
    last = TODAY + timedelta(days=90)
    assert held(two, TODAY - timedelta(days=1)) == {}
    assert held(two, TODAY) == held(two, last) == {(1, "tier"): "gold"}
    assert held(two, last + timedelta(days=1)) == {}


def test_tier_and_stage_stand_beside_each_other(two):
    put(two)
    put(two, what="stage", code="decline", days=30)
    assert held(two, TODAY) == {(1, "tier"): "gold", (1, "stage"): "decline"}


def test_a_later_one_takes_the_place_of_the_one_before(two):
    put(two)
    later = TODAY + timedelta(days=10)
    put(two, code="private", today=later)
    assert held(two, later - timedelta(days=1)) == {(1, "tier"): "gold"}
    assert held(two, later) == {(1, "tier"): "private"}
    with two.read() as connection:
        assert [one.code for one in client_overrides(connection, 1)] == ["private", "gold"]


def test_withdrawn_on_the_day_it_was_set_it_never_held(two):
    withdraw_override(two, put(two), what="tier", today=TODAY)
    assert held(two, TODAY) == {}


def test_withdrawn_it_holds_up_to_the_day_before_and_can_be_undone(two):
    number = put(two)
    later = TODAY + timedelta(days=40)
    withdraw_override(two, number, what="tier", today=later)
    assert held(two, later - timedelta(days=1)) == {(1, "tier"): "gold"}
    assert held(two, later) == {}
    with pytest.raises(CrmError, match="already ended"):
        withdraw_override(two, number, what="tier", today=later)
    two.undo()
    assert held(two, later) == {(1, "tier"): "gold"}
    two.undo()
    assert held(two, TODAY) == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": "segment"}, "what"),
        ({"code": "dormant"}, "code"),
        ({"what": "stage", "code": "gold"}, "code"),
        ({"reason": "  好 "}, "reason"),
        ({"approver": " "}, "approver"),
        ({"approver": "x" * 61}, "approver"),
        ({"days": 0}, "expires_on"),
        ({"days": 366}, "expires_on"),
        ({"what": "stage", "code": "growth", "days": 92}, "expires_on"),
    ],
)
def test_what_is_refused_names_its_field(two, given, field):
    with pytest.raises(CrmError) as refused:
        put(two, **given)
    assert refused.value.field == field
    assert held(two, TODAY) == {}


@pytest.mark.parametrize(("what", "code", "days"), [("tier", "gold", 365), ("stage", "growth", 91)])
def test_the_longest_life_is_allowed(two, what, code, days):
    put(two, what=what, code=code, days=days)
    assert latest_end(what, TODAY) == {"tier": date(2027, 3, 31), "stage": date(2026, 6, 30)}[what]


def test_an_unknown_client_or_override_is_refused(two):
    with pytest.raises(CrmError, match="no longer exists"):
        put(two, 99)
    with pytest.raises(CrmError, match="no override"):
        withdraw_override(two, 99, what="tier", today=TODAY)


def test_the_share_counts_active_clients_once(ledger):
    ledger.clients(*["2024-01-01"] * 40)
    ledger.clients("2020-01-01", status="closed", first=41)
    put(ledger.store)
    put(ledger.store, what="stage", code="growth", days=30)
    put(ledger.store, 41)
    with ledger.store.read() as connection:
        share = override_share(connection, TODAY)
        assert (share.overridden, share.clients, share.share) == (1, 40, 0.025)
        assert not share.is_within_target
        assert override_share(connection, TODAY + timedelta(days=200)).is_within_target


def test_an_empty_store_has_no_share(store):
    with store.read() as connection:
        assert override_share(connection, TODAY).share == 0


def test_those_that_run_out_come_first(two):
    put(two, 1, days=300)
    put(two, 2, days=20)
    with two.read() as connection:
        assert [one.client_no for one in overrides_in_force(connection, TODAY)] == ["C2", "C1"]
        assert [one.client_no for one in running_out(connection, TODAY)] == ["C2"]
        assert overrides_in_force(connection, TODAY, manager="nobody") == []


def test_a_range_of_clients_and_days(two):
    put(two, 1)
    put(two, 2, today=TODAY + timedelta(days=100))
    with two.read() as connection:
        found = overrides_within(connection, EVERY, TODAY, TODAY + timedelta(days=365))
        assert [one.client_id for one in found] == [1, 2]
        assert overrides_within(connection, (2, 2), TODAY, TODAY) == []


@pytest.fixture
def twins(store):
    """Two records of one person, each with a tier set by hand."""
    made = [create_client(store, kind="person", values={"name": name}) for name in ("张三", "张三丰")]
    put(store, made[0], code="gold")
    put(store, made[1], code="private", today=TODAY + timedelta(days=1))
    return made


DAY = TODAY + timedelta(days=2)


def test_a_merge_brings_them_together_and_the_one_set_last_counts(store, twins):
    first, second = twins
    merge_clients(store, first, [second])
    assert held(store, DAY) == {(first, "tier"): "private"}
    with store.read() as connection:
        (last,) = merges(connection, client_id=first)
    unmerge(store, last.id)
    assert held(store, DAY) == {(first, "tier"): "gold", (second, "tier"): "private"}


def test_they_go_and_come_back_with_their_client(store, twins):
    first, second = twins
    trash_clients(store, [second], reason="重复建档")
    assert held(store, DAY) == {(first, "tier"): "gold"}
    with store.read() as connection:
        (entry,) = trashed(connection)
    restore_trashed(store, entry.id)
    assert held(store, DAY) == {(first, "tier"): "gold", (second, "tier"): "private"}


def test_erased_for_ever_nothing_of_them_is_left(store, twins):
    _first, second = twins
    trash_clients(store, [second], reason="客户要求删除")
    with store.read() as connection:
        (entry,) = trashed(connection)
    erase_trashed(store, entry.id, reason="客户要求删除")
    with store.read() as connection:
        images = connection.execute(select(operation_row.c.after).where(operation_row.c.client_id == second)).all()
        assert images == []
        assert overrides_within(connection, (second, second), date.min, date.max) == []
