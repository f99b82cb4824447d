"""Looking at a store file that is open here does it no harm, and other programs that come and go do none either."""

import subprocess
import sys

import pytest

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store import files, open_files
from crmdesk.store.backup import backup_store, restore_backup, verify_file, verify_store
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE
from tests.store.rows import new_client

#: Opens the store in another process, reads it and closes it; the last to close deletes the journal.
VISIT = """
import sys
from pathlib import Path
from crmdesk.store.opening import open_store
store = open_store(Path(sys.argv[1]), sys.argv[2])
with store.unlogged() as connection:
    connection.exec_driver_sql("SELECT count(*) FROM client")
store.close()
"""


def visit(path):
    subprocess.run([sys.executable, "-c", VISIT, path, PASSPHRASE], check=True)


def test_another_program_never_takes_the_journal_away(store, store_path):
    with store.write(Words("新建", "New")) as unit:
        unit.add(client, new_client(1))
    files.require_store_file(store_path)
    assert verify_file(store_path, PASSPHRASE).clients == 1
    visit(store_path)
    assert files.beside(store_path, "-wal").exists()
    with store.write(Words("新建", "New")) as unit:
        unit.add(client, new_client(2))
    store.close()
    assert verify_file(store_path, PASSPHRASE).clients == 2


def test_open_is_open_until_the_last_is_closed(store, store_path):
    second = open_store(store_path, PASSPHRASE)
    files.require_store_file(store_path)
    second.close()
    second.close()  # closing twice is no fault
    assert open_files.is_open_here(store_path)
    assert verify_store(store).kind == "store"
    store.close()
    assert not open_files.is_open_here(store_path)


def test_nothing_is_restored_over_an_open_store(store, store_path, tmp_path):
    backup = backup_store(store, tmp_path / "a.backup").path
    with pytest.raises(CrmError, match="is open"):
        restore_backup(backup, store_path, PASSPHRASE)
    assert not list(tmp_path.glob("*damaged*"))


#: Opens the store in another process, says so and keeps it open until its input ends.
STAY = """
import sys
from pathlib import Path
from crmdesk.store.opening import open_store
store = open_store(Path(sys.argv[1]), sys.argv[2])
with store.unlogged() as connection:
    connection.exec_driver_sql("SELECT count(*) FROM client")
print("open", flush=True)
sys.stdin.read()
store.close()
"""


def test_nothing_is_restored_over_a_store_another_program_has_open(store, store_path, tmp_path):
    backup = tmp_path / "desk.backup"
    backup_store(store, backup)
    store.close()
    command = [sys.executable, "-c", STAY, store_path, PASSPHRASE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(CrmError, match="The store is open"):
            restore_backup(backup, store_path, PASSPHRASE)
        other.communicate()
    assert restore_backup(backup, store_path, PASSPHRASE) is not None
