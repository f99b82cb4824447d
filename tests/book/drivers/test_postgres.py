"""The board says the same on a PostgreSQL server as on the desk's own store."""

from __future__ import annotations

from datetime import date

import pytest

from crmdesk.book.drivers.asking import Scope
from crmdesk.book.drivers.board import COUNTS, clients_behind, driver_board
from crmdesk.book.drivers.recorded import recorded
from crmdesk.demo import Branch, fill_store
from crmdesk.store.server import create_server
from tests.store.test_postgres import cluster, url

__all__ = ["cluster", "url"]

BRANCH = Branch(clients=120, months=38, seed=4, as_of=date(2026, 10, 31))


def said(store, scope):
    with store.read() as connection:
        board = driver_board(connection, scope=scope)
        behind = {code: clients_behind(connection, code, scope=scope) for code in COUNTS}
        records = {code: recorded(connection, code, scope=scope) for code in COUNTS}
    return [one.as_json() for one in board.drivers], behind, records


SCOPES = (Scope(), Scope(manager="何志远"), Scope(client_id=12), Scope(stage="maturity"))


def test_the_same_board_on_either_engine(store, url):
    there = create_server(url, profile="securities", actor="tester")
    for one in (store, there):
        fill_store(one, BRANCH)
    for scope in SCOPES:
        compare(said(store, scope), said(there, scope))
    there.close()


def compare(desk, shared):
    for mine, theirs in zip(desk[0], shared[0], strict=True):
        assert mine["trend"] == pytest.approx(theirs["trend"]), mine["driver"]
        assert mine["figures"] == pytest.approx(theirs["figures"]), mine["driver"]
    for code, behind in desk[1].items():
        assert behind.ids.tolist() == shared[1][code].ids.tolist(), code
    assert {code: len(rows) for code, rows in desk[2].items()} == {code: len(rows) for code, rows in shared[2].items()}
