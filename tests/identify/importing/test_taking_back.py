"""An import taken back leaves the content as it was, updates included, or is refused with what stands against it."""

import pytest
from sqlalchemy import func, select

from crmdesk.errors import CrmError
from crmdesk.identify.importing import batches, import_files, take_back
from crmdesk.identify.tables import balance_before, client
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata
from tests.identify.importing.conftest import COUNTER_HEADER, COUNTER_ROWS


@pytest.fixture
def content(store):
    """Every row of every table of content, the columns worked out from others included."""

    def read():
        with store.read() as connection:
            return {
                table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all()
                for table in metadata.sorted_tables
                if part_of(table) == "content"
            }

    return read


def changed_rows():
    """The counter's export of the next month: phones, a name, an account, balances, risk levels changed."""
    rows = [list(row) for row in COUNTER_ROWS]
    rows[0][5], rows[0][6], rows[0][12], rows[0][15] = "13700137001", "上海市黄浦区南京东路9号", "1200000", "何志远"
    rows[0][9], rows[0][10] = "C4", "20260901"
    rows[1][8], rows[1][13] = "2009/1/1", "900"
    rows[2][1], rows[2][7] = "欧阳娜", "0001000199"
    return rows


def test_the_first_import_is_taken_back_whole(store, counter_file, content):
    empty = content()
    batch = import_files(store, [counter_file]).batch
    told = take_back(store, batch)
    assert content() == empty
    assert told.removed["client"] == 3
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(client)).scalar_one() == 0


@pytest.mark.parametrize("day", ["20260930", "20261031"])
def test_updates_are_taken_back(store, counter_file, write_table, content, day):
    import_files(store, [counter_file])
    before = content()
    rows = [[*row[:14], day, *row[15:]] for row in changed_rows()]
    result = import_files(store, [write_table("next.csv", COUNTER_HEADER, *rows)])
    assert [(one.created, one.updated) for one in result.files] == [(0, 3)]
    assert content() != before
    told = take_back(store, result.batch)
    assert content() == before
    assert {"client", "person", "account"} <= told.restored.keys()
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(balance_before)).scalar_one() == 0
        newest, first = batches(connection)
    assert (newest.taken_back_at is not None, newest.can_take_back) == (True, False)
    assert (first.taken_back_at, first.can_take_back) == (None, True)
    with pytest.raises(CrmError, match="taken back already"):
        take_back(store, result.batch)
