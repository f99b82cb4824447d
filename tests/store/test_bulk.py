"""Many rows at once: indexes taken off and made again, rows straight from the driver."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, inspect, select

from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store.bulk import driver_rows, indexes_rebuilt, update_columns

from .rows import new_client

WORDS = Words("批量", "Batch")


def index_names(connection):
    return {index["name"] for index in inspect(connection).get_indexes("client")}


def test_indexes_are_there_again_and_true(store):
    with store.batch(WORDS) as connection:
        connection.execute(insert(client), [new_client(seed) for seed in range(30)])
        before = index_names(connection)
        with indexes_rebuilt(connection, client, ["assets"]):
            assert "ix_client_assets" not in index_names(connection)
            assert "ix_client_name" in index_names(connection)
            ids = [row[0] for row in driver_rows(connection, select(client.c.id))]
            update_columns(connection, client, "id", {"id": ids, "assets": [number * 7 % 30 for number in ids]})
        assert index_names(connection) == before
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT id FROM client WHERE assets > 5").fetchall()
        assert "ix_client_assets" in str(plan)
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.execute(select(client.c.id).where(client.c.assets > 5)).all()


def test_indexes_survive_a_batch_that_fails(store):
    with store.read() as connection:
        before = index_names(connection)
    with (
        pytest.raises(ZeroDivisionError),
        store.batch(WORDS) as connection,
        indexes_rebuilt(connection, client, ["tier"]),
    ):
        raise ZeroDivisionError
    with store.read() as connection:
        assert index_names(connection) == before


def test_untouched_indexes_stay(store):
    with store.batch(WORDS) as connection:
        before = index_names(connection)
        with indexes_rebuilt(connection, client, ["trend"]):
            assert index_names(connection) == before
