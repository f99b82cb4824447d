"""The quality of many records, measured at once: equal to the quality of each, and kept true."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.demo import Branch, fill_store
from crmdesk.identify.children import add_child
from crmdesk.identify.clients import create_client, edit_client, record
from crmdesk.identify.quality import quality
from crmdesk.identify.quality.board import has_issue, lacks, quality_board
from crmdesk.identify.quality.columns import asked_fields
from crmdesk.identify.quality.measures import issue_bit
from crmdesk.identify.quality.measuring import measure_quality
from crmdesk.identify.tables import client, client_quality
from crmdesk.interact.needs import active_needs, kinds_of_active_needs

ON = date(2026, 11, 21)


def measured(store, client_id):
    with store.read() as connection:
        query = select(client_quality).where(client_quality.c.client_id == client_id)
        return connection.execute(query).one()


def issues(store, client_id):
    mask = measured(store, client_id).issues
    codes = ("bad_phone", "no_phone", "id_expired", "id_expiring", "risk_expired", "invalid", "no_risk", "stale")
    return {code for code in codes if mask >> issue_bit(code) & 1}


def names(kind, mask):
    return {field.name for bit, field in enumerate(asked_fields(kind)) if mask >> bit & 1}


@pytest.fixture
def branch(store):
    fill_store(store, Branch(clients=148, months=3, seed=5, as_of=date(2026, 10, 31)))
    company = {"name": "华东精密有限公司", "licence_to": "2026-01-31", "phone_office": "021-55501234"}
    create_client(store, kind="organisation", values=company)
    create_client(store, kind="product", values={"name": "稳健一号", "founded_on": "2024-03-01"})
    return store


def test_the_columns_say_what_each_record_says(branch):
    measure_quality(branch, on=ON, needs=kinds_of_active_needs())
    with branch.read() as connection:
        clients = connection.execute(select(client.c.id, client.c.kind, client.c.tier)).all()
        assert {row.kind for row in clients} == {"person", "organisation", "product"}
        for client_id, kind, tier in clients:
            kinds = [need.kind for need in active_needs(connection, client_id)]
            told = quality(record(connection, client_id), on=ON, tier=tier, needs=kinds)
            row = measured(branch, client_id)
            assert (row.completeness, row.freshness, row.kyc, row.target) == (
                told.completeness,
                told.freshness,
                told.kyc,
                told.target,
            )
            assert names(kind, row.missing) == {field.name for field in told.missing}
            assert names(kind, row.stale) == {field.name for field in told.stale}
            assert bool(row.issues >> issue_bit("invalid") & 1) == bool(told.invalid)


def test_a_bit_is_enough_for_every_field():
    assert all(len(asked_fields(kind)) < 63 for kind in ("person", "organisation", "product"))


def test_only_what_changed_is_measured_again(branch):
    assert measure_quality(branch, on=ON) == 150
    assert measure_quality(branch, on=ON) == 0
    with branch.read() as connection:
        one = connection.execute(select(client.c.id).where(client.c.kind == "person")).scalars().first()
    edit_client(branch, one, {"mobile": "13800138777", "contact_status": "2"})
    assert measure_quality(branch, on=ON) == 1
    assert "bad_phone" in issues(branch, one)
    branch.undo()
    assert measure_quality(branch, on=ON) == 1
    assert measure_quality(branch, on=date(2026, 11, 22)) == 150


def test_one_manager_alone_can_be_measured(branch):
    with branch.read() as connection:
        manager = connection.execute(select(client.c.manager)).scalars().first()
    count = measure_quality(branch, on=ON, manager=manager)
    with branch.read() as connection:
        board = quality_board(connection, manager=manager)
        whole = quality_board(connection)
    assert board.clients == board.measured == count
    assert (whole.clients, whole.measured) == (150, count)
    assert [one.manager for one in board.managers] == [manager]


def test_issues_of_a_record(store):
    one = create_client(
        store,
        kind="person",
        values={"name": "李四", "mobile": "13800138001", "contact_status": "2", "id_to": "2026-12-01"},
    )
    two = create_client(store, kind="person", values={"name": "王五", "id_to": "2026-10-01"})
    add_child(
        store,
        two,
        "risk_assessment",
        {"line": "securities", "level": "C3", "assessed_on": "2023-01-01", "valid_to": "2025-01-01"},
    )
    measure_quality(store, on=ON)
    assert issues(store, one) == {"bad_phone", "id_expiring", "no_risk"}
    assert issues(store, two) == {"no_phone", "id_expired", "risk_expired", "stale"}
    with store.read() as connection:
        board = quality_board(connection)
        assert {one.code: one.clients for one in board.issues}["bad_phone"] == 1
        assert connection.execute(select(client.c.id).where(has_issue("no_phone"))).scalars().all() == [two]
        assert connection.execute(select(client.c.id).where(lacks("mobile"))).scalars().all() == [two]


def test_what_cannot_be_right_is_found_once_the_rule_knows(store):
    one = create_client(store, kind="person", values={"name": "李四"})
    with store.batch(replace_label()) as connection:
        from crmdesk.identify.tables import FORM_TABLES

        table = FORM_TABLES["person"]
        connection.execute(table.update().where(table.c.client_id == one).values(email="no address"))
    measure_quality(store, on=ON)
    assert "invalid" in issues(store, one)


def replace_label():
    from crmdesk.i18n import Words

    return Words("测试", "Test")
