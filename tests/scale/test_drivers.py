"""The board of the eleven drivers over a whole branch: processor time of each driver."""

from __future__ import annotations

import os
import time
from datetime import date

from crmdesk.book.drivers.board import COUNTS, ask, client_drivers, count
from crmdesk.demo import Branch, fill_store
from crmdesk.store.opening import create_store

SIZE = int(os.environ.get("CRMDESK_SCALE_DRIVERS", "100000"))
_MONTHS = 26
#: Seconds of processor time for 100,000 clients; measured on two busy cores: 12.
_MOST = 60


def test_the_board_of_a_branch(tmp_path):
    store = create_store(tmp_path / "branch.crm", "correct horse 正确", actor="scale")
    fill_store(store, Branch(clients=SIZE, months=_MONTHS, as_of=date(2026, 10, 31)))
    spent = {}
    with store.read() as connection:
        question = ask(connection, as_of=None, scope=None)
        for code in COUNTS:
            begin = time.process_time()
            count(question, code)
            spent[code] = time.process_time() - begin
        begin = time.process_time()
        client_drivers(connection, SIZE // 2)
        one = time.process_time() - begin
    store.close()
    total = sum(spent.values())
    print(f"\n{SIZE:,} clients, {_MONTHS} months:", {code: round(seconds, 2) for code, seconds in spent.items()})
    print(f"the board {total:.1f} s, one client {one:.2f} s")
    assert total < _MOST * SIZE / 100_000 + 5
