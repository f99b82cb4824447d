"""One changed bit anywhere is refused or harmless, never wrong data: in the store, its journal, its keys, a backup."""

import random
import shutil

import pytest
from sqlalchemy import select

from crmdesk.errors import CrmError
from crmdesk.identify.tables import client
from crmdesk.store.backup import backup_store, restore_backup, verify_file
from crmdesk.store.opening import open_store
from crmdesk.store.tables import audit, operation, operation_row
from tests.conftest import PASSPHRASE

FLIPS = 200


def content(path):
    """Every client and every operation, or the sentence of the refusal."""
    try:
        store = open_store(path, PASSPHRASE)
    except CrmError as error:
        return error.message
    try:
        with store.read() as connection:
            return [
                tuple(map(str, row))
                for t in (client, operation, operation_row, audit)
                for row in connection.execute(select(t))
            ]
    except CrmError as error:
        return error.message
    finally:
        store.engine.dispose()


def flips(data, seed):
    """The data with one bit changed, at seeded random places."""
    chosen = random.Random(seed)
    for _ in range(FLIPS):
        place, bit = chosen.randrange(len(data)), chosen.randrange(8)
        yield place, data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def fresh(source, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    return folder / "store.crm"


def test_in_the_store(whole, tmp_path):
    right = content(whole / "store.crm")
    assert len(right) > 100
    for place, data in flips((whole / "store.crm").read_bytes(), 1):
        path = fresh(whole, tmp_path / "flip")
        path.write_bytes(data)
        with pytest.raises(CrmError):
            verify_file(path, PASSPHRASE)
        assert content(path) == right or isinstance(content(path), str), place


def test_in_the_journal_nothing_saved_is_lost_unseen(crashed, tmp_path):
    right = content(fresh(crashed, tmp_path / "right"))
    assert len([row for row in right if "客户39" in row]) == 1
    outcomes = []
    for place, data in flips((crashed / "store.crm-wal").read_bytes(), 2):
        path = fresh(crashed, tmp_path / "flip")
        path.with_name("store.crm-wal").write_bytes(data)
        found = content(path)
        assert found == right or isinstance(found, str), place
        outcomes.append(isinstance(found, str))
    assert sum(outcomes) > FLIPS * 0.9


def test_in_the_keys(whole, tmp_path):
    right = content(whole / "store.crm")
    for place, data in flips((whole / "store.crm.keys").read_bytes(), 3):
        path = fresh(whole, tmp_path / "flip")
        path.with_name("store.crm.keys").write_bytes(data)
        found = content(path)
        assert found == right or "damaged" in found, (place, found)


def test_in_a_backup(whole, tmp_path):
    store = open_store(whole / "store.crm", PASSPHRASE)
    made = backup_store(store, tmp_path / "a.backup").path
    store.close()
    flipped = tmp_path / "flipped.backup"
    for _place, data in flips(made.read_bytes(), 4):
        flipped.write_bytes(data)
        with pytest.raises(CrmError):
            verify_file(flipped, PASSPHRASE)
        with pytest.raises(CrmError):
            restore_backup(flipped, tmp_path / "restored.crm", PASSPHRASE)
    assert not (tmp_path / "restored.crm").exists()


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.99])
def test_a_torn_last_transaction_is_no_damage(crashed, tmp_path, kept):
    """What a power cut leaves of a transaction nobody was told of: its first frames, and zeros."""
    path = fresh(crashed, tmp_path / "torn")
    journal = path.with_name("store.crm-wal")
    whole_frames = journal.read_bytes()
    start = len(whole_frames) - 4120 * 4
    cut = start + int(4120 * 4 * kept) // 4096 * 4096
    journal.write_bytes(whole_frames[:cut] + bytes(len(whole_frames) - cut))
    assert len([row for row in content(path) if "客户38" in row]) == 1
