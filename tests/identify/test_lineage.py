"""Every value says where it comes from."""

from __future__ import annotations

import pytest

from crmdesk.errors import CrmError
from crmdesk.identify.clients import client_id_by_no, create_client, edit_client
from crmdesk.identify.importing import import_files
from crmdesk.identify.lineage import lineage
from tests.clients import statements

__all__ = ["statements"]

HEAD = "客户号,姓名,手机,职业\n"


@pytest.fixture
def bring(store, tmp_path):
    """Import rows under a file name."""

    def run(name, *rows):
        path = tmp_path / name
        path.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
        import_files(store, [path])

    return run


def of(store, number):
    with store.read() as connection:
        return lineage(connection, client_id_by_no(connection, number))


def test_what_was_typed(store, person):
    known = of(store, "K0001")
    mobile = known["mobile"]
    assert (mobile.source, mobile.trust, mobile.file, mobile.row, mobile.by) == ("", None, None, None, "tester")
    assert "email" not in known


def test_what_a_file_brought(store, bring):
    bring("八月.csv", "A1,张三,13800138000,", "A2,李四,13800138001,")
    mobile = of(store, "A2")["mobile"]
    assert (mobile.file, mobile.row, mobile.by) == ("八月.csv", 3, "tester")
    assert mobile.trust in range(1, 6)
    assert mobile.data_date is not None
    bring("九月.csv", "A2,李四,13900139000,")
    known = of(store, "A2")
    assert (known["mobile"].file, known["mobile"].row) == ("九月.csv", 2)
    assert (known["name"].file, known["name"].row) == ("八月.csv", 3)


def test_a_person_at_the_desk_comes_after_the_file(store, bring):
    bring("八月.csv", "A1,张三,13800138000,")
    with store.read() as connection:
        client_id = client_id_by_no(connection, "A1")
    edit_client(store, client_id, {"mobile": "13900139000"}, source="phone", verified_how="phone")
    mobile = of(store, "A1")["mobile"]
    assert (mobile.source, mobile.trust, mobile.file, mobile.row) == ("phone", None, None, None)
    assert mobile.verified_how == "phone"
    assert mobile.verified_on is not None


def test_the_queries_do_not_grow_with_the_values(store, statements):
    small = create_client(store, kind="person", values={"name": "李四"})
    large = create_client(store, kind="person", values={"name": "王五", "mobile": "13800138000", "email": "a@b.cn"})
    counts = []
    for client_id in (small, large):
        with store.read() as connection, statements() as counted:
            lineage(connection, client_id)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 14


def test_a_client_that_is_none(store):
    with store.read() as connection, pytest.raises(CrmError):
        lineage(connection, 99)
