"""A client with a row in every table that a client can have rows in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, update

from crmdesk import dates
from crmdesk.customize.tables import plan
from crmdesk.differentiate.tables import classification, client_month, run
from crmdesk.i18n import Words
from crmdesk.identify.children import add_child
from crmdesk.identify.clients import create_client
from crmdesk.identify.tables import account, balance, client, holding, product, source_key, standing_order, txn
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.tables import need, need_change
from crmdesk.store.dump import dump_store
from tests.identify.conftest import PERSON

LABEL = Words("测试", "Test")
TODAY = dates.local_today()


@pytest.fixture
def prospect(store):
    """Someone who never had a contract."""
    return create_client(store, kind="person", values={"name": "欧阳若曦", "mobile": "13912345678"}, client_no="P0001")


@pytest.fixture
def rich(store, prospect):
    """A client with an account, movements, balances, relations, contacts, needs, a plan and a class."""
    client_id = create_client(store, kind="person", values=PERSON, client_no="K0001", manager="李经理")
    add_child(store, client_id, "account", {"account_no": "6222021234", "kind": "normal"})
    add_child(store, client_id, "relation", {"name": "欧阳若曦", "relation": "11"})
    add_child(store, client_id, "risk_assessment", {"line": "fund", "level": "C3", "assessed_on": "2026-01-05"})
    add_child(store, client_id, "contact_point", {"kind": "mobile", "value": "13700001111"})
    log_contact(store, client_id, channel="01", outcome="10", note="谈到女儿明年去英国留学的费用安排", next_on=TODAY)
    with store.batch(LABEL) as connection:
        _fill(connection, client_id)
    with store.write(LABEL) as unit:
        relation_id = unit.connection.exec_driver_sql("SELECT max(id) FROM relation").scalar_one()
        from crmdesk.identify.tables import relation

        unit.change(relation, relation_id, {"other_client_id": prospect})
    return client_id


def _fill(connection, client_id):
    def add(table, **values):
        return connection.execute(insert(table).values(client_id=client_id, **values)).inserted_primary_key[0]

    key = connection.exec_driver_sql("SELECT max(id) FROM account").scalar_one()
    day = date(2026, 3, 31)
    sold = {"code": "F1", "name": "稳健一号", "line": "fund", "asset_class": "bond", "risk_level": "R2"}
    product_id = connection.execute(insert(product).values(sold)).inserted_primary_key[0]
    add(source_key, source="counter", key="K0001")
    add(standing_order, account_id=key, ref="1", amount=500)
    for number in range(3):
        add(txn, account_id=key, day=day, kind="deposit", is_active=True, amount=1_00, ref=f"r{number}")
    add(balance, account_id=key, day=day, asset_class="cash", amount=1_00, operation_id=1)
    add(holding, account_id=key, product_id=product_id, day=day, amount=9)
    need_id = add(need, kind="education", priority="high", status="open", found_on=day)
    add(need_change, need_id=need_id, at=dates.now(), field="", cause="talk", is_material=True, created_by="t")
    content = {"summary": "教育金"}
    spans = {"period_from": day, "period_to": date(2027, 3, 31), "data_date": day}
    add(
        plan,
        plan_no="SP-1",
        major=1,
        minor=0,
        form="full",
        status="approved",
        **spans,
        author="t",
        content=content,
        created_at=dates.now(),
    )
    ran = {"as_of": day, "rulebook": "x", "rulebook_version": "1", "at": dates.now(), "clients": 1, "seconds": 1.0}
    run_id = connection.execute(insert(run).values(ran)).inserted_primary_key[0]
    add(client_month, month=24315)
    values = {"hv": 1, "cv": 1, "pv": 1, "clv": 1, "clv_phase": "x", "is_new": False, "evidence": "[]"}
    since = {"tier_since": day, "stage_since": day, "as_of": day}
    tiers = {"tier": "gold", "tier_status": "normal", "tier_counter": 0, "tier_mark": 0}
    stages = {"stage": "growth", "stage_status": "normal", "stage_rules": 0, "dormancy": "active"}
    add(classification, run_id=run_id, **since, **tiers, **stages, **values)
    standing = {"tier": "gold", "stage": "growth", "assets": 123}
    connection.execute(update(client).where(client.c.id == client_id).values(standing))


@pytest.fixture
def content(store, tmp_path):
    """Everything in the store but the diary, as bytes."""

    def read():
        dump_store(store, tmp_path / "dump.jsonl", has_derived=True)
        return (tmp_path / "dump.jsonl").read_bytes()

    return read


@pytest.fixture
def close_account(store):
    """End a relationship on a day."""

    def close(client_id, day):
        with store.batch(LABEL) as connection:
            closed = {"status": "closed", "closed_on": day}
            connection.execute(update(account).where(account.c.client_id == client_id).values(closed))

    return close
