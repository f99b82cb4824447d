"""Undo brings back exactly what was there, and never over somebody else's change."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.interact.tables import contact, follow_up
from crmdesk.store import undoing
from crmdesk.store.search import rebuilt_after, search_is_whole
from tests.store.rows import new_client, new_contact, new_follow_up

LABEL = Words("改", "Change")
TABLES = (client, contact, follow_up)


def content(store):
    """Every row of the tables under test, as text."""
    with store.read() as connection:
        return {
            table.name: [json.dumps(dict(row), default=str) for row in connection.execute(select(table)).mappings()]
            for table in TABLES
        }


def ids(store, table):
    with store.read() as connection:
        return list(connection.execute(select(table.c.id)).scalars())


def test_one_operation_is_one_step(store):
    with store.write(Words("新建客户", "New client")) as unit:
        key = unit.add(client, new_client(1))
        unit.add(contact, new_contact(key))
    assert str(store.undo_label()) == "New client"
    assert store.undo().kind == "undone"
    assert content(store) == {"client": [], "contact": [], "follow_up": []}
    assert str(store.redo_label()) == "New client"
    assert store.redo().client_ids == {key}
    assert ids(store, client) == [key]
    assert store.redo() is None


def test_moments_come_back_aware(store):
    at = dates.now()
    with store.write(LABEL) as unit:
        key = unit.add(client, new_client(1))
        called = unit.add(contact, new_contact(key, at=at))
        assert unit.change(contact, called, {"at": at}) is False
        with pytest.raises(StatementError, match="zone"):
            unit.change(contact, called, {"at": at.replace(tzinfo=None)})
    with store.read() as connection:
        assert connection.execute(select(contact.c.at)).scalar_one() == at


def test_a_new_operation_ends_redo(store):
    for number in (1, 2):
        with store.write(Words(f"第{number}步", f"Step {number}")) as unit:
            unit.add(client, new_client(number))
    store.undo()
    with store.write(Words("第三步", "Step 3")) as unit:
        unit.add(client, new_client(3))
    assert store.redo_label() is None
    store.undo()
    assert str(store.redo_label()) == "Step 3"
    store.undo()
    assert [str(store.redo().label), str(store.redo().label)] == ["Step 1", "Step 3"]


def test_undo_reaches_fifty_steps_back(store):
    for number in range(undoing.STEPS + 2):
        with store.write(LABEL) as unit:
            unit.add(client, new_client(number))
    undone = 0
    while store.undo():
        undone += 1
    assert undone == undoing.STEPS
    assert len(ids(store, client)) == 2


def test_undo_refuses_when_the_row_has_changed_since(store):
    with store.write(LABEL) as unit:
        key = unit.add(client, new_client(1))
    with store.write(LABEL) as unit:
        unit.change(client, key, {"name": "张三丰"})
    with store.batch(LABEL) as connection:
        connection.execute(update(client).values(name="别人写的"))
    before = content(store)
    with pytest.raises(CrmError, match="changed or used since"):
        store.undo()
    assert content(store) == before


def test_undo_refuses_when_the_row_is_in_use_elsewhere(store):
    with store.write(LABEL) as unit:
        key = unit.add(client, new_client(1))
    with store.batch(LABEL) as connection:
        connection.execute(contact.insert().values(new_contact(key)))
    with pytest.raises(CrmError, match="changed or used since"):
        store.undo()
    assert len(ids(store, client)) == 1


def test_undo_leaves_derived_columns_alone(store):
    with store.write(LABEL) as unit:
        key = unit.add(client, new_client(1))
    with store.write(LABEL) as unit:
        unit.change(client, key, {"name": "李四"})
    with store.batch(LABEL) as connection:
        connection.execute(update(client).values(tier="gold"))
    store.undo()
    with store.read() as connection:
        assert tuple(connection.execute(select(client.c.name, client.c.tier)).one()) == (new_client(1)["name"], "gold")


def test_a_refused_operation_leaves_nothing(store):
    with pytest.raises(KeyError), store.write(LABEL) as unit:
        unit.change(client, unit.add(client, new_client(1)) + 1, {"name": "nobody"})
    assert store.undo_label() is None
    assert ids(store, client) == []


def test_an_operation_inside_an_operation_is_a_bug(store):
    with store.write(LABEL), pytest.raises(RuntimeError, match="inside an operation"):
        store.audit("reveal")


def test_nothing_changed_is_nothing_recorded(store):
    seen = []
    store.subscribe(seen.append)
    with store.write(LABEL) as unit:
        key = unit.add(client, new_client(1))
    with store.write(LABEL) as unit:
        assert not unit.change(client, key, {"name": new_client(1)["name"]})
    assert len(seen) == 1


def test_a_batch_of_more_than_ten_thousand_rows(store):
    with store.batch(LABEL, detail={"rows": 10_500}) as connection, rebuilt_after(connection):
        connection.execute(client.insert(), [new_client(number) for number in range(10_500)])
    assert len(ids(store, client)) == 10_500
    assert store.undo_label() is None
    with store.unlogged() as connection:
        assert search_is_whole(connection)
    store.verify_audit()


def random_operation(draw, store):
    """One operation of one to four changes, drawn from what the store holds."""
    with store.write(LABEL) as unit:
        for _ in range(draw(st.integers(1, 4))):
            random_change(draw, unit)


def random_change(draw, unit):
    keys = {t.name: list(unit.connection.execute(select(t.c.id)).scalars()) for t in TABLES}
    kind = draw(st.sampled_from(["client", "contact", "follow_up", "change", "done", "remove"]))
    if kind == "client" or not keys["client"]:
        unit.add(client, new_client(draw(st.integers(0, 10**9)), number=None))
    elif kind == "contact":
        unit.add(contact, new_contact(draw(st.sampled_from(keys["client"]))))
    elif kind == "follow_up":
        unit.add(follow_up, new_follow_up(draw(st.sampled_from(keys["client"]))))
    elif kind == "change":
        name = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5))
        unit.change(client, draw(st.sampled_from(keys["client"])), {"name": name, "search_text": name})
    elif kind == "done" and keys["follow_up"]:
        day = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
        unit.change(follow_up, draw(st.sampled_from(keys["follow_up"])), {"due_on": day, "done_at": dates.now()})
    elif kind == "remove" and keys["contact"]:
        unit.remove(contact, draw(st.sampled_from(keys["contact"])))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_undo_all_is_as_before_and_redo_all_is_as_after(store, data):
    while store.undo():
        pass
    before = content(store)
    for _ in range(data.draw(st.integers(1, 6))):
        random_operation(data.draw, store)
    after = content(store)
    while store.undo():
        pass
    assert content(store) == before
    while store.redo():
        pass
    assert content(store) == after
    store.verify_audit()
