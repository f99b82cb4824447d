"""Filters by the measured quality of records."""

from __future__ import annotations

import pytest

from crmdesk import dates
from crmdesk.book.client_list import client_ids
from crmdesk.book.data_quality import measure_book
from crmdesk.book.filters import ClientFilter
from crmdesk.identify.clients import create_client


@pytest.fixture
def people(store):
    found = {
        "张三": {"mobile": "13800138001", "contact_status": "2"},
        "李四": {"id_to": "2026-01-01"},
        "王五": {"mobile": "13800138003", "contact_status": "1"},
    }
    ids = {name: create_client(store, kind="person", values={"name": name, **more}) for name, more in found.items()}
    measure_book(store, on=dates.local_today())
    return ids


def names(store, people, text):
    with store.read() as connection:
        found = set(client_ids(connection, ClientFilter.parse(text)))
    return {name for name, one in people.items() if one in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("issue:bad_phone", {"张三"}),
        ("问题:电话失效,证件已过期", {"张三", "李四"}),
        ("lacks:mobile", {"李四"}),
        ("缺口:手机号码", {"李四"}),
        ("非 缺口:手机号码", {"张三", "王五"}),
        ("stale:id_to", {"李四"}),
        ("kyc:<=100", {"张三", "李四", "王五"}),
        ("完整度:>90", set()),
    ],
)
def test_the_list_keeps_them(store, people, text, expected):
    assert names(store, people, text) == expected


@pytest.mark.parametrize("text", ["issue:bad_phone", "lacks:mobile", "stale:id_to", "kyc:>=60", "completeness:50..80"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_written_reads_back(text, language):
    chosen = ClientFilter.parse(text)
    assert ClientFilter.parse(chosen.to_text(language)) == chosen


def test_a_record_that_was_never_measured_is_in_no_range(store, people):
    one = create_client(store, kind="person", values={"name": "新来"})
    with store.read() as connection:
        assert one not in set(client_ids(connection, ClientFilter.parse("kyc:>=0")))
        assert list(client_ids(connection, ClientFilter.parse("kyc:empty"))) == [one]
