"""Into the trash and back: nothing is lost, whatever hung on the client."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from crmdesk.errors import CrmError
from crmdesk.identify.children import add_child
from crmdesk.identify.clients import client_id_by_no, create_client, record
from crmdesk.identify.merging import merge_clients, unmerge
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import client, relation, trash
from crmdesk.identify.trash import restore_trashed, trash_clients, trashed
from crmdesk.identify.trash.hanging import hanging_tables
from crmdesk.store.search import search_is_whole


def entries(store):
    with store.read() as connection:
        return trashed(connection)


def found(store, text):
    with store.read() as connection:
        return [one.client_id for one in find_clients(connection, text)]


def rows_of_tables(store):
    with store.read() as connection:
        counted = {table.name: select(func.count()).select_from(table) for table in hanging_tables()}
        return {name: connection.execute(query).scalar_one() for name, query in counted.items()}


def test_nothing_of_the_client_is_left_in_the_tables(store, rich, prospect):
    trash_clients(store, [rich, prospect], reason="重复")
    assert {name: count for name, count in rows_of_tables(store).items() if count} == {}
    assert found(store, "张三") == found(store, "zs") == found(store, "6222021234") == []
    first = entries(store)[-1]
    assert (first.client_no, first.name, first.actor, first.reason) == ("K0001", "张三", "tester", "重复")
    assert first.days == 0


def test_back_from_the_trash_everything_is_as_before(store, rich, content):
    before = content()
    trash_clients(store, [rich])
    assert content() != before
    (entry,) = entries(store)
    assert restore_trashed(store, entry.id) == rich
    assert content() == before
    assert entries(store) == []
    assert found(store, "zs") == found(store, "6222021234") == [rich]
    with store.unlogged() as connection:
        assert search_is_whole(connection)
    with store.read() as connection:
        standing = connection.execute(select(client.c.tier, client.c.stage, client.c.assets).where(client.c.id == rich))
        assert tuple(standing.one()) == ("gold", "growth", 123)
    store.verify_audit()


def test_one_step_back_undoes_it_and_one_forth_does_it_again(store, rich, prospect, content):
    before = content()
    trash_clients(store, [rich, prospect])
    gone = content()
    store.undo()
    assert content() == before
    store.redo()
    assert content() == gone
    store.undo()
    assert content() == before


def test_the_way_back_can_be_undone_too(store, rich, content):
    trash_clients(store, [rich])
    gone = content()
    restore_trashed(store, entries(store)[0].id)
    back = content()
    store.undo()
    assert content() == gone
    store.redo()
    assert content() == back


@pytest.mark.parametrize("is_together", [True, False])
@pytest.mark.parametrize("first_back", ["rich", "prospect"])
def test_two_that_know_each_other_come_back_in_any_order(store, rich, prospect, content, is_together, first_back):
    before = content()
    if is_together:
        trash_clients(store, [rich, prospect])
    else:
        trash_clients(store, [rich])
        trash_clients(store, [prospect])
    ids = {entry.client_id: entry.id for entry in entries(store)}
    order = [rich, prospect] if first_back == "rich" else [prospect, rich]
    for client_id in order:
        restore_trashed(store, ids[client_id])
    assert content() == before


def test_who_stays_only_loses_the_reference(store, rich, prospect):
    trash_clients(store, [prospect])
    with store.read() as connection:
        kept = connection.execute(select(relation.c.name, relation.c.other_client_id)).one()
        assert tuple(kept) == ("欧阳若曦", None)
    restore_trashed(store, entries(store)[0].id)
    with store.read() as connection:
        assert connection.execute(select(relation.c.other_client_id)).scalar_one() == prospect


def test_a_number_that_was_given_again(store, prospect):
    trash_clients(store, [prospect])
    create_client(store, kind="person", values={"name": "李四"}, client_no="P0001")
    entry = entries(store)[0]
    with pytest.raises(CrmError, match=r"belongs to 李四 by now.*C00000001") as refused:
        restore_trashed(store, entry.id)
    assert refused.value.field == "client_no"
    assert restore_trashed(store, entry.id, client_no="P0002") == prospect
    with store.read() as connection:
        assert client_id_by_no(connection, "P0002") == prospect
    assert found(store, "P0002") == [prospect]


def test_an_account_that_another_has_by_now(store, rich):
    trash_clients(store, [rich])
    other = create_client(store, kind="person", values={"name": "李四"})
    add_child(store, other, "account", {"account_no": "6222021234", "kind": "normal"})
    with pytest.raises(CrmError, match="6222021234 belongs to 李四"):
        restore_trashed(store, entries(store)[0].id)
    assert len(entries(store)) == 1


def test_ids_are_not_given_again_meanwhile(store, prospect, read):
    name = read(prospect).name
    trash_clients(store, [prospect])
    other = create_client(store, kind="person", values={"name": "李四"})
    assert other != prospect
    restore_trashed(store, entries(store)[0].id)
    assert (read(prospect).name, read(other).name) == (name, "李四")


def test_a_client_that_is_gone_cannot_be_trashed(store, prospect):
    trash_clients(store, [prospect])
    with pytest.raises(CrmError, match="no longer in the store"):
        trash_clients(store, [prospect])
    with pytest.raises(CrmError, match="no entry 99"):
        restore_trashed(store, 99)
    assert trash_clients(store, []) == 0


def test_many_clients_are_one_step(store):
    names = ["李一", "李二", "李三", "李四", "李五"]
    ids = [create_client(store, kind="person", values={"name": name}) for name in names]
    assert trash_clients(store, ids) == 5
    assert "5 clients" in str(store.undo_label())
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(trash)).scalar_one() == 5
    store.undo()
    with store.read() as connection:
        assert [record(connection, client_id).name for client_id in ids] == names


def test_a_number_in_the_trash_is_not_given_again(store):
    first = create_client(store, kind="person", values={"name": "李一"})
    trash_clients(store, [first])
    second = create_client(store, kind="person", values={"name": "李二"})
    with store.read() as connection:
        assert record(connection, second).client_no == "C00000002"
    restore_trashed(store, entries(store)[0].id)


def test_a_merged_client_comes_back_and_apart_again(store, prospect, rich, content):
    before = content()
    merge_id = merge_clients(store, rich, [prospect])
    merged = content()
    trash_clients(store, [rich])
    with store.read() as connection, pytest.raises(CrmError, match="P0001"):
        client_id_by_no(connection, "P0001")
    restore_trashed(store, entries(store)[0].id)
    assert content() == merged
    with store.read() as connection:
        assert client_id_by_no(connection, "P0001") == rich
    unmerge(store, merge_id)
    gone = (b'{"merge', b'{"match', b'{"client_quality', b'{"client_month', b'{"classification', b'{"crmdesk')
    kept = [[line for line in text.splitlines() if not line.startswith(gone)] for text in (before, content())]
    assert kept[0] == kept[1]
