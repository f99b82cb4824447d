"""Merging and taking apart by the number of rows that move, and the rate of safe merges: prints a line for each.

Figures are milliseconds by the clock and, in brackets, of the processor: on a machine that does other work these count.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, date, datetime

import pytest

from crmdesk.i18n import Words
from crmdesk.identify.clients import create_client
from crmdesk.identify.matching.pairs import Pair
from crmdesk.identify.merging import merge_clients, merge_preview, merge_safe, unmerge, unmerge_preview
from crmdesk.identify.tables import account, txn
from crmdesk.interact.tables import contact
from crmdesk.store.bulk import insert_new

LABEL = Words("量", "Scale")
#: Seconds that a merge may take whatever else the machine does; the figures are printed.
CEILING = 20
ROUNDS = 5


def person(store, number, source="phone"):
    told = {"name": "张三", "mobile": f"138{number:08d}", "email": "a@example.com", "addr_home": "武汉市解放大道"}
    return create_client(store, kind="person", values=told, source=source)


def fill(store, client_id, count):
    """Half of the rows are contacts, with an image each; half are movements that follow three accounts."""
    with store.batch(LABEL) as connection:
        opened = {"system": ["a"] * 3, "kind": ["normal"] * 3, "status": ["normal"] * 3, "currency": ["CNY"] * 3}
        numbers = [f"{client_id}-{number}" for number in range(3)]
        accounts = insert_new(connection, account, {"client_id": [client_id] * 3, "account_no": numbers, **opened})
        half = count // 2
        said = {"direction": "OB", "channel": "01", "outcome": "10", "created_by": "x", "purpose": "", "note": "谈"}
        row = {"client_id": client_id, "at": datetime(2026, 1, 1, tzinfo=UTC), "evidence": "", "source": "", **said}
        insert_new(connection, contact, {name: [value] * half for name, value in row.items()})
        moved = {"client_id": client_id, "day": date(2026, 1, 1), "kind": "buy", "is_active": True, "amount": 1}
        columns = {name: [value] * half for name, value in moved.items()}
        columns |= {name: [0] * half for name in ("flow", "turnover", "income")}
        owners = [accounts[number % 3] for number in range(half)]
        insert_new(connection, txn, {**columns, "account_id": owners, "ref": [str(n) for n in range(half)]})


def timed(spent, name, act, *arguments):
    started, used = time.perf_counter(), time.process_time()
    found = act(*arguments)
    now = (time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000
    spent.setdefault(name, []).append(now)
    return found


def middle(times):
    clock, processor = (statistics.median(column) for column in zip(*times, strict=True))
    return f"{clock:.0f} ({processor:.0f})"


def shown(store, what, *arguments):
    with store.read() as connection:
        return what(connection, *arguments)


@pytest.mark.parametrize("children", [10, 1_000, 10_000])
def test_latency_by_rows_that_move(store, children):
    keep, drop = person(store, 1), person(store, 2)
    for one in (keep, drop):
        fill(store, one, children)
    spent = {}
    unmerge(store, merge_clients(store, keep, [drop]))  # pinyin and statements are loaded once
    for _round in range(ROUNDS):
        timed(spent, "preview", shown, store, merge_preview, keep, [drop])
        number = timed(spent, "merge", merge_clients, store, keep, [drop])
        timed(spent, "preview of the way back", shown, store, unmerge_preview, number)
        timed(spent, "un-merge", unmerge, store, number)
        timed(spent, "undo", store.undo)
        timed(spent, "redo", store.redo)
    figures = ", ".join(f"{name} {middle(times)}" for name, times in spent.items())
    print(f"\n{children:>6} rows of each client: {figures}", end="")
    assert max(one[0] for times in spent.values() for one in times) < CEILING * 1000


def test_the_rate_of_safe_merges(store):
    ids = [person(store, number, source="crm") for number in range(400)]
    for one in ids:
        with store.write(LABEL) as unit:
            row = {"client_id": one, "system": "a", "account_no": str(one), "kind": "normal", "status": "normal"}
            unit.add(account, row)
    told = {"a_no": "", "b_no": "", "a_name": "", "b_name": "", "kind": "person", "weight": 20.0, "status": "open"}
    sure = {name: name != "has_conflict" for name in Pair.__dataclass_fields__ if name.startswith(("is_", "has_"))}
    pairs = [
        Pair(id=place, a=a, b=b, probability=1.0, **told, **sure)
        for place, (a, b) in enumerate(zip(ids[::2], ids[1::2], strict=True))
    ]
    spent = {}
    report = timed(spent, "safe", merge_safe, store, pairs)
    clock, processor = (1000 * report.merged / one for one in spent["safe"][0])
    print(f"\n{report.merged} safe merges: {clock:.0f}/s ({processor:.0f}/s of the processor)", end="")
    assert (report.merged, report.left) == (200, 0)
    assert processor > 20
