"""kill −9 at any moment: what was acknowledged is there, nothing is there by half, and no dialog is needed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from crmdesk.identify.tables import FORM_TABLES, client, import_file
from crmdesk.interact.tables import contact, follow_up
from crmdesk.store import keys
from crmdesk.store.opening import open_store
from crmdesk.store.search import search_is_whole
from tests.conftest import PASSPHRASE
from tests.faults.writer import BATCH

KILLS = 60
person = FORM_TABLES["person"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX")


@pytest.fixture(scope="module")
def writer():
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    yield process
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def kill_once(writer, kind, path, *, seconds):
    """Let a child write, kill it that long after its first acknowledgement; the numbers it acknowledged."""
    writer.stdin.write(f"{kind} {path}\n")
    child = int(writer.stdout.readline().split()[1])
    acknowledged = [int(writer.stdout.readline().split()[1])]
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    while (line := writer.stdout.readline().split()) != ["dead"]:
        acknowledged.append(int(line[1]))
    return acknowledged


def count(connection, table, *where):
    return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def test_while_saving(writer, store_path):
    chosen, acknowledged = random.Random(5), set()
    for _ in range(KILLS):
        acknowledged.update(kill_once(writer, "save", store_path, seconds=chosen.uniform(0.002, 0.15)))
        store = open_store(store_path, PASSPHRASE)
        with store.unlogged() as connection:
            numbers = {int(no[1:]) for no in connection.execute(select(client.c.client_no)).scalars()}
            assert acknowledged <= numbers
            assert count(connection, contact) == count(connection, follow_up) == len(numbers)
            assert search_is_whole(connection)
        store.close()
    store = open_store(store_path, PASSPHRASE)
    store.verify_audit()
    store.close()
    print(f"{KILLS} kills while saving, {len(acknowledged)} operations acknowledged, 0 lost")


def test_while_importing(writer, store_template, tmp_path):
    chosen, total = random.Random(6), 0
    path = tmp_path / "store.crm"
    for _ in range(KILLS):
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.copy(store_template, path)
        shutil.copy(keys.keys_path(store_template), keys.keys_path(path))
        acknowledged = kill_once(writer, "load", path, seconds=chosen.uniform(0.002, 0.15))
        store = open_store(path, PASSPHRASE)
        with store.unlogged() as connection:
            loaded = dict(map(tuple, connection.execute(select(import_file.c.name, import_file.c.rows_created))))
            assert {f"in-{number}.csv" for number in acknowledged} <= loaded.keys()
            assert set(loaded.values()) == {BATCH}
            assert count(connection, client) == count(connection, person) == BATCH * len(loaded)
            assert search_is_whole(connection)
        store.verify_audit()
        store.close()
        total += len(acknowledged)
    print(f"{KILLS} kills while importing, {total} imports acknowledged, 0 lost, 0 halves")
