"""The store under a big file: one operation, and a verified backup."""

from __future__ import annotations

import time

from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store.backup import backup_store
from tests.scale.watching import milliseconds, p95


def test_one_operation(big_store, figures):
    def change(number):
        with big_store.write(Words("", "move a client")) as unit:
            unit.change(client, number, {"manager": f"经理{number % 300:03d}x"})

    figures("commit", p95([milliseconds(lambda one=one: change(one)) for one in range(1000, 1040)]))
    for _ in range(40):
        big_store.undo()


def test_backup(big_store, figures, tmp_path):
    started = time.perf_counter()
    report = backup_store(big_store, tmp_path / "big.crmbackup")
    spent = time.perf_counter() - started
    print(f"\n{report.size / 1e9:.2f} GB in {spent:.0f} s")
    report.path.unlink()
    figures("backup", spent / (report.size / 1e9))
