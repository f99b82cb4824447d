"""Every file that is not a sound store of ours is refused with the reason, and left exactly as it was."""

import hashlib
import os
import shutil
import sqlite3

import pytest

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store import keys
from crmdesk.store.engines import connect_cipher
from crmdesk.store.meta import read_meta
from crmdesk.store.opening import create_store, open_store, unlock
from tests.conftest import PASSPHRASE
from tests.store.rows import new_client


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def assert_refused(path, reason, *, passphrase=PASSPHRASE):
    before = digests(path.parent)
    with pytest.raises(CrmError, match=reason):
        open_store(path, passphrase)
    assert digests(path.parent) == before


def test_a_missing_file(tmp_path):
    assert_refused(tmp_path / "none.crm", "There is no store")


def test_an_empty_file(store_path):
    store_path.write_bytes(b"")
    assert_refused(store_path, "is empty")


@pytest.mark.parametrize("size", [1, 100, 5000])
def test_a_file_cut_inside_a_page(store_path, size):
    os.truncate(store_path, size)
    assert_refused(store_path, "cut off")


@pytest.mark.parametrize("pages", [1, 2, 20])
def test_a_file_cut_between_pages(store_path, pages):
    os.truncate(store_path, pages * 4096)
    assert_refused(store_path, "damaged")


def test_a_file_without_its_last_page(store_path):
    os.truncate(store_path, store_path.stat().st_size - 4096)
    assert_refused(store_path, "damaged")


def test_random_bytes(store_path):
    store_path.write_bytes(os.urandom(64 * 4096))
    assert_refused(store_path, "damaged, or the key file beside it belongs to another store")


def test_random_bytes_behind_our_own_salt(store_path):
    head = store_path.read_bytes()[:16]
    store_path.write_bytes(head + os.urandom(64 * 4096 - 16))
    assert_refused(store_path, "damaged")


def test_a_plain_database(store_path):
    store_path.unlink()
    with sqlite3.connect(store_path) as plain:
        plain.execute("CREATE TABLE client (name)")
    plain.close()
    assert_refused(store_path, "without encryption")


def test_a_folder(store_path):
    store_path.unlink()
    store_path.mkdir()
    with pytest.raises(CrmError, match="There is no store"):
        open_store(store_path, PASSPHRASE)


def test_missing_keys(store_path):
    keys.keys_path(store_path).unlink()
    assert_refused(store_path, "key file store.crm.keys is missing")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: "{",
        lambda text: "[]",
        lambda text: "null",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"time_cost": 1', '"time_cost": 3'),
        lambda text: text.replace('"memory_cost": 8192', '"memory_cost": 99999999'),
        lambda text: text.replace("passphrase", "passphrasf"),
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: "\x00" + text,
        lambda text: "[" * 100_000,
    ],
)
def test_damaged_keys(store_path, damage):
    path = keys.keys_path(store_path)
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    assert_refused(store_path, "key file store.crm.keys is damaged")


def test_keys_of_another_store(store_path, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "other.crm"
    create_store(other, PASSPHRASE).close()
    shutil.copy(keys.keys_path(other), keys.keys_path(store_path))
    assert_refused(store_path, "belongs to another store")


@pytest.mark.parametrize("wrong", ["", "correct horse", PASSPHRASE + " "])
def test_a_wrong_passphrase(store_path, wrong):
    assert_refused(store_path, "passphrase is wrong", passphrase=wrong)


def make_newer(path):
    connection = connect_cipher(path, unlock(path, PASSPHRASE))
    connection.execute("UPDATE alembic_version SET version_num = '9000'")
    connection.execute("UPDATE meta SET value = '7.1' WHERE key = 'program'")
    return connection


def test_a_newer_version_is_refused_by_name(store_path):
    make_newer(store_path).close()
    assert_refused(store_path, "version 9000, made by CRM Desk 7.1; this is CRM Desk 0.1.0")


def test_a_newer_version_with_its_journal_beside_it_is_refused(store_path, tmp_path):
    live = make_newer(store_path)
    copy = tmp_path / "copy" / "store.crm"
    copy.parent.mkdir()
    for suffix in ("", "-wal", "-shm", ".keys"):
        shutil.copy(str(store_path) + suffix, str(copy) + suffix)
    live.close()
    with pytest.raises(CrmError, match="version 9000"):
        open_store(copy, PASSPHRASE)
    assert digests(copy.parent).keys() == {"store.crm", "store.crm-wal", "store.crm-shm", "store.crm.keys"}
    with pytest.raises(CrmError, match="version 9000"):
        open_store(copy, PASSPHRASE)


def test_a_cipher_file_that_is_no_store(tmp_path):
    path, key = tmp_path / "other.crm", keys.new_data_key()
    keys.write_slots(keys.keys_path(path), [keys.wrap(key, PASSPHRASE)])
    connection = connect_cipher(path, key)
    connection.execute("CREATE TABLE something (x)")
    connection.close()
    assert_refused(path, "holds no CRM Desk store")


def test_nothing_is_made_over_a_file(store_path):
    before = digests(store_path.parent)
    with pytest.raises(CrmError, match="is there already"):
        create_store(store_path, PASSPHRASE)
    assert digests(store_path.parent) == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [({"passphrase": ""}, "empty"), ({"passphrase": "x", "profile": "shop"}, "Unknown profile shop")],
)
def test_a_refused_new_store_leaves_nothing(tmp_path, arguments, reason):
    with pytest.raises(CrmError, match=reason):
        create_store(tmp_path / "new.crm", **arguments)
    assert list(tmp_path.iterdir()) == []


def test_no_folder(tmp_path):
    with pytest.raises(CrmError, match="does not exist"):
        create_store(tmp_path / "no" / "new.crm", PASSPHRASE)


def test_a_half_made_store_of_a_crash_is_made_anew_and_its_keys_are_kept(tmp_path):
    path = tmp_path / "new.crm"
    (tmp_path / "new.crm.new").write_bytes(b"half")
    (tmp_path / "new.crm.new-wal").write_bytes(b"half")
    keys.keys_path(path).write_text("old keys")
    create_store(path, PASSPHRASE).close()
    names = sorted(entry.name for entry in tmp_path.iterdir())
    assert names[0] == "new.crm"
    assert names[1] == "new.crm.keys"
    assert names[2].startswith("new.crm.keys.before-")
    assert len(names) == 3
    open_store(path, PASSPHRASE).close()


def test_a_store_keeps_what_was_written(tmp_path):
    path = tmp_path / "客户 库#1?.crm"
    made = create_store(path, PASSPHRASE, profile="bank")
    with made.write(Words("新建", "New")) as unit:
        unit.add(client, new_client(1))
    made.close()
    reopened = open_store(path, PASSPHRASE)
    assert reopened.meta("profile") == "bank"
    with reopened.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM client").scalar_one() == 1
        assert read_meta(connection, "program") == "0.1.0"
    reopened.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [path.name, path.name + ".keys"]
