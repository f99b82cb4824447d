from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crmdesk.errors import CrmError
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.follow_ups import client_follow_ups, complete_follow_up
from crmdesk.interact.signals import ContactSignals, contact_signals

AT = datetime(2024, 11, 19, 2, 0, tzinfo=UTC)
NOTE = "客户说已经转到别家营业部。"


@pytest.fixture
def log(store):
    def logged(client_id, *outcomes):
        for days, code in enumerate(outcomes):
            log_contact(store, client_id, channel="01", outcome=code, note=NOTE, at=AT + timedelta(days=days))

    return logged


@pytest.fixture
def signals(store):
    def read(as_of=date(2024, 12, 31)):
        with store.read() as connection:
            return contact_signals(connection, as_of)

    return read


def test_attempts_in_a_row_since_the_client_was_reached(add_client, log, signals):
    one, two, three = add_client(), add_client(), add_client()
    log(one, "20", "11", "20", "22")
    log(two, "20", "10")
    log(three, "31")
    assert signals() == {one: ContactSignals(no_response=2), three: ContactSignals(no_response=1)}


def test_later_contacts_do_not_count(add_client, log, signals):
    one = add_client()
    log(one, "20", "20", "10")
    assert signals(date(2024, 11, 20)) == {one: ContactSignals(no_response=2)}
    assert signals(date(2024, 11, 21)) == {}


def test_an_open_complaint_has_an_age_until_it_is_settled(store, add_client, log, signals):
    one = add_client()
    log(one, "60", "11")
    assert signals(date(2024, 12, 19)) == {one: ContactSignals(complaint_days=30)}
    with store.read() as connection:
        complaint = next(f for f in client_follow_ups(connection, one) if f.kind == "complaint")
    complete_follow_up(store, complaint.id)
    assert signals(date(2024, 12, 19)) == {one: ContactSignals(complaint_days=30)}  # it was open then


def test_a_client_who_left_counts_as_lost_until_reached_again(add_client, log, signals):
    one = add_client()
    log(one, "70")
    assert signals() == {one: ContactSignals(has_left=True)}
    log(one, "70", "50")
    assert signals() == {}


def test_the_last_grade_of_twelve_months(store, add_client, signals):
    one = add_client()
    for days, grade in ((0, 9), (10, 4)):
        at = AT + timedelta(days=days)
        log_contact(store, one, channel="01", outcome="10", note=NOTE, at=at, nps=grade)
    assert signals(date(2024, 11, 25)) == {one: ContactSignals(nps=9)}
    assert signals(date(2024, 12, 31)) == signals(date(2025, 11, 28)) == {one: ContactSignals(nps=4)}
    assert signals(date(2025, 11, 29)) == {}
    with pytest.raises(CrmError):
        log_contact(store, one, channel="01", outcome="10", note=NOTE, at=AT, nps=11)
