"""Acting on several follow-ups at once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.errors import CrmError
from crmdesk.identify.tables import client
from crmdesk.interact.follow_up_sets import cancel_follow_ups, complete_follow_ups, postpone_follow_ups
from crmdesk.interact.follow_ups import add_follow_up, client_follow_ups, complete_follow_up


@pytest.fixture
def steps(store, add_client):
    """Two of one client, one of another."""
    one, other = add_client("张三"), add_client("李四")
    plan = ((one, date(2026, 11, 25), "15:30"), (one, date(2026, 12, 1), None), (other, date(2026, 11, 26), None))
    return [add_follow_up(store, who, kind="contact", due_on=day, due_time=time) for who, day, time in plan]


@pytest.fixture
def next_contacts(store):
    def read():
        with store.read() as connection:
            return list(connection.execute(select(client.c.next_contact_on).order_by(client.c.id)).scalars())

    return read


def test_all_are_postponed_in_one_step_and_come_back_in_one(store, steps, next_contacts):
    before = next_contacts()
    assert postpone_follow_ups(store, steps, to=date(2026, 12, 9)) == 3
    assert next_contacts() == [date(2026, 12, 9)] * 2
    store.undo()
    assert next_contacts() == before == [date(2026, 11, 25), date(2026, 11, 26)]


def test_a_time_agreed_for_the_old_day_falls_away(store, steps):
    postpone_follow_ups(store, steps[:1], to=date(2026, 11, 30))
    with store.read() as connection:
        moved = client_follow_ups(connection, 1)[0]
    assert (moved.due_on, moved.due_time) == (date(2026, 11, 30), None)


def test_closed_ones_are_passed_over(store, steps, next_contacts):
    complete_follow_up(store, steps[0])
    assert complete_follow_ups(store, steps) == 2
    assert next_contacts() == [None, None]
    with pytest.raises(CrmError, match="already closed"):
        complete_follow_ups(store, steps)


def test_cancelled_is_not_done(store, steps):
    assert cancel_follow_ups(store, steps[:2]) == 2
    with store.read() as connection:
        found = client_follow_ups(connection, 1, only_open=False)
    assert {one.status for one in found} == {"cancelled"}
