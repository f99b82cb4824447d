from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from crmdesk.book.care import care_between, years_before
from crmdesk.book.today import today
from crmdesk.i18n import Words
from crmdesk.identify.tables import FORM_TABLES, risk_assessment
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.follow_ups import add_follow_up

ON = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def view(store):
    def read(**values):
        with store.read() as connection:
            return today(connection, on=ON, **values)

    return read


@pytest.fixture
def fill(store):
    def filled(table, **values):
        with store.batch(Words("", "test rows")) as connection:
            connection.execute(insert(table).values(values))

    return filled


def test_the_queue_says_who_first_and_why(store, add_client, view):
    li = add_client(
        "李明朗", tier="platinum", stage="decline", stage_status="warning", last_contact_on=date(2026, 10, 14)
    )
    ma = add_client("马骏", tier="gold", stage="growth", last_contact_on=date(2026, 11, 15))
    add_follow_up(store, li, kind="contact", due_on=date(2026, 11, 18), attempt=3)
    add_follow_up(store, ma, kind="review", due_on=ON, due_time="10:30")
    add_follow_up(store, ma, kind="contact", due_on=date(2026, 11, 30))
    found = view()
    assert [entry.follow_up.name for entry in found.queue] == ["李明朗", "马骏"]
    assert [(r.words.zh, r.tone) for r in found.queue[0].reasons] == [
        ("逾期 6 天", "bad"),
        ("衰退预警", "bad"),
        ("2 次未接通", "warn"),
        ("41 天未联系，标准 30 天", "plain"),
    ]
    assert [r.words.zh for r in found.queue[1].reasons] == ["今天 10:30"]
    assert (found.overdue, found.minutes_left) == (1, 15 + 12)


def test_a_manager_sees_the_own_day(store, add_client, view):
    add_follow_up(store, add_client("甲", manager="何志远"), kind="contact", due_on=ON)
    add_follow_up(store, add_client("乙", manager="沈若岚"), kind="contact", due_on=ON)
    assert [entry.follow_up.name for entry in view(manager="沈若岚").queue] == ["乙"]


def test_whom_nobody_planned_is_proposed(add_client, view):
    add_client("白金", tier="platinum", stage="maturity", last_contact_on=date(2026, 10, 1))
    add_client("有约", tier="platinum", stage="maturity", next_contact_on=date(2026, 12, 1))
    add_client("刚谈", tier="gold", stage="maturity", last_contact_on=date(2026, 11, 20))
    add_client("未谈", tier="gold", stage="maturity")
    add_client("普通", tier="base", stage="maturity")
    add_client("终止", tier="gold", stage="termination")
    assert [one.name for one in view().suggested] == ["白金", "未谈"]


def test_done_lists_the_contacts_of_the_day(store, add_client, view):
    one = add_client("王海")
    morning = datetime(2024, 11, 19, 1, 38, tzinfo=UTC)
    for at in (morning, morning - timedelta(days=1)):
        log_contact(store, one, channel="01", outcome="50", note="有意向，到期承接 20 万。", at=at)
    with store.read() as connection:
        (done,) = today(connection, on=date(2024, 11, 19)).done
    assert (done.name, done.outcome) == ("王海", "50")


def test_birthdays_and_anniversaries_of_the_week(store, add_client, view, fill):
    person = FORM_TABLES["person"]
    zhang = add_client("张秀兰", tier="gold", opened_on=date(2000, 3, 3))
    he = add_client("何建军", tier="platinum", opened_on=date(2021, 11, 28))
    fill(person, client_id=zhang, birth_date=date(1958, 11, 24))
    fill(person, client_id=he, birth_date=date(1974, 12, 24))
    assert [(c.name, c.day, str(c.words)) for c in view().care] == [
        ("张秀兰", ON, "Birthday, 68"),
        ("何建军", date(2026, 11, 28), "5 years with us"),
    ]


def test_a_birthday_on_29_february_is_kept_on_the_28th_in_other_years():
    assert list(years_before(date(2027, 2, 28), 27)) == [date(2000, 2, 28), date(2000, 2, 29)]
    assert list(years_before(date(2028, 2, 28), 28)) == [date(2000, 2, 28)]
    assert list(years_before(date(2028, 2, 29), 28)) == [date(2000, 2, 29)]
    assert list(years_before(date(2028, 2, 29), 27)) == []


def test_care_leaves_closed_clients_out(store, add_client, fill):
    one = add_client(status="closed")
    fill(FORM_TABLES["person"], client_id=one, birth_date=date(1958, 11, 24))
    with store.read() as connection:
        assert care_between(connection, ON, ON) == []


def test_duties_count_clients_and_name_the_first_date(store, add_client, view, fill):
    one, two = add_client("吴桂芬"), add_client("赵启明")
    add_follow_up(store, one, kind="complaint", due_on=ON)
    add_follow_up(store, two, kind="promise", due_on=date(2026, 11, 20), title="寄送费率说明")
    fill(FORM_TABLES["person"], client_id=one, id_to=date(2026, 12, 10))
    old = {"client_id": two, "line": "securities", "level": "C3", "assessed_on": date(2024, 11, 26)}
    fill(risk_assessment, **old, valid_to=date(2026, 11, 26))
    retaken = {**old, "client_id": one}
    fill(risk_assessment, **retaken, valid_to=date(2026, 11, 26))
    fill(risk_assessment, **{**retaken, "assessed_on": date(2026, 11, 1)}, valid_to=date(2028, 11, 1))
    assert [(d.kind, d.clients, d.first_on) for d in view().duties] == [
        ("promise", 1, date(2026, 11, 20)),
        ("complaint", 1, ON),
        ("id_card", 1, date(2026, 12, 10)),
        ("risk_test", 1, date(2026, 11, 26)),
    ]


def test_the_day_costs_the_same_statements_however_many_are_due(store, add_client, view, statements):
    for _ in range(5):
        add_follow_up(store, add_client(), kind="contact", due_on=ON)
    with statements() as counted:
        view()
    assert len(counted) <= 9
