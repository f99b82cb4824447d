from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from crmdesk.book.client_list import Order, client_ids
from crmdesk.book.columns import column_values, list_columns
from crmdesk.book.filters import ClientFilter
from crmdesk.book.groups import Group, group_ids, groupings, groups
from crmdesk.codes import code_words
from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS
from crmdesk.identify.tables import FORM_TABLES

ON = date(2026, 11, 24)
EVERYONE = ClientFilter()


@pytest.fixture
def book(store, add_client):
    made = {
        "a": add_client("甲", tier="gold", assets=300, contribution=3, manager="李", next_contact_on=date(2026, 12, 5)),
        "b": add_client("乙", tier="base", assets=100, contribution=1, manager="王", next_contact_on=date(2026, 12, 9)),
        "c": add_client("丙", tier="gold", assets=200, contribution=2, manager="", next_contact_on=date(2027, 1, 1)),
        "d": add_client("丁", manager="李"),
    }
    values = {"a": ("10000", 2), "b": ("90001", None), "c": ("10000", 1)}
    with store.batch(Words("", "test")) as connection:
        for name, (occupation, children) in values.items():
            row = {"client_id": made[name], "occupation": occupation, "children": children}
            connection.execute(insert(FORM_TABLES["person"]).values(row))
    return made


def named(book, ids):
    names = {key: name for name, key in book.items()}
    return "".join(names[one] for one in ids)


def test_groups_say_how_many_and_how_much(store, book):
    with store.read() as connection:
        assert groups(connection, EVERYONE, "tier", on=ON) == [
            Group("base", code_words("tier", "base"), 1, 100, 1),
            Group("gold", code_words("tier", "gold"), 2, 500, 5),
            Group(None, Words("未填", "Not filled in"), 1, 0, 0),
        ]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("manager", ["李", "王", None]),
        ("next_month", ["2026-12", "2027-01", None]),
        ("occupation", ["10000", "90001", None]),
        ("kind", ["person"]),
    ],
)
def test_what_a_list_can_be_grouped_by(store, book, by, keys):
    with store.read() as connection:
        found = groups(connection, EVERYONE, by, on=ON)
        assert [group.key for group in found] == keys
        for group in found:
            inside = groupings()[by].condition(group.key)
            assert len(client_ids(connection, inside, on=ON)) == group.clients
            assert ClientFilter.parse(inside.to_text()) == inside


@pytest.mark.parametrize("by", sorted(groupings()))
def test_every_grouping_counts_every_client_once(store, book, by):
    with store.read() as connection:
        assert sum(group.clients for group in groups(connection, EVERYONE, by, on=ON)) == 4


def test_open_groups_have_their_clients_in_order(store, book):
    orders = (Order("assets", descending=True),)
    with store.read() as connection:
        one = group_ids(connection, EVERYONE, "tier", open_keys=["gold"], orders=orders, on=ON)
        all_open = group_ids(connection, EVERYONE, "tier", open_keys=["gold", None, "base"], orders=orders, on=ON)
        none = group_ids(connection, EVERYONE, "tier", open_keys=[], orders=orders, on=ON)
    assert named(book, one["gold"]) == "ac"
    assert {key: named(book, ids) for key, ids in all_open.items()} == {"gold": "ac", None: "d", "base": "b"}
    assert none == {}


def test_groups_of_a_filter(store, book):
    with store.read() as connection:
        found = groups(connection, ClientFilter.parse("occupation:10000 or children:empty"), "manager", on=ON)
    assert [(group.key, group.clients) for group in found] == [("李", 2), ("王", 1), (None, 1)]


@pytest.mark.parametrize(
    ("orders", "names"),
    [
        ((Order("manager"), Order("assets")), "adbc"),
        ((Order("manager"), Order("assets", descending=True)), "adbc"),
        ((Order("manager", descending=True), Order("assets")), "badc"),
        ((Order("occupation"), Order("assets")), "cabd"),
        ((Order("children", descending=True),), "acbd"),
        ((Order("tier", descending=True), Order("children")), "cabd"),
        ((), "bacd"),
    ],
)
def test_lists_are_sorted_by_any_columns_with_missing_values_last(store, book, orders, names):
    with store.read() as connection:
        found = client_ids(connection, EVERYONE, sort=orders, on=ON)
    assert sorted(named(book, found)) == sorted(names)
    if orders:
        assert named(book, found) == names


def test_every_column_can_be_shown_and_sorted(store, book):
    keys = list(list_columns())
    with store.read() as connection:
        values = column_values(connection, list(book.values()), keys)
        for key in keys:
            assert len(client_ids(connection, EVERYONE, sort=(Order(key), Order("name")), on=ON)) == 4
    assert values[book["a"]][keys.index("occupation")] == "10000"
    assert values[book["d"]][keys.index("children")] is None


def test_standing_columns_and_fields_of_the_form_do_not_share_a_name():
    standing = {key for key, column in list_columns().items() if column.field is None}
    fields = {field.name for form in FORMS.values() for field in form.stored_fields()}
    assert not standing & fields


def test_a_block_of_columns_is_one_statement(store, book, statements):
    with store.read() as connection, statements() as counted:
        column_values(connection, list(book.values()), ["occupation", "children", "branch"])
    assert len(counted) == 1
