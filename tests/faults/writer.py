"""A writer to be killed: forks a fresh child for every ``<kind> <path>`` line it reads; a kill costs no start-up.

It prints ``pid <n>`` for the child, ``ack <n>`` after each commit that returned, ``dead`` when the child is gone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from crmdesk.i18n import Words
from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import client
from crmdesk.interact.tables import contact, follow_up
from crmdesk.store.opening import create_store, open_store
from tests.conftest import PASSPHRASE
from tests.store.rows import new_client, new_contact, new_follow_up

BATCH = 100


def say(text):
    os.write(1, f"{text}\n".encode())


def save(store, number):
    """One operation of three rows, as a form saves them."""
    with store.write(Words("新建", "New")) as unit:
        key = unit.add(client, new_client(number) | {"client_no": f"S{number:08d}"})
        unit.add(contact, new_contact(key))
        unit.add(follow_up, new_follow_up(key))


def load(store, number):
    """An import of a small counter export, by the real importer."""
    path = store.path.parent / f"in-{number}.csv"
    rows = [f"{number:06d}{row:03d},张{row},1380000{row:04d},88{number:06d}{row:03d}" for row in range(BATCH)]
    path.write_text("客户号,客户姓名,手机,资金账号\n" + "\n".join(rows) + "\n", "utf-8")
    import_files(store, [path], recipe="securities_counter", kind="clients")


def write_for_ever(kind, path):
    store = open_store(path, PASSPHRASE, actor="writer")
    with store.read() as connection:
        last = connection.exec_driver_sql("SELECT max(id) FROM operation").scalar_one() or 0
    work = {"save": save, "load": load}[kind]
    for number in range(last + 1, 10**6):
        work(store, number)
        say(f"ack {number}")


def warm_up():
    """Whatever is imported or built on first use, so that no child pays for it again."""
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "warm.crm", PASSPHRASE)
        save(store, 1)
        load(store, 2)
        store.close()


def main():
    warm_up()
    for line in sys.stdin:
        kind, path = line.rstrip("\n").split(" ", 1)
        child = os.fork()
        if child == 0:
            try:
                write_for_ever(kind, Path(path))
            finally:
                os._exit(1)
        say(f"pid {child}")
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
