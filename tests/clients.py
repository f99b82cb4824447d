"""Fixtures: clients put straight into the table, with a standing as a classification run would leave it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, insert

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify.tables import client

RANKS = {"dormant": -1, "base": 0, "silver": 1, "gold": 2, "platinum": 3, "diamond": 4, "private": 5}
STAGES = {"acquisition": 1, "growth": 2, "maturity": 3, "decline": 4, "termination": 5}


@pytest.fixture
def add_client(store):
    """``add_client("张三", tier="gold", assets=…)`` → id; amounts in cents."""
    numbers = iter(range(1, 1000))

    def add(name="张三", **values):
        number = next(numbers)
        row = {
            "client_no": f"C{number:04d}",
            "kind": "person",
            "name": name,
            "name_key": name,
            "search_text": name,
            "search_keys": f"C{number:04d}",
            "status": "active",
            "manager": "何志远",
            "opened_on": date(2020, 1, 2),
            "recorded_at": dates.now(),
            **values,
        }
        if tier := row.get("tier"):
            row["tier_rank"] = RANKS[tier]
        if stage := row.get("stage"):
            row["stage_rank"] = STAGES[stage]
        with store.batch(Words("", "test client")) as connection:
            return connection.execute(insert(client).values(row)).inserted_primary_key[0]

    return add


@pytest.fixture
def statements(store):
    """``with statements() as counted``: the SQL run meanwhile, against one query per row."""

    @contextmanager
    def counting():
        counted = []

        def note(connection, cursor, statement, *rest):
            if not statement.startswith("BEGIN"):
                counted.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        try:
            yield counted
        finally:
            event.remove(store.engine, "before_cursor_execute", note)

    return counting
