from __future__ import annotations

from datetime import date

import pytest

from crmdesk.errors import Cancelled, CrmError
from crmdesk.identify import bulk_change as bulk
from crmdesk.identify.bulk_change import bulk_changes, bulk_fields, bulk_preview, change_clients, take_back_bulk
from crmdesk.identify.clients import create_client, edit_client, record
from crmdesk.identify.history import field_history
from crmdesk.progress import Progress
from crmdesk.store.dump import dump_store


@pytest.fixture
def people(store):
    """Three persons and an institution: their ids."""
    made = [
        create_client(store, kind="person", values={"name": "张甲", "marital": "10", "id_from": date(2020, 1, 1)}),
        create_client(store, kind="person", values={"name": "张乙"}, manager="何志远"),
        create_client(store, kind="person", values={"name": "张丙", "marital": "20"}),
        create_client(store, kind="organisation", values={"name": "宏远公司"}),
    ]
    edit_client(store, made[2], {"marital": "20"}, source="meeting", verified_how="meeting")
    return made


def values(store, ids, field):
    with store.read() as connection:
        return [record(connection, one).values.get(field) for one in ids]


def dumped(store, path):
    dump_store(store, path)
    return path.read_text("utf-8")


def preview(store, ids, field, value):
    with store.read() as connection:
        return bulk_preview(connection, ids, field, value)


def test_a_preview_says_what_changes_and_what_does_not(store, people):
    found = preview(store, [*people, 999], "marital", "已婚")
    assert (found.label.en, found.after, found.changes, found.verified) == ("Marital status", "Married", 2, 0)
    assert [(s.name, s.before, s.after) for s in found.samples] == [
        ("张甲", "Single", "Married"),
        ("张乙", "", "Married"),
    ]
    assert dict(found.befores) == {"Single": 1, "": 1}
    assert {(k.reason.en, k.count, k.names) for k in found.kept} == {
        ("has this value already", 1, ("张丙",)),
        ("not on the form of this kind of client", 1, ("宏远公司",)),
        ("no longer in the store", 1, ()),
    }


def test_confirmed_values_are_pointed_out(store, people):
    assert preview(store, people, "marital", "10").verified == 1


def test_a_value_that_would_be_impossible_is_left_out_with_the_reason(store, people):
    found = preview(store, people[:2], "id_to", "2019-01-01")
    assert found.changes == 1
    assert [(k.reason.en, k.names) for k in found.kept] == [("The ID must end after it begins.", ("张甲",))]
    assert change_clients(store, people[:2], "id_to", "2019-01-01").changed == 1
    assert values(store, people[:2], "id_to") == [None, date(2019, 1, 1)]


@pytest.mark.parametrize(("field", "value"), [("marital", "20"), ("manager", "沈若岚"), ("status", "closed")])
def test_what_is_previewed_is_done_in_one_step_of_undo(store, people, tmp_path, field, value):
    before = dumped(store, tmp_path / "before")
    expected = preview(store, people, field, value)
    result = change_clients(store, people, field, value)
    assert (result.changed, result.kept, result.batch_id) == (expected.changes, len(people) - expected.changes, 0)
    assert preview(store, people, field, value).changes == 0
    with store.read() as connection:
        for one in expected.samples:
            found = record(connection, one.client_id)
            assert str(getattr(found, field, found.values.get(field))) == value
    store.undo()
    assert dumped(store, tmp_path / "after") == before
    store.redo()
    assert preview(store, people, field, value).changes == 0


def test_the_source_of_the_value_is_who_changed_it(store, people):
    change_clients(store, people, "marital", "10")
    with store.read() as connection:
        known = record(connection, people[2]).provenance["marital"]
        assert (known.source, known.verified_on, known.entered_by) == ("", None, store.actor)
        assert [change.after for change in field_history(connection, people[2], "marital")][:1] == ["10"]


def test_a_value_can_be_taken_away(store, people):
    assert change_clients(store, people, "marital", "").changed == 2
    assert values(store, people[:3], "marital") == [None, None, None]


@pytest.mark.parametrize(
    ("field", "value"),
    [("marital", "verheiratet"), ("status", ""), ("children", "many"), ("mobile", "1"), ("id_no", "1")],
)
def test_a_wrong_value_or_field_is_refused_and_nothing_changes(store, people, tmp_path, field, value):
    before = dumped(store, tmp_path / "before")
    for act in (lambda: preview(store, people, field, value), lambda: change_clients(store, people, field, value)):
        with pytest.raises(CrmError) as caught:
            act()
        assert caught.value.field == field
    assert dumped(store, tmp_path / "after") == before


def test_what_belongs_to_one_client_is_not_offered():
    assert {"name", "client_no", "mobile", "id_no", "uscc", "addr_home", "aml_level"}.isdisjoint(bulk_fields())
    assert {"manager", "branch", "status", "contact_window", "occupation", "contact_status"} <= set(bulk_fields())


def test_a_stop_changes_nothing(store, people, tmp_path):
    before = dumped(store, tmp_path / "before")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        change_clients(store, people, "marital", "20", progress=progress)
    assert dumped(store, tmp_path / "after") == before


@pytest.fixture
def small_steps(monkeypatch):
    """Batches from the first client on, in parts of two."""
    monkeypatch.setattr(bulk, "UNDO_CLIENTS", 0)
    monkeypatch.setattr("crmdesk.identify.bulk.standing.AT_ONCE", 2)
    monkeypatch.setattr("crmdesk.identify.bulk.taking_back.AT_ONCE", 2)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize(("field", "value"), [("marital", "20"), ("manager", "沈若岚")])
def test_a_large_change_can_be_taken_back(store, people, tmp_path, field, value):
    before = dumped(store, tmp_path / "before")
    result = change_clients(store, people, field, value)
    assert result.batch_id > 0
    with store.read() as connection:
        (done,) = bulk_changes(connection)
        assert (done.clients, done.taken_back_at) == (result.changed, None)
        assert field_history(connection, people[0], field) or field == "manager"
    taken = take_back_bulk(store, result.batch_id)
    assert (taken.restored, taken.left) == (result.changed, 0)
    assert dumped(store, tmp_path / "after") == before
    with pytest.raises(CrmError, match="taken back already"):
        take_back_bulk(store, result.batch_id)
    with pytest.raises(CrmError, match="no such"):
        take_back_bulk(store, 99)


@pytest.mark.usefixtures("small_steps")
def test_clients_edited_since_keep_what_they_have(store, people):
    result = change_clients(store, people, "marital", "20")
    edit_client(store, people[0], {"marital": "30"})
    taken = take_back_bulk(store, result.batch_id)
    assert (taken.restored, taken.left) == (1, 1)
    with store.read() as connection:
        assert taken.left_nos == (record(connection, people[0]).client_no,)
    assert values(store, people[:3], "marital") == ["30", None, "20"]


def test_the_number_of_statements_does_not_grow_with_the_clients(store, people, statements):
    with statements() as few:
        change_clients(store, people[:1], "marital", "90")
    with statements() as many:
        change_clients(store, people[:3], "marital", "40")
    assert len(many) <= len(few) + 3
