"""A store of forty clients, and the picture a crash leaves of it."""

import shutil

import pytest

from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store import keys
from crmdesk.store.opening import create_store
from tests.conftest import PASSPHRASE
from tests.store.rows import new_client


@pytest.fixture(scope="session")
def crashed(tmp_path_factory):
    """A folder with ``store.crm`` as a killed program leaves it: twenty clients in the file, twenty in the journal."""
    folder = tmp_path_factory.mktemp("crashed")
    live = tmp_path_factory.mktemp("live") / "store.crm"
    store = create_store(live, PASSPHRASE)
    for number in range(40):
        with store.write(Words("新建", "New")) as unit:
            unit.add(client, new_client(number) | {"name": f"客户{number}"})
        if number == 19:
            with store.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("", "-wal", ".keys"):
        shutil.copy(str(live) + suffix, folder / f"store.crm{suffix}")
    store.close()
    return folder


@pytest.fixture
def whole(crashed, tmp_path_factory):
    """The same store closed: everything in one file."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(crashed, folder, dirs_exist_ok=True)
    from crmdesk.store.opening import open_store

    store = open_store(folder / "store.crm", PASSPHRASE)
    with store.unlogged():
        pass
    store.close()
    assert not keys.keys_path(folder / "store.crm").with_name("store.crm-wal").exists()
    return folder
