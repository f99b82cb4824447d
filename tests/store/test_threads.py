"""One writer at a time, readers beside it, a backup while work goes on."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import func, select

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.interact.tables import contact
from crmdesk.store.backup import backup_store, verify_file
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE
from tests.store.rows import new_client, new_contact

LABEL = Words("新建", "New")


def save(store, number):
    with store.write(LABEL) as unit:
        unit.add(contact, new_contact(unit.add(client, new_client(number))))


def counts(store):
    with store.read() as connection, connection.begin():
        return tuple(connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (client, contact))


def test_writers_queue_and_readers_see_whole_operations(store):
    seen = []
    store.subscribe(seen.append)
    with ThreadPoolExecutor(6) as pool:
        writing = [pool.submit(save, store, number) for number in range(60)]
        reading = [pool.submit(counts, store) for _ in range(40)]
        assert all(one.result() is None for one in writing)
        assert all(clients == contacts for clients, contacts in (one.result() for one in reading))
    assert counts(store) == (60, 60)
    assert len({change.operation_id for change in seen}) == 60
    store.verify_audit()


def test_a_backup_while_work_goes_on(filled, tmp_path):
    stop = Event()

    def work():
        number = 1000
        while not stop.is_set():
            save(filled, number := number + 1)
        return number - 1000

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(work)
        report = backup_store(filled, tmp_path / "a.backup")
        stop.set()
        assert busy.result() > 0
    assert report.clients >= 40
    assert verify_file(tmp_path / "a.backup", PASSPHRASE).clients == report.clients
    filled.verify_audit()


def test_two_programs_write_in_turn_and_undo_only_their_own(store, store_path):
    other = open_store(store_path, PASSPHRASE, actor="other")
    save(store, 1)
    save(other, 2)
    assert counts(store) == (2, 2)
    assert store.undo().operation_id != other.undo().operation_id
    assert counts(other) == (0, 0)
    assert store.undo() is None
    other.verify_audit()
    other.close()


def test_a_writer_that_waits_too_long_is_told(store, store_path):
    other = open_store(store_path, PASSPHRASE, actor="other")
    with other.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=100")
    with store.write(LABEL), pytest.raises(CrmError, match="Another program is writing"):
        save(other, 2)
    other.close()
