"""Any number of ids as one condition, on both engines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import not_, select
from sqlalchemy.dialects import postgresql, sqlite

from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store.ids import among, id_array
from tests.store.rows import new_client


@pytest.fixture
def nine(store):
    with store.write(Words("测试", "test")) as unit:
        return [unit.add(client, new_client(number)) for number in range(9)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.sets(st.integers(-5, 30)))
def test_it_keeps_just_those(store, nine, wanted):
    with store.read() as connection:
        found = id_array(connection, select(client.c.id).where(among(client.c.id, wanted)))
        others = id_array(connection, select(client.c.id).where(not_(among(client.c.id, wanted))))
    assert set(found) == set(nine) & wanted
    assert set(others) == set(nine) - wanted


def test_more_than_a_statement_takes_as_parameters(store, nine):
    with store.read() as connection:
        found = id_array(connection, select(client.c.id).where(among(client.c.id, range(nine[3], 300_000))))
    assert set(found) == set(nine[3:])


def test_each_engine_has_its_own_words():
    condition = among(client.c.id, [3, 17])
    on_a_server = str(condition.compile(dialect=postgresql.dialect()))
    assert "ANY (CAST(string_to_array(" in on_a_server
    assert "json_each" in str(condition.compile(dialect=sqlite.dialect()))
