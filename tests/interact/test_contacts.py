from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.identify.children import add_child, remove_child
from crmdesk.identify.clients import create_client
from crmdesk.identify.record import record
from crmdesk.identify.tables import FORM_TABLES, client
from crmdesk.interact.contact_log import client_contacts, contact_history, contacts_between
from crmdesk.interact.contact_points import numbers
from crmdesk.interact.contacts import correct_contact, log_contact
from crmdesk.interact.follow_ups import client_follow_ups
from crmdesk.interact.outcomes import outcome
from crmdesk.interact.tables import contact, follow_up

NOTE = "女儿明年升初中，想了解教育金怎么存。"
#: A Tuesday; the Wednesday after it is a working day.
AT = datetime(2024, 11, 19, 2, 0, tzinfo=UTC)
DAY = date(2024, 11, 19)


@pytest.fixture
def log(store):
    def logged(client_id, outcome_code, **details):
        details = {"channel": "01", "note": NOTE, "at": AT, **details}
        return log_contact(store, client_id, outcome=outcome_code, **details)

    return logged


@pytest.fixture
def seen(store):
    """What the store says of a client: its row, the open follow-ups as (kind, days from DAY, attempt), its form."""

    def read(client_id):
        with store.read() as connection:
            row = connection.execute(select(client).where(client.c.id == client_id)).one()
            tasks = [(f.kind, (f.due_on - DAY).days, f.attempt) for f in client_follow_ups(connection, client_id)]
            table = FORM_TABLES["person"]
            form = connection.execute(select(table).where(table.c.client_id == client_id)).one_or_none()
        return row, tasks, form

    return read


@pytest.mark.parametrize(
    ("code", "tasks", "share"),
    [
        ("11", [("contact", 14, 1)], 0.5),
        ("20", [("retry", 1, 2)], 0),
        ("21", [("retry", 2, 2)], 0),
        ("22", [("retry", 3, 2)], 0),
        ("30", [("data", 3, 1)], 0),
        ("31", [("data", 3, 1)], 0),
        ("32", [("data", 1, 1)], 0),
        ("33", [("data", 3, 1)], 0),
        ("40", [], 0),
        ("41", [("contact", 62, 1)], 1),
        ("50", [("opportunity", 3, 1)], 1),
        ("51", [("after_sale", 7, 1)], 1),
        ("60", [("complaint", 0, 1)], 1),
        ("70", [("termination", 3, 1)], 1),
    ],
)
def test_an_outcome_makes_its_own_follow_up(add_client, log, seen, code, tasks, share):
    """60 days after the 19th of November is a Saturday, so the Monday after it."""
    one = add_client()
    log(one, code)
    row, found, _form = seen(one)
    assert found == tasks
    assert outcome(code).share == share
    assert row.last_contact_on == (DAY if share else None)


@pytest.mark.parametrize(
    ("code", "status"), [("30", "3"), ("31", "2"), ("32", "5"), ("33", "7"), ("10", "1"), ("20", None)]
)
def test_the_contact_status_of_the_form_follows(add_client, log, seen, code, status):
    one = add_client()
    log(one, code)
    form = seen(one)[2]
    assert (form.contact_status if form else None) == status


def test_reaching_a_client_elsewhere_does_not_prove_the_number(add_client, log, seen):
    one = add_client()
    log(one, "10", channel="06")
    assert seen(one)[2] is None


def test_every_status_an_outcome_sets_is_in_the_list_of_the_form():
    set_by_outcomes = {o.extra.get("status") for o in code_list("contact_outcome").values()} - {None}
    assert set_by_outcomes <= set(code_list("contact_status"))


@pytest.mark.parametrize(("tier", "days"), [("private", 15), ("gold", 62), (None, 365)])
def test_without_a_date_the_tiers_standard_plans_the_next_contact(add_client, log, seen, tier, days):
    """15 days later is a Wednesday, 60 and 365 days a Saturday and a Wednesday."""
    one = add_client(tier=tier) if tier else add_client()
    log(one, "10")
    assert seen(one)[1] == [("contact", days, 1)]


def test_a_typed_date_stands_over_the_outcomes_own(add_client, log, seen):
    one = add_client()
    log(one, "50", next_on=date(2024, 11, 30), next_time="15:30", next_channel="07", next_title="面谈教育金")
    row, tasks, _form = seen(one)
    assert tasks == [("opportunity", 11, 1)]
    assert row.next_contact_on == date(2024, 11, 30)


def test_a_complaint_is_taken_up_at_once_even_when_a_later_date_is_agreed(add_client, log, seen):
    one = add_client()
    log(one, "60", next_on=date(2024, 11, 22))
    assert seen(one)[1] == [("complaint", 0, 1), ("contact", 3, 1)]


def test_three_attempts_then_another_channel(add_client, log, seen):
    one = add_client()
    for days in (0, 1, 2):
        log(one, "22", at=AT + timedelta(days=days))
    _row, tasks, form = seen(one)
    assert tasks == [("other_channel", 6, 1)]  # Thursday the 21st + 3 days is a Sunday
    assert form.contact_status == "4"


def test_a_failed_attempt_moves_what_was_due_and_keeps_what_it_is(store, add_client, log, seen):
    one = add_client()
    log(one, "50")
    log(one, "20", at=AT + timedelta(days=3))
    assert seen(one)[1] == [("opportunity", 6, 2)]


def test_reaching_the_client_closes_what_was_due_and_what_was_waiting(store, add_client, log, seen):
    one = add_client()
    log(one, "20")
    newest = log(one, "11", at=AT + timedelta(hours=3))
    assert seen(one)[1] == [("contact", 14, 1)]
    with store.read() as connection:
        done = connection.execute(select(follow_up).where(follow_up.c.status == "done")).one()
    assert (done.kind, done.answered_by_id) == ("retry", newest)


def test_a_data_task_is_not_doubled(add_client, log, seen):
    one = add_client()
    log(one, "30")
    log(one, "31", at=AT + timedelta(hours=1))
    assert seen(one)[1] == [("data", 3, 1)]


def test_a_refusal_withdraws_marketing_and_ends_planned_contacts(add_client, log, seen):
    one = add_client()
    log(one, "50")
    log(one, "40", at=AT + timedelta(hours=1))
    row, tasks, form = seen(one)
    assert tasks == []
    assert form.sms_consent is False
    assert row.next_contact_on is None


def test_undo_takes_everything_back_in_one_step(store, add_client, log, seen):
    one = add_client(last_contact_on=date(2024, 10, 1))
    before = seen(one)
    log(one, "31")
    store.undo()
    assert seen(one) == before
    with store.read() as connection:
        assert client_contacts(connection, one) == []
    store.redo()
    assert seen(one)[1] == [("data", 3, 1)]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("note", {"note": "聊了"}),
        ("channel", {"channel": "77"}),
        ("outcome", {"outcome_code": "99"}),
        ("next_on", {"next_on": date(2024, 11, 18)}),
        ("next_on", {"outcome_code": "12"}),
        ("purpose", {"purpose": ("selling",)}),
        ("minutes", {"minutes": -5}),
        ("mood", {"mood": 6}),
        ("at", {"at": datetime(2100, 1, 1, tzinfo=UTC)}),
        ("direction", {"direction": "XX"}),
        ("next_channel", {"next_channel": "77"}),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_nothing_is_written(store, add_client, log, field, wrong):
    one = add_client()
    values = {"outcome_code": "10", **wrong}
    with pytest.raises(CrmError) as caught:
        log(one, values.pop("outcome_code"), **values)
    assert caught.value.field == field
    with store.read() as connection:
        assert client_contacts(connection, one) == []


def test_an_attempt_needs_no_note(add_client, log, seen):
    one = add_client()
    log(one, "20", note="")
    assert seen(one)[1] == [("retry", 1, 2)]


def test_a_client_that_is_gone_is_refused(log):
    with pytest.raises(CrmError):
        log(4711, "10")


@pytest.mark.parametrize(
    ("details", "score"),
    [
        ({}, 40),
        ({"next_on": date(2024, 11, 22)}, 65),
        ({"next_on": date(2024, 11, 22), "found_need": True, "evidence": "REC-1"}, 100),
    ],
)
def test_quality_counts_what_the_contact_brought(store, add_client, log, details, score):
    one = add_client()
    log(one, "10", **details)
    with store.read() as connection:
        assert client_contacts(connection, one)[0].quality == score


def test_minutes_default_by_channel_and_a_missed_call_takes_one(store, add_client, log):
    one = add_client()
    log(one, "10", channel="06")
    log(one, "20", at=AT + timedelta(hours=1))
    with store.read() as connection:
        assert [c.minutes for c in client_contacts(connection, one)] == [1, 60]


def test_a_correction_stands_for_the_entry_and_keeps_it(store, add_client, log, seen):
    one = add_client()
    first = log(one, "50")
    second = correct_contact(store, first, note="更正：客户暂时没有需求，半年后再谈。", outcome="41")
    third = correct_contact(store, first, note="更正：客户暂时没有需求，两个月后再谈。")
    with store.read() as connection:
        (shown,) = client_contacts(connection, one)
        history = contact_history(connection, third)
        untouched = connection.execute(select(contact.c.note).where(contact.c.id == first)).scalar_one()
    assert shown.id == third
    assert [c.id for c in history] == [first, second, third]
    assert untouched == NOTE
    assert seen(one)[1] == [("contact", 62, 1)]


def test_a_correction_to_no_answer_takes_the_last_contact_back(store, add_client, log, seen):
    one = add_client()
    first = log(one, "11")
    correct_contact(store, first, note="其实没有接通", outcome="20")
    row, tasks, _form = seen(one)
    assert row.last_contact_on is None
    assert tasks == [("retry", 1, 2)]


def test_contacts_of_a_day_by_a_person(store, add_client, log):
    one = add_client()
    log(one, "11")
    with store.read() as connection:
        assert len(contacts_between(connection, AT, AT + timedelta(days=1), by="tester")) == 1
        assert contacts_between(connection, AT + timedelta(days=1), AT + timedelta(days=2)) == []


# -- which number was called


@pytest.fixture
def two_numbers(store):
    """A client with a main number and another one that is in use; ids of the client and of the contact point."""
    one = create_client(store, kind="person", values={"name": "周文博", "mobile": "15412340001"})
    point = add_child(store, one, "contact_point", {"kind": "mobile", "value": "15412340002", "status": "1"})
    return one, point


def statuses(store, client_id):
    with store.read() as connection:
        found = record(connection, client_id)
        return found.values["contact_status"], [row["status"] for row in found.children["contact_point"]]


def test_the_outcome_speaks_of_the_number_that_was_called(store, two_numbers):
    client_id, _point = two_numbers
    before, _points = statuses(store, client_id)
    log_contact(store, client_id, channel="01", outcome="30", note="", number="154 1234 0002")
    dead = outcome("30").contact_status
    assert statuses(store, client_id) == (before, [dead])
    store.undo()
    assert statuses(store, client_id) == (before, ["1"])
    log_contact(store, client_id, channel="01", outcome="30", note="", number="15412340001")
    assert statuses(store, client_id) == (dead, ["1"])


def test_a_number_of_somebody_else_is_refused(store, two_numbers):
    with pytest.raises(CrmError, match="no such number") as refused:
        log_contact(store, two_numbers[0], channel="01", outcome="30", note="", number="15400000000")
    assert refused.value.field == "number"


def test_a_correction_keeps_the_number_and_survives_its_removal(store, two_numbers):
    client_id, point = two_numbers
    first = log_contact(store, client_id, channel="01", outcome="20", note="", number="15412340002")
    second = correct_contact(store, first, note="是空号", outcome="30")
    assert statuses(store, client_id)[1] == [outcome("30").contact_status]
    remove_child(store, "contact_point", point)
    before = statuses(store, client_id)
    correct_contact(store, second, note="谈到了理财产品到期后的安排", outcome="10")
    assert statuses(store, client_id) == before


def test_the_numbers_of_a_client_each_once_the_main_one_first(store, two_numbers):
    client_id, _point = two_numbers
    add_child(store, client_id, "contact_point", {"kind": "mobile", "value": "15412340001"})
    add_child(store, client_id, "contact_point", {"kind": "mobile", "value": "15412340003", "valid_to": "2020-01-01"})
    with store.read() as connection:
        found = numbers(connection, client_id)
    assert [(one.value, one.is_main) for one in found] == [("15412340001", True), ("15412340002", False)]
