"""The contact log of the whole book."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crmdesk.book.contact_list import SORTS, ContactFilter, contact_ids, contact_rows
from crmdesk.dates import CHINA
from crmdesk.errors import Cancelled
from crmdesk.identify.names import search_text
from crmdesk.interact.contacts import correct_contact, log_contact
from crmdesk.progress import Progress

EVERYTHING = ContactFilter()
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 on the wall


@pytest.fixture
def add_named(add_client):
    """A client that can be found by name."""
    return lambda name, **values: add_client(name, search_text=search_text(name), **values)


@pytest.fixture
def contacts(store, add_named):
    """Ids by name, the newest last."""
    zhang, li = (
        add_named("张三", tier="gold"),
        add_named("李四", manager="沈若岚"),
    )

    def log(client_id, hours, outcome="20", note=""):
        at = NOW - timedelta(hours=hours)
        return log_contact(store, client_id, channel="01", outcome=outcome, note=note, at=at)

    return {
        "midnight": log(li, 34),  # 00:00 of the 19th in China: still the 18th in UTC
        "evening": log(li, 35, "10", "谈了教育金的安排，下周再约"),
        "missed": log(zhang, 2),
        "talk": log(zhang, 1, "10", "询问闲置资金的安排，偏好随时可取"),
    }


@pytest.fixture
def names_of(store, contacts):
    by_id = {contact_id: name for name, contact_id in contacts.items()}

    def read(chosen=EVERYTHING, **order):
        with store.read() as connection:
            return [by_id[one] for one in contact_ids(connection, chosen, **order).ids]

    return read


def test_the_newest_stands_first(names_of):
    assert names_of() == ["talk", "missed", "midnight", "evening"]
    assert names_of(limit=2) == ["talk", "missed"]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (ContactFilter("effective"), ["talk", "evening"]),
        (ContactFilter("other"), ["missed", "midnight"]),
        (ContactFilter(manager="沈若岚"), ["midnight", "evening"]),
        (ContactFilter(text="张三"), ["talk", "missed"]),
        (ContactFilter("effective", manager="沈若岚", text="李四"), ["evening"]),
    ],
)
def test_what_a_filter_keeps(names_of, chosen, names):
    assert names_of(chosen) == names


def test_a_period_begins_at_midnight_of_the_branch(names_of):
    day = NOW.astimezone(CHINA).date() - timedelta(days=1)
    assert names_of(ContactFilter(since=day)) == ["talk", "missed", "midnight"]


@pytest.mark.parametrize("sort", SORTS)
def test_an_order_turned_round_is_the_same_backwards(names_of, sort):
    assert names_of(sort=sort, descending=False) == names_of(sort=sort, descending=True)[::-1]


def test_a_corrected_contact_is_its_newest_correction(store, contacts):
    first = correct_contact(store, contacts["missed"], outcome="10", note="其实接通了，谈了十分钟左右")
    newest = correct_contact(store, first, outcome="11", note="接通了，只是简短问候了几句")
    with store.read() as connection:
        ids = contact_ids(connection, ContactFilter()).ids
        (row,) = contact_rows(connection, [newest])
    assert newest in ids
    assert not {first, contacts["missed"]} & set(ids)
    assert (row.outcome, row.is_effective, row.name, row.tier) == ("11", True, "张三", "gold")


def test_rows_of_a_block_cost_one_statement(store, contacts, statements):
    wanted = [contacts["talk"], contacts["midnight"]]
    with store.read() as connection, statements() as counted:
        rows = contact_rows(connection, wanted)
    assert [row.id for row in rows] == wanted
    assert len(counted) == 1


def test_reading_a_long_list_can_be_stopped(store, contacts):
    progress = Progress()
    progress.cancel()
    with store.read() as connection, pytest.raises(Cancelled):
        contact_ids(connection, ContactFilter(), progress=progress)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三", ["talk", "missed"]),
        ("tier:gold", ["talk", "missed"]),
        ("级别:黄金 或 李四", ["talk", "missed", "midnight", "evening"]),
        ("not tier:gold marital:empty", ["midnight", "evening"]),
        ("tier:", []),
    ],
)
def test_the_search_takes_a_filter_of_clients(names_of, text, found):
    assert names_of(ContactFilter(text=text)) == found
    assert sorted(names_of(ContactFilter(text=text), sort="name")) == sorted(found)
