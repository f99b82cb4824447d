"""Lists of the clients that an import created or changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crmdesk.book.client_list import client_ids
from crmdesk.book.filters import ClientFilter
from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import client

HEADER = "客户号,姓名,手机\n"


@pytest.fixture
def imported(store, tmp_path):
    """Import 1 brings A and B; import 2 changes B and brings C."""
    for name, rows in (
        ("一.csv", "A,张三,13800138000\nB,李四,13800138001\n"),
        ("二.csv", "B,李四,13900138001\nC,王五,13800138003\n"),
    ):
        path = tmp_path / name
        path.write_text(HEADER + rows, "utf-8")
        import_files(store, [path])
    return store


def names(store, expression):
    with store.read() as connection:
        ids = client_ids(connection, ClientFilter.parse(expression))
        found = dict(connection.execute(select(client.c.id, client.c.client_no)).all())
    return sorted(found[one] for one in ids)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("import:1", ["A", "B"]),
        ("import:2", ["B", "C"]),
        ("导入批次:2", ["B", "C"]),
        ("new_in_import:1", ["A", "B"]),
        ("new_in_import:2", ["C"]),
        ("导入新建:2", ["C"]),
        ("import:2 new_in_import:!2", ["B"]),
        ("import:1..2", ["A", "B", "C"]),
        ("import:>1", ["B", "C"]),
        ("import:9", []),
    ],
)
def test_the_clients_of_an_import(imported, expression, expected):
    assert names(imported, expression) == expected
