"""A full disk: the save says so, the store is whole, and the next save works once there is room."""

import contextlib
import shutil
import subprocess
from itertools import count

import pytest

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store import keys
from crmdesk.store.backup import backup_store, verify_file
from crmdesk.store.drafts import load_draft, save_draft
from crmdesk.store.opening import create_store, open_store
from tests.conftest import PASSPHRASE
from tests.store.rows import new_client

LABEL = Words("新建", "New")


@pytest.fixture
def small_disk(tmp_path):
    """Three megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no right to mount a small disk here: the full-disk test did not run")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder):
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return ballast


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def save_until_refused(store):
    for number in count(1):
        try:
            save(store, number)
        except CrmError as error:
            return number, error.message
    raise AssertionError("the disk never filled")


def save(store, number):
    with store.write(LABEL) as unit:
        unit.add(client, new_client(number))


def test_saving_on_a_full_disk(small_disk, store_path):
    path = small_disk / "store.crm"
    shutil.copy(store_path, path)
    shutil.copy(keys.keys_path(store_path), keys.keys_path(path))
    store = open_store(path, PASSPHRASE)
    save(store, 0)
    save_draft(store, "client:new", {"name": "张"})
    ballast = fill(small_disk)
    saved, message = save_until_refused(store)
    assert "disk is full" in message
    with pytest.raises(CrmError, match="disk is full"), store.batch(LABEL) as connection:
        connection.execute(client.insert(), [new_client(1000 + n) for n in range(2000)])
    with pytest.raises(CrmError, match="disk is full"):
        backup_store(store, small_disk / "a.backup")
    assert names(small_disk) == ["ballast", "store.crm", "store.crm-shm", "store.crm-wal", "store.crm.keys"]
    ballast.unlink()
    save(store, saved)
    assert load_draft(store, "client:new").content == {"name": "张"}
    store.close()
    assert verify_file(path, PASSPHRASE).clients == saved + 1


def test_a_new_store_on_a_full_disk_leaves_nothing(small_disk):
    fill(small_disk)
    with pytest.raises(CrmError, match="disk is full"):
        create_store(small_disk / "new.crm", PASSPHRASE)
    assert names(small_disk) == ["ballast"]
