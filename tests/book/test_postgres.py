"""Filters, groups, orders, views and bulk change say the same on a PostgreSQL server."""

from __future__ import annotations

from datetime import date

from crmdesk.book.client_list import Order, client_ids, count, known_names
from crmdesk.book.columns import column_values, list_columns
from crmdesk.book.filters import ClientFilter
from crmdesk.book.filters.fields import terms
from crmdesk.book.groups import group_ids, groupings, groups
from crmdesk.book.views import READY, delete_view, save_view, saved_views
from crmdesk.identify.bulk_change import bulk_preview, change_clients
from crmdesk.identify.clients import create_client, edit_client, record
from tests.store.test_postgres import cluster, server, url

__all__ = ["cluster", "server", "url"]

ON = date(2026, 11, 24)
#: One condition of every kind of field.
ASKED = (
    *(
        "tier:empty",
        "manager:何志远,沈若岚",
        "not manager:何志远",
        "assets:>5万",
        "next:none",
        "next:overdue or next:2026-12",
    ),
    *("last:>30d", "sign:near", "opened:empty", "score:<=50", "marital:20", "marital:empty", "not marital:20"),
    *("children:>=2", "contact-window:evening", "employer:建设", "payroll:yes", "external-assets:>1万", "age:>60"),
    *(
        "birthday:5",
        "region:上海",
        "risk:C3",
        "risk:empty",
        "plan:none",
        "plan:draft",
        "follow-ups:0",
        "follow-ups:>=1",
    ),
    *("segment:111", "points-r:>=4", "tier-move:up", "tier-before:gold", "stage-before:decline", "idle-on:+90d"),
    *("missing:mobile", "manager:何志远 marital:20", "张 or (marital:20 and not children:>=2)", "id-to:+30d"),
)


def filled(store):
    people = (
        {"name": "张三", "marital": "20", "children": "2", "birth_date": "1950-05-06", "addr_home": "上海市静安"},
        {"name": "李四", "marital": "10", "contact_window": "morning,evening", "employer": "第一建设"},
        {"name": "王五", "payroll": "是", "external_assets": "5万", "mobile": "13800138000"},
    )
    made = [
        create_client(store, kind="person", values=values, manager=manager)
        for values, manager in zip(people, ("何志远", "沈若岚", ""), strict=True)
    ]
    return [*made, create_client(store, kind="organisation", values={"name": "宏远建设有限公司"}, manager="何志远")]


def answers(store):
    """Everything the book says of the same clients."""
    with store.read() as connection:
        found = {text: sorted(client_ids(connection, ClientFilter.parse(text), on=ON)) for text in ASKED}
        found |= {view.key: count(connection, view.filter, on=ON) for views in READY.values() for view in views}
        for by in groupings():
            of = groups(connection, ClientFilter(), by, on=ON)
            found[f"by {by}"] = [(group.key, group.clients, group.assets) for group in of]
            keys = [group.key for group in of]
            opened = group_ids(connection, ClientFilter(), by, open_keys=keys, orders=(Order("name"),), on=ON)
            found[f"in {by}"] = {key: sorted(ids) for key, ids in opened.items()}
        everyone = client_ids(connection, ClientFilter(), on=ON)
        found["values"] = column_values(connection, everyone, list(list_columns()))
        found["orders"] = [
            len(client_ids(connection, ClientFilter(), sort=(Order(key), Order("name")), on=ON))
            for key in list_columns()
        ]
        found["names"] = known_names(connection)
        return found


def test_the_book_says_the_same_on_either_engine(server, store):
    filled(store)
    filled(server)
    assert answers(server) == answers(store)


def test_a_bulk_change_and_a_view_are_undone_there_too(server):
    ids = filled(server)
    edit_client(server, ids[0], {"marital": "20"}, verified_how="meeting")
    with server.read() as connection:
        seen = bulk_preview(connection, ids, "marital", "10")
    assert (seen.changes, seen.verified, sum(kept.count for kept in seen.kept)) == (2, 1, 2)
    assert change_clients(server, ids, "marital", "10").changed == 2
    server.undo()
    with server.read() as connection:
        assert [record(connection, one).values.get("marital") for one in ids[:3]] == ["20", "10", None]
    save_view(server, READY["manager"][0], name="Mine")
    with server.read() as connection:
        (kept,) = saved_views(connection)
    delete_view(server, kept)
    server.undo()
    with server.read() as connection:
        assert saved_views(connection) == [kept]


def test_what_is_asked_covers_every_kind_of_field():
    asked = {field for text in ASKED for field in ClientFilter.parse(text).fields}
    kinds = {type(term) for name, term in terms().items() if name in asked}
    assert {type(term) for term in terms().values()} - kinds <= {type(terms()[name]) for name in ("lacks", "these")}
