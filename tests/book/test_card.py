from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from crmdesk.book.card import client_card
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.clients import create_client
from crmdesk.identify.tables import risk_assessment
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.follow_ups import add_follow_up

ON = date(2026, 11, 24)


@pytest.fixture
def zhou(store):
    values = {"name": "周文博", "sex": "1", "birth_date": "1980-03-05", "mobile": "13812346027", "contact_status": "1"}
    return create_client(store, kind="person", values=values, client_no="K0001", manager="沈若岚")


@pytest.fixture
def card(store):
    def read(client_id):
        with store.read() as connection:
            return client_card(connection, client_id, on=ON)

    return read


def test_who_it_is(zhou, card):
    found = card(zhou)
    assert (found.name, str(found.sex), found.age, found.phone) == ("周文博", "Male", 46, "138****6027")
    assert (found.manager, found.tier, found.stage, found.trend) == ("沈若岚", None, None, ())


def test_what_comes_next(store, zhou, card):
    add_follow_up(store, zhou, kind="review", due_on=ON + timedelta(days=1), channel="01")
    found = card(zhou)
    assert found.next_contact_on == ON + timedelta(days=1)
    assert [str(f.words) for f in found.follow_ups] == ["Asset review"]


def test_the_newest_risk_test_per_line_and_its_validity(store, zhou, card):
    with store.batch(Words("", "test rows")) as connection:
        for level, taken, until in (
            ("C3", date(2022, 1, 1), date(2024, 1, 1)),
            ("C4", date(2025, 1, 1), date(2027, 1, 1)),
        ):
            row = {"client_id": zhou, "line": "securities", "level": level}
            connection.execute(insert(risk_assessment).values(**row, assessed_on=taken, valid_to=until))
    (risk,) = card(zhou).risk
    assert (risk.level, risk.is_valid(ON), risk.is_valid(date(2027, 1, 2))) == ("C4", True, False)


def test_a_dead_number_is_a_warning_after_the_call(store, zhou, card):
    assert card(zhou).warnings == ()
    log_contact(store, zhou, channel="01", outcome="31", note="")
    (warning,) = card(zhou).warnings
    assert (warning.tone, warning.field) == ("bad", "mobile")


def test_a_refusal_withdraws_marketing_not_the_record(store, zhou, card):
    log_contact(store, zhou, channel="01", outcome="40", note="")
    assert all(warning.field != "consent_withdrawn_on" for warning in card(zhou).warnings)


def test_a_client_that_is_gone(card):
    with pytest.raises(CrmError):
        card(4711)


def test_the_card_reads_a_fixed_number_of_statements(store, zhou, statements):
    for days in range(5):
        add_follow_up(store, zhou, kind="contact", due_on=ON + timedelta(days=days))
    with store.read() as connection, statements() as counted:
        client_card(connection, zhou, on=ON)
    assert len(counted) <= 16
