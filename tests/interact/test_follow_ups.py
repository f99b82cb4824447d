from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.identify.tables import client
from crmdesk.interact.follow_ups import (
    add_follow_up,
    cancel_follow_up,
    client_follow_ups,
    complete_follow_up,
    open_follow_ups,
    postpone_follow_up,
    priority,
)

ON = date(2026, 11, 24)


@pytest.fixture
def next_contact(store):
    def read(client_id):
        with store.read() as connection:
            return connection.execute(select(client.c.next_contact_on).where(client.c.id == client_id)).scalar_one()

    return read


def test_the_earliest_contact_is_the_clients_next(store, add_client, next_contact):
    one = add_client()
    later = add_follow_up(store, one, kind="review", due_on=date(2026, 12, 1))
    sooner = add_follow_up(store, one, kind="contact", due_on=date(2026, 11, 25))
    add_follow_up(store, one, kind="data", due_on=date(2026, 11, 20))
    assert next_contact(one) == date(2026, 11, 25)
    complete_follow_up(store, sooner)
    assert next_contact(one) == date(2026, 12, 1)
    postpone_follow_up(store, later, to=date(2026, 12, 9), due_time="15:30")
    assert next_contact(one) == date(2026, 12, 9)
    cancel_follow_up(store, later)
    assert next_contact(one) is None
    store.undo()
    assert next_contact(one) == date(2026, 12, 9)


def test_a_closed_follow_up_is_not_closed_again(store, add_client):
    one = add_follow_up(store, add_client(), kind="contact", due_on=ON)
    complete_follow_up(store, one)
    for change in (complete_follow_up, cancel_follow_up):
        with pytest.raises(CrmError):
            change(store, one)
    with pytest.raises(CrmError):
        complete_follow_up(store, 4711)


def test_an_unknown_kind_is_refused(store, add_client):
    with pytest.raises(CrmError) as caught:
        add_follow_up(store, add_client(), kind="party", due_on=ON)
    assert caught.value.field == "kind"


def test_due_ones_come_by_priority(store, add_client, statements):
    gold = add_client("金", tier="gold", stage="maturity")
    risk = add_client("险", tier="platinum", stage="decline", contribution=8_000_00)
    for one, due in ((gold, date(2026, 11, 24)), (risk, date(2026, 11, 23)), (gold, date(2026, 11, 25))):
        add_follow_up(store, one, kind="contact", due_on=due)
    with store.read() as connection, statements() as counted:
        due = open_follow_ups(connection, on=ON)
    assert [f.name for f in due] == ["险", "金"]
    assert [f.due(ON) for f in due] == ["overdue", "today"]
    assert due[0].overdue_days(ON) == 1
    assert len(counted) == 1


def test_an_owner_sees_the_own_clients_and_what_was_handed_over(store, add_client):
    mine, hers = add_client("甲", manager="何志远"), add_client("乙", manager="沈若岚")
    add_follow_up(store, mine, kind="contact", due_on=ON)
    add_follow_up(store, mine, kind="promise", due_on=ON, owner="沈若岚", title="寄送费率说明")
    add_follow_up(store, hers, kind="contact", due_on=ON)
    with store.read() as connection:
        assert [f.kind for f in open_follow_ups(connection, on=ON, owner="何志远")] == ["contact"]
        titles = {str(f.words) for f in open_follow_ups(connection, on=ON, owner="沈若岚")}
        assert titles == {"寄送费率说明", "Contact again"}
        assert len(client_follow_ups(connection, mine)) == 2


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"tier_rank": 5, "stage": "decline", "contribution": 100_000_00 * 10, "overdue_days": 30}, 100.0),
        ({"tier_rank": None, "stage": None, "contribution": None, "overdue_days": 0}, 9.0),
        ({"tier_rank": -1, "stage": "termination", "contribution": 0, "overdue_days": 0}, 6.0),
        ({"tier_rank": 2, "stage": "growth", "contribution": 1_000_00, "overdue_days": 3}, 38.7),
    ],
)
def test_priority_runs_from_0_to_100(values, expected):
    assert priority(**values) == expected


def test_every_kind_has_words_for_its_follow_up():
    for code in code_list("follow_up_kind").values():
        assert code.extra["title_zh"]
        assert code.extra["title_en"]
