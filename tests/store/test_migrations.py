"""A populated store of the first version keeps every row, and gains what is new."""

import pytest
from alembic.autogenerate import compare_metadata
from sqlalchemy import inspect

from crmdesk.i18n import Words
from crmdesk.identify.tables import client, source_key
from crmdesk.store.bulk import insert_new
from crmdesk.store.migrations import RELEASED
from crmdesk.store.opening import open_store
from crmdesk.store.schema import metadata
from crmdesk.store.search import Phrase, ids_with_words, search_is_whole
from tests.conftest import PASSPHRASE
from tests.make_migration import context_of, load_tables, script
from tests.store.old import ROWS, old_store, rows_of
from tests.store.rows import new_client

LABEL = Words("新建", "New")


@pytest.fixture
def old(tmp_path):
    load_tables()
    path = tmp_path / "old.crm"
    rows = old_store(path, PASSPHRASE)
    store = open_store(path, PASSPHRASE, actor="tester")
    yield store, rows
    store.close()


def numbered_tables():
    return [table for table in metadata.sorted_tables if list(table.primary_key.columns.keys()) == ["id"]]


def test_the_newest_migration_is_what_the_tables_ask_for():
    load_tables()
    (file,) = RELEASED.folder.glob(f"{RELEASED.head}_*.py")
    assert file.read_text("utf-8") == script(RELEASED.head)


def test_an_old_store_keeps_every_row(old):
    store, rows = old
    assert len(rows) > 25
    with store.read() as connection:
        for name, before in rows.items():
            now = rows_of(connection, metadata.tables[name])
            assert [{column: row[column] for column in before[0]} for row in now] == before, name


def test_an_old_store_has_the_tables_and_indexes_of_a_new_one(old, store):
    upgraded, _ = old
    with upgraded.read() as theirs, store.read() as ours:
        assert compare_metadata(context_of(theirs), metadata) == []
        for name in metadata.tables:
            assert indexes(theirs, name) == indexes(ours, name), name


def indexes(connection, table):
    return sorted((index["name"], tuple(index["column_names"])) for index in inspect(connection).get_indexes(table))


def test_an_old_store_is_searched_as_before(old):
    store, _ = old
    with store.write(LABEL) as unit:
        key = unit.add(client, new_client(7) | {"search_text": "新"})
        unit.change(client, 1, {"search_text": "改"})
    with store.unlogged() as connection:
        assert search_is_whole(connection)
        assert ids_with_words(connection, [Phrase(("新",))], limit=5) == [key]
        assert ids_with_words(connection, [Phrase(("改",))], limit=5) == [1]
        assert ids_with_words(connection, [Phrase(("sea2",))], limit=5) == [2]


def test_every_numbered_table_counts_on(old, store):
    load_tables()
    for opened in (old[0], store):
        with opened.read() as connection:
            declared = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
            names = set(declared.scalars())
            assert names == {table.name for table in numbered_tables()}
    with old[0].read() as connection:
        counted = dict(connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all())
    first_version = {table.name for table in numbered_tables()} & old[1].keys()
    assert all(counted[name] >= ROWS for name in first_version)


def test_the_id_of_a_removed_row_is_never_given_again(store):
    with store.write(LABEL) as unit:
        first = unit.add(client, new_client(1))
    store.undo()
    with store.write(LABEL) as unit:
        second = unit.add(client, new_client(2))
        key = unit.add(source_key, {"client_id": second, "source": "a", "key": "1"})
        unit.remove(source_key, key)
    assert second > first
    with store.batch(LABEL) as connection:
        columns = {"client_id": [second, second], "source": ["b", "b"], "key": ["1", "2"]}
        assert insert_new(connection, source_key, columns) == [key + 1, key + 2]
        connection.execute(source_key.delete())
        assert insert_new(connection, source_key, columns) == [key + 3, key + 4]
