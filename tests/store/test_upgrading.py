"""An older store is upgraded on a copy; the old file stays, and a failed upgrade changes nothing."""

import hashlib
import shutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.script import ScriptDirectory

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.store.checks import require_whole, stored_version
from crmdesk.store.engines import connect_cipher
from crmdesk.store.migrations import RELEASED, Versions
from crmdesk.store.opening import open_store, unlock
from crmdesk.store.schema import metadata
from crmdesk.store.search import Phrase, ids_with_words, search_is_whole
from tests.conftest import PASSPHRASE
from tests.make_migration import context_of, load_tables
from tests.store.rows import new_client

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("client") as change:
        change.add_column(sa.Column("nickname", sa.String(20)))
        change.alter_column("branch", existing_type=sa.String(100), type_=sa.String(200), existing_nullable=False)
    op.create_table("pet", sa.Column("id", sa.Integer, primary_key=True))
    {last}
"""


def next_version(folder, last="pass"):
    shutil.copytree(RELEASED.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "0004_next.py").write_text(NEXT.format(last=last), "utf-8")
    return Versions(folder, "0004")


@pytest.fixture
def filled(store_path):
    store = open_store(store_path, PASSPHRASE)
    with store.write(Words("新建", "New")) as unit:
        key = unit.add(client, new_client(1))
        unit.change(client, key, {"name": "王五"})
    store.close()
    return store_path


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_head_is_the_newest_migration():
    script = ScriptDirectory(str(RELEASED.folder), version_locations=[str(RELEASED.folder)])
    assert script.get_heads() == [RELEASED.head]


def test_tables_and_migrations_agree(store):
    load_tables()
    with store.read() as connection:
        assert compare_metadata(context_of(connection), metadata) == []


def test_an_older_store_is_upgraded_and_the_old_file_kept(filled, tmp_path):
    before = digest(filled)
    versions = next_version(tmp_path / "versions")
    store = open_store(filled, PASSPHRASE, versions=versions)
    with store.read() as connection:
        assert stored_version(connection) == "0004"
        row = connection.exec_driver_sql("SELECT name, nickname FROM client").one()
        assert tuple(row) == ("王五", None)
        assert connection.exec_driver_sql("SELECT event FROM audit ORDER BY seq DESC").scalars().first() == "upgrade"
    store.verify_audit()
    with store.write(Words("新建", "New")) as unit:
        unit.add(client, new_client(2))
    with store.unlogged() as connection:
        assert search_is_whole(connection)
        assert ids_with_words(connection, [Phrase(("2",))], limit=5) == [2]
    store.close()
    kept = filled.with_name("store.crm.before-0003")
    assert digest(kept) == before
    assert require_whole(filled, unlock(filled, PASSPHRASE)).clients == 2
    assert not list(tmp_path.glob("*.upgrade*"))


def test_a_second_start_upgrades_nothing(filled, tmp_path):
    versions = next_version(tmp_path / "versions")
    open_store(filled, PASSPHRASE, versions=versions).close()
    before = digest(filled)
    open_store(filled, PASSPHRASE, versions=versions).close()
    assert digest(filled) == before
    with pytest.raises(CrmError, match="version 0004"):
        open_store(filled, PASSPHRASE)
    assert digest(filled) == before


@pytest.mark.parametrize("fault", ["raise RuntimeError", "op.execute('INSERT INTO contact(id) VALUES (1)')"])
def test_an_upgrade_that_fails_at_its_last_statement_changes_nothing(filled, tmp_path, fault):
    before = digest(filled)
    with pytest.raises(Exception):  # noqa: B017, PT011  (whatever a migration may raise)
        open_store(filled, PASSPHRASE, versions=next_version(tmp_path / "versions", fault))
    assert digest(filled) == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["store.crm", "store.crm.keys", "versions"]
    open_store(filled, PASSPHRASE).close()


def test_an_upgrade_that_breaks_a_reference_is_refused(filled, tmp_path):
    before = digest(filled)
    orphan = "op.execute(\"INSERT INTO source_key (client_id, source, key) VALUES (999, 'a', 'b')\")"
    with pytest.raises(CrmError, match="damaged"):
        open_store(filled, PASSPHRASE, versions=next_version(tmp_path / "versions", orphan))
    assert digest(filled) == before


def test_an_upgrade_that_loses_clients_is_refused(filled, tmp_path):
    before = digest(filled)
    with pytest.raises(CrmError, match="lost clients"):
        open_store(filled, PASSPHRASE, versions=next_version(tmp_path / "versions", "op.execute('DELETE FROM client')"))
    assert digest(filled) == before


def test_an_upgrade_waits_for_the_other_program(filled, tmp_path):
    versions = next_version(tmp_path / "versions")
    other = connect_cipher(filled, unlock(filled, PASSPHRASE))
    other.execute("SELECT count(*) FROM client").fetchone()
    with pytest.raises(CrmError, match="open in another program"):
        open_store(filled, PASSPHRASE, versions=versions)
    other.close()
    open_store(filled, PASSPHRASE, versions=versions).close()
