from __future__ import annotations

from datetime import date

import pytest

from crmdesk.book.client_list import (
    SORTS,
    ClientFilter,
    Totals,
    client_ids,
    client_rows,
    count,
    managers,
    selection_totals,
    totals,
)
from crmdesk.errors import Cancelled
from crmdesk.progress import Progress

ON = date(2026, 11, 24)


@pytest.fixture
def book(add_client):
    """Four clients by the names that the tests use."""
    return {
        "late": add_client(
            "李明朗", tier="platinum", stage="decline", assets=198_000_000, next_contact_on=date(2026, 11, 18)
        ),
        "today": add_client("马骏", tier="private", stage="growth", assets=1_284_000_000, next_contact_on=ON),
        "later": add_client(
            "周文博", tier="gold", stage="growth", assets=61_200_000, next_contact_on=date(2026, 12, 20)
        ),
        "new": add_client("新客户", manager="沈若岚", status="prospect"),
    }


def ids(store, book, text, **order):
    names = {key: name for name, key in book.items()}
    with store.read() as connection:
        return [names[i] for i in client_ids(connection, ClientFilter.parse(text), on=ON, **order)]


def test_next_contact_puts_the_longest_overdue_on_top_and_the_unplanned_last(store, book):
    assert ids(store, book, "") == ["late", "today", "later", "new"]
    assert ids(store, book, "", descending=True) == ["later", "today", "late", "new"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_returns_every_client_once_either_way(store, book, sort):
    for descending in (False, True):
        assert sorted(ids(store, book, "", sort=sort, descending=descending)) == sorted(book)


def test_tiers_sort_by_rank_then_assets(store, book):
    assert ids(store, book, "", sort="tier", descending=True) == ["today", "late", "later", "new"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("tier:gold,platinum", ["late", "later"]),
        ("stage:growth", ["today", "later"]),
        ("stage:!growth", ["late", "new"]),
        ("next:overdue", ["late"]),
        ("next:today", ["today"]),
        ("next:7d", ["late", "today"]),
        ("next:none", ["new"]),
        ("manager:沈若岚", ["new"]),
        ("assets:>=61.2万 assets:<1000万", ["late", "later"]),
        ("last:never", ["late", "today", "later", "new"]),
        ("status:prospect", ["new"]),
    ],
)
def test_filters(store, book, text, kept):
    assert sorted(ids(store, book, text)) == sorted(kept)


def test_rows_come_in_the_order_of_the_ids_and_gaps_are_left_out(store, add_client):
    first = add_client("甲", trend="1,50,99")
    second = add_client("乙")
    with store.read() as connection:
        rows = client_rows(connection, [second, 999, first])
    assert [row.name for row in rows] == ["乙", "甲"]
    assert rows[1].trend == (1, 50, 99)
    assert rows[0].trend == ()


def test_totals_of_a_filter_and_of_a_selection(store, book):
    with store.read() as connection:
        assert totals(connection, ClientFilter.parse("stage:growth"), on=ON) == Totals(2, 1_345_200_000, 0)
        assert selection_totals(connection, [book["late"], book["new"]]) == Totals(2, 198_000_000, 0)
        assert count(connection, ClientFilter(), on=ON) == 4


def test_managers_are_listed_once(store, book, add_client):
    add_client("无人")
    with store.read() as connection:
        assert managers(connection) == ["何志远", "沈若岚"]


def test_a_stopped_progress_ends_the_fetch(store, book):
    progress = Progress()
    progress.cancel()
    with store.read() as connection, pytest.raises(Cancelled):
        client_ids(connection, ClientFilter(), progress=progress)


def test_reading_rows_costs_one_statement(store, book, statements):
    with store.read() as connection, statements() as counted:
        client_rows(connection, list(book.values()))
    assert len(counted) == 1
